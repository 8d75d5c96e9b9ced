"""Numbers that are never given twice, since others know what they name by them.

Calls stand by their number in the log and the corpus; sources and teams in what was agreed on.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select, update

from klankbord.store.rows import insert_new
from klankbord.store.tables import audit, calls, site


def free_number(connection: Connection) -> int:
    """A number that no call has or had: those that were removed stand in the log."""
    had = select(func.max(audit.c.call_id)).scalar_subquery()
    has = select(func.max(calls.c.id)).scalar_subquery()
    latest = connection.execute(select(func.coalesce(had, 0), func.coalesce(has, 0))).one()
    return max(int(latest[0]), int(latest[1])) + 1


def next_number(connection: Connection, table: Table) -> int:
    """A number that no row of a table has or had.

    The databases would give that of a last row again: SQLite as soon as that is gone, PostgreSQL
    after a restore. So the last one given stands with what holds for the whole house.
    """
    key = f"last_number:{table.name}"
    insert_new(connection, site, {"key": key, "value": 0}, site.c.key)
    kept = select(site.c.value).where(site.c.key == key).with_for_update()
    had = int(connection.execute(kept).scalar_one())
    has = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    number = max(had, int(has)) + 1
    connection.execute(update(site).where(site.c.key == key).values(value=number))
    return number
