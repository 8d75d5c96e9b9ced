"""Folding: the form in which texts are compared, letter for letter as long as the text itself.

Case, accents and the many apostrophes and dashes fall away. Because every letter stays one
letter, a place in the folded text is the same place in the original.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

MARK = r"\[[^\]]*\]|\([^)]*\)|\*[^*\s][^*]*\*"
"""What a transcript adds to the words: [laughter], (onverstaanbaar), *lacht*."""

PIECE = 2048
"""A long text is folded in pieces: few hold an accent, and those that hold none fold at once."""

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "‑": "-", "‐": "-", "–": " ", "—": " "}
    | {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " ", "İ": "i"}
)


def fold(text: str) -> str:
    """The folded form of a text in NFC, of the same length.

    >>> fold("Één’s")
    "een's"
    """
    return "".join(_folded(text[at : at + PIECE]) for at in range(0, len(text), PIECE))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower().replace("`", "'")
    table = _table()
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    known = np.minimum(codes, len(table) - 1)
    return np.where(codes < len(table), table[known], codes).tobytes().decode("utf-32-le")


@cache
def _table() -> npt.NDArray[np.uint32]:
    """The code of the folded letter for every letter of the scripts that we may meet."""
    return np.array([ord(_bare(chr(code))) for code in range(0x3000)], dtype=np.uint32)


def _bare(letter: str) -> str:
    """A letter in lower case and without its accent, where that leaves one letter."""
    letter = letter.translate(_SAME).lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return bare.translate(_SAME).lower() if len(bare) == 1 else letter[:1]
