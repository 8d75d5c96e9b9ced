"""Folding, matching and lemmas once more, slow and obvious: a letter and a phrase at a time.

Of matching, lemmas and misheard names are not here: their tests are by example.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from simplemma import lemmatize

from klankbord.language import Cue, load_pack
from klankbord.language.function_words import CALENDAR, FUNCTION_WORDS, NUMBER

APOSTROPHES = "’‘´`ʼ"
HYPHENS = "‑‐"
LONG_DASHES = "–—"
QUOTES = "“”„«»"
BETWEEN = " ,.!;:…'\"-"
"""What may stand between the words of a turn that is all cue."""


def plain_fold(text: str) -> str:
    """Lower case, no accents, one sort of apostrophe and hyphen; a letter stays a letter."""
    return "".join(plain_letter(letter) for letter in text)


def plain_letter(letter: str) -> str:
    bare = ""
    for part in unicodedata.normalize("NFKD", same(letter).lower()):
        if not unicodedata.combining(part):
            bare += same(part).lower()
    return bare if len(bare) == 1 else same(letter).lower()


def same(letter: str) -> str:
    """The one letter that stands for all that look like it."""
    if letter in APOSTROPHES:
        return "'"
    if letter in HYPHENS:
        return "-"
    if letter in LONG_DASHES:
        return " "
    if letter in QUOTES:
        return '"'
    return {"\u00a0": " ", "İ": "i"}.get(letter, letter)


def plain_hits(text: str, cue: Cue, language: str = "") -> list[tuple[int, int]]:
    """Where the cue is in the text, in order."""
    assert not cue.lemmas
    assert not cue.also_heard
    if cue.whole:
        return [(0, len(text))] if is_all(text, cue) else []
    folded = plain_fold(text)
    found = {
        span
        for phrase in cue.phrases
        for wanted in plain_spellings(phrase.strip("*"), language)
        for span in _places(folded, wanted, opens=phrase[0] == "*", goes_on=phrase[-1] == "*")
    }
    for pattern in cue.patterns:
        if plain_fold(pattern.literal) in folded:
            found |= {m.span() for m in re.finditer(pattern.match, folded) if m.group()}
    found = {(s, e) for s, e in found if not is_undone(folded[:s], cue)}
    return sorted(
        (start, end)
        for start, end in found
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
    )


def _places(text: str, wanted: str, *, opens: bool, goes_on: bool) -> Iterator[tuple[int, int]]:
    """Where the words stand by themselves, or as part of a word where they may be."""
    for start in range(len(text) - len(wanted) + 1):
        first, last = start, start + len(wanted)
        if text[first:last] != wanted:
            continue
        while opens and of_word(text, first - 1):
            first -= 1
        while goes_on and of_word(text, last):
            last += 1
        if not of_word(text, first - 1) and not of_word(text, last):
            yield first, last


SHORT = {
    "nl": {
        "een": ("'n", "n"),
        "het": ("'t", "t"),
        "ik": ("'k", "k"),
        "mijn": ("m'n", "mn"),
        "zijn": ("z'n", "zn"),
        "haar": ("d'r", "'r"),
        "er": ("d'r", "'r"),
        "hem": ("'m", "m"),
        "zo een": ("zo'n",),
    },
    "en": {"going to": ("gonna",), "want to": ("wanna",), "them": ("'em", "em")},
}


def plain_spellings(phrase: str, language: str) -> set[str]:
    """A phrase of several words with each clitic full or short, and without its apostrophes."""
    folded = plain_fold(phrase)
    if " " not in folded:
        return {folded}
    found = {""}
    words = folded.split(" ")
    while words:
        pair = " ".join(words[:2])
        known = SHORT.get(language, {})
        word = pair if pair in known else words[0]
        words = words[2:] if pair in known else words[1:]
        choices = (word, *known.get(word, ()))
        found = {f"{said} {choice}".strip() for said in found for choice in choices}
    return found | {without_apostrophes(spelling) for spelling in found}


def without_apostrophes(text: str) -> str:
    """Without the apostrophes that stand between two letters."""
    inside = [0 < n < len(text) - 1 for n in range(len(text))]
    return "".join(
        letter
        for n, letter in enumerate(text)
        if not (letter == "'" and inside[n] and text[n - 1].isalnum() and text[n + 1].isalnum())
    )


def is_undone(before: str, cue: Cue) -> bool:
    """Whether a word of not_after stands before a hit, with two words at most between them."""
    for word in (plain_fold(word) for word in cue.not_after):
        for place in range(max(len(before) - 60, 0), len(before)):
            rest = before[place + len(word) :]
            starts_word = place == 0 or not (
                before[place - 1].isalnum() or before[place - 1] in "_-"
            )
            spaced = rest == "" or rest[0] in " ,\n"
            between = rest.replace(",", " ").split()
            plain = all(c.isalnum() or c in "_'-" for said in between for c in said)
            ended = rest == "" or rest[-1] in " ,\n"
            if (
                before.startswith(word, place)
                and starts_word
                and spaced
                and plain
                and (len(between) <= 2 and (ended or bool(between)))
            ):
                return True
    return False


def of_word(text: str, place: int) -> bool:
    """A letter or a digit, or a hyphen that stands between two of them."""
    if not 0 <= place < len(text):
        return False
    if text[place] != "-":
        return text[place].isalnum()
    inside = 0 < place < len(text) - 1
    return inside and text[place - 1].isalnum() and text[place + 1].isalnum()


def is_all(text: str, cue: Cue) -> bool:
    """Whether the text is made of the cue's phrases, few enough words, and nothing else."""
    without_marks = re.sub(r"[\[(*][^\])*]*[\])*]", " ", plain_fold(text))
    words = [word for word in without_marks.split() if any(c.isalnum() for c in word)]
    if len(words) > cue.most_words:
        return False
    phrases = [plain_fold(phrase) for phrase in cue.phrases]
    return _is_made_of(without_marks.strip(BETWEEN), phrases, cue.most_words)


