"""Key moments: the two or three places of a call that a review begins with.

They are proposed from what was measured, after what a review wants first: what set the customer
off, price and discount, an objection and its reply, the turn of the talk. Of a call that went well
the turn comes first. It is a proposal: whoever reviews adds and takes off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEWEST, PROPOSED, MOST = 2, 3, 4
"""So many at least where the call has them, so many proposed, so many in all."""
LONGEST = 6
"""Turns of a moment; of a longer one the end is kept, which is what it is about."""

Row = Mapping[str, Any]
"""A moment as it was measured: measure, kind, name, turn, to_turn."""


@dataclass(frozen=True)
class Span:
    """From one turn (from 1) to another, both in."""

    first: int
    last: int


def propose(moments: Sequence[Row], turns: int, *, good: bool) -> list[Span]:
    """The places to begin with, in the order of the call; none where nothing was measured.

    Args:
        moments: those of this call.
        turns: how many it has.
        good: it was flagged as one that went well.
    """
    found: list[Span] = []
    for rule in (_GOOD if good else _BAD) + _ELSE:
        enough = PROPOSED if rule not in _ELSE else FEWEST
        for span in rule(moments):
            if len(found) < enough and span.last <= turns and not _touches(span, found):
                found.append(span)
                break
    return sorted(found, key=lambda span: span.first)


def _rebuff(moments: Sequence[Row]) -> Iterator[Span]:
    """The first rebuff; its moment begins with the seller's turn before."""
    yield from _of(moments, "rebuff", before=True)


def _price(moments: Sequence[Row]) -> Iterator[Span]:
    """A discount on a price that came early, any discount, or the price itself."""
    yield from _of(moments, "discount-after-price", name="early")
    yield from _of(moments, "discount-after-price")
    yield from _of(moments, "price-before-need", name="price")


def _argued(moments: Sequence[Row]) -> Iterator[Span]:
    """An objection with its reply; one that was countered first."""
    for kind in ("argued", "passed_by", "explored"):
        yield from _of(moments, "objections", kind=kind)


def _explored(moments: Sequence[Row]) -> Iterator[Span]:
    yield from _of(moments, "objections", kind="explored")


def _shift(moments: Sequence[Row]) -> Iterator[Span]:
    """Where the customer began to say more, or less; with the turn before."""
    yield from _of(moments, "shift", before=True)


def _step(moments: Sequence[Row]) -> Iterator[Span]:
    yield from _of(moments, "next-step")


def _story(moments: Sequence[Row]) -> Iterator[Span]:
    yield from _of(moments, "longest-story")
    yield from _of(moments, "longest-monologue")


_BAD = (_rebuff, _price, _argued, _shift)
_GOOD = (_shift, _explored, _step)
_ELSE = (_story, _argued, _step)
"""Where the others found too little."""


def _of(
    moments: Sequence[Row],
    measure: str,
    *,
    kind: str | None = None,
    name: str | None = None,
    before: bool = False,
) -> Iterator[Span]:
    for row in moments:
        fits = kind in (None, row["kind"]) and name in (None, row["name"])
        if row["measure"] == measure and row["turn"] and fits:
            first, last = row["turn"], row["to_turn"] or row["turn"]
            first = max(first - 1, 1) if before and first == last else first
            yield Span(max(first, last - LONGEST + 1), last)


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span.first <= other.last and other.first <= span.last for other in others)
