"""Somebody against their own past: lessons, experiments, what those aim at, and momentum.

Everything is of the one who asks; nothing here looks at anybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from statistics import quantiles

from sqlalchemy import Connection

from klankbord.coaching.effect import Effect
from klankbord.coaching.momentum import AT_ONCE, Rate, Recovery, Span, rate, recovery
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import digest
from klankbord.service.calls.past import FEWEST
from klankbord.service.learning.effect import effect_of, end_of
from klankbord.service.learning.folding import folded_of
from klankbord.service.site import ZONE, Site
from klankbord.store.consent import waits
from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import flags
from klankbord.store.lessons import Experiment, Lesson, experiments_of, lessons_of
from klankbord.store.series import CallPoint, points_of, times_of
from klankbord.store.tables import calls

LEAST_BACK, MOST_BACK = timedelta(days=91), timedelta(days=365)
"""The line goes back to the first experiment or lesson; not shorter, nor longer than this."""
MOST_POINTS = 200
WEEKS, LATE_WEEKS = 12, 4
"""Momentum is told of so many weeks; the last of them against those before."""
_MEASURES = {measure.id: measure for measure in CATALOGUE}


@dataclass(frozen=True)
class Tried:
    """An experiment, up to when it counts, and what it did (None where it names no measure)."""

    experiment: Experiment
    ends_at: datetime
    effect: Effect | None


@dataclass(frozen=True)
class Band:
    """What was usual before the first experiment: middle and middle half, of so many calls."""

    first: float
    middle: float
    third: float
    calls: int


@dataclass(frozen=True)
class Series:
    """A measure that experiments aim at, call by call, with those experiments.

    `latest` is set where there were more calls than these so many. `otherwise` calls were
    measured by another digest and left out, the latest of them at `break_at`; `unknown` have no
    reading; `folded` wait, closed, for their review.
    """

    measure: str
    kind: str
    type: str
    points: tuple[CallPoint, ...]
    band: Band | None
    tried: tuple[Experiment, ...]
    otherwise: int
    break_at: datetime | None
    unknown: int
    folded: int
    latest: int | None


@dataclass(frozen=True)
class Week:
    """The calls of a week, from its Monday on."""

    monday: datetime
    rate: Rate


@dataclass(frozen=True)
class Momentum:
    """How steadily somebody calls: by week, lately and before that; and how they go on."""

    weeks: tuple[Week, ...]
    lately: Rate
    before: Rate
    recovery: Recovery


@dataclass(frozen=True)
class Development:
    """All that the page shows, from `since` to `now`."""

    since: datetime
    now: datetime
    lessons: tuple[Lesson, ...]
    tried: tuple[Tried, ...]
    series: tuple[Series, ...]
    momentum: Momentum


def read_development(site: Site, actor: Actor) -> Development:
    """One's own development."""
    now = site.now()
    with site.database.reading() as connection:
        lessons = lessons_of(connection, actor.id)
        experiments = experiments_of(connection, actor.id)
        begun = [lesson.created_at for lesson in lessons]
        begun += [experiment.started_at for experiment in experiments]
        first = min([*begun, now]) - timedelta(days=28)
        since = max(now - MOST_BACK, min(now - LEAST_BACK, first))
        tried = tuple(
            Tried(one, end_of(one, now), effect_of(site, connection, actor, one))
            for one in experiments
        )
        series = _series(site, connection, actor, experiments, since)
        momentum = _momentum(connection, actor, now)
    return Development(since, now, tuple(lessons), tried, series, momentum)


def _series(
    site: Site,
    connection: Connection,
    actor: Actor,
    experiments: Sequence[Experiment],
    since: datetime,
) -> tuple[Series, ...]:
    """One for each measure, kind and type of call, in the order in which they were first tried."""
    aimed: dict[tuple[str, str, str], list[Experiment]] = {}
    for one in reversed(experiments):
        measure = _MEASURES.get(one.measure)
        if measure and one.kind in measure.kinds:
            aimed.setdefault((one.measure, one.kind, one.type), []).append(one)
    folded = folded_of(connection, actor.id) if aimed else set()
    by = digest(site.settings.own_words)
    found = []
    for (measure_id, kind, type_), tried in aimed.items():
        since_then = calls.c.started_at.between(since, site.now())
        where = [calls.c.owner_id == actor.id, ~waits(), since_then]
        if type_:
            where.append(calls.c.type == type_)
        points = points_of(connection, measure_id, kind, *where, latest=MOST_POINTS)
        same = [point for point in points if point.digest == by]
        other = [point for point in points if point.digest != by]
        shown = _shown(same, folded)
        found.append(
            Series(
                measure=measure_id,
                kind=kind,
                type=type_,
                points=tuple(shown),
                band=_band([p for p in shown if p.started_at < tried[0].started_at]),
                tried=tuple(tried),
                otherwise=len(other),
                break_at=max((point.started_at for point in other), default=None),
                unknown=sum(not point.known for point in same),
                folded=sum(point.known and point.call in folded for point in same),
                latest=MOST_POINTS if len(points) == MOST_POINTS else None,
            )
        )
    return tuple(found)


def _shown(points: Sequence[CallPoint], folded: Collection[int]) -> list[CallPoint]:
    return [p for p in points if p.known and p.value is not None and p.call not in folded]


def _band(points: Sequence[CallPoint]) -> Band | None:
    values = [point.value for point in points if point.value is not None]
    if len(values) < FEWEST:
        return None
    first, middle, third = quantiles(values, n=4, method="inclusive")
    return Band(first, middle, third, len(values))


def _momentum(connection: Connection, actor: Actor, now: datetime) -> Momentum:
    today = now.astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    starts = [
        datetime.combine(monday - timedelta(weeks=week), time(), ZONE)
        for week in range(WEEKS - 1, -2, -1)
    ]
    times = times_of(
        connection,
        calls.c.owner_id == actor.id,
        ~waits(),
        calls.c.started_at.between(starts[0], now),
    )
    weeks = tuple(
        Week(begin, rate((t.started_at for t in times if begin <= t.started_at < end), ZONE))
        for begin, end in pairwise(starts)
    )
    bad = find_flags(
        connection, flags.c.person_id == actor.id, ~flags.c.good, flags.c.at >= starts[0]
    )
    spans = [
        Span(t.started_at, t.started_at + timedelta(milliseconds=t.length_ms or 0)) for t in times
    ]
    return Momentum(
        weeks=weeks,
        lately=_sum(weeks[-LATE_WEEKS:]),
        before=_sum(weeks[:-LATE_WEEKS]),
        recovery=recovery(spans, [one.at for one in bad if _at_once(one)], ZONE),
    )


def _at_once(flag: Flag) -> bool:
    """Whether a flag was made while calling; as one of a call that is not here yet always is."""
    if flag.started_at is None:
        return True
    end = flag.started_at + timedelta(milliseconds=flag.length_ms or 0)
    return flag.started_at <= flag.at <= end + AT_ONCE


def _sum(weeks: Sequence[Week]) -> Rate:
    return Rate(sum(w.rate.calls for w in weeks), sum(w.rate.hours for w in weeks))
