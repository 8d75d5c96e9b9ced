"""What a review leads to: one lesson in one sentence, and one experiment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from klankbord.conversation.assembly import clean
from klankbord.errors import (
    BadForm,
    LessonTooLong,
    Mistake,
    Mistakes,
    NotFound,
    NotNow,
    TrialEnd,
    TrialMissing,
    TrialTooLong,
)
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor
from klankbord.service.reviewing import changing, is_revealed
from klankbord.service.site import ZONE, Site
from klankbord.store.lessons import (
    add_experiment,
    add_lesson,
    change_experiment,
    change_lesson,
    experiment_of_review,
    lesson_of_review,
)

LONGEST_LESSON = 200
LONGEST_TRIAL = 200
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

    An empty lesson, and no trial, leave what was kept as it is.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: both do not lie side by side yet, or it is closed.
        BadForm: there is no such measure, or no such type.
        Mistakes: something in it cannot be so.
    """
    lesson = clean(lesson)
    found_wrong: list[Mistake] = []
    if len(lesson) > LONGEST_LESSON:
        found_wrong.append(LessonTooLong(LONGEST_LESSON))
    if trial is not None:
        found_wrong += _wrong(trial, site.now())
    if found_wrong:
        raise Mistakes(tuple(found_wrong))
    with changing(site, actor, review) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        if not is_revealed(found):
            raise NotNow
        if lesson:
            there = lesson_of_review(connection, review)
            if there:
                change_lesson(connection, there.id, lesson)
            else:
                add_lesson(connection, actor.id, lesson, review=review, now=site.now())
        if trial is None or trial.until is None:
            return
        row: dict[str, Any] = {"type": trial.type, "measure": trial.measure, "kind": trial.kind}
        until, text = _end(trial.until), clean(trial.text)
        running = experiment_of_review(connection, review)
        if running:
            change_experiment(connection, running.id, text=text, until=until, **row)
        else:
            add_experiment(
                connection, actor.id, text, until=until, now=site.now(), review=review, **row
            )


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
    text = clean(trial.text)
    if not text:
        wrong.append(TrialMissing())
    if len(text) > LONGEST_TRIAL:
        wrong.append(TrialTooLong(LONGEST_TRIAL))
    today = now.astimezone(ZONE).date()
    if trial.until is None or not today < trial.until <= today + timedelta(days=LONGEST_DAYS):
        wrong.append(TrialEnd())
    return wrong


def _end(day: date) -> datetime:
    """The end of a day, as the reader's clock has it."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
