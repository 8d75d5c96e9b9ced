"""One measure and kind over many calls: what an effect and a line over time are made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, exists, select

from klankbord.store.learning_tables import reviews
from klankbord.store.tables import calls, measurements, readings

IS_TALK = exists().where(reviews.c.talk_id == calls.c.id)
"""What holds of a call that is the recording of a review's talk: nobody sells in it."""


@dataclass(frozen=True)
class CallPoint:
    """A call and its reading; `digest` is "" where its newest revision is not measured yet.

    `known` is false, and the rest None, where there is no reading of it.
    """

    call: int
    title: str
    type: str
    started_at: datetime
    digest: str
    known: bool
    part: float | None
    whole: float | None
    sample: tuple[float, ...] | None
    value: float | None


def points_of(
    connection: Connection,
    measure: str,
    kind: str,
    *where: ColumnElement[bool],
    latest: int | None = None,
) -> list[CallPoint]:
    """The latest calls with a date for which all of `where` holds, in order of time."""
    current = and_(
        measurements.c.call_id == calls.c.id, measurements.c.revision == calls.c.revision
    )
    reading = and_(
        readings.c.call_id == measurements.c.call_id,
        readings.c.measure == measure,
        readings.c.kind == kind,
    )
    told = and_(readings.c.call_id.is_not(None), readings.c.unknown.is_(None))
    wanted = (
        select(
            calls.c.id,
            calls.c.title,
            calls.c.type,
            calls.c.started_at,
            measurements.c.digest,
            case((told, True), else_=False).label("known"),
            readings.c.part,
            readings.c.whole,
            readings.c.sample,
            readings.c.value,
        )
        .select_from(calls)
        .outerjoin(measurements, current)
        .outerjoin(readings, reading)
        .where(calls.c.started_at.is_not(None), ~IS_TALK, *where)
        .order_by(calls.c.started_at.desc(), calls.c.id.desc())
        .limit(latest)
    )
    found = [
        CallPoint(
            call=row.id,
            title=row.title,
            type=row.type,
            started_at=row.started_at,
            digest=row.digest or "",
            known=bool(row.known),
            part=row.part,
            whole=row.whole,
            sample=_numbers(row.sample),
            value=row.value,
        )
        for row in connection.execute(wanted)
    ]
    return found[::-1]


def _numbers(sample: str | list[float] | None) -> tuple[float, ...] | None:
    if sample is None:
        return None
    return tuple(json.loads(sample) if isinstance(sample, str) else sample)


@dataclass(frozen=True)
class CallTime:
    """When a call began, and how long it was; None where its source has no times."""

    started_at: datetime
    length_ms: int | None


def times_of(connection: Connection, *where: ColumnElement[bool]) -> list[CallTime]:
    """The times of the calls with a date for which all of `where` holds, in order."""
    wanted = (
        select(calls.c.started_at, calls.c.length_ms)
        .where(calls.c.started_at.is_not(None), ~IS_TALK, *where)
        .order_by(calls.c.started_at, calls.c.id)
    )
    return [CallTime(*row) for row in connection.execute(wanted)]
