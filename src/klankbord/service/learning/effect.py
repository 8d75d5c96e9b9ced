"""What an experiment did, as far as somebody's own calls tell; and what they do with it then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from klankbord.coaching.effect import CallReading, Effect, compare
from klankbord.conversation.assembly import clean
from klankbord.errors import (
    ChangeMissing,
    DayToCome,
    ExperimentOver,
    NotFound,
    TrialTooLong,
    UnknownChoice,
)
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor, is_told_of
from klankbord.service.calls.measuring import digest
from klankbord.service.learning.folding import folded_of
from klankbord.service.site import Site
from klankbord.store.consent import waits
from klankbord.store.lessons import (
    Experiment,
    add_experiment,
    change_experiment,
    experiments_of,
    lock_experiment,
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
LONGEST_TRIAL = 200
"""So many letters say what is tried."""
_MEASURES = {measure.id: measure for measure in CATALOGUE}


def effect_of(
    site: Site, connection: Connection, actor: Actor, experiment: Experiment
) -> Effect | None:
    """The measure of an experiment before it and since, for `actor`; None where it named none.

    A call whose figures are folded for who asks is left out, and counted: they would tell of it.

    Before: the latest calls of its person, of its type, in the year before it began; of one that
    follows another, before the first of them began, for since then something was tried. Since: up
    to its end, or what was chosen of it, or now. A call without a date is neither. Compared are
    calls measured by what is in force; how many were measured otherwise is told.
    """
    measure = _MEASURES.get(experiment.measure)
    if measure is None or experiment.kind not in measure.kinds:
        return None
    began, ended = experiment.started_at, end_of(experiment, site.now())
    first = _first_of(connection, experiment)
    quiet = first.started_at
    person = experiment.person_id
    own = [calls.c.owner_id == person, is_told_of(person, actor.id)]
    if experiment.type:
        own.append(calls.c.type == experiment.type)
    when, asked = calls.c.started_at, (experiment.measure, experiment.kind)
    before = points_of(connection, *asked, *own, when >= quiet - BACK, when < quiet, latest=LATEST)
    since = points_of(connection, *asked, *own, when >= began, when <= ended, latest=MOST_SINCE)
    folded = folded_of(connection, actor.id)
    effect = compare(
        measure,
        experiment.kind,
        [_reading(point) for point in before if point.call not in folded],
        [_reading(point) for point in since if point.call not in folded],
        digest(site.settings.own_words),
    )
    left_out = sum(point.call in folded for point in (*before, *since))
    return replace(effect, chained=first.id != experiment.id, folded=left_out)


def _first_of(connection: Connection, experiment: Experiment) -> Experiment:
    """The first of the experiments that one goes back to; itself where it follows none."""
    if experiment.follows_id is None:
        return experiment
    by_id = {one.id: one for one in experiments_of(connection, experiment.person_id)}
    while experiment.follows_id in by_id:  # each follows one that was there before it
        experiment = by_id[experiment.follows_id]
    return experiment


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

    What follows is theirs alone: it was not agreed on in the review of the one before.

    Returns:
        The number of the experiment that stands then: the new one, else the same.

    Raises:
        NotFound: there is no such experiment, or it is somebody else's.
        UnknownChoice: it is none of the three.
        ExperimentOver: something was chosen already.
        ChangeMissing: it is to be changed, and nothing says into what.
        TrialTooLong: it is to be changed into more letters than fit.
        DayToCome: it is to be changed, and the day until which it lasts is not to come.
    """
    text, now = clean(text), site.now()
    with site.database.writing() as connection:
        lock_experiment(connection, experiment)
        found = own_experiment(connection, actor, experiment)
        if outcome not in OUTCOMES:
            raise UnknownChoice
        if found.outcome:
            raise ExperimentOver
        if outcome == CHANGED and not text:
            raise ChangeMissing
        if outcome == CHANGED:
            check_length(text)
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
            follows=found.id,
        )


def check_length(text: str) -> None:
    """What is tried, in few enough letters.

    Raises:
        TrialTooLong: it is longer.
    """
    if len(text) > LONGEST_TRIAL:
        raise TrialTooLong(LONGEST_TRIAL)


def counts(connection: Connection, experiment: Experiment, now: datetime) -> bool:
    """Whether a call that was made since counts for an experiment: its effect began to show."""
    if not experiment.measure:
        return False
    when, type_ = calls.c.started_at, experiment.type
    own = [calls.c.owner_id == experiment.person_id, ~waits()]
    if type_:
        own.append(calls.c.type == type_)
    made = when.between(experiment.started_at, end_of(experiment, now))
    return connection.execute(select(calls.c.id).where(made, *own).limit(1)).first() is not None


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
    return CallReading(point.digest, point.known, point.part, point.whole, point.sample, point.type)
