"""How many jobs, webhooks and arrivals there are; since when the first waits, the last came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select

from klankbord.store.arrival_tables import arrivals, sources
from klankbord.store.hook_tables import deliveries
from klankbord.store.jobs import Reason
from klankbord.store.tables import jobs

STATES = {
    "arrivals": ("waiting", "fetching", "kept", "left_out", "refused"),
    "deliveries": ("waiting", "sent", "failed"),
}
"""The states of each, so that one without rows is told as 0: a figure that is away wakes nobody."""


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
    found = {str(row[0]): int(row[1]) for row in connection.execute(counted)}
    return dict.fromkeys(STATES["deliveries"], 0) | found


def count_arrivals(connection: Connection) -> dict[tuple[str, str], int]:
    """What sources offered and is still known, by kind of source and state; every state of each."""
    kinds = connection.execute(select(sources.c.kind).distinct()).scalars()
    counted = (
        select(sources.c.kind, arrivals.c.state, func.count())
        .join(sources, sources.c.id == arrivals.c.source_id)
        .group_by(sources.c.kind, arrivals.c.state)
    )
    none = {(str(kind), state): 0 for kind in kinds for state in STATES["arrivals"]}
    return none | {(kind, state): count for kind, state, count in connection.execute(counted)}


def latest_arrivals(connection: Connection) -> dict[str, datetime]:
    """When a source of each kind last offered something; none where none of them ever did."""
    last = (
        select(sources.c.kind, func.max(arrivals.c.received_at))
        .join(sources, sources.c.id == arrivals.c.source_id)
        .group_by(sources.c.kind)
    )
    return {str(row[0]): row[1] for row in connection.execute(last)}


def latest_trouble(
    connection: Connection, *kinds: str, over: bool = False
) -> tuple[int, str, Reason] | None:
    """The number, kind and reason of the job that last met with trouble, of some kinds or any.

    `over`: only of those that failed for good. What ended well has none; what repeats has the
    reason of its last time.
    """
    c = jobs.c
    of = [c.kind.in_(kinds)] if kinds else []
    failed = [c.state == "failed"] if over else []
    wanted = (
        select(c.id, c.kind, c.reason)
        .where(c.reason.is_not(None), *of, *failed)
        .order_by(func.coalesce(c.ended_at, c.due_at).desc(), c.id.desc())
        .limit(1)
    )
    found = connection.execute(wanted).one_or_none()
    return (found.id, found.kind, found.reason) if found else None
