"""Time as a line: where something stands on it, in per cent, as SVG writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date

from klankbord.service.learning.development import Series, Week
from klankbord.service.site import ZONE

HEIGHT, EDGE = 132, 10
"""Of a chart, in pixels; up is more."""
_MOST_TICKS = 6


@dataclass(frozen=True)
class Line:
    """From when to when a line of time goes."""

    since: datetime
    until: datetime

    def at(self, moment: datetime) -> float:
        """Where a moment stands on it, in per cent; what is before it or after it, at its ends."""
        whole = (self.until - self.since).total_seconds()
        part = (moment - self.since).total_seconds() / whole if whole > 0 else 0.0
        return round(100 * min(max(part, 0.0), 1.0), 2)


@dataclass(frozen=True)
class Tick:
    """The first of a month."""

    x: float
    label: str


@dataclass(frozen=True)
class Stretch:
    """From one place to another; `width` is never nothing."""

    x: float
    width: float


@dataclass(frozen=True)
class Dot:
    """A call (or a week); `title` says it in words."""

    x: float
    y: float
    title: str


@dataclass(frozen=True)
class Chart:
    """Points over time; `top` and `bottom` say what the highest and lowest line stand for.

    `band` is (y, height) of what was usual, `middle` its y; `tried` are experiments.
    """

    dots: tuple[Dot, ...]
    top: str
    bottom: str
    ticks: tuple[Tick, ...]
    tried: tuple[Stretch, ...]
    band: tuple[float, float] | None
    middle: float | None
    height: int = HEIGHT


def ticks_of(line: Line, language: str) -> tuple[Tick, ...]:
    """The months of a line; of a long one, one of every so many."""
    begin, end = line.since.astimezone(ZONE), line.until.astimezone(ZONE)
    months = range(begin.year * 12 + begin.month, end.year * 12 + end.month)
    step = len(months) // _MOST_TICKS + 1
    firsts = [datetime(month // 12, month % 12 + 1, 1, tzinfo=ZONE) for month in months]
    return tuple(
        Tick(line.at(first), format_date(first.date(), "MMM", locale=language).rstrip("."))
        for first in firsts[::-1][::step][::-1]
    )


def stretch(line: Line, since: datetime, until: datetime) -> Stretch:
    """From one moment to another."""
    first = line.at(since)
    return Stretch(first, max(round(line.at(until) - first, 2), 0.4))


def draw_series(
    series: Series,
    line: Line,
    titles: Sequence[str],
    ends: tuple[str, str],
    tried: Sequence[Stretch],
    language: str,
) -> Chart:
    """The calls of a series; `titles` say each, `ends` the highest and the lowest value."""
    high, low = extremes(series)
    dots = (
        Dot(line.at(point.started_at), _y(point.value or 0.0, low, high), title)
        for point, title in zip(series.points, titles, strict=True)
    )
    band, middle = None, None
    if series.band:
        top, foot = (_y(value, low, high) for value in (series.band.third, series.band.first))
        band, middle = (top, max(round(foot - top, 1), 1.0)), _y(series.band.middle, low, high)
    ticks = ticks_of(line, language)
    return Chart(tuple(dots), ends[0], ends[1], ticks, tuple(tried), band, middle)


def draw_weeks(weeks: Sequence[Week], titles: Sequence[str], top: str, language: str) -> Chart:
    """The calls per active hour of each week in which there were any, from nought up."""
    line = Line(weeks[0].monday, weeks[-1].monday)
    told = [(week, week.rate.per_hour, title) for week, title in zip(weeks, titles, strict=True)]
    high = max((rate for _, rate, _ in told if rate is not None), default=1.0)
    dots = (
        Dot(line.at(week.monday), _y(rate, 0.0, high), title)
        for week, rate, title in told
        if rate is not None
    )
    return Chart(tuple(dots), top, "0", ticks_of(line, language), (), None, None)


def extremes(series: Series) -> tuple[float, float]:
    """The highest and the lowest value that a chart of a series must hold."""
    values = [point.value or 0.0 for point in series.points]
    usual = [series.band.first, series.band.third] if series.band else []
    return max(values + usual), min(values + usual)


def _y(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)
