"""Lessons and experiments: what somebody takes along from a call, and what they try next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from klankbord.store.learning_tables import experiments, lessons


@dataclass(frozen=True)
class Lesson:
    """One sentence; `review_id` is None where its review is gone."""

    id: int
    person_id: int
    review_id: int | None
    text: str
    created_at: datetime


@dataclass(frozen=True)
class Experiment:
    """Something to try in calls of a type (empty: in all) until a moment.

    `measure` and `kind` would show it; without `measure` nothing would. `outcome` is empty while it
    runs, then kept, changed or let_go. `follows_id` is the one that it was changed from.
    """

    id: int
    person_id: int
    review_id: int | None
    follows_id: int | None
    text: str
    type: str
    measure: str
    kind: str
    started_at: datetime
    until: datetime
    ended_at: datetime | None
    outcome: str


def add_lesson(
    connection: Connection, person: int, text: str, *, review: int | None, now: datetime
) -> int:
    """Keep a lesson (IntegrityError where its review has one); its number."""
    row = {"person_id": person, "review_id": review, "text": text, "created_at": now}
    done = connection.execute(insert(lessons).values(row).returning(lessons.c.id))
    return int(done.scalar_one())


def change_lesson(connection: Connection, lesson: int, text: str) -> None:
    """Put other words in the place of a lesson's."""
    connection.execute(update(lessons).where(lessons.c.id == lesson).values(text=text))


def lessons_of(connection: Connection, person: int) -> list[Lesson]:
    """Somebody's lessons, the newest first."""
    return _lessons(connection, lessons.c.person_id == person)


def lesson_of_review(connection: Connection, review: int) -> Lesson | None:
    """The lesson of a review, if it has one."""
    return next(iter(_lessons(connection, lessons.c.review_id == review)), None)


def add_experiment(  # noqa: PLR0913 (a row)
    connection: Connection,
    person: int,
    text: str,
    *,
    type: str,  # noqa: A002 (the column's name)
    measure: str,
    kind: str,
    until: datetime,
    now: datetime,
    review: int | None = None,
    follows: int | None = None,
) -> int:
    """Begin an experiment; its number."""
    row: dict[str, Any] = {
        "person_id": person,
        "review_id": review,
        "follows_id": follows,
        "text": text,
    }
    row |= {"type": type, "measure": measure, "kind": kind, "outcome": ""}
    row |= {"started_at": now, "until": until}
    done = connection.execute(insert(experiments).values(row).returning(experiments.c.id))
    return int(done.scalar_one())


def lock_experiment(connection: Connection, experiment: int) -> None:
    """Let others wait who would change an experiment, till the end."""
    own = select(experiments.c.id).where(experiments.c.id == experiment)
    connection.execute(own.with_for_update())


def change_experiment(connection: Connection, experiment: int, **values: Any) -> None:
    """Set columns of an experiment."""
    connection.execute(update(experiments).where(experiments.c.id == experiment).values(values))


def experiments_of(connection: Connection, person: int) -> list[Experiment]:
    """Somebody's experiments, the newest first."""
    return _experiments(connection, experiments.c.person_id == person)


def experiment_of_review(connection: Connection, review: int) -> Experiment | None:
    """The experiment that a review led to, if it did: as it was agreed on there."""
    return next(iter(_experiments(connection, experiments.c.review_id == review)), None)


def _lessons(connection: Connection, *where: Any) -> list[Lesson]:
    wanted = (
        select(lessons).where(*where).order_by(lessons.c.created_at.desc(), lessons.c.id.desc())
    )
    return [Lesson(**row) for row in connection.execute(wanted).mappings()]


def _experiments(connection: Connection, *where: Any) -> list[Experiment]:
    c = experiments.c
    wanted = select(experiments).where(*where).order_by(c.started_at.desc(), c.id.desc())
    return [Experiment(**row) for row in connection.execute(wanted).mappings()]
