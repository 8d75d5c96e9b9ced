"""Removing a call with all that hangs on it, so that nothing leads to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, or_, select

from klankbord.store.arrival_tables import arrivals
from klankbord.store.imports import Import, change_import, imports_from, remove_import
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
    files, given = _behind(connection, call)
    connection.execute(delete(calls).where(calls.c.id == call))
    for one in given:
        rows = [row | {"gone": True} if row["call"] == call else row for row in one.calls]
        if one.state not in OPEN and all(row.get("gone") for row in rows):
            remove_import(connection, one.id)
            files |= {hash_ for hash_ in (one.source, one.sound, *one.halves) if hash_}
        elif rows != one.calls:
            change_import(connection, one.id, calls=rows)
    return files


def arrivals_of(connection: Connection, call: int) -> list[int]:
    """The arrivals that became what a call was read from, or turned out to be the call."""
    _, given = _behind(connection, call)
    wanted = select(arrivals.c.id).where(arrivals.c.import_id.in_([one.id for one in given]))
    alone = [one.id for one in given if all(_is_of(row, call) for row in one.calls)]
    return [*connection.execute(wanted).scalars(), *_duplicates(connection, call, alone)]


def duplicates_of(connection: Connection, call: int) -> list[int]:
    """The arrivals that turned out to be a call that was there, or was on its way."""
    _, given = _behind(connection, call)
    alone = [one.id for one in given if all(_is_of(row, call) for row in one.calls)]
    return _duplicates(connection, call, alone)


def _is_of(row: dict[str, Any], call: int) -> bool:
    return bool(row["call"] == call or row.get("gone"))


def _duplicates(connection: Connection, call: int, given: Collection[int]) -> list[int]:
    """Those that say so by the call's number, or by that of an import (see `admitting`)."""
    c = arrivals.c
    of = or_(c.detail["call"].as_integer() == call, c.detail["import"].as_integer().in_(given))
    wanted = select(c.id).where(and_(c.reason == "duplicate", of)).order_by(c.id)
    return list(connection.execute(wanted).scalars())


def _behind(connection: Connection, call: int) -> tuple[set[str], list[Import]]:
    """The files of a call, its recording as it is and as it was; and the imports of those.

    The halves of a recording may have come one by one.
    """
    found = select(calls.c.source, calls.c.sound).where(calls.c.id == call)
    as_it_was = select(redacted.c.sound).where(redacted.c.call_id == call)
    original = connection.execute(as_it_was).scalar_one_or_none()
    files = {hash_ for hash_ in (*connection.execute(found).one(), original) if hash_}
    given = imports_from(connection, *files)
    halves = {hash_ for one in given for hash_ in one.halves} - files
    return files, given + imports_from(connection, *halves)


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
