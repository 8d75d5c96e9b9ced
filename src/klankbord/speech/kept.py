"""Pieces that were recognised, kept in a small file until all are: who is interrupted goes on.

The file is told by what it is of: the sound, the recogniser and what was asked of it. A line a
piece; a line that broke off is no line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from klankbord.errors import CannotWrite, FileMissing, why
from klankbord.speech.pieces import Piece
from klankbord.speech.recognition import About, Options, SpokenWord, Words
from klankbord.speech.speakers.asking import Speakers

VERSION = 1
"""Of this file and of how recordings are cut: what was kept otherwise is not gone on with."""
BLOCK = 1 << 20


def digest_of(files: Iterable[Path], about: About, options: Options) -> str:
    """What pieces of these files, recognised so, are told by (64 hexadecimal digits).

    Raises:
        FileMissing: a file cannot be read.
    """
    told = hashlib.sha256()
    for path in files:
        own = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while block := file.read(BLOCK):
                    own.update(block)
        except OSError as fault:
            raise FileMissing(str(path), why(fault)) from None
        told.update(own.digest())
    asked = [VERSION, asdict(about), asdict(options)]
    told.update(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode())
    return told.hexdigest()


def digest_with(digest: str, speakers: Speakers | None) -> str:
    """The same, where besides the words it is told who speaks; the pieces are the same then."""
    if speakers is None:
        return digest
    return hashlib.sha256(f"{digest} {speakers.count} {speakers.label}".encode()).hexdigest()


def _as_told(piece: Piece) -> dict[str, int | bool]:
    return {
        "lane": piece.lane,
        "start_ms": piece.start_ms,
        "end_ms": piece.end_ms,
        "overlaps": piece.overlaps,
    }


class Kept:
    """What was recognised so far of one call, in a file in `folder`."""

    def __init__(self, folder: Path, digest: str) -> None:
        """Read what is there, if anything is."""
        self.path = folder / f".klankbord-{digest[:24]}.part"
        self.language: str | None = None
        self._done: dict[Piece, Words] = {}
        self._read()

    def __len__(self) -> int:
        return len(self._done)

    def get(self, piece: Piece) -> Words | None:
        """The words of a piece; None where it is still to be recognised."""
        return self._done.get(piece)

    def tell_language(self, language: str) -> None:
        """Keep the language that was found."""
        self.language = language
        self._write([{"language": language}])

    def add(self, pieces: Iterable[tuple[Piece, Words]]) -> None:
        """Keep pieces that are done.

        Raises:
            CannotWrite: there is no room, or no access.
        """
        lines = []
        for piece, words in pieces:
            self._done[piece] = words
            own = [[w.start_ms, w.end_ms, w.text, w.confidence] for w in words]
            lines.append({"piece": _as_told(piece), "words": own})
        self._write(lines)

    def remove(self) -> None:
        """All is done: what was kept is of no more use."""
        self.path.unlink(missing_ok=True)

    def _write(self, lines: Iterable[object]) -> None:
        text = "".join(f"\n{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        try:
            with self.path.open("ab") as file:
                file.write(text.encode())
        except OSError as fault:
            raise CannotWrite(str(self.path), why(fault)) from None

    def _read(self) -> None:
        try:
            lines = self.path.read_bytes().splitlines()
        except OSError:
            return
        for line in lines:
            try:
                told = json.loads(line)
                if "language" in told:
                    self.language = str(told["language"])
                else:
                    words = tuple(SpokenWord(*word) for word in told["words"])
                    self._done[Piece(**told["piece"])] = words
            except (ValueError, TypeError, KeyError):
                continue
