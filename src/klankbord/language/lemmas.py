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

LETTER = r"[\p{L}\p{No}\p{Nl}]"
WORD = rf"{LETTER}+(?:['-]{LETTER}+)*"
SHORTEST = 3
NONE = -1
"""The number of a word that carries no content."""

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
    folded = pl.Series(fold("\n".join(bare.to_list())).split("\n"))
    said = folded.str.extract_all(WORD)
    of = np.repeat(rows.to_numpy().astype(np.int64), said.list.len().to_numpy())
    every = said.explode(empty_as_null=False)
    # Each word is looked up once, however often it is said.
    words = every.unique(maintain_order=True)
    lemmas = [lemma_of(word, language) for word in words.to_list()]
    number_of = np.array(
        [NONE if lemma is None else numbers.setdefault(lemma, len(numbers)) for lemma in lemmas],
        dtype=np.int64,
    )
    dated_of = np.array([lemma in _calendar(language) for lemma in lemmas], dtype=bool)
    word = every.cast(pl.Enum(words)).to_physical().to_numpy()
    number = number_of[word]
    content = number != NONE
    return of[content], number[content], dated_of[word[content]]


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
