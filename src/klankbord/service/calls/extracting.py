"""Many calls taken along at once, as a table: the calls, what was said in them, their figures."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any

import polars as pl

from klankbord.service.access import Actor
from klankbord.service.calls.finding import Wanted
from klankbord.service.calls.listing import Piece, Place, list_calls
from klankbord.service.calls.opening import note_openings
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call
from klankbord.store.extracts import (
    FIGURE,
    TURN,
    count_turns,
    readings_of_calls,
    turns_of_calls,
)

Row = tuple[Any, ...]
CALLS: dict[str, pl.DataType] = {
    "call": pl.Int64(),
    "owner_id": pl.Int64(),
    "owner": pl.String(),
    "title": pl.String(),
    "customers": pl.String(),
    "language": pl.String(),
    "started_at": pl.Datetime("us", "UTC"),
    "direction": pl.String(),
    "type": pl.String(),
    "length_ms": pl.Int64(),
    "sound": pl.Boolean(),
    "revision": pl.Int64(),
    "added_at": pl.Datetime("us", "UTC"),
    "number": pl.String(),
}
TURNS: dict[str, pl.DataType] = {
    name: pl.String() if name in {"name", "side", "text"} else pl.Int64() for name in TURN
}
READINGS: dict[str, pl.DataType] = {
    name: pl.Int64() if name in {"call", "version", "n"} else pl.String() for name in FIGURE
} | dict.fromkeys(("part", "whole", "value"), pl.Float64())
TABLES = {"calls": CALLS, "turns": TURNS, "readings": READINGS}
"""What can be taken along, with its columns. Times of calls are in UTC, of turns milliseconds."""
MOST_TURNS = 200_000
"""So many are in one table at most, unless a single call has more: it is made in memory."""


@dataclass(frozen=True)
class Extract:
    """A table of some calls, and the place from which the list goes on; None at its end."""

    table: pl.DataFrame
    next: Place | None


def extract(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    what: str,
    wanted: Wanted,
    *,
    limit: int,
    after: Place | None = None,
    added_after: datetime | None = None,
) -> Extract:
    """A table (calls, turns, readings) of the next calls that somebody may see and looks for.

    They are fewer than `limit` where there would be too many turns in it.

    Whatever goes further than the list of calls is noted as opening each of them. The figures of
    calls that are folded for them are not in it.
    """
    found = list_calls(site, actor, wanted, limit=limit, after=after, added_after=added_after)
    if what == "turns":
        found = _as_many_as_fit(site, found)
    if what != "calls":
        note_openings(site, actor, found.calls)
    with site.database.writing() as connection:
        log(connection, site.now(), actor.id, "taken_along", about=actor.id, name=what)
    table = pl.DataFrame(_ROWS[what](site, found), schema=TABLES[what], orient="row")
    return Extract(table, found.next)


def as_csv(table: pl.DataFrame) -> bytes:
    """A table as CSV; a cell never starts a formula."""
    safe = pl.selectors.string().str.replace(r"^([=+\-@\t\r])", "'${1}")
    moments = pl.selectors.datetime().dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return table.with_columns(safe, moments).write_csv().encode()


def as_json(table: pl.DataFrame) -> bytes:
    """A table as a JSON array of objects."""
    moments = pl.selectors.datetime().dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return table.with_columns(moments).write_json().encode()


def as_parquet(table: pl.DataFrame) -> bytes:
    """A table as Parquet."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


WRITERS: dict[str, tuple[str, Callable[[pl.DataFrame], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
"""How it can be written, by the ending of the name, with its media type."""


def _as_many_as_fit(site: Site, found: Piece) -> Piece:
    """The first of some calls that have no more turns together than a table may have."""
    with site.database.reading() as connection:
        counts = count_turns(connection, [call.id for call in found.calls])
    so_far = accumulate(counts.get(call.id, 0) for call in found.calls)
    fitting = max(1, sum(turns <= MOST_TURNS for turns in so_far))
    if fitting >= len(found.calls):
        return found
    last = found.calls[fitting - 1]
    return replace(found, calls=found.calls[:fitting], next=Place(last.started_at, last.id))


def _calls(_site: Site, found: Piece) -> Sequence[Row]:
    return [_call(call) for call in found.calls]


def _call(call: Call) -> Row:
    return (
        call.id,
        call.owner_id,
        call.owner,
        call.title,
        call.customers,
        call.language,
        call.started_at,
        call.direction,
        call.type,
        call.length_ms,
        call.sound is not None,
        call.revision,
        call.created_at,
        call.number,
    )


def _turns(site: Site, found: Piece) -> Sequence[Row]:
    with site.database.reading() as connection:
        return turns_of_calls(connection, [call.id for call in found.calls])


def _readings(site: Site, found: Piece) -> Sequence[Row]:
    shown = [call.id for call in found.calls if call.id not in found.folded]
    with site.database.reading() as connection:
        return readings_of_calls(connection, shown)


_ROWS: dict[str, Callable[[Site, Piece], Sequence[Row]]] = {
    "calls": _calls,
    "turns": _turns,
    "readings": _readings,
}
