"""What is left of things that never became a call, or whose call is gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, select

from klankbord.store.arrival_tables import arrivals
from klankbord.store.arrivals import OVER, UNDER_WAY
from klankbord.store.jobs import OPEN
from klankbord.store.learning_tables import flags
from klankbord.store.tables import imports, jobs


def old_arrivals(connection: Connection, before: datetime, limit: int) -> list[tuple[int, str]]:
    """Arrivals of long ago that are no call, and still say something; with why they are none."""
    c = arrivals.c
    over = or_(
        c.state.in_(("left_out", "refused")),
        and_(c.state == "kept", c.import_id.is_(None)),
        and_(c.state.in_(UNDER_WAY), jobs.c.state.in_(OVER)),  # its job gave up
    )
    wanted = (
        select(c.id, c.reason, c.told, c.files)
        .select_from(arrivals.outerjoin(jobs, jobs.c.id == c.job_id))
        .where(over, c.changed_at < before)
    )
    rows = connection.execute(wanted.order_by(c.id))
    return [(row.id, row.reason or "gone") for row in rows if row.told or row.files][:limit]


def old_imports(connection: Connection, before: datetime) -> list[int]:
    """Files that were given long ago, and of which there is no call."""
    c = imports.c
    wanted = (
        select(c.id, c.calls)
        .select_from(imports.outerjoin(jobs, jobs.c.id == c.job_id))
        .where(
            c.created_at < before,
            or_(c.refusal.is_not(None), jobs.c.state.not_in(OPEN)),
        )
    )
    rows = connection.execute(wanted.order_by(c.id)).all()
    return [row.id for row in rows if all(one.get("gone") for one in row.calls)]


def drop_old_flags(connection: Connection, before: datetime) -> int:
    """Throw away flags of long ago whose call never came; how many."""
    old = (flags.c.call_id.is_(None), flags.c.at < before)
    return connection.execute(delete(flags).where(*old)).rowcount
