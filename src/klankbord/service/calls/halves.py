"""Two files of one call, kept as one: a zip with both in it, as they came.

So every call has one file of sound, however many the phone system made of it, and whoever keeps,
counts or removes files need not know. The two are stored unpacked and unchanged; of recordings the
names in it say who is on them and no more, so that the same two are the same call under any names.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from klankbord.service.site import Site
from klankbord.store.files import CHUNK, chunks_of

MARK = b"PK\x03\x04"
TWO = 2
_MADE = (1980, 1, 1, 0, 0, 0)


def put_together(site: Site, halves: Sequence[tuple[str, str]], name: str) -> str:
    """Keep two files that are kept already as one; the SHA-256 of that.

    Args:
        site: the installation.
        halves: what each is called in it, and its SHA-256.
        name: as the reader knows them, for an error.

    Raises:
        OSError: one of them is not there any more.
    """
    limit = TWO * max(site.settings.max_sound_mb, site.settings.max_file_mb) + 1
    with site.files.temporary() as path:
        with ZipFile(path, "w", ZIP_STORED) as zip_:
            for called, hash_ in halves:
                info = ZipInfo(called, _MADE)
                info.create_system, info.external_attr = 3, 0o600 << 16  # the same on any machine
                with (
                    site.files.path(hash_).open("rb") as file,
                    zip_.open(info, "w", force_zip64=True) as out,
                ):
                    shutil.copyfileobj(file, out, CHUNK)
        return site.files.keep(chunks_of(path), name, limit).hash


def is_together(path: Path) -> bool:
    """Whether a file that is kept is two.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            return False
    try:
        with ZipFile(path) as zip_:
            return _is_ours(zip_.infolist())
    except (BadZipFile, ValueError, NotImplementedError):
        return False


@contextmanager
def taken_apart(site: Site, hash_: str) -> Iterator[list[tuple[str, Path]]]:
    """Each of two files that were put together: what it is called, and where it stands for now.

    Raises:
        OSError: they are not there any more.
    """
    with ZipFile(site.files.path(hash_)) as zip_, ExitStack() as until:
        found = []
        for info in zip_.infolist():
            path = until.enter_context(site.files.temporary())
            with zip_.open(info) as file, path.open("wb") as out:
                shutil.copyfileobj(file, out, CHUNK)
            found.append((info.filename, path))
        yield found


def _is_ours(infos: Sequence[ZipInfo]) -> bool:
    """Stored unpacked, so that no more comes out than went in."""
    stored = (i.compress_type == ZIP_STORED and i.file_size == i.compress_size for i in infos)
    return len(infos) == TWO and all(stored)
