"""The list of what was erased, in a file beside the database: what a backup of before is set to.

A backup holds what was erased after it was made, and a list of what was erased before. So the list
stands in the data folder too, and goes along when an older backup is put back.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from gzip import GzipFile
from pathlib import Path

from klankbord.errors import BadErasedList
from klankbord.service.site import Site
from klankbord.store.erased import KINDS, Erased, all_erased

NAME = "erased.jsonl"
_IN_BACKUP = "tables/erased.jsonl.gz"
_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, tarfile.TarError)


def beside(data: Path) -> Path:
    """Where the list of an installation stands."""
    return data / NAME


def put_beside(site: Site, *, anew: bool = False) -> None:
    """Add to the file what the list has more; or write it anew, whole or not at all."""
    path = beside(site.settings.data)
    after = 0 if anew else _last(path)
    with site.database.reading() as connection:
        rows = all_erased(connection, after)
    if not rows and not anew:
        return
    lines = "".join(_line(number, one) + "\n" for number, one in rows)
    if after:
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)
        return
    temporary = path.with_suffix(".part")
    temporary.touch(mode=0o600)
    temporary.write_text(lines, "utf-8")
    temporary.replace(path)


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


def _read(lines: Iterable[str]) -> Iterator[Erased]:
    for line in lines:
        told = json.loads(line)
        if told["kind"] not in KINDS or not isinstance(told["digest"], str):
            raise ValueError(line)
        at = datetime.fromisoformat(told["at"])
        yield Erased(told["kind"], str(told["salt"]), told["digest"], at)


def _line(number: int, one: Erased) -> str:
    told = {"id": number, "kind": one.kind, "salt": one.salt, "digest": one.digest}
    return json.dumps(told | {"at": one.at.isoformat()})


def _last(path: Path) -> int:
    """The number of the last line that the file has; 0 where there is none, or it broke off."""
    with suppress(*_DAMAGE):
        data = path.read_bytes()
        if data.endswith(b"\n"):
            return int(json.loads(data.splitlines()[-1])["id"])
    return 0
