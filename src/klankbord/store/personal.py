"""Reading what is kept on somebody, some rows at a time: no reader holds the database for long."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select, tuple_, union

from klankbord.store.consent import waits
from klankbord.store.database import Database
from klankbord.store.tables import calls, imports

ROWS = 200
"""So many at a time."""

Rows = list[dict[str, Any]]


def pieces_of(
    database: Database,
    table: Table,
    where: ColumnElement[bool],
    without: Collection[str] = (),
    at_once: int = ROWS,
) -> Iterator[Rows]:
    """The rows for which `where` holds, in pieces, each read by itself and of its own moment."""
    keys = list(table.primary_key.columns)
    told = [column for column in table.columns if column.name not in without]
    ordered = select(*told, *(key.label(f"key {key.name}") for key in keys))
    ordered = ordered.where(where).order_by(*keys).limit(at_once)
    after: tuple[Any, ...] | None = None
    while True:
        wanted = ordered if after is None else ordered.where(_beyond(keys, after))
        with database.reading() as connection:
            found = [dict(row) for row in connection.execute(wanted).mappings()]
        if not found:
            return
        after = tuple(found[-1][f"key {key.name}"] for key in keys)
        yield [{column.name: row[column.name] for column in told} for row in found]
        if len(found) < at_once:
            return


def own_sources(database: Database, person: int) -> list[str]:
    """Files of transcripts that somebody gave or has a call of, and nobody else has one of."""
    given = select(imports.c.source).where(
        imports.c.person_id == person, imports.c.source.is_not(None)
    )
    kept = select(calls.c.source).where(calls.c.owner_id == person)
    either = union(given, kept).subquery()
    others = select(calls.c.source).where(or_(calls.c.owner_id != person, waits()))
    wanted = select(either.c.source).where(either.c.source.not_in(others))
    with database.reading() as connection:
        return sorted(connection.execute(wanted).scalars())


def _beyond(keys: list[Any], after: tuple[Any, ...]) -> ColumnElement[bool]:
    if len(keys) == 1:
        beyond: ColumnElement[bool] = keys[0] > after[0]
        return beyond
    return tuple_(*keys) > tuple_(*after, types=[key.type for key in keys])
