"""Removing a call with all that hangs on it, so that nothing leads to it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from klankbord.store.imports import change_import, imports_from, remove_import
from klankbord.store.jobs import OPEN
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
    connection.execute(delete(calls).where(calls.c.id == call))
    for one in imports_from(connection, source):
        rows = [row | {"gone": True} if row["call"] == call else row for row in one.calls]
        if one.state not in OPEN and all(row.get("gone") for row in rows):
            remove_import(connection, one.id)
        elif rows != one.calls:
            change_import(connection, one.id, calls=rows)
    return {hash_ for hash_ in (source, sound) if hash_}
