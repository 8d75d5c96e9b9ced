"""Reviews: a flagged call at its key moments, what each wrote of it, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from klankbord.coaching.anchors import Anchor
from klankbord.store.learning_tables import answers, flags, keymoments, reviews
from klankbord.store.tables import calls, people

_NUMBERS = 1 << 52
OF_CALL = 0
"""The moment of what is about the call as a whole."""
TAKEN_OFF = "taken_off"
"""Kept as an answer: that somebody took a key moment off, for themselves."""


@dataclass(frozen=True)
class Review:
    """A review; `coach_id` is None where the seller does it alone.

    `manner` is alone, room or apart; `talk_id` the call that is the recording of the talk.
    `good`, `note`, `flagged_at` and `shared_at` are its flag's; `title`, `customers` and
    `started_at` its call's.
    """

    id: int
    flag_id: int
    person_id: int
    person: str
    coach_id: int | None
    coach: str
    call_id: int
    manner: str
    planned_at: datetime | None
    looked_at: datetime | None
    seller_done_at: datetime | None
    coach_done_at: datetime | None
    closed_at: datetime | None
    talk_id: int | None
    created_at: datetime
    good: bool
    note: str
    flagged_at: datetime
    shared_at: datetime | None
    title: str
    customers: str
    started_at: datetime | None


@dataclass(frozen=True)
class KeyMoment:
    """A piece of the call that the review is about, from one anchor to another (often the same).

    `person_id` is who chose it, None where it was proposed; no page tells.
    """

    id: int
    person_id: int | None
    start: Anchor
    until: Anchor


@dataclass(frozen=True)
class Answer:
    """What somebody wrote; `moment_id` is OF_CALL where it is about the call as a whole.

    `anchor` is a place in the call, where the answer is one (the turn of the mood).
    """

    person_id: int
    question: str
    moment_id: int
    text: str
    anchor: Anchor | None
    changed_at: datetime


def add_review(
    connection: Connection, flag: int, *, person: int, call: int, manner: str, now: datetime
) -> int:
    """Begin the review of a flag (IntegrityError where it has one); its number."""
    row = {"flag_id": flag, "person_id": person, "call_id": call, "manner": manner}
    done = connection.execute(
        insert(reviews).values(row | {"created_at": now}).returning(reviews.c.id)
    )
    return int(done.scalar_one())


def change_review(connection: Connection, review: int, **values: Any) -> None:
    """Set columns of a review."""
    connection.execute(update(reviews).where(reviews.c.id == review).values(values))


def lock_review(connection: Connection, review: int) -> None:
    """Let others wait who would change a review, till the end."""
    own = select(reviews.c.id).where(reviews.c.id == review)
    connection.execute(own.with_for_update())


def find_reviews(connection: Connection, *where: ColumnElement[bool]) -> list[Review]:
    """The reviews for which all of `where` holds, the newest first."""
    coach = people.alias("coach")
    c = reviews.c
    wanted = (
        select(
            *(column for column in c if column.name not in {"good", "note"}),
            people.c.name.label("person"),
            coach.c.name.label("coach"),
            flags.c.good,
            flags.c.note,
            flags.c.at.label("flagged_at"),
            flags.c.shared_at,
            calls.c.title,
            calls.c.customers,
            calls.c.started_at,
        )
        .join(people, people.c.id == c.person_id)
        .outerjoin(coach, coach.c.id == c.coach_id)
        .join(flags, flags.c.id == c.flag_id)
        .join(calls, calls.c.id == c.call_id)
        .where(*where)
        .order_by(c.created_at.desc(), c.id.desc())
    )
    found = connection.execute(wanted).mappings()
    return [Review(**row | {"coach": row["coach"] or ""}) for row in map(dict, found)]


def add_moment(
    connection: Connection,
    review: int,
    person: int | None,
    start: Anchor,
    until: Anchor,
    now: datetime,
) -> int:
    """Choose a key moment; its number, which does not tell whether it came before another."""
    row: dict[str, Any] = {"id": 1 + randbelow(_NUMBERS), "review_id": review, "person_id": person}
    row |= {"created_at": now}
    row |= {"start_ms": start.start_ms, "quote": start.quote, "before": start.before}
    row |= {"until_ms": until.start_ms, "until_quote": until.quote, "until_before": until.before}
    done = connection.execute(insert(keymoments).values(row).returning(keymoments.c.id))
    return int(done.scalar_one())


def remove_moment(connection: Connection, review: int, moment: int) -> bool:
    """Take a key moment off, with what was written of it; False where the review has none such."""
    mine = keymoments.c.review_id == review
    gone = connection.execute(delete(keymoments).where(mine, keymoments.c.id == moment))
    if gone.rowcount:
        own = (answers.c.review_id == review, answers.c.moment_id == moment)
        connection.execute(delete(answers).where(*own))
    return gone.rowcount > 0


def moments_of(connection: Connection, review: int) -> list[KeyMoment]:
    """The key moments of a review, in order of time, else as they were chosen."""
    c = keymoments.c
    wanted = select(keymoments).where(c.review_id == review)
    rows = connection.execute(wanted.order_by(c.start_ms.nulls_last(), c.id))
    return [
        KeyMoment(
            id=row.id,
            person_id=row.person_id,
            start=Anchor(row.start_ms, row.quote, row.before),
            until=Anchor(row.until_ms, row.until_quote, row.until_before),
        )
        for row in rows
    ]


def write_answer(  # noqa: PLR0913
    connection: Connection,
    review: int,
    person: int,
    question: str,
    text: str,
    *,
    now: datetime,
    moment: int = OF_CALL,
    anchor: Anchor | None = None,
) -> None:
    """Keep an answer in place of the one before; an empty one without an anchor is forgotten."""
    c = answers.c
    same = (c.review_id == review, c.person_id == person)
    same = (*same, c.question == question, c.moment_id == moment)  # type: ignore[assignment]
    connection.execute(delete(answers).where(*same))
    if not text and anchor is None:
        return
    row = {"review_id": review, "person_id": person, "question": question, "moment_id": moment}
    row |= {"text": text, "start_ms": anchor and anchor.start_ms, "changed_at": now}
    row |= {"quote": anchor.quote if anchor else "", "before": anchor.before if anchor else ""}
    connection.execute(insert(answers).values(row))


def answers_of(connection: Connection, review: int, *who: int) -> list[Answer]:
    """What these people wrote in a review; nothing of anybody who is not named."""
    c = answers.c
    theirs = (c.review_id == review, c.person_id.in_(who), c.question != TAKEN_OFF)
    wanted = select(answers).where(*theirs).order_by(c.id)
    return [
        Answer(
            person_id=row.person_id,
            question=row.question,
            moment_id=row.moment_id,
            text=row.text,
            anchor=Anchor(row.start_ms, row.quote, row.before) if row.quote else None,
            changed_at=row.changed_at,
        )
        for row in connection.execute(wanted)
    ]


def taken_off(connection: Connection, review: int, *who: int) -> set[int]:
    """The key moments that these people took off for themselves, and wrote nothing of since."""
    c = answers.c
    theirs = (c.review_id == review, c.person_id.in_(who))
    off = select(c.moment_id).where(*theirs, c.question == TAKEN_OFF)
    about = select(c.moment_id).where(*theirs, c.question != TAKEN_OFF)
    return set(connection.execute(off.where(c.moment_id.not_in(about.correlate(None)))).scalars())
