"""The list of what was erased, in a file beside the database: what a backup of before is set to.

A backup holds what was erased after it was made, and a list of what was erased before. So the list
stands in the data folder too, and goes along when an older backup is put back.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from gzip import GzipFile
from pathlib import Path

from klankbord.errors import BadErasedList
from klankbord.service.site import Site
from klankbord.store.erased import KINDS, Erased, all_erased
from klankbord.store.files import sync_folder
from klankbord.store.installation import KEY, installation_of, need_installation
from klankbord.store.uploads import settle

NAME = "erased.jsonl"
_IN_BACKUP = "tables/erased.jsonl.gz"
_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, tarfile.TarError)


def beside(data: Path) -> Path:
    """Where the list of an installation stands."""
    return data / NAME


def put_beside(site: Site) -> None:
    """Write the list to the file: whole or not at all, and on the disk.

    Who writes waits for who is writing, and reads the list after that: so the last has every line.
    """
    path = beside(site.settings.data)
    with _alone(path.with_suffix(".lock")):
        with site.database.reading() as connection:
            rows, of = all_erased(connection), installation_of(connection)
        if not rows and not path.exists():
            return
        if not of:
            with site.database.writing() as connection:
                of = need_installation(connection)
        temporary = path.with_suffix(".part")
        temporary.unlink(missing_ok=True)
        temporary.touch(mode=0o600)
        with temporary.open("wb") as file:
            file.write("".join(_line(of, number, one) + "\n" for number, one in rows).encode())
            settle(file)
        temporary.replace(path)
        sync_folder(path.parent)


def read_list(path: Path) -> list[Erased]:
    """What was erased: from a file that stood beside a database, or from a backup.

    Raises:
        BadErasedList: it is neither.
    """
    try:
        if tarfile.is_tarfile(path):
            with tarfile.open(path, "r:") as tar:
                packed = tar.extractfile(_IN_BACKUP)
                if packed is None:
                    raise BadErasedList(str(path))
                with GzipFile(fileobj=packed) as file:
                    return list(_read(file.read().decode().splitlines()))
        return list(_read(path.read_text("utf-8").splitlines()))
    except _DAMAGE as fault:
        raise BadErasedList(str(path)) from fault


def list_is_of(path: Path) -> frozenset[str]:
    """Of which installations a list is, or a backup; empty where an older version made it.

    Raises:
        BadErasedList: it is neither.
    """
    try:
        if not tarfile.is_tarfile(path):
            lines = path.read_text("utf-8").splitlines()
            return frozenset(filter(None, (str(json.loads(one).get("of", "")) for one in lines)))
        with tarfile.open(path, "r:") as tar:
            packed = tar.extractfile("tables/site.jsonl.gz")
            if packed is None:
                return frozenset()
            with GzipFile(fileobj=packed) as file:
                rows = [json.loads(line) for line in file.read().decode().splitlines()]
    except (*_DAMAGE, AttributeError) as fault:
        raise BadErasedList(str(path)) from fault
    return frozenset(str(row["value"]) for row in rows if row["key"] == KEY)


def _read(lines: Iterable[str]) -> Iterator[Erased]:
    for line in lines:
        told = json.loads(line)
        if told["kind"] not in KINDS or not isinstance(told["digest"], str):
            raise ValueError(line)
        at = datetime.fromisoformat(told["at"])
        token = told.get("token")  # an older list has none
        yield Erased(told["kind"], str(told["salt"]), told["digest"], at, token and str(token))


def _line(of: str, number: int, one: Erased) -> str:
    told = {"of": of, "id": number, "kind": one.kind, "salt": one.salt, "digest": one.digest}
    return json.dumps(told | {"at": one.at.isoformat(), "token": one.token})


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until nobody else writes; where the system cannot tell, nobody does."""
    with path.open("a") as file:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
