"""Texts as one block in which words are looked for: folded, and what of it are letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from klankbord.language.folding import fold

Array: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True)
class Block:
    """Some texts as one: folded, each between two ends of a line."""

    folded: str
    begins: Array
    """Where each text begins, and one that would come after the last."""
    codes: Array
    letters: Array
    """For each character, whether it belongs to a word: letters, digits, a hyphen between them."""
    solid: Array
    """The same without hyphens."""

    @classmethod
    def of(cls, texts: list[str]) -> Block:
        """The block of these texts."""
        folded = fold("\n" + "\n".join(texts) + "\n")
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32)
        letters = _is_letter(folded, codes)
        solid = letters & (codes != ord("-"))
        return cls(folded, 1 + np.append(0, np.cumsum(lengths + 1)), codes, letters, solid)

    def row_of(self, place: Array) -> Array:
        """The text that each place is in."""
        row: Array = np.searchsorted(self.begins, place, side="right") - 1
        return row


def _is_letter(text: str, codes: Array) -> Array:
    known = _known_letters()
    letters = known[np.minimum(codes, len(known) - 1)]
    beyond = np.flatnonzero(codes >= len(known))
    letters[beyond] = [text[place].isalnum() for place in beyond]
    letters[1:-1] |= (codes[1:-1] == ord("-")) & letters[:-2] & letters[2:]
    return letters


@cache
def _known_letters() -> Array:
    return np.array([chr(code).isalnum() for code in range(0x3000)])
