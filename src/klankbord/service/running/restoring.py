"""Putting a backup back: whole, or nothing is left of it; and open to nobody before that is over.

What was erased since the backup was made is erased again once it is put back. Until that is done a
mark stands in the tables, with which neither server nor worker opens; a restore that broke off goes
on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klankbord.errors import BadBackup, OlderBackup, OtherInstallation, RestoreUnfinished
from klankbord.service.keeping.erased_beside import list_is_of
from klankbord.service.keeping.erasing_again import erase_again, list_paths, lists_for
from klankbord.service.site import Site, as_it_is, is_there, open_site
from klankbord.settings import Settings
from klankbord.store.backup import made_at, read_backup, version_in
from klankbord.store.erased import Erased
from klankbord.store.installation import note_restored, note_restoring, restoring
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
    """Put a backup into an empty folder or database, or go on with one that was put back.

    One of an older version is brought up to date. What was erased since it was made is erased
    again: by the list `erased` (a file that stood in a data folder, or a later backup), and the one
    that stands in the folder.

    Raises:
        NotEmpty: there are data already.
        BadBackup: the file is none of ours, of a newer version, or damaged.
        OlderBackup: it is of an older version, and the folder or database has tables already.
        BadErasedList: the list cannot be read; nothing is put back.
        OtherInstallation: the list is of another installation; nothing is put back.
        RestoreUnfinished: another backup was put back here, or this one with a list, and what was
            erased since is still in it.
        CannotWrite, NoDatabase, NewerStore: as `open_site`.
    """
    known = lists_for(settings.data, erased)
    version = version_in(source)
    if version not in versions():
        raise BadBackup(str(source))
    _need_own(source, list_paths(settings.data, erased))
    there = is_there(settings)
    if there and (found := _begun(settings, source, known)) is not None:
        return found
    if there and version != newest():
        raise OlderBackup(str(source), version)
    return _read(settings, source, version, known, anew=not there)


def _need_own(source: Path, lists: Sequence[Path]) -> None:
    """Refuse a list of another installation: its numbers of calls are those of other calls."""
    of = list_is_of(source)
    for path in lists:
        if of and (named := list_is_of(path)) and not named & of:
            raise OtherInstallation(str(path))


def _begun(settings: Settings, source: Path, known: Sequence[Erased] | None) -> Restored | None:
    """Go on where a restore broke off; None where none did."""
    site = as_it_is(settings)
    try:
        with site.database.reading() as connection:
            told = restoring(connection)
        if not told:
            return None
        if told["made_at"] != made_at(source).isoformat() or (told["listed"] and known is None):
            raise RestoreUnfinished
        return _finish(site, told["rows"], source, known)
    finally:
        site.close()


def _read(
    settings: Settings,
    source: Path,
    version: str,
    known: Sequence[Erased] | None,
    *,
    anew: bool,
) -> Restored:
    made = made_at(source)
    told = {"made_at": made.isoformat(), "listed": known is not None}
    with _nothing_left(settings.data, anew=anew):
        site = open_site(settings, version=version)
        try:
            rows = read_backup(
                site.database,
                site.files,
                source,
                lambda connection, counts: note_restoring(connection, told | {"rows": counts}),
            )
        except BaseException:
            site.close()
            raise
    try:
        return _finish(site, rows, source, known)
    finally:
        site.close()


def _finish(
    site: Site, rows: dict[str, int], source: Path, known: Sequence[Erased] | None
) -> Restored:
    """Bring what was put back up to date, erase again, and let people in."""
    upgrade(site.database)
    again = erase_again(site, known) if known is not None else None
    with site.database.writing() as connection:
        note_restored(connection)
    return Restored(rows, made_at(source), again)


@contextmanager
def _nothing_left(folder: Path, *, anew: bool) -> Iterator[None]:
    """Take away what was made in a folder, and the folder itself, where what is done fails.

    Only of what is made anew: where there was an installation, it stays.
    """
    before = {path for path in (folder, *folder.glob("*")) if path.exists()}
    try:
        yield
    except BaseException:
        for path in (*folder.glob("*"), folder) if anew else ():
            if path in before:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        raise
