"""A file as readers get it: its name, its text (or why it is none), its JSON."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from pydantic_core import from_json

from klankbord.conversation.assembly import clean
from klankbord.errors import BadLine, NotText, TooLarge, TooManyLines
from klankbord.i18n import N_

MOST_LINES = 500_000
"""A day of subtitles has a fifth of that."""

_SIGNATURES = (
    (b"RIFF", N_("een geluidsopname")),
    (b"ID3", N_("een geluidsopname")),
    (b"\xff\xfb", N_("een geluidsopname")),
    (b"OggS", N_("een geluidsopname")),
    (b"fLaC", N_("een geluidsopname")),
    (b"#!AMR", N_("een geluidsopname")),
    (b"\x1aE\xdf\xa3", N_("een geluids- of beeldopname")),
    (b"%PDF", N_("een pdf")),
    (b"PK\x03\x04", N_("een Word-, Excel- of zipbestand")),
    (b"\xd0\xcf\x11\xe0", N_("een oud Word- of Excelbestand")),
    (b"\x1f\x8b", N_("een ingepakt bestand")),
    (b"\x89PNG", N_("een afbeelding")),
    (b"\xff\xd8\xff", N_("een afbeelding")),
    (b"PAR1", N_("een Parquet-tabel")),
    (b"SQLite format 3", N_("een database")),
    (b"{\\rtf", N_("een rtf-document")),
)
_JSON_START = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])")
_PLACE = re.compile(r" at line (\d+) column (\d+)$")
_EXCERPT = 60
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Document:
    """The bytes of a file and what they are called; all the rest is found when asked for."""

    name: str
    data: bytes

    def check_size(self, limit_mb: int) -> None:
        """Refuse a file that is larger than the limit.

        Raises:
            TooLarge: it is.
        """
        if len(self.data) > limit_mb * 1_000_000:
            raise TooLarge(self.name, limit_mb)

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return PurePath(self.name).stem

    @cached_property
    def digest(self) -> str:
        """A name that follows from the contents alone: the same file is the same call."""
        return hashlib.sha256(self.data).hexdigest()[:16]

    @cached_property
    def encoding(self) -> str:
        """How the text is written: by its byte order mark, else UTF-8, else Windows-1252.

        Raises:
            NotText: the file is binary.
        """
        for signature, kind in _SIGNATURES:
            if self.data.startswith(signature):
                raise NotText(self.name, kind)
        if self.data[4:8] == b"ftyp":
            raise NotText(self.name, N_("een geluids- of beeldopname"))
        for mark, encoding in _BOMS:
            if self.data.startswith(mark):
                return encoding
        if b"\x00" in self.data:
            raise NotText(self.name, N_("een binair bestand"))
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8"

    @cached_property
    def text(self) -> str:
        """The text, with plain line ends.

        Raises:
            NotText: the file is binary.
        """
        strict = "strict" if self.encoding == "utf-8" else "replace"
        text = self.data.decode(self.encoding, strict)
        return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text; the first is lines[0], and line 1 in an error.

        Raises:
            TooManyLines: no transcript has so many, and they would fill the memory.
        """
        number = self.text.count("\n") + 1
        if number > MOST_LINES:
            raise TooManyLines(self.name, number, MOST_LINES)
        return self.text.split("\n")

    def head(self, number: int) -> list[str]:
        """The first lines of the text, however many there are."""
        return self.text.split("\n", number)[:number]

    @property
    def looks_like_json(self) -> bool:
        """Whether the text begins as JSON does."""
        return bool(_JSON_START.match(self.text))

    @cached_property
    def json(self) -> Any:
        """The JSON value that the text is, or None where it does not even begin like JSON.

        Raises:
            BadLine: it begins like JSON, and then is not.
        """
        if not self.looks_like_json:
            return None
        try:
            return from_json(self.text, allow_inf_nan=False)
        except ValueError as fault:
            raise self._broken_json(str(fault)) from None

    def bad_line(self, line: int, problem: str, mend: str) -> BadLine:
        """The error for a line (counted from 1)."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return BadLine(self.name, line, excerpt(text), problem, mend)

    def _broken_json(self, fault: str) -> BadLine:
        place = _PLACE.search(fault)
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        start = 0
        for _ in range(line - 1):
            start = self.text.index("\n", start) + 1
        start += max(column - _EXCERPT // 2, 0)
        text = excerpt(self.text[start:].partition("\n")[0])
        if not text:  # it ends there: what stands last is what its reader can look for
            text = excerpt(self.text.rstrip().rpartition("\n")[2][-_EXCERPT:])
        message = fault[: place.start()] if place else fault
        if "recursion" in message:
            problem = N_("hier zit te veel in elkaar genest")
        elif "EOF" in message:
            problem = N_("hier breekt de JSON af")
        else:
            problem = N_("hier is dit geen geldige JSON")
        mend = N_("bewaar of exporteer het bestand opnieuw")
        return BadLine(self.name, line, text, problem, mend)


def excerpt(text: str) -> str:
    """The beginning of a text for an error to quote, without anything that steers a terminal."""
    return clean(text[: 4 * _EXCERPT])[:_EXCERPT]
