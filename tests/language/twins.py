"""Folding and matching once more, slow and obvious: a letter and a phrase at a time."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from klankbord.language import Cue, load_pack

APOSTROPHES = "’‘´`ʼ"
DASHES = "–—‑‐"
QUOTES = "“”„«»"
BETWEEN = " ,.!;:…'\"-"
"""What may stand between the words of a turn that is all cue."""


def plain_fold(text: str) -> str:
    """Lower case, no accents, one sort of apostrophe and dash; a letter stays a letter."""
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
    if letter in DASHES:
        return "-"
    if letter in QUOTES:
        return '"'
    return {"\u00a0": " ", "İ": "i"}.get(letter, letter)


def plain_hits(text: str, cue: Cue) -> list[tuple[int, int]]:
    """Where the cue is in the text, in order."""
    if cue.whole:
        return [(0, len(text))] if is_all(text, cue) else []
    folded = plain_fold(text)
    found = set()
    for phrase in cue.phrases:
        wanted = plain_fold(phrase)
        for start in range(len(folded) - len(wanted) + 1):
            end = start + len(wanted)
            bounded = not of_word(folded, start - 1) and not of_word(folded, end)
            if folded[start:end] == wanted and bounded:
                found.add((start, end))
    return sorted(
        (start, end)
        for start, end in found
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
    )


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
    return tuple(plain_hits(text, cues[cue])) if cue in cues else ()
