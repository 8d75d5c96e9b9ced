"""Working days, of whoever sells in the Netherlands or in Belgium."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from klankbord.service.learning.digests import is_working
from klankbord.service.learning.workdays import easter, is_workday


@pytest.mark.parametrize(
    "day", [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25), (2285, 3, 22)]
)
def test_easter(day: tuple[int, int, int]) -> None:
    assert easter(day[0]) == date(*day)


@pytest.mark.parametrize(
    "holiday", ["2026-01-01", "2026-04-06", "2026-05-14", "2026-05-25", "2026-12-25"]
)
def test_a_holiday_of_both_countries_is_no_working_day(holiday: str) -> None:
    day = date.fromisoformat(holiday)
    assert day.weekday() < 5
    assert not is_workday(day)
    assert not is_working(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))


@pytest.mark.parametrize("day", ["2026-04-03", "2026-04-27", "2026-07-21", "2026-11-11"])
def test_a_holiday_of_one_of_them_is_one(day: str) -> None:
    assert is_workday(date.fromisoformat(day))


def test_the_weekend_is_none() -> None:
    assert [is_workday(date(2026, 11, day)) for day in range(20, 24)] == [True, False, False, True]
