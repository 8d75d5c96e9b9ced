"""What is proposed, and what never is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.coaching.proposing import (
    BY_KEY,
    LEAST,
    SAYINGS,
    Candidate,
    Key,
    Moved,
    choose,
    moved,
)
from klankbord.measures import CATALOGUE

TALK, STORY, ASKED = ("talk-share", "customer"), ("longest-story", ""), ("follow-ups", "")
USUAL = [0.40 + 0.01 * place for place in range(20)]
LONG = [40_000.0 + 2000 * place for place in range(20)]


def candidate(
    call: int = 1, *, past: Mapping[Key, Sequence[float]] | None = None, **values: float
) -> Candidate:
    keys = {"talk": TALK, "story": STORY, "asked": ASKED}
    before = {TALK: USUAL, STORY: LONG, ASKED: USUAL} if past is None else past
    return Candidate(call, "nl", {keys[name]: value for name, value in values.items()}, before)


def said(found: Moved | None) -> tuple[int, str, bool] | None:
    return None if found is None else (found.call, found.saying.measure, found.saying.good)


def test_every_saying_is_of_a_measure_that_there_is_and_has_no_figure() -> None:
    kinds = {measure.id: measure.kinds for measure in CATALOGUE}
    assert len(BY_KEY) == len(SAYINGS)
    for saying in SAYINGS:
        assert saying.kind in kinds[saying.measure]
        assert not re.search(r"\d|%|{", saying.text)
        assert saying.text.endswith("?")
    assert {saying.good for saying in SAYINGS} == {True, False}


def test_every_saying_can_be_said_in_dutch() -> None:
    measures = {measure.id: measure for measure in CATALOGUE}
    assert all(measures[saying.measure].is_sure("nl") for saying in SAYINGS)


def test_outside_the_middle_of_ones_own_past_something_moved() -> None:
    assert said(choose([candidate(talk=0.1)], [])) == (1, "talk-share", False)
    assert choose([candidate(talk=0.45)], []) is None
    assert choose([candidate(talk=0.95)], []) is None  # nothing is said of that
    found = choose([candidate(talk=0.1)], [])
    assert found
    assert found.value == 0.1
    assert found.usual == pytest.approx(0.495)


def test_the_strongest_comes_first() -> None:
    assert said(choose([candidate(1, talk=0.3), candidate(2, talk=0.1)], [])) == (
        2,
        "talk-share",
        False,
    )


def test_with_a_short_past_or_one_that_never_varied_nothing_moved() -> None:
    assert choose([candidate(past={TALK: USUAL[: LEAST - 1]}, talk=0.0)], []) is None
    assert choose([candidate(past={TALK: [0.5] * 20}, talk=0.0)], []) is None


def test_what_rests_on_an_unsure_act_is_not_said() -> None:
    """In a language that nothing is known of, only what no act is needed for."""
    foreign = Candidate(1, "xx", {ASKED: 0.99, TALK: 0.0}, {ASKED: USUAL, TALK: USUAL})
    assert [one.saying.measure for one in moved(foreign)] == ["talk-share"]


def test_after_two_others_comes_a_good_one_if_there_is_one() -> None:
    both = [candidate(1, talk=0.0), candidate(2, story=200_000.0)]
    assert said(choose(both, [])) == (1, "talk-share", False)
    assert said(choose(both, [False])) == (1, "talk-share", False)
    assert said(choose(both, [False, False])) == (2, "longest-story", True)
    assert said(choose(both, [False, False, True])) == (1, "talk-share", False)
    assert said(choose(both[:1], [False, False])) == (1, "talk-share", False)
    assert said(choose(both[1:], [True])) == (2, "longest-story", True)


def test_over_a_year_a_third_is_good() -> None:
    before: list[bool] = []
    for _ in range(99):
        found = choose([candidate(1, talk=0.0), candidate(2, story=200_000.0)], before)
        assert found
        before.append(found.saying.good)
    assert sum(before) == 33


@given(
    st.lists(st.floats(0, 1), min_size=LEAST, max_size=30),
    st.floats(0, 1),
    st.lists(st.booleans(), max_size=6),
)
def test_a_call_like_one_before_is_never_proposed_unless_it_was_rare(
    past: list[float], value: float, before: list[bool]
) -> None:
    found = choose([candidate(past={TALK: past}, talk=value)], before)
    beyond = sum(other <= value for other in past)
    if found is not None:
        assert beyond <= len(past) * 0.1 + 1
        assert 0 < found.strength <= 1
    assert choose([candidate(past={TALK: past}, talk=max(past))], before) is None
