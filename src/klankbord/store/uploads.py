"""Calls that are being sent through the API: the row of each, and its files as far as they came."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from klankbord.store.key_tables import uploads
from klankbord.store.rows import insert_new


@dataclass(frozen=True)
class Upload:
    """A call that is being sent; once `arrival_id` is set all of it is here, and `facts` are None.

    `files` has, by role, name, length and hash of each that is whole; `expects` names the roles
    that come, and is empty where the first is all.
    """

    id: int
    source_id: int
    key: str
    facts: dict[str, Any] | None
    digest: str
    expects: tuple[str, ...]
    files: dict[str, dict[str, Any]]
    arrival_id: int | None
    changed_at: datetime

    def has(self, role: str) -> bool:
        """Whether the file of a role is whole, or will not come any more."""
        return role in self.files or self.arrival_id is not None


def add_upload(  # noqa: PLR0913 (a row)
    connection: Connection,
    source: int,
    key: str,
    *,
    facts: Mapping[str, Any],
    digest: str,
    expects: Sequence[str],
    arrival: int | None,
    now: datetime,
) -> bool:
    """Note a call that is going to be sent; False where one of this key is there already."""
    row = {"source_id": source, "key": key, "facts": None if arrival else dict(facts)}
    row |= {"digest": digest, "expects": list(expects), "files": {}, "arrival_id": arrival}
    row |= {"created_at": now, "changed_at": now}
    return insert_new(connection, uploads, row, uploads.c.source_id, uploads.c.key)


def change_upload(connection: Connection, upload: int, **values: Any) -> None:
    """Set columns of one."""
    connection.execute(update(uploads).where(uploads.c.id == upload).values(values))


def find_upload(connection: Connection, source: int, upload: int | str) -> Upload | None:
    """One of a source, by its number or by the sender's own key."""
    c = uploads.c
    which = c.key == upload if isinstance(upload, str) else c.id == upload
    return next(iter(_found(connection, c.source_id == source, which)), None)


def lock_upload(connection: Connection, upload: int) -> None:
    """Let others wait who would change one, till the end."""
    connection.execute(select(uploads.c.id).where(uploads.c.id == upload).with_for_update())


def count_unfinished(connection: Connection, source: int) -> int:
    """How many of a source are not all here."""
    which = (uploads.c.source_id == source, uploads.c.arrival_id.is_(None))
    wanted = select(func.count()).select_from(uploads).where(*which)
    return int(connection.execute(wanted).scalar_one())


def all_unfinished(connection: Connection) -> set[int]:
    """The numbers of all that are not all here."""
    wanted = select(uploads.c.id).where(uploads.c.arrival_id.is_(None))
    return set(connection.execute(wanted).scalars())


def forget_unfinished(connection: Connection, before: datetime, source: int | None = None) -> int:
    """Throw away those not all here that nothing happened to since, of a source; how many."""
    which = [uploads.c.changed_at < before, uploads.c.arrival_id.is_(None)]
    if source is not None:
        which.append(uploads.c.source_id == source)
    return connection.execute(delete(uploads).where(*which)).rowcount


def forget_finished(connection: Connection, before: datetime) -> None:
    """Throw away those that arrived, and that nothing happened to since."""
    which = (uploads.c.changed_at < before, uploads.c.arrival_id.is_not(None))
    connection.execute(delete(uploads).where(*which))


def quiet_upload(connection: Connection, arrival: int, key: str) -> None:
    """Let what was sent of an arrival say neither which call it was nor how its files were called.

    `key` stands in the place of the sender's own.
    """
    values: dict[str, Any] = {"key": key, "digest": "", "facts": None, "files": {}}
    connection.execute(update(uploads).where(uploads.c.arrival_id == arrival).values(values))


def _found(connection: Connection, *where: ColumnElement[bool]) -> list[Upload]:
    return [
        Upload(
            id=row.id,
            source_id=row.source_id,
            key=row.key,
            facts=row.facts,
            digest=row.digest,
            expects=tuple(row.expects),
            files=row.files,
            arrival_id=row.arrival_id,
            changed_at=row.changed_at,
        )
        for row in connection.execute(select(uploads).where(*where))
    ]


class Pieces:
    """The folder of files that are still coming in: how large one is says how far it came."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "uploads"

    def path(self, upload: int, role: str) -> Path:
        """Where a file stands while it comes in."""
        return self._folder / f"{upload}-{role}"

    def size(self, upload: int, role: str) -> int:
        """How many of its bytes are here."""
        with suppress(FileNotFoundError):
            return self.path(upload, role).stat().st_size
        return 0

    @contextmanager
    def writing(self, upload: int, role: str) -> Iterator[IO[bytes] | None]:
        """A file to add to; on the disk when it is left. None while another adds to it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path(upload, role), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            if not _alone(file):
                yield None
                return
            try:
                yield file
            finally:
                settle(file)

    def numbers(self) -> set[int]:
        """Of which calls there are files here."""
        return {int(path.name.partition("-")[0]) for path in self._folder.glob("*-*")}

    def drop(self, upload: int) -> None:
        """Throw away what came of one."""
        for path in self._folder.glob(f"{upload}-*"):
            path.unlink(missing_ok=True)


def settle(file: IO[bytes]) -> None:
    """Put what was written to a file on the disk."""
    file.flush()
    os.fsync(file.fileno())


def _alone(file: IO[bytes]) -> bool:
    """Whether nobody else writes to a file; where the system cannot tell, nobody does."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
