"""Rows put in the way of each database: many at once, and one that may be there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

PIECE = 500
"""So many values are asked after at a time: a statement takes only so many."""


def put_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows as they are: values must be what both databases take (numbers, texts, None)."""
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608 (ours)
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_new(
    connection: Connection, table: Table, row: Mapping[str, Any], *key: Column[Any]
) -> bool:
    """Insert a row unless one of the same key is there, or is being made; whether it was new.

    Who comes second waits for who came first.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = insert(table).values(row).on_conflict_do_nothing(index_elements=key)
    return connection.execute(new.returning(*key)).first() is not None


def put_row(
    connection: Connection, table: Table, row: Mapping[str, Any], *key: Column[Any]
) -> None:
    """Insert a row, in place of one of the same key."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    put = insert(table).values(row)
    again = {name: put.excluded[name] for name in row if name not in {one.name for one in key}}
    connection.execute(put.on_conflict_do_update(index_elements=key, set_=again))
