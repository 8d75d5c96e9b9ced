"""Working days: which days nobody is to be reminded on."""

from __future__ import annotations

from datetime import date, timedelta

WEEKEND = 5
FIXED = frozenset({(1, 1), (12, 25)})
"""New Year and Christmas."""
AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension and Whit Monday, in days from Easter."""


def is_workday(day: date) -> bool:
    """Whether it is neither weekend nor a holiday of both the Netherlands and Belgium.

    Where a house is, is not asked; what only one of them celebrates, is a working day.
    """
    if day.weekday() >= WEEKEND or (day.month, day.day) in FIXED:
        return False
    return day - easter(day.year) not in {timedelta(days=n) for n in AFTER_EASTER}


def easter(year: int) -> date:
    """Easter of a year in the Gregorian calendar (Meeus, *Astronomical Algorithms*, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    month = (h + m - 7 * n + 90) // 25
    return date(year, month, (h + m - 7 * n + 33 * month + 19) % 32)
