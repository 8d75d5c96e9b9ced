"""Content lemmas: the words that carry what is talked about, in the form of the dictionary."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import polars as pl

from klankbord.language.folding import MARK, fold
from klankbord.language.function_words import CALENDAR, FUNCTION_WORDS, NUMBER

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
    found = []
    numbers: dict[str, int] = {}
    for language in languages.unique().sort():
        if language not in FUNCTION_WORDS:
            continue
        rows = (languages == language).arg_true()
        found.append(_of_language(texts.gather(rows), rows, language, numbers))
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    return pl.concat(found).unique(["row", "lemma"], keep="first").sort("row", "lemma")


def _of_language(
    texts: pl.Series, rows: pl.Series, language: str, numbers: dict[str, int]
) -> pl.DataFrame:
    bare = texts.str.replace_all(MARK, " ").str.replace_all("\n", " ", literal=True)
    words = [WORD.findall(text) for text in fold("\n".join(bare.to_list())).split("\n")]
    flat = [word for found in words for word in found]
    known: dict[str, int] = {}
    for word in set(flat):
        lemma = lemma_of(word, language)
        known[word] = -1 if lemma is None else numbers.setdefault(lemma, len(numbers))
    number = np.fromiter(map(known.__getitem__, flat), dtype=np.int64, count=len(flat))
    of = np.repeat(rows.to_numpy(), [len(found) for found in words])
    content = number >= 0
    dated = {numbers[word] for word in _calendar(language) if word in numbers}
    number = number[content]
    return pl.DataFrame(
        {
            "row": of[content],
            "lemma": number,
            "dated": np.isin(number, np.fromiter(dated, np.int64, len(dated))),
        },
        schema=SCHEMA,
    )


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
    lemma = fold(lemmatize(word, language)).replace("_", "")
    return None if lemma in small or len(lemma) < SHORTEST else lemma


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in FUNCTION_WORDS[language])


@cache
def _calendar(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in CALENDAR[language])
