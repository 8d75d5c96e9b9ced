"""Putting a backup back: whole, or nothing is left of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klankbord.errors import BadBackup, OlderBackup
from klankbord.service.keeping.erasing_again import erase_again, lists_for
from klankbord.service.site import is_there, open_site
from klankbord.settings import Settings
from klankbord.store.backup import made_at, read_backup, version_in
from klankbord.store.erased import Erased
from klankbord.store.migrate import newest, upgrade, versions


@dataclass(frozen=True)
class Restored:
    """A backup that was put back: how many rows each table got, and when it was made.

    `erased` is of how many calls something was erased again; None where no list told what was.
    """

    rows: dict[str, int]
    made_at: datetime
    erased: int | None


def restore(settings: Settings, source: Path) -> dict[str, int]:
    """Put a backup into an empty folder or database, as `restore_all`; how many rows each got."""
    return restore_all(settings, source).rows


def restore_all(settings: Settings, source: Path, erased: Path | None = None) -> Restored:
    """Put a backup into an empty folder or database.

    One of an older version is brought up to date. What was erased since it was made is erased
    again: by the list `erased` (a file that stood in a data folder, or a later backup), and the one
    that stands in the folder.

    Raises:
        NotEmpty: there are data already.
        BadBackup: the file is none of ours, of a newer version, or damaged.
        OlderBackup: it is of an older version, and the folder or database has tables already.
        BadErasedList: the list cannot be read; nothing is put back.
        CannotWrite, NoDatabase, NewerStore: as `open_site`.
    """
    known = lists_for(settings.data, erased)
    version = version_in(source)
    if version not in versions():
        raise BadBackup(str(source))
    if is_there(settings):
        if version != newest():
            raise OlderBackup(str(source), version)
        return _read(settings, source, version, known)
    with _nothing_left(settings.data):
        return _read(settings, source, version, known)


def _read(settings: Settings, source: Path, version: str, known: list[Erased] | None) -> Restored:
    site = open_site(settings, version=version)
    try:
        counts = read_backup(site.database, site.files, source)
        upgrade(site.database)
        again = erase_again(site, known) if known is not None else None
    finally:
        site.close()
    return Restored(counts, made_at(source), again)


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """Take away what was made in a folder, and the folder itself, where what is done fails."""
    before = {path for path in (folder, *folder.glob("*")) if path.exists()}
    try:
        yield
    except BaseException:
        for path in (*folder.glob("*"), folder):
            if path in before:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        raise
