"""Before and after, against a slow plain twin; and the laws of a difference."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from klankbord.coaching.effect import LEAST, CallReading, Effect, _student, compare
from klankbord.measures import CATALOGUE
from klankbord.measures.measure import Measure
from klankbord.measures.measuring import pool
from klankbord.measures.readings import READINGS

BY = {measure.id: measure for measure in CATALOGUE}
SHARE = BY["talk-share"], "customer"
MEDIAN = BY["patience"], ""
COUNT = BY["discount-after-price"], "unasked"
LONGEST = BY["longest-monologue"], ""
SORTS = {"share": SHARE, "median": MEDIAN, "count": COUNT, "longest": LONGEST}
UNKNOWN = CallReading("now", known=False)
NUMBERS = st.integers(0, 60).map(float)


def reading_of(sort: str) -> st.SearchStrategy[CallReading]:
    """A known reading of a measure of some sort."""
    if sort in {"median", "longest"}:
        values = st.lists(NUMBERS, min_size=1, max_size=6).map(tuple)
        return values.map(lambda own: CallReading("now", known=True, sample=own))
    if sort == "count":
        return NUMBERS.map(lambda part: CallReading("now", known=True, part=part))
    return st.tuples(NUMBERS, st.integers(1, 60)).map(
        lambda own: CallReading("now", known=True, part=own[0], whole=own[0] + own[1])
    )


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[str, list[CallReading], list[CallReading]]:
    sort = draw(st.sampled_from(sorted(SORTS)))
    calls = st.lists(reading_of(sort) | st.just(UNKNOWN), min_size=0, max_size=12)
    return sort, draw(calls), draw(calls)


def effect(sort: str, before: Sequence[CallReading], after: Sequence[CallReading]) -> Effect:
    return compare(*SORTS[sort], before, after, "now")


def plain_value(measure: Measure, calls: Sequence[CallReading]) -> float | None:
    """The twin: one call after the other."""
    known = [call for call in calls if call.known]
    if not known:
        return None
    if measure.sample is not None:
        if measure.statistic == "max":
            return median([max(call.sample or ()) for call in known])
        return median([value for call in known for value in call.sample or ()])
    part = sum(call.part or 0.0 for call in known)
    if measure.whole is None:
        return part / len(known)
    return part / sum(call.whole or 0.0 for call in known) * measure.unit.scale


def plain_interval(
    measure: Measure, before: Sequence[CallReading], after: Sequence[CallReading], share: float
) -> tuple[float, float]:
    """The twin of the interval: draws calls one by one, with Python's own dice."""
    dice = random.Random(7)
    drawn = []
    for _ in range(4000):
        sides = [dice.choices(own, k=len(own)) for own in (before, after)]
        first, then = (plain_value(measure, own) for own in sides)
        assert first is not None
        assert then is not None
        drawn.append(then - first)
    drawn.sort()
    return drawn[int(share * 4000)], drawn[int((1 - share) * 4000)]


@given(two_sides())
def test_values_are_those_of_the_twin(given_: tuple[str, list, list]) -> None:  # type: ignore[type-arg]
    sort, before, after = given_
    found, measure = effect(sort, before, after), SORTS[sort][0]
    for half, own in ((found.before, before), (found.after, after)):
        assert half.value == pytest.approx(plain_value(measure, own))
        assert (half.calls, half.of) == (sum(call.known for call in own), len(own))
    few = min(found.before.calls, found.after.calls) < LEAST
    assert found.enough is not few
    if not few:
        assert found.difference == pytest.approx(
            (found.after.value or 0) - (found.before.value or 0)
        )


@given(
    st.sampled_from(["share", "median"]).flatmap(
        lambda sort: st.tuples(st.just(sort), st.lists(reading_of(sort), min_size=1, max_size=8))
    )
)
def test_a_side_is_pooled_as_calls_are_pooled(given_: tuple[str, list[CallReading]]) -> None:
    sort, calls = given_
    measure, kind = SORTS[sort]
    rows = [
        {
            "call": place,
            "measure": measure.id,
            "version": measure.version,
            "kind": kind,
            "part": call.part,
            "whole": call.whole,
            "n": 1,
            "sample": None if call.sample is None else list(call.sample),
            "unknown": None,
        }
        for place, call in enumerate(calls)
    ]
    (pooled,) = pool(pl.DataFrame(rows, schema=READINGS))["value"]
    assert effect(sort, calls, []).before.value == pytest.approx(pooled)


