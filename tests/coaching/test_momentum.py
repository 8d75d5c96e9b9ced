"""Calls per active hour, and how long it takes to go on."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from klankbord.coaching.momentum import LEAST, Rate, Span, rate, recovery

ZONE = ZoneInfo("Europe/Amsterdam")
MORNING = datetime(2026, 11, 16, 9, tzinfo=ZONE)


def call(minute: float, length: float = 5, day: int = 0) -> Span:
    start = MORNING + timedelta(days=day, minutes=minute)
    return Span(start, start + timedelta(minutes=length))


def test_an_active_hour_is_one_in_which_a_call_began() -> None:
    # 9:00, 9:55 (ends after ten) and 11:10: two hours, for at ten none began.
    starts = [call(0).start, call(55, 20).start, call(130).start]
    assert rate(starts, ZONE) == Rate(3, 2)
    assert rate(starts, ZONE).per_hour == 1.5
    assert rate([], ZONE).per_hour is None


def test_the_hour_that_the_clock_goes_back_to_is_another() -> None:
    twice = [datetime(2026, 10, 25, 2, 30, tzinfo=ZONE, fold=fold) for fold in (0, 1)]
    assert rate(twice, ZONE) == Rate(2, 2)


@given(st.lists(st.integers(0, 20_000), max_size=40))
def test_a_day_later_nothing_changes(minutes: list[int]) -> None:
    starts = [call(minute).start for minute in minutes]
    later = [start + timedelta(days=1) for start in starts]
    assert rate(starts, ZONE) == rate(later, ZONE)
    assert rate(starts, ZONE).hours == len({start.replace(minute=0) for start in starts})


def day_of(pauses: list[float], day: int) -> list[Span]:
    calls, minute = [], 0.0
    for pause in [0.0, *pauses]:
        minute += pause
        calls.append(call(minute, 5, day))
        minute += 5
    return calls


def test_from_the_flag_to_the_next_call_against_the_pauses_otherwise() -> None:
    """Each day: a pause of 3, then a bad call flagged a minute after it, and 12 till the next."""
    calls = [each for day in range(LEAST) for each in day_of([3, 12], day)]
    bad = [call(8, 5, day).end + timedelta(minutes=1) for day in range(LEAST)]
    found = recovery(calls, bad, ZONE)
    assert (found.after_bad, found.otherwise) == (11, 3)
    assert (found.bad, found.others) == (LEAST, LEAST)


def test_a_flag_during_the_call_counts_from_its_end() -> None:
    calls = [each for day in range(LEAST) for each in day_of([12], day)]
    bad = [call(2, 0, day).start for day in range(LEAST)]
    assert recovery(calls, bad, ZONE).after_bad == 12


def test_with_four_nothing_is_told() -> None:
    calls = [each for day in range(LEAST - 1) for each in day_of([3, 12], day)]
    bad = [call(13, 0, day).end for day in range(LEAST - 1)]
    found = recovery(calls, bad, ZONE)
    assert (found.after_bad, found.otherwise, found.bad, found.others) == (None, None, 4, 4)


def test_an_evening_and_an_afterthought_count_for_nothing() -> None:
    evening = [call(0), call(0, day=1)]
    assert recovery(evening, [call(1).start], ZONE).bad == 0
    long_after = day_of([300], 0)
    found = recovery(long_after, [call(100).start], ZONE)
    assert (found.bad, found.others) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 60)), max_size=30), st.data())
def test_every_pause_counts_at_most_once(times: list[tuple[int, int]], data: st.DataObject) -> None:
    calls = [call(minute, length) for minute, length in times]
    bad = data.draw(st.lists(st.sampled_from(calls), max_size=5)) if calls else []
    found = recovery(calls, [one.end for one in bad], ZONE)
    assert found.bad + found.others <= max(len(calls) - 1, 0)
    assert found.after_bad is None or found.after_bad >= 0
    assert recovery(calls, [], ZONE).bad == 0
