"""Every shared column and grain against its slow twin, on random talks of every sort."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from tests.dialogue.twins import PlainCall, PlainSpan, PlainTurn

from klankbord.conversation import Conversation
from klankbord.measures import Catalogue
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import measure
from klankbord.testing import corpora

slowly = settings(max_examples=60, deadline=None)


def both(
    conversations: list[Conversation], grain: str
) -> list[tuple[PlainCall, list[dict[str, Any]]]]:
    """Of each conversation the twin, and the rows of the fast table."""
    table: pl.DataFrame = getattr(grains_of(conversations), grain)
    rows: dict[int, list[dict[str, Any]]] = {call: [] for call in range(len(conversations))}
    for row in table.iter_rows(named=True):
        rows[row["call"]].append(row)
    return [(PlainCall(conversation), rows[c]) for c, conversation in enumerate(conversations)]


def grains_of(conversations: list[Conversation]) -> Grains:
    return measure(conversations, Catalogue(())).grains


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, abs=1e-6)


@slowly
@given(corpora())
def test_turns(conversations: list[Conversation]) -> None:
    same = (
        *("turn", "party", "side", "start_ms", "end_ms", "text", "words_said", "question"),
        *("fillers", "backchannel", "substantive", "floor_change", "speech_ms", "fto_ms"),
        *("gap_ms", "overlap_ms", "interrupts", "silence_from_ms", "silence_ms"),
    )
    for call, rows in both(conversations, "turns"):
        first = rows[0]["row"] if rows else 0
        assert [row["row"] - first for row in rows] == list(range(len(rows)))
        for plain, row in zip(call.turns, rows, strict=True):
            assert {name: row[name] for name in same} == {n: getattr(plain, n) for n in same}
            assert row["prior"] == (plain.prior and plain.prior.turn - 1 + first)
            assert row["prior_side"] == (plain.prior and plain.prior.side)


@slowly
@given(corpora())
def test_lanes(conversations: list[Conversation]) -> None:
    """A lane's number means nothing; that two turns are in one lane does."""
    for call, rows in both(conversations, "turns"):
        pairs = {(turn.lane, row["lane"]) for turn, row in zip(call.turns, rows, strict=True)}
        assert len(pairs) == len(dict(pairs)) == len({fast for _, fast in pairs})


@slowly
@given(corpora())
def test_sums_of_calls(conversations: list[Conversation]) -> None:
    same = (
        *("start_ms", "call_ms", "speech_ms", "seller_ms", "customer_ms", "said"),
        *("seller_words", "customer_words", "punctuation", "customers"),
        *("sides", "starts", "ends", "overlap"),
    )
    for call, (row,) in both(conversations, "calls"):
        assert {name: row[name] for name in same} == {name: getattr(call, name) for name in same}
        assert row["two_customers"] == (call.customers >= 2)


def span(plain: PlainSpan, first: int) -> dict[str, Any]:
    return {
        "row": plain.turns[0].turn - 1 + first,
        "turn": plain.turns[0].turn,
        "to_turn": plain.turns[-1].turn,
        "side": plain.side,
        "start_ms": plain.start_ms,
        "end_ms": plain.end_ms,
        "span_ms": plain.span_ms,
        "words_said": sum(turn.words_said for turn in plain.turns),
        "turns": len(plain.turns),
        "people": plain.people,
    }


@slowly
@given(corpora())
def test_stretches(conversations: list[Conversation]) -> None:
    first = 0
    for call, rows in both(conversations, "stretches"):
        for plain, row in zip(call.stretches(), rows, strict=True):
            wanted = span(plain, first) | {"opens": plain.opens, "until_ms": plain.until_ms}
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


@slowly
@given(corpora())
def test_runs(conversations: list[Conversation]) -> None:
    first = 0
    for call, rows in both(conversations, "runs"):
        for plain, row in zip(call.runs(), rows, strict=True):
            wanted = span(plain, first) | {"third": plain.third}
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


@slowly
@given(corpora())
def test_people(conversations: list[Conversation]) -> None:
    first = 0
    for call, rows in both(conversations, "people"):
        for plain, row in zip(call.people(), rows, strict=True):
            wanted = {
                "party": plain.party,
                "side": plain.side,
                "row": plain.longest.turn - 1 + first,
                "turn": plain.longest.turn,
                "start_ms": plain.longest.start_ms,
                "end_ms": plain.longest.end_ms,
                "speech_ms": plain.speech_ms,
                "words_said": plain.words_said,
                "turns": plain.turns,
                "evenness_of_side": near(plain.evenness_of_side),
                "evenness": near(plain.evenness),
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def opening(turn: PlainTurn | None, first: int) -> dict[str, Any]:
    """A row and a number: row 0, which has no number, where nobody speaks."""
    return {"row": turn.turn - 1 + first if turn else 0, "turn": turn.turn if turn else None}


@slowly
@given(corpora(most_calls=5))
def test_bins(conversations: list[Conversation]) -> None:
    first = 0
    for call, rows in both(conversations, "bins"):
        for plain, row in zip(call.bins(), rows, strict=True):
            wanted = {
                "bin": plain.bin,
                "side": plain.side,
                "start_ms": plain.start_ms,
                "end_ms": plain.end_ms,
                "speech_ms": plain.speech_ms,
                "words_said": near(plain.words_said),
                **opening(plain.first, first),
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


@slowly
@given(corpora(most_calls=5))
def test_windows(conversations: list[Conversation]) -> None:
    first = 0
    for call, rows in both(conversations, "windows"):
        for plain, row in zip(call.windows(), rows, strict=True):
            wanted = {
                "start_ms": plain.start_ms,
                "end_ms": plain.end_ms,
                "seller_ms": plain.seller_ms,
                "customer_ms": plain.customer_ms,
                "share": plain.share,
                "imbalance": near(plain.imbalance),
                "step": plain.step,
                **opening(plain.first, first),
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)
