"""What a review begins with, from what was measured."""

from __future__ import annotations

from typing import Any

from klankbord.coaching.keymoments import FEWEST, LONGEST, PROPOSED, Span, propose
from klankbord.measures.measuring import measure
from klankbord.samples import SAMPLES, read_sample


def row(measure: str, turn: int, to_turn: int | None = None, kind: str = "", name: str = "") -> Any:
    return {"measure": measure, "kind": kind, "name": name, "turn": turn, "to_turn": to_turn}


def test_the_rebuff_comes_with_the_turn_before_it() -> None:
    assert propose([row("rebuff", 4)], 20, good=False) == [Span(3, 4)]
    assert propose([row("rebuff", 3, 4)], 20, good=False) == [Span(3, 4)]


def test_a_discount_on_an_early_price_goes_before_any_other() -> None:
    found = [row("discount-after-price", 9, name=""), row("discount-after-price", 15, name="early")]
    assert propose(found, 20, good=False) == [Span(15, 15)]


def test_an_objection_that_was_countered_goes_first_and_takes_its_reply_along() -> None:
    found = [row("objections", 3, 4, "explored"), row("objections", 8, 9, "argued")]
    assert Span(8, 9) in propose(found, 20, good=False)


def test_they_stand_in_the_order_of_the_call_whatever_chose_them() -> None:
    found = [row("rebuff", 14), row("objections", 8, 9, "argued"), row("shift", 3)]
    assert propose(found, 20, good=False) == [Span(2, 3), Span(8, 9), Span(13, 14)]


def test_where_little_is_measured_the_longest_story_helps_out() -> None:
    assert propose([row("longest-story", 5, 7)], 20, good=False) == [Span(5, 7)]


def test_no_moment_overlaps_another_nor_goes_on_for_long() -> None:
    found = [row("rebuff", 2, 14), row("objections", 13, 15, "argued"), row("shift", 18)]
    spans = propose(found, 20, good=False)
    assert spans == [Span(14 - LONGEST + 1, 14), Span(17, 18)]


def test_a_call_that_went_well_begins_with_its_turn() -> None:
    found = [row("shift", 9), row("rebuff", 2), row("objections", 5, 6, "explored")]
    assert propose(found, 20, good=True) == [Span(5, 6), Span(8, 9)]


def test_nothing_measured_proposes_nothing() -> None:
    assert propose([], 20, good=False) == []


def test_every_sample_gets_its_two_or_three() -> None:
    for name in SAMPLES:
        conversation = read_sample(name)
        rows = measure([conversation]).moments.rows(named=True)
        for good in (False, True):
            spans = propose(rows, len(conversation.turns), good=good)
            assert FEWEST <= len(spans) <= PROPOSED, name
            assert all(1 <= s.first <= s.last <= len(conversation.turns) for s in spans)
