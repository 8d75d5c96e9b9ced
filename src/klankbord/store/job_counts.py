"""How many jobs and webhooks there are, and for how long the first job has been waiting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select

from klankbord.store.hook_tables import deliveries
from klankbord.store.tables import jobs


def count_jobs(connection: Connection, now: datetime) -> dict[tuple[str, str], int]:
    """Jobs by kind and state, `planned` where they wait for a later moment; none that is done."""
    later = and_(jobs.c.state == "waiting", jobs.c.due_at > now)
    state = case((later, "planned"), else_=jobs.c.state).label("state")
    counted = (
        select(jobs.c.kind, state, func.count())
        .where(jobs.c.state != "done")
        .group_by(jobs.c.kind, state)
    )
    return {(kind, told): count for kind, told, count in connection.execute(counted)}


def longest_due(connection: Connection, now: datetime) -> datetime | None:
    """When the job fell due that is waiting longest; None where none is."""
    first = select(func.min(jobs.c.due_at)).where(jobs.c.state == "waiting", jobs.c.due_at <= now)
    found: datetime | None = connection.execute(first).scalar()
    return found


def count_deliveries(connection: Connection) -> dict[str, int]:
    """Webhooks going out, by state."""
    counted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    return {str(row[0]): int(row[1]) for row in connection.execute(counted)}
