"""Files of a watched folder as they were last seen: what is still, and what was taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from klankbord.store.arrival_tables import watched_files
from klankbord.store.rows import PIECE

_FACTS = ("size", "mtime_ns", "still_since", "arrival_id", "taken_ns")


@dataclass(frozen=True)
class WatchedFile:
    """A file of a watched folder as it was last seen: its size, its time, and since when.

    `arrival_id` is the call that it went with, and `taken_ns` its time when it did.
    """

    path: str
    size: int
    mtime_ns: int
    still_since: datetime
    arrival_id: int | None = None
    taken_ns: int | None = None


def watched_of(connection: Connection, source: int) -> dict[str, WatchedFile]:
    """The files of a watched folder as they were last seen, by their paths."""
    c = watched_files.c
    wanted = select(c.path, c.size, c.mtime_ns, c.still_since, c.arrival_id, c.taken_ns)
    rows = connection.execute(wanted.where(c.source_id == source))
    return {row.path: WatchedFile(*row) for row in rows}


def newest_waiting(connection: Connection, source: int, limit: int) -> list[WatchedFile]:
    """The files of a watched folder that went with no call yet, those that changed last first."""
    c = watched_files.c
    wanted = select(c.path, c.size, c.mtime_ns, c.still_since, c.arrival_id, c.taken_ns)
    wanted = wanted.where(c.source_id == source, c.arrival_id.is_(None))
    rows = connection.execute(wanted.order_by(c.still_since.desc(), c.path).limit(limit))
    return [WatchedFile(*row) for row in rows]


def put_watched(connection: Connection, source: int, files: Collection[WatchedFile]) -> None:
    """Note files of a watched folder as they are now."""
    if not files:
        return
    rows = [
        {
            "source_id": source,
            "path": file.path,
            "size": file.size,
            "mtime_ns": file.mtime_ns,
            "still_since": file.still_since,
            "arrival_id": file.arrival_id,
            "taken_ns": file.taken_ns,
        }
        for file in files
    ]
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    put = insert(watched_files)
    again = {name: put.excluded[name] for name in _FACTS}
    key = [watched_files.c.source_id, watched_files.c.path]
    connection.execute(put.on_conflict_do_update(index_elements=key, set_=again), rows)


def forget_watched(connection: Connection, source: int, paths: Collection[str]) -> None:
    """Forget files that are in a watched folder no more."""
    c = watched_files.c
    gone = sorted(paths)
    for first in range(0, len(gone), PIECE):
        piece = gone[first : first + PIECE]
        connection.execute(watched_files.delete().where(c.source_id == source, c.path.in_(piece)))
