"""The timeline and the power curve as numbers to draw; all x are per mille of the call."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from klankbord.conversation import Conversation, Side, Turn
from klankbord.conversation.time import format_clock
from klankbord.dialogue.windows import BIN_MS, WINDOW_BINS
from klankbord.i18n import Translate, translator
from klankbord.measures.power import CLEAR_STEP
from klankbord.report.values import number, value_text

WIDTH = 1000
CURVE_HEIGHT = 64
MOST_LANES = 8
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
    """The seller's share over time: up is the seller. `paths` are SVG, broken where silent."""

    paths: tuple[str, ...]
    steps: tuple[Step, ...]
    window: str


def draw_timeline(
    conversation: Conversation, turns: pl.DataFrame, language: str
) -> Timeline | None:
    """The timeline, or None where turns have no times."""
    if not conversation.bears.ends:
        return None
    translate = translator(language)
    start, end = _span(conversation)
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


def draw_curve(conversation: Conversation, windows: pl.DataFrame, language: str) -> Curve | None:
    """The curve, or None where sides or times are not known or the call is too short."""
    if not (conversation.bears.sides and conversation.bears.ends) or windows.height < 2:  # noqa: PLR2004
        return None
    start, end = _span(conversation)
    scale = WIDTH / max(end - start, 1)
    paths: list[list[str]] = [[]]
    steps = []
    for row in windows.iter_rows(named=True):
        middle = (row["start_ms"] + row["end_ms"]) / 2
        if row["share"] is None:
            paths.append([])
            continue
        x, y = (middle - start) * scale, CURVE_HEIGHT * (1 - row["share"])
        paths[-1].append(f"{x:.1f},{y:.1f}")
        if row["step"] is not None and row["step"] >= CLEAR_STEP and row["turn"]:
            at = row["start_ms"]
            steps.append(Step((at - start) * scale, row["turn"], format_clock(at)))
    drawn = tuple("M" + " L".join(points) for points in paths if len(points) > 1)
    return Curve(drawn, tuple(steps), number(WINDOW_BINS * BIN_MS / 60_000, language))


def _span(conversation: Conversation) -> tuple[int, int]:
    ends = [turn.end_ms or 0 for turn in conversation.turns]
    return conversation.turns[0].start_ms or 0, max([*ends, conversation.end_ms or 0])


def _lanes(
    conversation: Conversation, translate: Translate
) -> list[tuple[str, str, frozenset[str]]]:
    """Name, side and parties of each lane: a side each, or a party each without sides."""
    parties = conversation.parties
    if not conversation.bears.sides:
        return [
            (party.name or translate("onbekende spreker"), "unknown", frozenset({party.id}))
            for party in parties[:MOST_LANES]
        ]
    lanes = []
    for side in (Side.SELLER, Side.CUSTOMER, Side.OTHER, Side.UNKNOWN):
        own = [party for party in parties if party.side is side]
        if own:
            name = ", ".join(party.name or translate("onbekende spreker") for party in own)
            lanes.append((name, side.value, frozenset(party.id for party in own)))
    return lanes


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