@given(two_sides())
@hypothesis_settings(max_examples=60)
def test_changing_places_changes_the_sign(given_: tuple[str, list, list]) -> None:  # type: ignore[type-arg]
    sort, before, after = given_
    there, back = effect(sort, before, after), effect(sort, after, before)
    assert (there.before, there.after) == (back.after, back.before)
    if there.difference is None:
        assert back.difference is None
        return
    assert back.difference == pytest.approx(-there.difference)
    if there.interval is None:
        assert back.interval is None
        return
    low, high = there.interval
    assert back.interval == pytest.approx((-high, -low))
    assert low <= high


@given(
    st.sampled_from(sorted(SORTS)).flatmap(
        lambda sort: st.tuples(
            st.just(sort), st.lists(reading_of(sort), min_size=LEAST, max_size=12)
        )
    )
)
@hypothesis_settings(max_examples=60)
def test_of_equal_calls_nothing_differs(given_: tuple[str, list[CallReading]]) -> None:
    sort, calls = given_
    found = effect(sort, calls, calls)
    assert found.difference == pytest.approx(0)
    if found.interval is not None:
        low, high = found.interval
        assert low <= 0 <= high
        assert low == pytest.approx(-high)


@given(two_sides(), st.randoms())
@hypothesis_settings(max_examples=40)
def test_order_changes_nothing_and_an_unknown_call_only_of_how_many(
    given_: tuple[str, list, list],  # type: ignore[type-arg]
    dice: random.Random,
) -> None:
    sort, before, after = given_
    found = effect(sort, before, after)
    more = [*before, UNKNOWN]
    dice.shuffle(more)
    again = effect(sort, more, after)
    assert again.before.of == found.before.of + 1
    assert replace(again, before=replace(again.before, of=found.before.of)) == found


def shares(*percent: float) -> list[CallReading]:
    return [CallReading("now", known=True, part=one, whole=100.0) for one in percent]


BEFORE = shares(30, 34, 41, 28, 36, 33, 39, 31, 35, 37)
AFTER = shares(44, 47, 39, 52, 41, 49, 45, 50)


@pytest.mark.parametrize("sort", ["share", "median"])
def test_the_interval_is_that_of_the_twin(sort: str) -> None:
    before, after = BEFORE, AFTER
    if sort == "median":
        before, after = (
            [CallReading("now", known=True, sample=(c.part or 0, (c.part or 0) + 9)) for c in own]
            for own in (BEFORE, AFTER)
        )
    found = effect(sort, before, after)
    assert found.interval
    assert found.difference is not None
    # Of eight calls: t(0.975; 7) = 2.365, so q = Φ(-2.365·√(8/7)) = 0.0057.
    expected = plain_interval(SORTS[sort][0], before, after, 0.0057)
    tolerance = 0.02 * max(abs(end) for end in expected) + (0.5 if sort == "median" else 0.008)
    assert found.interval == pytest.approx(expected, abs=tolerance)
    assert found.interval[0] <= found.difference <= found.interval[1]


def test_with_few_calls_an_interval_holds_what_is_so_often_enough() -> None:
    """Two sides drawn from the same: 95 in 100 intervals, about, must hold 0, also of six calls."""
    dice = random.Random(11)
    held = 0
    for _ in range(200):
        before, after = (shares(*(dice.gauss(40, 10) for _ in range(6))) for _ in range(2))
        interval = effect("share", before, after).interval
        assert interval
        held += interval[0] <= 0 <= interval[1]
    assert 182 <= held <= 200


def test_fewer_than_five_is_too_few() -> None:
    assert effect("share", BEFORE[:5], AFTER[:5]).enough
    for before, after in ((BEFORE[:4], AFTER), (BEFORE, [*AFTER[:4], UNKNOWN])):
        found = effect("share", before, after)
        assert not found.enough
        assert found.interval is None


def test_what_was_measured_otherwise_is_left_out_and_counted() -> None:
    other = [replace(call, digest="before") for call in AFTER[:3]]
    found = effect("share", BEFORE, AFTER[:5] + other)
    assert found.after == effect("share", BEFORE, AFTER[:5]).after.__class__(
        value=found.after.value, calls=5, of=5, otherwise=3
    )
    assert not effect("share", BEFORE, AFTER[:4] + other).enough


def test_where_every_call_says_the_same_there_is_no_interval() -> None:
    found = effect("share", shares(0, 0, 0, 0, 0), shares(100, 100, 100, 100, 100))
    assert found.difference == 1
    assert found.interval is None


@pytest.mark.parametrize(
    ("df", "point"), [(4, 2.776), (5, 2.571), (7, 2.365), (10, 2.228), (29, 2.045)]
)
def test_students_t(df: int, point: float) -> None:
    """From any table of Student's distribution."""
    assert _student(df) == pytest.approx(point, abs=0.01)
