"""Spans of time: whole milliseconds, start in, end out, in order and apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """From `start_ms` until `end_ms`."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.end_ms - self.start_ms


def spans_of(
    flags: npt.NDArray[Any], step_ms: int, gap_ms: int = 0, least_ms: int = 0
) -> list[Span]:
    """The runs of true among flags that stand `step_ms` apart.

    Args:
        flags: a row of them.
        step_ms: from each to the next.
        gap_ms: runs are one where no more than this lies between them.
        least_ms: what is shorter then is left out.
    """
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False].astype(np.int8))) * step_ms
    starts, ends = edges[::2], edges[1::2]
    if len(starts) and gap_ms:
        apart = starts[1:] - ends[:-1] > gap_ms
        starts, ends = starts[np.r_[True, apart]], ends[np.r_[apart, True]]
    if least_ms:
        long = ends - starts >= least_ms
        starts, ends = starts[long], ends[long]
    return [Span(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def flags_of(spans: Iterable[Span], length: int, step_ms: int) -> npt.NDArray[np.bool_]:
    """For each of `length` steps, whether its middle lies in a span."""
    flags = np.zeros(length, bool)
    for span in spans:
        half = step_ms // 2
        flags[(span.start_ms + half) // step_ms : (span.end_ms + half) // step_ms] = True
    return flags


def joined(spans: Sequence[Span], gap_ms: int) -> list[Span]:
    """Spans with those made one that lie at most `gap_ms` apart."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start_ms - found[-1].end_ms <= gap_ms:
            found[-1] = Span(found[-1].start_ms, max(found[-1].end_ms, span.end_ms))
        else:
            found.append(span)
    return found


def without(spans: Sequence[Span], cut: Sequence[Span], least_ms: int = 0) -> list[Span]:
    """What is left of spans outside `cut`; pieces shorter than `least_ms` are dropped."""
    left = list(spans)
    for hole in cut:
        left = [piece for span in left for piece in _around(span, hole)]
    return [span for span in left if span.length_ms >= max(least_ms, 1)]


def total_ms(spans: Iterable[Span]) -> int:
    """How long they last together."""
    return sum(span.length_ms for span in spans)


def _around(span: Span, hole: Span) -> list[Span]:
    if hole.end_ms <= span.start_ms or hole.start_ms >= span.end_ms:
        return [span]
    before = Span(span.start_ms, max(hole.start_ms, span.start_ms))
    after = Span(min(hole.end_ms, span.end_ms), span.end_ms)
    return [piece for piece in (before, after) if piece.length_ms]
