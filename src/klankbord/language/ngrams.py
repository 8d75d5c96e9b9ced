"""Texts as n-grams: each a number, so that a table of weights is looked up in a few operations.

Words are never looked up as strings: each becomes a number of 64 bits made of its letters, and an
n-gram one made of its words'. What an n-gram was is read back from the text itself (`Texts.quote`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from klankbord.language.blocks import DIGIT, Block
from klankbord.language.hashing import ODD, Ints, Keys

Sums: TypeAlias = npt.NDArray[np.float32]

PREFIX, PREFIX_OF = 5, 7
"""Words of 7 letters or more are also known by their first 5 ..."""
SUFFIX, SUFFIX_OF = 4, 8
"""... and those of 8 or more by their last 4: compounds and inflection."""
OPENERS = 4
"""At most so many words such as "yes, but well" are passed over to find where a turn begins."""

KINDS = (
    *("word", "pair", "three", "begin", "end"),
    *("first", "first_two", "last", "last_two"),
    *("asks", "asks_two", "opens", "opens_two", "number"),
)
"""What an n-gram is: words anywhere in the text (word, pair, three, and the begin and end of a
long word), the words at its edges, those with which a sentence ends up in a question mark, those
after openers such as "yes, but", and any number."""
_KIND_SEED = {
    kind: np.uint64((0x9E3779B97F4A7C15 * (k + 1)) % (1 << 64)) for k, kind in enumerate(KINDS)
}

FORM = (
    *("bias", "asks", "asks_last", "no_mark", "several"),
    *(f"length_{k}" for k in range(8)),
)
"""What the form of a text says: `asks` a question mark, `asks_last` one at the end, `no_mark` no
mark that ends a sentence, `several` two question marks or more, and its length in words (the
number of binary digits of it, to 7)."""


@dataclass(frozen=True)
class Words:
    """What a language's words stand for in n-grams.

    `word` and `form` are numbers of words (see `number_of`), `word` in rising order: in pairs and
    threes a word is replaced by its form, so that "ge", "u" and "je" are one. `openers` are
    numbers of words that a turn may begin with without having begun.
    """

    word: Keys
    form: Keys
    openers: Keys

    def forms(self, words: Keys) -> Keys:
        """The form of each word; itself where it has none of its own."""
        if not len(self.word):
            return words
        at = self._table.find(words)
        return np.where(at >= 0, self.form[at], words)

    def opens(self, words: Keys) -> npt.NDArray[np.bool_]:
        """Whether each word is an opener."""
        return self._openers.find(words) >= 0

    @cached_property
    def _table(self) -> Table:
        return Table(self.word)

    @cached_property
    def _openers(self) -> Table:
        return Table(self.openers)


@dataclass(frozen=True)
class Found:
    """N-grams of one kind: the text (row) of each in rising order, its number, its first word."""

    kind: str
    row: Ints
    key: Keys
    first: Ints
    words: int


class Texts:
    """Texts as arrays of words: for each, its number and its place.

    `start` and `end` are places in the block, `row` the text a word stands in.
    """

    def __init__(self, texts: list[str], words: Words, block: Block | None = None) -> None:
        self.texts = texts
        self.block = block = block or Block.of(texts)
        self.words = words
        self.begins = block.begins[:-1]
        self.height = len(self.begins)
        self.start, self.end = block.words
        self.offset = block.offset
        self.count = np.diff(self.offset)
        self.row = block.row
        self.number = block.number(self.start, self.end)
        digit = block.kind == DIGIT
        numeric = digit[self.start] | digit[self.end - 1] if len(self.start) else np.zeros(0, bool)
        self.form = np.where(numeric, NUMBER, words.forms(self.number))
        self._stops = block.stops
        self._asked = np.flatnonzero(block.codes == ord("?"))
        self.asked_row = block.row_of(self._asked)

    def ngrams(self) -> Iterator[Found]:
        """Every n-gram of every text, kind by kind."""
        word, form, row = self.number, self.form, self.row
        every = np.arange(len(word))
        yield self._found("word", every, word)
        at = np.flatnonzero(row[1:] == row[:-1])
        pairs = (form[:-1] * ODD[0] + form[1:] * ODD[1]).astype(np.uint64, copy=False)
        yield self._found("pair", at, pairs[at], 2)
        at = np.flatnonzero(row[2:] == row[:-2])
        threes = (pairs[at] * ODD[2] + form[at + 2] * ODD[3]).astype(np.uint64, copy=False)
        yield self._found("three", at, threes, 3)
        length = self.end - self.start
        at = np.flatnonzero(length >= PREFIX_OF)
        yield self._found("begin", at, self.block.number(self.start[at], self.start[at] + PREFIX))
        at = np.flatnonzero(length >= SUFFIX_OF)
        yield self._found("end", at, self.block.number(self.end[at] - SUFFIX, self.end[at]))
        some, two = np.flatnonzero(self.count > 0), np.flatnonzero(self.count > 1)
        first, last = self.offset[some], self.offset[some + 1] - 1
        yield self._found("first", first, form[first])
        yield self._found("last", last, form[last])
        first, last = self.offset[two], self.offset[two + 1] - 2
        yield self._found("first_two", first, pairs[first], 2)
        yield self._found("last_two", last, pairs[last], 2)
        yield from self._from("opens", self._openings(), pairs)
        yield from self._from("asks", self._askings(), pairs)
        at = np.flatnonzero(form == NUMBER)
        yield self._found("number", at, np.broadcast_to(NUMBER, len(at)))

    def _found(self, kind: str, first: Ints, key: Keys, words: int = 1) -> Found:
        return Found(kind, self.row[first], key + _KIND_SEED[kind], first, words)

    def _from(self, kind: str, first: Ints, pairs: Keys) -> Iterator[Found]:
        yield self._found(kind, first, self.form[first])
        two = first[first + 1 < self.offset[self.row[first] + 1]]
        yield self._found(f"{kind}_two", two, pairs[two], 2)

    def _openings(self) -> Ints:
        """For each text of some words, the first that is no opener (or its last word)."""
        some = np.flatnonzero(self.count > 0)
        at, last = self.offset[some], self.offset[some + 1] - 1
        passed = self.words.opens(self.number[at])
        for _ in range(OPENERS):
            on = passed & (at < last)
            at = at + on
            passed = on & self.words.opens(self.number[at])
        return at

    def _askings(self) -> Ints:
        """For each question mark, the first word of the sentence that it ends."""
        if not len(self._asked):
            return np.zeros(0, np.int64)
        before = self._stops[np.searchsorted(self._stops, self._asked) - 1]
        first = np.searchsorted(self.start, before)
        first, index = np.unique(first, return_index=True)
        return first[(first < len(self.start)) & (self._at(first) < self._asked[index])]

    def _at(self, first: Ints) -> Ints:
        starts: Ints = self.start[np.minimum(first, len(self.start) - 1)]
        return starts

    def form_of(self) -> Sums:
        """The columns of FORM, a row a text."""
        form = np.zeros((self.height, len(FORM)), np.float32)
        asks = np.bincount(self.asked_row, minlength=self.height)
        stops = np.bincount(
            np.searchsorted(self.begins, self._stops[1:], side="right") - 1, minlength=self.height
        )
        has_last = self.count > 0
        last_end = np.zeros(self.height, np.int64)
        last_end[has_last] = self.end[self.offset[1:][has_last] - 1]
        asks_last = np.zeros(self.height, bool)
        asks_last[self.asked_row[self._asked >= last_end[self.asked_row]]] = True
        form[:, 0] = 1
        form[:, 1] = asks > 0
        form[:, 2] = asks_last
        # The edge after each text was counted as a stop of it.
        form[:, 3] = stops <= 1
        form[:, 4] = asks > 1
        digits = np.minimum(np.frexp(self.count.astype(np.float64))[1], 7)
        form[np.arange(self.height), 5 + digits] = 1
        return form

    def quote(self, first: int, words: int, kind: str) -> str:
        """The words of an n-gram as they stand in the text; of a part of a word, that part."""
        start, end = int(self.start[first]), int(self.end[first + words - 1])
        if kind == "begin":
            end = start + PREFIX
        if kind == "end":
            start = end - SUFFIX
        row = int(self.row[first])
        return self.texts[row][start - self.begins[row] : end - self.begins[row]]


def number_of(words: list[str]) -> Keys:
    """The number of each word, as it has in texts."""
    return Texts(words, NO_WORDS).number


NO_WORDS = Words(np.zeros(0, np.uint64), np.zeros(0, np.uint64), np.zeros(0, np.uint64))
NUMBER = np.uint64(0x5851F42D4C957F2D)
"""The form of every number, in figures or in words."""


class Table:
    """Where in a list of different numbers each of many numbers stands, quickly.

    Two tables of slots: a number that finds its slot in the first taken is in the second, and
    the few that find both taken are looked up one by one.
    """

    BITS = 17

    def __init__(self, keys: Keys) -> None:
        self.keys = np.append(keys, np.uint64(0))
        self.slots: list[tuple[np.uint64, npt.NDArray[Any]]] = []
        # In 16 bits where that is enough: then the slots stay in the processor's cache.
        places = np.int16 if len(keys) < 1 << 15 else np.int32
        left = np.arange(len(keys))
        for odd in ODD[:2]:
            slot = np.full(1 << self.BITS, -1, dtype=places)
            place = self._slot(keys[left], odd)
            _, first = np.unique(place, return_index=True)
            slot[place[first]] = left[first]
            self.slots.append((odd, slot))
            left = np.delete(left, first)
        self.left = left

    def _slot(self, keys: Keys, odd: np.uint64) -> Ints:
        return ((keys * odd) >> np.uint64(64 - self.BITS)).view(np.int64)

    def find(self, keys: Keys) -> Ints:
        """The place of each in the list, -1 where it is not there."""
        odd, slot = self.slots[0]
        at = slot[self._slot(keys, odd)]
        held = np.flatnonzero(at != -1)
        other = held[self.keys[at[held]] != keys[held]]
        odd, slot = self.slots[1]
        again = slot[self._slot(keys[other], odd)]
        again[self.keys[again] != keys[other]] = -1
        at[other] = again
        for place in self.left:
            at[keys == self.keys[place]] = place
        return at.astype(np.int64)
