"""The tables that a store has, whatever version it is of."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData

from klankbord.store.tables import metadata

_NOT_OURS = ("alembic_version", "turns_fts")
"""Of the migrations, and of the index of search: both are made, not kept."""


def tables_there(connection: Connection) -> MetaData:
    """The tables of a store with the columns they have there, in the order in which they go in.

    Columns that this version knows have its types, so that a moment is a moment on both databases.
    """
    there = MetaData()
    there.reflect(connection, only=lambda name, _: not name.startswith(_NOT_OURS))
    for table in there.tables.values():
        ours = metadata.tables.get(table.name)
        for column in list(table.columns):
            if column.computed is not None:  # the database fills it itself
                table._columns.remove(column)  # noqa: SLF001
            elif ours is not None and column.name in ours.columns:
                column.type = ours.columns[column.name].type
    return there
