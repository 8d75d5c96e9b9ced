"""Texts as one block in which words are found: folded, and what each of its letters is.

This is the one place where a text becomes words; cues, lemmas and acts all begin with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.folding import MARK, fold
from klankbord.language.hashing import Keys, Numbered

Array: TypeAlias = npt.NDArray[Any]

BLOCK = 2048
"""Texts looked at together, few enough for what is in hand to stay in the processor's cache."""

NONE, LETTER, DIGIT, SIGN, WITHIN, OPENS, STOP, EDGE = range(8)
"""What a letter of a text is: a sign is one of €$£%, an apostrophe or a hyphen may stand within a
word, a bracket or star opens a mark such as (lacht), a stop ends a sentence or part of one, and
an edge is where a text ends."""
_OTHERS = {SIGN: "€$£%", WITHIN: "'-", OPENS: "[(*", STOP: ".,?!…"}
_MARKS = re.compile(MARK)


@dataclass(frozen=True)
class Block:
    """Some texts as one: folded, each between two ends of a line."""

    texts: list[str]
    folded: str
    begins: Array
    """Where each text begins, and one that would come after the last."""
    codes: Array
    kind: Array
    """What each letter is."""

    @classmethod
    def of(cls, texts: list[str]) -> Block:
        """The block of these texts."""
        folded = fold("\n" + "\n".join(texts) + "\n")
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        begins = 1 + np.append(0, np.cumsum(lengths + 1))
        codes = np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32)
        known = _kinds()
        kind = known.take(codes, mode="clip")
        beyond = np.flatnonzero(codes >= len(known))
        kind[beyond] = [_kind_of(folded[place]) for place in beyond]
        kind[begins - 1] = EDGE
        return cls(texts, folded, begins, codes, kind)

    @cached_property
    def solid(self) -> Array:
        """Which letters belong to a word: letters and digits."""
        solid: Array = (self.kind == LETTER) | (self.kind == DIGIT)
        return solid

    @cached_property
    def letters(self) -> Array:
        """The same, with the hyphens between them."""
        letters = self.solid.copy()
        letters[1:-1] |= (self.codes[1:-1] == ord("-")) & self.solid[:-2] & self.solid[2:]
        return letters

    @cached_property
    def _inside(self) -> Array:
        """The letters of words: also the stop in 2.500 and the apostrophe in foto's."""
        inside, digit = self.solid.copy(), self.kind == DIGIT
        maybe = 1 + np.flatnonzero((self.kind[1:-1] == STOP) | (self.kind[1:-1] == WITHIN))
        stop = self.kind[maybe] == STOP
        inside[maybe] = np.where(stop, _both(digit, maybe), _both(self.solid, maybe))
        return inside

    @cached_property
    def words(self) -> tuple[Array, Array]:
        """Where words begin and end; signs that stand together are a word too."""
        token = self._inside.view(np.uint8)
        signs = self.kind == SIGN
        if signs.any():
            token = np.where(signs, np.uint8(2), token)
        change = np.flatnonzero(token[1:] != token[:-1]) + 1
        begins = token[change] > 0
        return change[begins], np.append(change[1:], len(token))[begins]

    @cached_property
    def offset(self) -> Array:
        """How many words come before each text, and how many there are."""
        return np.searchsorted(self.words[0], self.begins)

    @cached_property
    def row(self) -> Array:
        """The text that each word is in."""
        return np.repeat(np.arange(len(self.begins) - 1), np.diff(self.offset))

    @cached_property
    def stops(self) -> Array:
        """Where sentences, or parts of them, may end; texts end too."""
        return np.flatnonzero((self.kind >= STOP) & ~self._inside)

    @cached_property
    def _numbered(self) -> Numbered:
        return Numbered(self.codes)

    def number(self, start: Array, end: Array) -> Keys:
        """A number for each stretch of letters (see `hashing`)."""
        return self._numbered.number(start, end)

    @cached_property
    def opens(self) -> Array:
        """Where marks such as (lacht) may begin."""
        return np.flatnonzero(self.kind == OPENS)

    def marked(self) -> Array:
        """Which words stand in a mark such as (lacht)."""
        start, _ = self.words
        found = np.zeros(len(start), bool)
        for row in np.unique(self.row_of(self.opens)).tolist():
            for mark in _MARKS.finditer(self.folded, self.begins[row], self.begins[row + 1] - 1):
                first, last = np.searchsorted(start, mark.span())
                found[first:last] = True
        return found

    def row_of(self, place: Array) -> Array:
        """The text that each place is in."""
        row: Array = np.searchsorted(self.begins, place, side="right") - 1
        return row


def blocks(texts: list[str]) -> Iterator[tuple[slice, Block]]:
    """The texts as blocks, each with the places of its texts."""
    for begin in range(0, len(texts), BLOCK):
        some = slice(begin, begin + BLOCK)
        yield some, Block.of(texts[some])


class Reader(Protocol):
    """Who makes something of texts: cues, lemmas, n-grams."""

    def read(self, language: str, rows: Array, block: Block) -> None:
        """Take in some texts of one language; `rows` are their places among all texts."""


def read(texts: pl.Series, languages: pl.Series, *readers: Reader, first: int = 0) -> None:
    """Let readers take in all texts, block by block and each language by itself.

    The words of a text are found once, however many readers there are. The first text has the
    place `first`.
    """
    if not readers:
        return
    for language in languages.unique().drop_nulls().sort().to_list():
        rows = (languages == language).arg_true()
        places = first + rows.to_numpy().astype(np.int64)
        for some, block in blocks(texts.gather(rows).to_list()):
            for reader in readers:
                reader.read(language, places[some], block)


@cache
def _kinds() -> Array:
    """What every letter of the scripts that we may meet is."""
    return np.array([_kind_of(chr(code)) for code in range(0x3000)], dtype=np.uint8)


def _both(mask: Array, at: Array) -> Array:
    """Whether the mask holds on both sides of each place."""
    both: Array = mask[at - 1] & mask[at + 1]
    return both


def _kind_of(letter: str) -> int:
    if letter.isalnum():
        return DIGIT if letter.isdigit() else LETTER
    return next((kind for kind, letters in _OTHERS.items() if letter in letters), NONE)
