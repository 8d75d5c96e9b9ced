"""The timeline and the power curve as numbers to draw; all x are per mille of the call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import polars as pl

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.time import format_clock
from klankbord.dialogue.windows import BIN_MS, WINDOW_BINS
from klankbord.i18n import Translate, translator
from klankbord.measures.power import POWER_CURVE
from klankbord.report.values import number, value_text

WIDTH = 1000
CURVE_HEIGHT = 64
MOST_LANES = 8
"""Where sides are not known, whoever speaks least shares the last of so many lanes."""
_STEPS_MIN = (0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120)
_MOST_TICKS = 8
_NEAR = 6
"""A call that starts within this part of a step after a round time gets that time's mark."""
_LONG_QUOTE = 90


@dataclass(frozen=True)
class Bar:
    """One turn on a lane; `hums` draws a backchannel lower."""

    x: float
    width: float
    turn: int
    hums: bool
    cuts_in: bool
    title: str


@dataclass(frozen=True)
class Lane:
    """What one side (or, where sides are not known, one party) says over time."""

    name: str
    side: str
    share: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    """A mark on the axis of time."""

    x: float
    clock: str

    @property
    def percent(self) -> str:
        """Where it stands, as SVG writes it."""
        return f"{self.x / 10:.1f}%"


@dataclass(frozen=True)
class Timeline:
    """The lanes over one axis of time."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Step:
    """A place where the balance turns."""

    x: float
    turn: int
    clock: str


@dataclass(frozen=True)
class Curve:
    """The seller's part over time of what seller and customer say: up is the seller.

    `paths` are SVG, broken where neither speaks: whoever is on neither side pulls to neither.
    """

    paths: tuple[str, ...]
    steps: tuple[Step, ...]
    window: str


Span: TypeAlias = tuple[int, int]


def draw_timeline(
    conversation: Conversation, turns: pl.DataFrame, language: str, span: Span | None = None
) -> Timeline | None:
    """The timeline, or None where turns have no times.

    Args:
        conversation: the call.
        turns: its turns.
        language: nl or en, the reader's.
        span: from when to when, in ms; else from its first turn to its end.
    """
    if not (conversation.bears.ends and conversation.turns):
        return None
    translate = translator(language)
    start, end = span or _span(conversation)
    scale = WIDTH / max(end - start, 1)
    speech = int(turns["speech_ms"].sum())
    lanes = []
    flags = dict(
        zip(turns["turn"], turns.select("backchannel", "interrupts").iter_rows(), strict=True)
    )
    for name, side, parties in _lanes(conversation, translate):
        own = [
            (number, turn)
            for number, turn in enumerate(conversation.turns, 1)
            if turn.party in parties
        ]
        said = sum((turn.end_ms or 0) - (turn.start_ms or 0) for _, turn in own)
        lanes.append(
            Lane(
                name=name,
                side=side,
                share=value_text(said / speech, "share", language) if speech else "",
                bars=tuple(_bar(number, turn, start, scale, flags[number]) for number, turn in own),
            )
        )
    return Timeline(tuple(lanes), _ticks(start, end))


def draw_curve(
    conversation: Conversation,
    windows: pl.DataFrame,
    moments: Sequence[dict[str, Any]],
    language: str,
    span: Span | None = None,
) -> Curve | None:
    """The curve, or None where sides or times are not known or the call is too short.

    Args:
        conversation: the call.
        windows: its windows.
        moments: its moments; those of the power curve are the places that are marked.
        language: nl or en, the reader's.
        span: from when to when, in ms; else from its first turn to its end.
    """
    if not (conversation.bears.sides and conversation.bears.ends) or windows.height < 2:  # noqa: PLR2004
        return None
    start, end = span or _span(conversation)
    scale = WIDTH / max(end - start, 1)
    paths: list[list[str]] = [[]]
    for row in windows.iter_rows(named=True):
        middle = (row["start_ms"] + row["end_ms"]) / 2
        both = row["seller_ms"] + row["customer_ms"]
        if not both:
            paths.append([])
            continue
        x, y = (middle - start) * scale, CURVE_HEIGHT * row["customer_ms"] / both
        paths[-1].append(f"{x:.1f},{y:.1f}")
    drawn = tuple("M" + " L".join(points) for points in paths if len(points) > 1)
    steps = tuple(
        Step(
            round((row["start_ms"] - start) * scale, 1), row["turn"], format_clock(row["start_ms"])
        )
        for row in moments
        if row["measure"] == POWER_CURVE.id and row["turn"]
    )
    return Curve(drawn, steps, number(WINDOW_BINS * BIN_MS / 60_000, language))


def _span(conversation: Conversation) -> Span:
    ends = [turn.end_ms or 0 for turn in conversation.turns]
    return conversation.turns[0].start_ms or 0, max([*ends, conversation.end_ms or 0])


def _lanes(
    conversation: Conversation, translate: Translate
) -> list[tuple[str, str, frozenset[str]]]:
    """Name, side and parties of each lane: a side each, or a party each without sides."""
    parties = conversation.parties
    if not conversation.bears.sides:
        own, rest = _by_talk(conversation)
        lanes = [
            (party.name or translate("onbekende spreker"), "unknown", frozenset({party.id}))
            for party in own
        ]
        if rest:
            name = translate("{n} anderen").format(n=len(rest))
            lanes.append((name, "unknown", frozenset(party.id for party in rest)))
        return lanes
    lanes = []
    for side in (Side.SELLER, Side.CUSTOMER, Side.OTHER, Side.UNKNOWN):
        own = [party for party in parties if party.side is side]
        if own:
            name = ", ".join(party.name or translate("onbekende spreker") for party in own)
            lanes.append((name, side.value, frozenset(party.id for party in own)))
    return lanes


def _by_talk(conversation: Conversation) -> tuple[list[Party], list[Party]]:
    """Who gets a lane of their own, and who share one because they speak least."""
    parties = conversation.parties
    if len(parties) <= MOST_LANES:
        return list(parties), []
    spoken: Counter[str] = Counter()
    for turn in conversation.turns:
        spoken[turn.party] += (turn.end_ms or 0) - (turn.start_ms or 0)
    most = {
        party.id for party in sorted(parties, key=lambda party: -spoken[party.id])[: MOST_LANES - 1]
    }
    return [p for p in parties if p.id in most], [p for p in parties if p.id not in most]


def _bar(number: int, turn: Turn, start: int, scale: float, flags: tuple[bool, bool]) -> Bar:
    begin, end = turn.start_ms or 0, turn.end_ms or 0
    text = turn.text if len(turn.text) <= _LONG_QUOTE else f"{turn.text[:_LONG_QUOTE]}…"
    return Bar(
        x=round((begin - start) * scale, 1),
        width=round(max((end - begin) * scale, 1), 1),
        turn=number,
        hums=flags[0],
        cuts_in=flags[1],
        title=f"{format_clock(begin)} {text}",
    )


def _ticks(start: int, end: int) -> tuple[Tick, ...]:
    length = end - start
    steps = (int(minutes * 60_000) for minutes in _STEPS_MIN)
    step = next((step for step in steps if length / step <= _MOST_TICKS), 240 * 60_000)
    first = start // step * step if start % step < step // _NEAR else -(-start // step) * step
    return tuple(
        Tick(round(max(at - start, 0) * WIDTH / max(length, 1), 1), format_clock(at))
        for at in range(first, end + 1, step)
    )
