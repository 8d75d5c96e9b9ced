"""Putting a backup back: whole, or nothing is left of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from klankbord.service.site import is_there, open_site
from klankbord.settings import Settings
from klankbord.store.backup import read_backup


def restore(settings: Settings, source: Path) -> dict[str, int]:
    """Put a backup into an empty folder or database; how many rows each table got.

    Raises:
        NotEmpty: there are data already.
        BadBackup: the file is none of ours, of another version, or damaged.
        CannotWrite, NoDatabase, NewerStore: as `open_site`.
    """
    if is_there(settings):
        return _read(settings, source)
    with _nothing_left(settings.data):
        return _read(settings, source)


def _read(settings: Settings, source: Path) -> dict[str, int]:
    site = open_site(settings)
    try:
        return read_backup(site.database, site.files, source)
    finally:
        site.close()


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
