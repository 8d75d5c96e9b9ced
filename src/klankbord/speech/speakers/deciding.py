"""Whose voice each stretch of speech is, or nobody's that we could tell.

When somebody speaks is known from speech activity; who, from comparing voices, which is less sure.
So speech is cut where the speaker changes, and a piece stays unknown rather than be guessed

- where for half a second or longer nobody is heard to speak, or several at once;
- where it is shorter than 0.3 s;
- where its speaker alone is heard in less than 60 % of it.

Half a second or less between two speakers is shared out: each has the half that lies next to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from klankbord.speech.recognition import SpokenWord, Words
from klankbord.speech.spans import Span, joined
from klankbord.speech.speakers.asking import Spoke

STEP_MS = 10
UNHEARD_MS = 500
SHORTEST_MS = 300
SURE = 0.6
NOBODY = -1

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ToldApart:
    """Who speaks when: all of the speech, each moment of it once.

    Attributes:
        voices: the spans of each speaker, in order of who speaks first, and then what is nobody's.
        unknown: whether the last of them is nobody's.
    """

    voices: tuple[tuple[Span, ...], ...]
    unknown: bool


def tell_apart(speech: Sequence[Span], spoke: Sequence[Spoke]) -> ToldApart:
    """Who each piece of speech is from.

    >>> who = [Spoke(Span(0, 2000), 1), Spoke(Span(2100, 4000), 0)]
    >>> told = tell_apart([Span(0, 4000), Span(9000, 9900)], who)
    >>> [[(s.start_ms, s.end_ms) for s in spans] for spans in told.voices]
    [[(0, 2050)], [(2050, 4000)], [(9000, 9900)]]
    >>> told.unknown
    True
    """
    alone = _alone(max((span.end_ms for span in speech), default=0), spoke)
    pieces = [piece for span in speech for piece in _cut(span, alone)]
    order = list(dict.fromkeys(who for who, _ in pieces if who != NOBODY))
    order += [NOBODY] if any(who == NOBODY for who, _ in pieces) else []
    voices = tuple(
        tuple(joined([piece for who, piece in pieces if who == each], 0)) for each in order
    )
    return ToldApart(voices, NOBODY in order)


def by_voice(words: Words, voices: Sequence[Sequence[Span]]) -> tuple[Words, ...]:
    """Words by whose they are: a word is of the voice that sounds in its middle, or nearest to it.

    A word that reaches past its voice is over when that is.
    """
    spans = sorted((span, lane) for lane, own in enumerate(voices) for span in own)
    lanes: list[list[SpokenWord]] = [[] for _ in voices]
    if spans:
        starts = np.array([span.start_ms for span, _ in spans])
        for word in words:
            span, lane = _nearest(word.middle_ms, spans, starts)
            start = min(max(word.start_ms, span.start_ms), span.end_ms)
            end = max(min(word.end_ms, span.end_ms), start)
            lanes[lane].append(replace(word, start_ms=start, end_ms=end))
    return tuple(map(tuple, lanes))


def _nearest(at_ms: int, spans: Sequence[tuple[Span, int]], starts: Labels) -> tuple[Span, int]:
    place = int(np.searchsorted(starts, at_ms, "right"))
    around = spans[max(place - 1, 0) : place + 1]
    return min(
        around, key=lambda each: max(each[0].start_ms - at_ms, at_ms - each[0].end_ms + 1, 0)
    )


def _cut(span: Span, everywhere: Labels) -> list[tuple[int, Span]]:
    """A stretch of speech as pieces of one speaker each, or of nobody."""
    first = span.start_ms // STEP_MS
    alone = everywhere[first : -(-span.end_ms // STEP_MS)]
    labels = _filled(alone)
    pieces = []
    for start, end in pairwise(_edges(labels)):
        who = int(labels[start])
        heard = float(np.mean(alone[start:end] == who))
        piece = Span(
            max((first + start) * STEP_MS, span.start_ms),
            min((first + end) * STEP_MS, span.end_ms),
        )
        sure = piece.length_ms >= SHORTEST_MS and heard >= SURE
        pieces.append((who if sure else NOBODY, piece))
    return pieces


def _alone(length_ms: int, spoke: Sequence[Spoke]) -> Labels:
    """For each 10 ms the speaker who alone is heard; NOBODY where none is, or several are."""
    labels = np.full(-(-length_ms // STEP_MS), NOBODY)
    heard = np.zeros(len(labels), np.int64)
    for each in spoke:
        edges = (each.span.start_ms, each.span.end_ms)
        own = slice(*((edge + STEP_MS // 2) // STEP_MS for edge in edges))
        heard[own] += labels[own] != each.speaker
        labels[own] = each.speaker
    return np.where(heard == 1, labels, NOBODY)


def _filled(labels: Labels) -> Labels:
    """Labels with short stretches of nobody given to who speaks before and after."""
    found = labels.copy()
    for start, end in pairwise(_edges(labels)):
        if labels[start] != NOBODY or (end - start) * STEP_MS >= UNHEARD_MS:
            continue
        before = labels[start - 1] if start else NOBODY
        after = labels[end] if end < len(labels) else NOBODY
        middle = (start + end) // 2 if NOBODY not in {before, after} else end
        found[start:middle] = before if before != NOBODY else after
        found[middle:end] = after
    return found


def _edges(labels: Labels) -> list[int]:
    """Where runs of the same label begin, and where the last one ends."""
    return [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
