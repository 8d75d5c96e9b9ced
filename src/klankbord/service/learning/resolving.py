"""What a review leads to: one lesson in one sentence, and one experiment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from klankbord.conversation.assembly import clean
from klankbord.errors import (
    BadForm,
    LessonTooLong,
    Mistake,
    Mistakes,
    NotFound,
    NotNow,
    TrialCounts,
    TrialEnd,
    TrialMissing,
    TrialTooLong,
)
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor
from klankbord.service.learning.effect import check_length, counts
from klankbord.service.learning.for_coaches import for_review
from klankbord.service.learning.reviewing import changing, is_revealed
from klankbord.service.site import ZONE, Site, end_of_day, last_day
from klankbord.store.lessons import (
    Experiment,
    add_experiment,
    add_lesson,
    change_experiment,
    change_lesson,
    experiment_of_review,
    lesson_of_review,
    lock_experiment,
)
from klankbord.store.reviews import Review

LONGEST_LESSON = 200
LONGEST_DAYS = 366
USUAL_DAYS = 14
LONGEST_TYPE = 100


@dataclass(frozen=True)
class Trial:
    """An experiment as it is filled in; `until` is its last day, `measure` may be empty."""

    text: str = ""
    type: str = ""
    measure: str = ""
    kind: str = ""
    until: date | None = None


def resolve(site: Site, actor: Actor, review: int, lesson: str, trial: Trial | None) -> None:
    """Keep the lesson and the experiment of a review of one's own, in place of those before.

    An empty lesson, and no trial or the one that was kept, leave what was kept as it is. An
    experiment that is made another begins anew, as long as no call counts for it.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: both do not lie side by side yet, or it is closed; or its experiment is over.
        BadForm: there is no such measure, or no such type.
        Mistakes: something in it cannot be so.
    """
    lesson, now = clean(lesson), site.now()
    with changing(site, actor, review) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        if not is_revealed(found):
            raise NotNow
        running = _locked(connection, review)
        wrong: list[Mistake] = []
        if len(lesson) > LONGEST_LESSON:
            wrong.append(LessonTooLong(LONGEST_LESSON))
        lesson = for_review(connection, found, lesson)
        changed = _changed(connection, found, trial, running)
        if changed:
            wrong += _wrong(changed, now)
            if running and running.outcome:
                raise NotNow
            if running and _is_other(changed, running) and counts(connection, running, now):
                wrong.append(TrialCounts())
        if wrong:
            raise Mistakes(tuple(wrong))
        if lesson:
            _keep_lesson(connection, actor, review, lesson, now)
        if changed:
            _keep_trial(connection, actor, review, changed, running, now)


def trial_of(experiment: Experiment) -> Trial:
    """An experiment as it was filled in."""
    kept, until = experiment, last_day(experiment.until)
    return Trial(kept.text, kept.type, kept.measure, kept.kind, until)


def _locked(connection: Connection, review: int) -> Experiment | None:
    """The experiment of a review, which nobody else changes till the end."""
    found = experiment_of_review(connection, review)
    if found is None:
        return None
    lock_experiment(connection, found.id)
    return experiment_of_review(connection, review)


def _changed(
    connection: Connection, review: Review, trial: Trial | None, running: Experiment | None
) -> Trial | None:
    """What is to be kept; None where nothing is asked, or it is kept already."""
    if trial is None:
        return None
    trial = replace(trial, text=for_review(connection, review, clean(trial.text)))
    return None if running and trial == trial_of(running) else trial


def _is_other(trial: Trial, running: Experiment) -> bool:
    """Whether more is changed than the day until which it runs."""
    return replace(trial, until=None) != replace(trial_of(running), until=None)


def _keep_lesson(
    connection: Connection, actor: Actor, review: int, lesson: str, now: datetime
) -> None:
    there = lesson_of_review(connection, review)
    if there:
        change_lesson(connection, there.id, lesson)
    else:
        add_lesson(connection, actor.id, lesson, review=review, now=now)


def _keep_trial(
    connection: Connection,
    actor: Actor,
    review: int,
    trial: Trial,
    running: Experiment | None,
    now: datetime,
) -> None:
    assert trial.until is not None
    row: dict[str, Any] = {"type": trial.type, "measure": trial.measure, "kind": trial.kind}
    row["until"] = end_of_day(trial.until)
    if running is None:
        add_experiment(connection, actor.id, trial.text, now=now, review=review, **row)
        return
    if _is_other(trial, running):
        row["started_at"] = now
    change_experiment(connection, running.id, text=trial.text, **row)


def usual_end(now: datetime) -> date:
    """Until when an experiment runs, unless somebody says otherwise."""
    return (now + timedelta(days=USUAL_DAYS)).astimezone(ZONE).date()


def _wrong(trial: Trial, now: datetime) -> list[Mistake]:
    known = {(measure.id, kind) for measure in CATALOGUE for kind in measure.kinds}
    if (trial.measure or trial.kind) and (trial.measure, trial.kind) not in known:
        raise BadForm
    if len(trial.type) > LONGEST_TYPE:
        raise BadForm
    wrong: list[Mistake] = []
    if not trial.text:
        wrong.append(TrialMissing())
    try:
        check_length(trial.text)
    except TrialTooLong as long:
        wrong.append(long)
    today = now.astimezone(ZONE).date()
    if trial.until is None or not today < trial.until <= today + timedelta(days=LONGEST_DAYS):
        wrong.append(TrialEnd())
    return wrong
