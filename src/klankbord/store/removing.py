"""Removing a call with all that hangs on it, so that nothing leads to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select

from klankbord.store.arrival_tables import arrivals
from klankbord.store.imports import change_import, imports_from, remove_import
from klankbord.store.jobs import OPEN
from klankbord.store.learning_tables import experiments, keymoments, lessons, reviews
from klankbord.store.redaction_tables import redacted
from klankbord.store.retention_tables import past_reviews
from klankbord.store.tables import calls


def count_of(connection: Connection, call: int, table: Table, *where: ColumnElement[bool]) -> int:
    """How many rows of a table hang on a call, of those for which all of `where` holds."""
    wanted = select(func.count()).select_from(table).where(table.c.call_id == call, *where)
    return int(connection.execute(wanted).scalar_one())


def remove_call(connection: Connection, call: int) -> set[str]:
    """Remove a call: transcript, figures, what search knows, and what people made of it.

    Returns:
        The files that it came from; others may still go back to them.
    """
    found = select(calls.c.source, calls.c.sound).where(calls.c.id == call)
    source, sound = connection.execute(found).one()
    as_it_was = select(redacted.c.sound).where(redacted.c.call_id == call)
    original = connection.execute(as_it_was).scalar_one_or_none()
    connection.execute(delete(calls).where(calls.c.id == call))
    files = {source, sound, original}
    for one in imports_from(connection, source):
        rows = [row | {"gone": True} if row["call"] == call else row for row in one.calls]
        if one.state not in OPEN and all(row.get("gone") for row in rows):
            remove_import(connection, one.id)
            files |= {one.sound, *one.halves}
        elif rows != one.calls:
            change_import(connection, one.id, calls=rows)
    return {hash_ for hash_ in files if hash_}


def arrivals_of(connection: Connection, call: int) -> list[int]:
    """The arrivals that became what a call was read from."""
    source = select(calls.c.source).where(calls.c.id == call)
    found = imports_from(connection, connection.execute(source).scalar_one())
    wanted = select(arrivals.c.id).where(arrivals.c.import_id.in_([one.id for one in found]))
    return list(connection.execute(wanted).scalars())


def without_import(connection: Connection, of: list[int]) -> list[int]:
    """Those of some arrivals of which no import is left."""
    wanted = select(arrivals.c.id).where(arrivals.c.id.in_(of), arrivals.c.import_id.is_(None))
    return list(connection.execute(wanted).scalars())


def keep_past_reviews(connection: Connection, call: int, why: str, now: datetime) -> None:
    """Note of the reviews of a call that is going that they were: who, when, and no words."""
    wanted = select(reviews).where(reviews.c.call_id == call).order_by(reviews.c.id)
    for review in connection.execute(wanted).all():
        k = keymoments.c
        spans = select(k.start_ms, k.until_ms).where(k.review_id == review.id).order_by(k.id)
        lesson = select(lessons.c.id).where(lessons.c.review_id == review.id)
        tried = select(experiments.c.id).where(experiments.c.review_id == review.id).limit(1)
        row = {
            "person_id": review.person_id,
            "coach_id": review.coach_id,
            "manner": review.manner,
            "held_at": review.created_at,
            "closed_at": review.closed_at,
            "moments": [[start, until] for start, until in connection.execute(spans)],
            "lesson_id": connection.execute(lesson).scalar_one_or_none(),
            "experiment_id": connection.execute(tried).scalar_one_or_none(),
            "why": why,
            "gone_at": now,
        }
        connection.execute(insert(past_reviews).values(row))
