"""A recogniser for tests, that hears what was put there: a steady level is a word.

A stretch of samples at n hundredths is the n-th word. One that the piece cuts off is misheard, as
words are that a piece cuts off.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from klankbord.speech.recognition import (
    RATE,
    About,
    Mono,
    Options,
    Words,
    as_words,
    length_ms,
)

STEP = 0.01
MISHEARD = "…"


class Fake:
    """It knows the words that it is given, and keeps what it was asked."""

    def __init__(self, words: Sequence[str], language: str = "nl") -> None:
        self._words, self._language = tuple(words), language
        self.about = About("fake", "1", "words", detects=True, forces=True, takes_words=True)
        self.asked: list[Options] = []
        self.heard_ms = 0

    def language_of(self, pieces: Sequence[Mono]) -> str:
        """The language that it was made with, where there is anything to hear."""
        return self._language if len(pieces) else ""

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:
        """The words at the levels that sound."""
        self.asked.append(options)
        self.heard_ms += sum(map(length_ms, pieces))
        return [self._heard(piece) for piece in pieces]

    def _heard(self, piece: Mono) -> Words:
        levels = np.rint(piece / STEP).astype(int)
        edges = np.flatnonzero(np.diff(levels, prepend=0, append=0))
        found = []
        for start, end in pairwise(edges):
            level = levels[start]
            if level <= 0:
                continue
            cut = start == 0 or end == len(levels)
            text = MISHEARD if cut else self._words[(level - 1) % len(self._words)]
            found.append((start / RATE, end / RATE, text, 0.25 if cut else 0.9))
        return as_words(found, length_ms(piece))


def sound_for(words: Sequence[tuple[float, float, int]], seconds: float) -> Mono:
    """The sound in which it hears words: start and end in seconds, and which (from 0)."""
    sound = np.zeros(round(seconds * RATE), np.float32)
    for start, end, which in words:
        sound[round(start * RATE) : round(end * RATE)] = (which + 1) * STEP
    return sound
