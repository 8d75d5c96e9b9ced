"""Numbers of calls: none is given twice, since the log and the corpus know calls by them."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from klankbord.store.tables import audit, calls


def free_number(connection: Connection) -> int:
    """A number that no call has or had: those that were removed stand in the log."""
    had = select(func.max(audit.c.call_id)).scalar_subquery()
    has = select(func.max(calls.c.id)).scalar_subquery()
    latest = connection.execute(select(func.coalesce(had, 0), func.coalesce(has, 0))).one()
    return max(int(latest[0]), int(latest[1])) + 1
