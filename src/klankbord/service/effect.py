"""What an experiment did, as far as somebody's own calls tell; and what they do with it then."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from klankbord.coaching.effect import CallReading, Effect, compare
from klankbord.errors import ChangeMissing, DayToCome, ExperimentOver, NotFound, UnknownChoice
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor
from klankbord.service.measuring import digest
from klankbord.service.site import Site
from klankbord.store.lessons import (
    Experiment,
    add_experiment,
    change_experiment,
    experiments_of,
)
from klankbord.store.series import CallPoint, points_of
from klankbord.store.tables import calls

LATEST = 30
"""So many calls before at most: who sold otherwise long ago was, in a way, somebody else;"""
BACK = timedelta(days=365)
"""and no longer back than this."""
MOST_SINCE = 200
"""So many calls since, the latest: an experiment that runs on and on stays quick to tell."""
KEPT, CHANGED, LET_GO = OUTCOMES = ("kept", "changed", "let_go")
"""A habit by now; going on otherwise; let go."""
LONGEST = 500
_MEASURES = {measure.id: measure for measure in CATALOGUE}


def effect_of(site: Site, connection: Connection, experiment: Experiment) -> Effect | None:
    """The measure of an experiment before it and since; None where it named none.

    Before: the latest calls of its person, of its type, in the half year before it began. Since: up
    to its end, or what was chosen of it, or now. A call without a date is neither. Compared are
    calls measured by what is in force; how many were measured otherwise is told.
    """
    measure = _MEASURES.get(experiment.measure)
    if measure is None or experiment.kind not in measure.kinds:
        return None
    began, ended = experiment.started_at, end_of(experiment, site.now())
    own = [calls.c.owner_id == experiment.person_id]
    if experiment.type:
        own.append(calls.c.type == experiment.type)
    when, asked = calls.c.started_at, (experiment.measure, experiment.kind)
    before = points_of(connection, *asked, *own, when >= began - BACK, when < began, latest=LATEST)
    since = points_of(connection, *asked, *own, when >= began, when <= ended, latest=MOST_SINCE)
    return compare(
        measure,
        experiment.kind,
        [_reading(point) for point in before],
        [_reading(point) for point in since],
        digest(site.settings.own_words),
    )


def end_of(experiment: Experiment, now: datetime) -> datetime:
    """Up to when calls count for an experiment."""
    return experiment.ended_at or min(experiment.until, now)


def choose(
    site: Site,
    actor: Actor,
    experiment: int,
    outcome: str,
    *,
    text: str = "",
    until: datetime | None = None,
) -> int:
    """End an experiment of one's own: a habit, let go, or changed into another that follows it.

    Returns:
        The number of the experiment that stands then: the new one, else the same.

    Raises:
        NotFound: there is no such experiment, or it is somebody else's.
        UnknownChoice: it is none of the three.
        ExperimentOver: something was chosen already.
        ChangeMissing: it is to be changed, and nothing says into what.
        DayToCome: it is to be changed, and the day until which it lasts is not to come.
    """
    text, now = " ".join(text.split())[:LONGEST], site.now()
    with site.database.writing() as connection:
        found = own_experiment(connection, actor, experiment)
        if outcome not in OUTCOMES:
            raise UnknownChoice
        if found.outcome:
            raise ExperimentOver
        if outcome == CHANGED and not text:
            raise ChangeMissing
        if outcome == CHANGED and (until is None or until <= now):
            raise DayToCome
        ended = min(now, found.until)
        change_experiment(connection, experiment, outcome=outcome, ended_at=ended)
        if outcome != CHANGED or until is None:
            return experiment
        return add_experiment(
            connection,
            actor.id,
            text,
            type=found.type,
            measure=found.measure,
            kind=found.kind,
            until=until,
            now=now,
            review=found.review_id,
            follows=found.id,
        )


def own_experiment(connection: Connection, actor: Actor, experiment: int) -> Experiment:
    """An experiment of somebody's own.

    Raises:
        NotFound: there is no such experiment, or it is somebody else's.
    """
    own = (each for each in experiments_of(connection, actor.id) if each.id == experiment)
    found = next(own, None)
    if found is None:
        raise NotFound
    return found


def _reading(point: CallPoint) -> CallReading:
    return CallReading(point.digest, point.known, point.part, point.whole, point.sample)