def _is_made_of(text: str, phrases: list[str], most: int) -> bool:
    """Made of so many of the phrases at most: each is a word or more."""
    for phrase in phrases:
        if text == phrase:
            return True
        rest = text[len(phrase) :]
        goes_on = text.startswith(phrase) and rest.lstrip(BETWEEN) != rest and most > 1
        if goes_on and _is_made_of(rest.lstrip(BETWEEN), phrases, most - 1):
            return True
    return False


@cache
def hits_of(text: str, language: str, cue: str) -> tuple[tuple[int, int], ...]:
    """Where a cue of a language's own pack is in the text."""
    cues = load_pack(language).cues
    return tuple(plain_hits(text, cues[cue], language)) if cue in cues else ()


@cache
def plain_lemmas(text: str, language: str) -> frozenset[str]:
    """The content lemmas of a text."""
    if language not in FUNCTION_WORDS:
        return frozenset()
    found = set()
    for word in plain_words(plain_fold(without_marks(text))):
        lemma = plain_fold(lemmatize(word, language)).replace("_", "")
        says = any(is_content(part, language, number=False) for part in word.split("-"))
        if says and is_content(word, language) and is_content(lemma, language, number=False):
            found.add(lemma)
    return frozenset(found)


def is_content(word: str, language: str, *, number: bool = True) -> bool:
    """Three letters or more, no function word, and no number."""
    small = word in {plain_fold(small) for small in FUNCTION_WORDS[language]}
    counts = number and re.search(NUMBER[language], word)
    return len(word) >= 3 and not small and not counts


def plain_words(text: str) -> list[str]:
    """Letters, and a hyphen or an apostrophe between two of them."""
    kept = ""
    for place, letter in enumerate(text):
        beside = (text[place - 1 : place], text[place + 1 : place + 2])
        joins = letter in "'-" and all(is_letter(other) for other in beside)
        kept += letter if joins or is_letter(letter) else " "
    return kept.split()


def is_letter(letter: str) -> bool:
    """A letter, not a digit."""
    return letter.isalnum() and not letter.isdecimal()


def is_dated(lemma: str, language: str) -> bool:
    """A word of the calendar."""
    return lemma in {plain_fold(word) for word in CALENDAR[language]}


def without_marks(text: str) -> str:
    """Without [laughter], (onverstaanbaar) and *lacht*."""
    return re.sub(r"\[[^\]]*\]|\([^)]*\)|\*[^*\s][^*]*\*", " ", text)
