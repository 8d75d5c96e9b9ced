"""Words of one's own, for the engines that can listen for them: names, products, competitors.

Only words that a recogniser may not know are worth its attention, and it has room for a few.
"""

from __future__ import annotations

from collections.abc import Iterable

from klankbord.conversation.assembly import clean

MOST_LETTERS = 600
"""Whisper takes some 220 tokens beside the sound, of three letters or so."""
LONGEST = 60


def fitted(words: Iterable[str], most_letters: int = MOST_LETTERS) -> tuple[str, ...]:
    """The words that fit, each once, the first first.

    A stem with a star stands for words of which the end is not known: no recogniser can use that.

    >>> fitted(["Kassahuis", "kassahuis", "offerte*", "Lotte  Maes"])
    ('Kassahuis', 'Lotte Maes')
    """
    found: dict[str, str] = {}
    left = most_letters
    for raw in words:
        word = clean(raw)
        if not word or "*" in word or len(word) > LONGEST or word.casefold() in found:
            continue
        left -= len(word) + 2
        if left < 0:
            break
        found[word.casefold()] = word
    return tuple(found.values())


def as_prompt(words: Iterable[str]) -> str:
    """The words as an engine takes them that reads a text first."""
    return ", ".join(words)
