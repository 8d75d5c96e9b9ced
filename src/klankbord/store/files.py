"""Files by their content: the SHA-256 of a file is its name, and so nothing is kept twice."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from klankbord.errors import TooLarge

CHUNK = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Kept:
    """A file that is kept: its SHA-256 and its size in bytes."""

    hash: str
    size: int


class Files:
    """The folder of files; and beside it what is derived from them, which may be thrown away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"
        self._incoming = folder / "incoming"
        self._derived = folder / "derived"

    def keep(self, chunks: Iterable[bytes], name: str, limit_mb: int) -> Kept:
        """Keep a file: hashed while it is written, on the disk before its name is known.

        Args:
            chunks: its bytes.
            name: as the reader knows it, for an error.
            limit_mb: the largest it may be.

        Raises:
            TooLarge: it goes on after `limit_mb`; nothing of it is kept.
        """
        self._incoming.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, path = tempfile.mkstemp(dir=self._incoming)
        temporary = Path(path)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in _limited(chunks, name, limit_mb):
                    size += len(chunk)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            target = self.path(digest.hexdigest())
            if not target.parent.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(self.folder)
            temporary.replace(target)
            sync_folder(target.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return Kept(digest.hexdigest(), size)

    def keep_file(self, path: Path, limit_mb: int) -> Kept:
        """Keep a copy of a file that is on the disk already; as `keep`."""
        return self.keep(chunks_of(path), str(path), limit_mb)

    def path(self, hash_: str) -> Path:
        """Where the file with this SHA-256 stands, or would."""
        return self.folder / _shelf(hash_)

    def derived(self, hash_: str, kind: str) -> Path:
        """Where something made from a file stands, or would: `kind` names what (peaks)."""
        return self._derived / kind / _shelf(hash_)

    def write_derived(self, hash_: str, kind: str, data: bytes) -> None:
        """Put something made from a file in its place, whole or not at all.

        Of a file that was removed meanwhile nothing is put there.
        """
        target = self.derived(hash_, kind)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        self._put(Path(path), hash_, target)
        self._drop_orphan(hash_, target)

    @contextmanager
    def making(self, hash_: str, kind: str) -> Iterator[Path]:
        """Where to make something large from a file: at the end it stands in its place, whole."""
        target = self.derived(hash_, kind)
        with self.temporary() as path:
            yield path
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            self._drop_orphan(hash_, target)

    @contextmanager
    def temporary(self) -> Iterator[Path]:
        """A file for a while; who dies before it is gone leaves it to `sweep`."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    @property
    def incoming(self) -> Path:
        """The folder of what is under way; a day after it was last written, it is swept."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming

    def remove(self, hash_: str) -> None:
        """Remove a file and all that was made from it."""
        self.path(hash_).unlink(missing_ok=True)
        for folder in self._kinds():
            (folder / _shelf(hash_)).unlink(missing_ok=True)

    def hashes(self) -> Iterator[str]:
        """The SHA-256 of every file, in order."""
        for path in sorted(self.folder.glob("*/*")):
            yield path.parent.name + path.name

    def sweep(self, older_than_s: float, now_s: float) -> None:
        """Remove what a broken-off upload left behind."""
        for path in self._incoming.glob("*"):
            with suppress(FileNotFoundError):
                if now_s - path.stat().st_mtime > older_than_s:
                    path.unlink()

    def _drop_orphan(self, hash_: str, made: Path) -> None:
        """What was made from a file that was removed meanwhile goes as well."""
        if not self.path(hash_).exists():
            made.unlink(missing_ok=True)

    def _put(self, path: Path, hash_: str, target: Path) -> None:
        """Put what was made from a file in its place, unless the file was removed meanwhile.

        Who removes takes the file first: either they see what was put there, or it is seen here
        that the file is gone.
        """
        path.replace(target)
        if not self.path(hash_).exists():
            target.unlink(missing_ok=True)

    def _kinds(self) -> list[Path]:
        return list(self._derived.iterdir()) if self._derived.is_dir() else []


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _limited(chunks: Iterable[bytes], name: str, limit_mb: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit_mb * 1_000_000:
            raise TooLarge(name, limit_mb)
        yield chunk


def _shelf(hash_: str) -> Path:
    if not _HASH.fullmatch(hash_):
        msg = f"no SHA-256: {hash_!r}"
        raise ValueError(msg)
    return Path(hash_[:2]) / hash_[2:]


def sync_folder(folder: Path) -> None:
    """Put the folder's own list of names on the disk; the name is lost without it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
