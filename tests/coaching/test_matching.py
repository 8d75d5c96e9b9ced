"""Which call somebody meant: by time, and by a number or a name where one was told."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from klankbord.coaching.matching import Held, Waiting, pair

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def held(number: int, minute: float, minutes: float = 5, phone: str = "", names: str = "") -> Held:
    start = NINE + timedelta(minutes=minute)
    return Held(number, start, int(minutes * 60_000), phone, names)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def best_call(moment: datetime, told: str, calls: list[Held]) -> int | None:
    return pair([Waiting(1, moment, told)], calls).get(1)


def test_the_call_that_just_ended() -> None:
    calls = [held(1, 0), held(2, 10), held(3, 30)]
    assert best_call(at(16), "", calls) == 2


def test_the_call_that_is_going_on() -> None:
    assert best_call(at(12), "", [held(1, 0), held(2, 10)]) == 2


def test_a_clock_that_is_a_minute_behind_is_forgiven() -> None:
    assert best_call(at(-1), "", [held(1, 0)]) == 1


def test_nothing_near_is_nothing() -> None:
    assert best_call(at(60), "", [held(1, 0)]) is None
    assert best_call(at(-5), "", [held(1, 0)]) is None


def test_a_number_goes_before_time_however_its_country_is_written() -> None:
    calls = [held(1, 0, phone="+31 6 1234 5678"), held(2, 10, phone="0687654321")]
    assert best_call(at(15), "06-12345678", calls) == 1


def test_a_name_that_was_told_is_found() -> None:
    calls = [held(1, 0, names="Garage Van Dongen"), held(2, 10, names="Bakkerij Moens")]
    assert best_call(at(16), "van dongen", calls) == 1


def test_what_was_told_and_fits_nothing_leaves_it_to_the_time() -> None:
    assert best_call(at(6), "06-12345678", [held(1, 0)]) == 1
    assert best_call(at(6), "Jan van de garage", [held(1, 0, names="Van Dongen")]) == 1


def test_who_told_a_number_does_not_get_another_call_for_it() -> None:
    assert best_call(at(6), "0699999999", [held(1, 0, phone="0612345678")]) is None


def test_of_two_flags_in_a_row_each_gets_its_own_call() -> None:
    first, second = held(1, 0, 2), held(2, 4, 2)
    flags = [Waiting(1, at(2), ""), Waiting(2, at(6), "")]
    assert pair(flags, [first]) == {1: 1}
    assert pair(flags, [second]) == {2: 2}
    assert pair(flags, [first, second]) == pair(flags[::-1], [second, first]) == {1: 1, 2: 2}


def test_between_two_calls_it_was_the_one_that_ended() -> None:
    assert best_call(at(3.9), "", [held(1, 0, 2), held(2, 4, 2)]) == 1


def test_pressed_twice_it_waits_rather_than_take_the_call_before() -> None:
    flags = [Waiting(1, at(6), ""), Waiting(2, at(6.5), "")]
    assert pair(flags, [held(1, 0, 2), held(2, 4, 2)]) == {1: 2}


def test_of_two_calls_with_one_number_each_flag_gets_the_nearest() -> None:
    calls = [held(1, 0, phone="0612345678"), held(2, 60, phone="0612345678")]
    flags = [Waiting(1, at(70), "0612345678"), Waiting(2, at(6), "0612345678")]
    assert pair(flags, calls) == {1: 2, 2: 1}


@given(
    st.lists(
        st.tuples(st.floats(-600, 600), st.floats(0, 60)), max_size=8, unique_by=lambda one: one[0]
    )
)
def test_what_is_found_is_always_near(spans: list[tuple[float, float]]) -> None:
    calls = [held(place, *span) for place, span in enumerate(spans)]
    found = best_call(at(0), "", calls)
    ends = {call.id: call.start + timedelta(milliseconds=call.length_ms) for call in calls}
    near = {c.id for c in calls if at(-15) <= ends[c.id] and c.start <= at(2)}
    assert found in near if near else found is None
