"""What was measured of a call: readings and moments as rows, and the sheet its page draws from."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from klankbord.store.rows import put_rows
from klankbord.store.series import IS_TALK
from klankbord.store.tables import calls, measurements, moments, readings

READING = ("measure", "kind", "version", "part", "whole", "n", "sample", "value", "unknown")
SAMPLE = READING.index("sample")
MOMENT = ("measure", "kind", "name", "turn", "to_turn", "start_ms", "end_ms", "quote")


@dataclass(frozen=True)
class Measurement:
    """What was measured of one revision; `readings` and `moments` have READING's and
    MOMENT's columns.

    `digest` says by which catalogue, packs and own words; figures are compared within one only.
    """

    revision: int
    digest: str
    sheet: bytes
    readings: Sequence[tuple[Any, ...]]
    moments: Sequence[tuple[Any, ...]]


def write_measurements(
    connection: Connection, of: Sequence[tuple[int, Measurement]], now: datetime
) -> None:
    """Keep what was measured of calls, in place of what was measured of them before."""
    if not of:
        return
    ids = [call for call, _ in of]
    for table in (moments, readings, measurements):
        connection.execute(delete(table).where(table.c.call_id.in_(ids)))
    connection.execute(
        insert(measurements),
        [
            {
                "call_id": call,
                "revision": one.revision,
                "digest": one.digest,
                "measured_at": now,
                "sheet": one.sheet,
            }
            for call, one in of
        ],
    )
    found = [
        (call, *row[:SAMPLE], row[SAMPLE] and json.dumps(row[SAMPLE]), *row[SAMPLE + 1 :])
        for call, one in of
        for row in one.readings
    ]
    shown = [(call, *row) for call, one in of for row in one.moments]
    put_rows(connection, readings, ("call_id", *READING), found)
    put_rows(connection, moments, ("call_id", *MOMENT), shown)


def follow_revision(connection: Connection, call: int, before: int, after: int) -> None:
    """Let what was measured of a revision be of the next one, in which all is said as before."""
    connection.execute(
        update(measurements)
        .where(measurements.c.call_id == call, measurements.c.revision == before)
        .values(revision=after)
    )


def read_measurement(connection: Connection, call: int) -> Measurement | None:
    """What was measured of a call last; None where it was not measured yet."""
    row = connection.execute(
        select(measurements.c.revision, measurements.c.digest, measurements.c.sheet).where(
            measurements.c.call_id == call
        )
    ).one_or_none()
    if row is None:
        return None
    found = select(*(readings.c[name] for name in READING)).where(readings.c.call_id == call)
    shown = (
        select(*(moments.c[name] for name in MOMENT))
        .where(moments.c.call_id == call)
        .order_by(moments.c.id)
    )
    return Measurement(
        revision=row.revision,
        digest=row.digest,
        sheet=row.sheet,
        readings=[tuple(row) for row in connection.execute(found)],
        moments=[tuple(row) for row in connection.execute(shown)],
    )


def calls_to_measure(
    connection: Connection,
    digest: str,
    limit: int | None = None,
    among: Collection[int] | None = None,
) -> list[int]:
    """Calls never measured, or measured before their newest revision or by another digest.

    At most `limit` of them, and only those `among` some, where these are given.
    """
    stale = or_(
        measurements.c.call_id.is_(None),
        measurements.c.revision != calls.c.revision,
        measurements.c.digest != digest,
    )
    wanted = (
        select(calls.c.id)
        .outerjoin(measurements, measurements.c.call_id == calls.c.id)
        .where(stale if among is None else and_(stale, calls.c.id.in_(among)))
        .order_by(calls.c.id)
        .limit(limit)
    )
    return list(connection.execute(wanted).scalars())


def past_readings(
    connection: Connection, digest: str, *where: ColumnElement[bool], latest: int
) -> list[tuple[int, str, str, float]]:
    """Known values of the latest calls for which all of `where` holds: call, measure, kind, value.

    Only of calls whose newest revision was measured by `digest`, and in which somebody sells.
    """
    earlier = (
        select(calls.c.id)
        .join(measurements, measurements.c.call_id == calls.c.id)
        .where(
            measurements.c.digest == digest,
            measurements.c.revision == calls.c.revision,
            ~IS_TALK,
            *where,
        )
        .order_by(func.coalesce(calls.c.started_at, calls.c.created_at).desc(), calls.c.id.desc())
        .limit(latest)
        .subquery()
    )
    wanted = (
        select(readings.c.call_id, readings.c.measure, readings.c.kind, readings.c.value)
        .join(earlier, earlier.c.id == readings.c.call_id)
        .where(and_(readings.c.value.is_not(None), readings.c.unknown.is_(None)))
    )
    return [tuple(row) for row in connection.execute(wanted).all()]


def moments_named(
    connection: Connection, measure: str, of: Collection[int]
) -> list[tuple[int, str | None]]:
    """The quotes of a measure's moments in these calls, with their calls, in order of time."""
    c = moments.c
    wanted = select(c.call_id, c.quote).where(c.measure == measure, c.call_id.in_(of))
    return [tuple(row) for row in connection.execute(wanted.order_by(c.call_id, c.id)).all()]
