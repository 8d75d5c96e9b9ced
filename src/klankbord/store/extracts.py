"""Rows of many calls at once: their turns as they stand, and what was measured of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, func, select

from klankbord.store.tables import calls, measurements, parties, readings, turns

TURN = ("call", "turn", "party", "name", "side", "start_ms", "end_ms", "text")
FIGURE = ("call", "measure", "kind", "version", "part", "whole", "value", "n", "unknown", "digest")


def count_turns(connection: Connection, of: Collection[int]) -> dict[int, int]:
    """How many turns each of these calls has; one without any is not in it."""
    c = turns.c
    wanted = (
        select(c.call_id, func.count().label("many")).where(c.call_id.in_(of)).group_by(c.call_id)
    )
    return {row.call_id: row.many for row in connection.execute(wanted)}


def turns_of_calls(connection: Connection, of: Collection[int]) -> list[tuple[Any, ...]]:
    """The turns of calls in their order, with TURN's columns."""
    c = turns.c
    spoken = and_(parties.c.call_id == c.call_id, parties.c.party == c.party)
    wanted = (
        select(c.call_id, c.turn, c.party, parties.c.name, c.side, c.start_ms, c.end_ms, c.text)
        .outerjoin(parties, spoken)
        .where(c.call_id.in_(of))
        .order_by(c.id)
    )
    return [tuple(row) for row in connection.execute(wanted)]


def readings_of_calls(connection: Connection, of: Collection[int]) -> list[tuple[Any, ...]]:
    """What was measured of the newest revisions of calls, with FIGURE's columns."""
    r, m = readings.c, measurements.c
    current = and_(m.call_id == r.call_id, calls.c.id == r.call_id, m.revision == calls.c.revision)
    wanted = (
        select(
            r.call_id, r.measure, r.kind, r.version, r.part, r.whole, r.value, r.n, r.unknown,
            m.digest,
        )
        .join(measurements, m.call_id == r.call_id)
        .join(calls, current)
        .where(r.call_id.in_(of))
        .order_by(r.call_id, r.measure, r.kind)
    )  # fmt: skip
    return [tuple(row) for row in connection.execute(wanted)]
