"""Looking into a watched folder, and never out of it: reading only, and no link is followed.

Every step down is opened beneath the folder before it, by a name that is no link, so that nobody
who may write in the folder can make the server read something else.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BufferedReader
from pathlib import Path, PurePosixPath

from klankbord.errors import (
    FileMissing,
    FolderClosed,
    NoFolder,
    NoRoots,
    OutsideFolder,
    OutsideRoots,
    StillWritten,
    why,
)
from klankbord.i18n import N_
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.speech.kinds import HEAD, kind_of
from klankbord.store.arrivals import Arrival, ArrivedFile
from klankbord.store.files import CHUNK
from klankbord.store.sources import Source

DEEPEST = 12
"""So many folders within one another are looked into."""
_DOWN = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_THROUGH = _DOWN | getattr(os, "O_PATH", 0)
"""On the way to a watched folder nothing is looked at: those folders need only let us through."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True)
class Found:
    """A file in a watched folder: its path within it (with /), its size, and when it changed."""

    path: str
    size: int
    mtime_ns: int


@dataclass
class Walked:
    """What is in a watched folder, and how much of it is passed over.

    Attributes:
        links: names that lead elsewhere; they are not followed.
        unreadable: names that are no text.
        closed: folders that may not be looked into.
    """

    files: list[Found] = field(default_factory=list)
    links: int = 0
    unreadable: int = 0
    closed: int = 0


def need_allowed(folder: str, settings: Settings) -> Path:
    """A folder as it really stands, when the settings allow it to be watched.

    Raises:
        NoRoots: the settings allow none.
        OutsideRoots: it is in none of those that they allow.
        NoFolder: there is no such folder.
    """
    roots = settings.watched_roots
    if not roots:
        raise NoRoots
    try:
        real = Path(folder).resolve(strict=True) if folder.startswith("/") else None
        allowed = [Path(root).resolve() for root in roots]
    except (OSError, RuntimeError, ValueError):
        real, allowed = None, []
    if real is None:
        # Whether something stands outside the allowed folders is nobody's business.
        inside = any(_lies_in(folder, root) for root in roots)
        raise NoFolder if inside else OutsideRoots(", ".join(roots))
    if not any(real.is_relative_to(root) for root in allowed):
        raise OutsideRoots(", ".join(roots))
    if not real.is_dir():
        raise NoFolder
    return real


def walk(root: Path, endings: Collection[str]) -> Walked:
    """The files in a folder and below it whose names end so; hidden ones are passed over.

    Raises:
        FolderClosed: it cannot be looked into.
    """
    walked = Walked()
    try:
        top = _open_folder(root)
    except OSError as fault:
        raise FolderClosed(str(root), why(fault)) from None
    try:
        _walk(top, "", frozenset(endings), walked, DEEPEST)
    finally:
        os.close(top)
    return walked


@contextmanager
def open_inside(root: Path, path: str, name: str = "") -> Iterator[BufferedReader]:
    """A file in a watched folder, opened to be read; no part of its path is followed as a link.

    Raises:
        OutsideFolder: its path leads out of the folder, or is a link.
        FileMissing: it is no longer there, or may not be read.
    """
    name, parts = name or path, PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise OutsideFolder(name)
    descriptors: list[int] = []
    try:
        descriptors.append(_open_folder(root))
        for part in parts[:-1]:
            descriptors.append(os.open(part, _DOWN, dir_fd=descriptors[-1]))
        descriptor = os.open(parts[-1], _READ, dir_fd=descriptors[-1])
    except FileNotFoundError as fault:
        raise FileMissing(name, why(fault)) from None
    except OSError as fault:  # a link or no folder where there was one: ELOOP, ENOTDIR
        denied = isinstance(fault, PermissionError)
        raise (FileMissing(name, why(fault)) if denied else OutsideFolder(name)) from None
    finally:
        for one in descriptors:
            os.close(one)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OutsideFolder(name)
        yield file


def is_whole(file: BufferedReader, size: int) -> bool | None:
    """Whether a wav is as long as its own head says; None of any other file, which does not say.

    While it is being recorded or copied, a wav is longer or shorter than that.
    """
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    told = int.from_bytes(head[4:8], "little")
    if told in {0, 0xFFFFFFFF}:  # never filled in: written to a pipe
        return None
    return abs(told + 8 - size) <= 1


def fetch_from_folder(site: Site, source: Source, arrival: Arrival) -> list[ArrivedFile]:
    """Copy the files of a call out of a watched folder; there they stay as they are.

    Raises:
        Refused: a file is gone, leads elsewhere or is too large; or the folder may not be watched.
        StillWritten: one of them changed meanwhile.
    """
    try:
        root = need_allowed(source.config.get("folder", ""), site.settings)
    except (NoRoots, OutsideRoots, NoFolder):
        missing = N_("de map is er niet, of mag niet gevolgd worden")
        raise FileMissing(arrival.files[0].name, missing) from None
    return [
        file if file.hash or not file.path else _fetch_one(site, root, file)
        for file in arrival.files
    ]


def _open_folder(folder: Path) -> int:
    """A folder as it really stands, opened step by step: a step that became a link is not taken."""
    at = os.open(folder.anchor, _THROUGH)
    for depth, part in enumerate(folder.parts[1:], 2):
        try:
            below = os.open(part, _DOWN if depth == len(folder.parts) else _THROUGH, dir_fd=at)
        finally:
            os.close(at)
        at = below
    return at


def _fetch_one(site: Site, root: Path, wanted: ArrivedFile) -> ArrivedFile:
    with open_inside(root, wanted.path, wanted.name) as file:
        before = os.fstat(file.fileno())
        head = file.read(HEAD)
        file.seek(0)
        sound = kind_of(head) is not None or wanted.role != "transcript"
        limit = site.settings.max_sound_mb if sound else site.settings.max_file_mb
        kept = site.files.keep(iter(lambda: file.read(CHUNK), b""), wanted.name, limit)
        after = os.fstat(file.fileno())
    if (kept.size, after.st_size, after.st_mtime_ns) != (
        before.st_size,
        before.st_size,
        before.st_mtime_ns,
    ):
        raise StillWritten(wanted.name)
    return replace(wanted, hash=kept.hash, mtime_ns=after.st_mtime_ns)


def _walk(folder: int, prefix: str, endings: frozenset[str], walked: Walked, depth: int) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if not _is_text(name):
                walked.unreadable += 1
            elif entry.is_symlink():
                walked.links += 1
            elif entry.is_dir(follow_symlinks=False):
                if depth:
                    _walk_below(folder, name, f"{prefix}{name}/", endings, walked, depth - 1)
            elif entry.is_file(follow_symlinks=False) and _ending(name) in endings:
                try:
                    told = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # moved on meanwhile
                except PermissionError:  # a folder whose names may be read, and nothing else
                    walked.closed += 1
                    return
                walked.files.append(Found(prefix + name, told.st_size, told.st_mtime_ns))


def _walk_below(
    folder: int, name: str, prefix: str, endings: frozenset[str], walked: Walked, depth: int
) -> None:
    try:
        below = os.open(name, _DOWN, dir_fd=folder)
    except OSError:
        walked.closed += 1
        return
    try:
        _walk(below, prefix, endings, walked, depth)
    finally:
        os.close(below)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _is_text(name: str) -> bool:
    """Whether a name can be kept and shown: UTF-8, on one line."""
    return name.isprintable()


def _lies_in(folder: str, root: str) -> bool:
    plain = os.path.normpath(folder)
    return plain == os.path.normpath(root) or plain.startswith(os.path.normpath(root) + "/")
