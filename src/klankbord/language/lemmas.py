"""Content lemmas: the words that carry what is talked about, in the form of the dictionary."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.blocks import Block, read
from klankbord.language.folding import fold
from klankbord.language.function_words import CALENDAR, FUNCTION_WORDS, NUMBER
from klankbord.language.hashing import Keys, distinct

Array: TypeAlias = npt.NDArray[np.int64]
Small: TypeAlias = npt.NDArray[np.int32]

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
SHORTEST = 3

SCHEMA = {"row": pl.UInt32, "lemma": pl.UInt32, "dated": pl.Boolean}


def content_lemmas(texts: pl.Series, languages: pl.Series) -> pl.DataFrame:
    """The content lemmas of texts, each once a text.

    Content is what is no function word, number or listener's word and has three letters or more,
    marks such as (lacht) not among it; a language without a list of function words has none.

    Args:
        texts: the turns' texts.
        languages: the language of each.

    Returns:
        `row` (place in `texts`), `lemma` (a number; the same word has the same number within
        this table) and `dated` (a word of the calendar), in order of row.
    """
    reader = LemmaReader()
    read(texts, languages, reader)
    return reader.lemmas()


class LemmaReader:
    """Reads texts for their content lemmas (see `content_lemmas`)."""

    def __init__(self) -> None:
        self.said: dict[str, _Said] = {}

    def read(self, language: str, rows: Array, block: Block) -> None:
        """Take in some texts."""
        if language in FUNCTION_WORDS:
            self.said.setdefault(language, _Said()).add(rows, block)

    def lemmas(self) -> pl.DataFrame:
        """The lemmas of all texts that were read."""
        numbers: dict[str, int] = {}
        found = [_content(said, language, numbers) for language, said in sorted(self.said.items())]
        if not found:
            return pl.DataFrame(schema=SCHEMA)
        row, lemma, dated = (np.concatenate(columns) for columns in zip(*found, strict=True))
        keys = row * (len(numbers) + 1) + lemma
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        once = order[np.r_[True, keys[1:] != keys[:-1]][: len(keys)]]
        return pl.DataFrame(
            {"row": row[once], "lemma": lemma[once], "dated": dated[once]}, schema=SCHEMA
        )


class _Said:
    """The words of texts in one language, marks left out, and what they are written in."""

    def __init__(self) -> None:
        self.rows: list[Small] = []
        self.words: list[Small] = []
        self.known = 0
        self.keys: list[Keys] = []
        self.spans: list[Small] = []
        self.folded: list[str] = []

    def add(self, rows: Array, block: Block) -> None:
        """Add the words of some texts."""
        heard = np.flatnonzero(~block.marked())
        start, end = (edge[heard] for edge in block.words)
        keys = block.number(start, end)
        first, word = distinct(keys)
        self.rows.append(rows[block.row[heard]].astype(np.int32))
        self.words.append((self.known + word).astype(np.int32))
        self.known += len(first)
        self.keys.append(keys[first])
        of = np.full(len(first), len(self.folded))
        self.spans.append(np.stack([of, start[first], end[first]]).astype(np.int32))
        self.folded.append(block.folded)

    def different(self) -> tuple[list[str], Array]:
        """The different words, in the order in which they are first said; which each word is."""
        first, which = distinct(np.concatenate(self.keys))
        at = np.concatenate(self.spans, axis=1)[:, first]
        words = [self.folded[of][start:end] for of, start, end in at.T.tolist()]
        return words, which[np.concatenate(self.words)]


def _content(
    said: _Said, language: str, numbers: dict[str, int]
) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    """The row and the lemma of each content word, and whether it is one of the calendar."""
    words, which = said.different()
    # Each word is looked up once, however often it is said.
    found = [content_of(word, language) for word in words]
    lemmas = list(chain.from_iterable(found))
    number = np.array([numbers.setdefault(lemma, len(numbers)) for lemma in lemmas], dtype=np.int64)
    calendar = _calendar(language)
    dated = np.array([lemma in calendar for lemma in lemmas], dtype=bool)
    count = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    # Of most words there are none or one; of one with figures in it there may be several.
    content = np.flatnonzero(count[which])
    which, row = which[content], np.concatenate(said.rows)[content].astype(np.int64)
    times = count[which]
    before = np.cumsum(times) - times
    place = np.arange(times.sum()) + np.repeat((np.cumsum(count) - count)[which] - before, times)
    return np.repeat(row, times), number[place], dated[place]


@cache
def content_of(word: str, language: str) -> tuple[str, ...]:
    """The lemmas of the content in a folded word; its figures are no part of them.

    >>> content_of("contracten", "nl"), content_of("mp3-speler", "nl"), content_of("maar", "nl")
    (('contract',), ('speler',), ())
    """
    found = (lemma_of(part, language) for part in WORD.findall(word))
    return tuple(lemma for lemma in found if lemma is not None)


@cache
def lemma_of(word: str, language: str) -> str | None:
    """The lemma of a folded word, None where it carries no content.

    >>> lemma_of("vestigingen", "nl"), lemma_of("maar", "nl")
    ('vestiging', None)
    """
    from simplemma import lemmatize

    small = _function_words(language)
    parts = word.split("-")  # hm-hm, ja-ja
    if all(len(part) < SHORTEST or part in small for part in parts):
        return None
    if word in small or re.search(NUMBER[language], word):
        return None
    lemma = lemmatize(word, language).replace("_", "")
    lemma = lemma.lower() if lemma.isascii() else fold(lemma)
    return None if lemma in small or len(lemma) < SHORTEST else lemma


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in FUNCTION_WORDS[language])


@cache
def _calendar(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in CALENDAR[language])
