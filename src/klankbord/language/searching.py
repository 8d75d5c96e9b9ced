"""Words as search compares them: folded, and each in the form of the dictionary.

The index and a question put to it go through the same door, so that "prijzen" finds "prijs" on
every database alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from klankbord.language.folding import fold
from klankbord.language.packs import PACKS

TOKEN = re.compile(r"[^\W_]+")
MOST_WORDS = 10_000
"""Of a longer turn, what comes after is not found; PostgreSQL counts no further than 16,383."""
LONGEST = 100
"""Letters of a word that count."""
SHORTEST_START = 3
"""Letters from which the beginning of a word is enough."""


@dataclass(frozen=True)
class Term:
    """One word that is looked for: any of its forms, or whatever begins with `start`."""

    forms: tuple[str, ...]
    start: str = ""

    def takes(self, word: str) -> bool:
        """Whether a word of the index (see `search_lemmas`) is what is looked for."""
        return word in self.forms or bool(self.start and word.startswith(self.start))


Phrase = tuple[Term, ...]
"""Words that must follow each other; most are of one word."""


def search_lemmas(texts: Sequence[str], language: str) -> list[str]:
    """For each text, its words for the index with a space between.

    >>> search_lemmas(["De prijzen gingen omhoog."], "nl")
    ['de prijs gaan omhoog']
    """
    folded = _folded("\n".join(text.replace("\n", " ") for text in texts)).split("\n")
    return [
        " ".join([search_lemma(word, language) for word in TOKEN.findall(text)[:MOST_WORDS]])
        for text in folded[: len(texts)]
    ]


@lru_cache(maxsize=1 << 17)
def search_lemma(word: str, language: str) -> str:
    """The form in the dictionary of a folded word; the word itself where it is in none."""
    if language not in PACKS or not word.isalpha():
        return word[:LONGEST]
    from simplemma import lemmatize

    lemma = "".join(TOKEN.findall(_folded(lemmatize(word, language))))
    return (lemma or word)[:LONGEST]


def read_question(text: str) -> tuple[Phrase, ...]:
    """What is looked for: words, and "phrases in quotes"; all of them must be there.

    The last word may still be in the making: its beginning is enough, unless a space follows.

    >>> [[term.forms for term in phrase] for phrase in read_question('prijzen "per maand" ')]
    [[('prijs', 'prijzen')], [('per',), ('maand',)]]
    """
    folded = _folded(text)
    found = [tuple(map(_term, words)) for words in _runs(folded)]
    if found and len(found[-1]) == 1 and TOKEN.match(folded[-1:]):
        found[-1] = (_begun(found[-1][0], TOKEN.findall(folded)[-1]),)
    return tuple(found)


def folded_words(*texts: str) -> str:
    """The words of texts, folded and as they stand, with a space around each: to find names by.

    >>> folded_words("Prijs-gesprek", "Élodie")
    ' prijs gesprek elodie '
    """
    return f" {' '.join(TOKEN.findall(_folded(' '.join(texts))))} "


def read_names(text: str) -> tuple[str, ...]:
    """What a question looks for among `folded_words`: all of these must stand in them.

    >>> read_names('offerte "bakkerij de"')
    (' offerte', ' bakkerij de ')
    """
    runs = _runs(_folded(text))
    return tuple(
        f" {' '.join(run)}" + ("" if len(run[-1]) >= SHORTEST_START else " ") for run in runs
    )


def find_words(text: str, language: str, wanted: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where a text has what is looked for: [start, end) of each word or phrase, in order."""
    found = list(TOKEN.finditer(_folded(text)))[:MOST_WORDS]
    words = [search_lemma(match[0], language) for match in found]
    return sorted(set(_spans(words, [match.span() for match in found], wanted)))


def _runs(folded: str) -> list[tuple[str, ...]]:
    """The words of a question, each alone or with those of its phrase."""
    found: list[tuple[str, ...]] = []
    for quoted, open_quote, words in re.findall(r'"([^"]*)"|"([^"]*)$|([^"]+)', folded):
        if words:
            found += [(word,) for word in TOKEN.findall(words)]
        elif phrase := tuple(TOKEN.findall(quoted or open_quote)):
            found.append(phrase)
    return found


def _folded(text: str) -> str:
    return fold(text).translate(_no_words())


@cache
def _no_words() -> dict[int, str]:
    """Letters that one database takes for part of a word and the other does not: ½, ², Ⅳ."""
    odd = (chr(code) for code in range(0x3400))
    return {ord(c): " " for c in odd if c.isalnum() and not c.isalpha() and not c.isdecimal()}


def _spans(
    words: Sequence[str], places: Sequence[tuple[int, int]], wanted: Sequence[Phrase]
) -> Iterator[tuple[int, int]]:
    for phrase in wanted:
        for first in range(len(words) - len(phrase) + 1):
            if all(term.takes(words[first + k]) for k, term in enumerate(phrase)):
                yield places[first][0], places[first + len(phrase) - 1][1]


def _term(word: str) -> Term:
    """A word in whatever language it was said."""
    forms = dict.fromkeys(search_lemma(word, language) for language in (*PACKS, ""))
    return Term(tuple(forms))


def _begun(term: Term, word: str) -> Term:
    return Term(term.forms, word[:LONGEST]) if len(word) >= SHORTEST_START else term
