"""Content lemmas: the words that carry what is talked about, in the form of the dictionary."""

from __future__ import annotations

import re
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.folding import MARK, fold
from klankbord.language.function_words import CALENDAR, FUNCTION_WORDS, NUMBER

Array: TypeAlias = npt.NDArray[np.int64]

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
WORD_OR_END = re.compile(rf"\n|{WORD.pattern}")
ENDS = -2
"""Stands for the end of a text among the numbers of lemmas."""
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
    found = []
    numbers: dict[str, int] = {}
    for language in languages.unique().sort():
        if language not in FUNCTION_WORDS:
            continue
        rows = (languages == language).arg_true()
        found.append(_of_language(texts.gather(rows), rows, language, numbers))
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


def _of_language(
    texts: pl.Series, rows: pl.Series, language: str, numbers: dict[str, int]
) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    """The row and the lemma of each content word, and whether it is one of the calendar."""
    bare = texts.str.replace_all(MARK, " ").str.replace_all("\n", " ", literal=True)
    flat = WORD_OR_END.findall(fold("\n".join(bare.to_list())))
    known = {"\n": ENDS}
    for word in set(flat) - {"\n"}:
        lemma = lemma_of(word, language)
        known[word] = -1 if lemma is None else numbers.setdefault(lemma, len(numbers))
    number = np.fromiter(map(known.__getitem__, flat), dtype=np.int64, count=len(flat))
    of = rows.to_numpy()[np.cumsum(number == ENDS)]
    content = number >= 0
    number = number[content]
    dated = [numbers[word] for word in _calendar(language) if word in numbers]
    return of[content].astype(np.int64), number, np.isin(number, np.array(dated, dtype=np.int64))


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
