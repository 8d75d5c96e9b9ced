"""What every recogniser does: pieces of sound in, words with their times out.

An engine is a module in `engines`, a line in its table, and passes the one contract suite.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from klankbord.conversation.assembly import clean

RATE = 16_000
"""Samples a second of what a recogniser is given."""
SHORTEST_S = 0.5
"""What is shorter is given with silence after it: some networks need that much to look at."""

Mono = npt.NDArray[np.float32]
"""One voice, -1 to 1, at RATE."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as a recogniser gives it.

    Attributes:
        start_ms: from the start of its piece, or of the recording, as its holder says.
        end_ms: likewise; not before `start_ms`.
        text: with the punctuation that belongs to it.
        confidence: how sure the recogniser is, 0 to 1; None where it does not say.
    """

    start_ms: int
    end_ms: int
    text: str
    confidence: float | None = None

    @property
    def middle_ms(self) -> int:
        """The moment by which a word is placed."""
        return (self.start_ms + self.end_ms) // 2


Words = tuple[SpokenWord, ...]


@dataclass(frozen=True)
class Options:
    """What is asked of a recogniser, beside the sound.

    Attributes:
        language: the language spoken (nl); "" leaves that to the engine.
        vocabulary: names and words that may come up, the likeliest first.
    """

    language: str = ""
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class About:
    """What a recogniser is, for the provenance, and what it can.

    Attributes:
        engine: its name in the table of engines.
        version: of the library, or what a server calls itself.
        model: its name, with its revision where that is known.
        detects: it can tell which language is spoken.
        forces: it keeps to the language that it is told.
        takes_words: it listens for a vocabulary.
    """

    engine: str
    version: str
    model: str
    detects: bool = False
    forces: bool = False
    takes_words: bool = False


class Recogniser(Protocol):
    """Turns pieces of speech into words. It is used by one thread at a time."""

    @property
    def about(self) -> About:
        """What it is and what it can."""
        ...

    def language_of(self, pieces: Sequence[Mono]) -> str:
        """The language spoken in these pieces of one call (nl), "" where it cannot tell."""
        ...

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:
        """The words of each piece, in order, with times from the start of that piece.

        Raises:
            KlankbordError: it cannot be reached, or gives no words with times.
        """
        ...


def as_words(found: Iterable[tuple[float, float, str, float | None]], length_ms: int) -> Words:
    """Words from what an engine gives (start and end in seconds, text, confidence).

    They are cleaned, put in order, and kept within the piece; an empty text is no word.
    """
    words = [
        SpokenWord(*_within(start, end, length_ms), text, _chance(confidence))
        for start, end, raw, confidence in found
        if (text := clean(raw))
    ]
    return tuple(sorted(words, key=lambda word: word.start_ms))


def length_ms(piece: Mono) -> int:
    """How long a piece is."""
    return len(piece) * 1000 // RATE


def long_enough(piece: Mono) -> Mono:
    """The piece, with silence after it where it is too short for a network to look at."""
    missing = int(SHORTEST_S * RATE) - len(piece)
    return np.pad(piece, (0, missing)) if missing > 0 else piece


def _within(start: float, end: float, length_ms: int) -> tuple[int, int]:
    first = min(max(round(start * 1000), 0), length_ms)
    return first, min(max(round(end * 1000), first), length_ms)


def _chance(confidence: float | None) -> float | None:
    """A confidence as it is kept: three digits, 0 to 1; None where it is no number."""
    if confidence is None or math.isnan(confidence):
        return None
    return round(min(max(float(confidence), 0.0), 1.0), 3)
