"""Durable jobs: each held by at most one worker, by a lease that ends where the worker does.

Whatever a job changes stands in one transaction with `advance`, `finish` or `refuse`, which say
False where somebody else holds it by now; the caller then undoes the whole transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    and_,
    case,
    delete,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from klankbord.store.arrival_tables import arrivals
from klankbord.store.tables import imports, jobs

OPEN = ("waiting", "running")
"""The states of a job that is not over."""
Reason = dict[str, str]
"""A sentence a language (nl, en), and under `error` what kind it is."""


@dataclass(frozen=True)
class Job:
    """A job in the hands of a worker; `stage` is what it does next, "" where it just begins."""

    id: int
    kind: str
    payload: dict[str, Any]
    stage: str
    attempts: int
    """How often it was taken up since it last got on, this time included."""


def enqueue(  # noqa: PLR0913
    connection: Connection,
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    key: str | None = None,
    due_at: datetime | None = None,
    every_s: int | None = None,
    rank: int = 0,
) -> int:
    """Plan a job, in the transaction of what it is for; its number.

    Args:
        connection: that transaction.
        kind: who does it (see `service.jobs.KINDS`).
        payload: what it needs to know.
        now: the time.
        key: a second job of the same key is the same job: one still to be done stands as it is,
            one that is over is planned again.
        due_at: not before; now, where it is not given.
        every_s: plan it again so long after each end.
        rank: 0 goes first: somebody waits for it.
    """
    row = {
        "kind": kind,
        "key": key,
        "payload": payload,
        "state": "waiting",
        "stage": "",
        "rank": rank,
        "attempts": 0,
        "due_at": due_at or now,
        "every_s": every_s,
        "reason": None,
        "created_at": now,
        "ended_at": None,
    }
    if key is None:
        done = connection.execute(insert(jobs).values(row).returning(jobs.c.id))
        return int(done.scalar_one())
    connection.execute(_put(connection, row))
    return int(connection.execute(select(jobs.c.id).where(jobs.c.key == key)).scalar_one())


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether there is work; asked without taking a turn to write."""
    return connection.execute(select(jobs.c.id).where(_free(now)).limit(1)).first() is not None


def claim(connection: Connection, worker: str, now: datetime, lease: timedelta) -> Job | None:
    """Take the next job that is due, or one whose worker was not heard of for its whole lease.

    What was tried before goes after what was not: a job that fells its workers stops no others.
    """
    first = (
        select(jobs.c.id)
        .where(_free(now))
        .order_by(jobs.c.rank, jobs.c.attempts, jobs.c.due_at, jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite passes over it: there, writers take turns
    )
    number = connection.execute(first).scalar_one_or_none()
    if number is None:
        return None
    taken = (
        update(jobs)
        .where(jobs.c.id == number)
        .values(
            state="running",
            leased_by=worker,
            leased_until=now + lease,
            attempts=jobs.c.attempts + 1,
        )
        .returning(jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.stage, jobs.c.attempts)
    )
    return Job(*connection.execute(taken).one())


def job_by_key(connection: Connection, key: str) -> tuple[str, dict[str, Any]] | None:
    """The state of a job and what it knows; None where there is none of that key."""
    wanted = select(jobs.c.state, jobs.c.payload).where(jobs.c.key == key)
    row = connection.execute(wanted).one_or_none()
    return (row.state, row.payload) if row else None


def extend(connection: Connection, job: int, worker: str, now: datetime, lease: timedelta) -> bool:
    """Hold a job for longer; False where it is no longer this worker's."""
    return _change(connection, job, worker, leased_until=now + lease)


def advance(
    connection: Connection,
    job: int,
    worker: str,
    stage: str,
    payload: dict[str, Any] | None = None,
) -> bool:
    """Note that a job got on to a stage; False where it is no longer this worker's."""
    values: dict[str, Any] = {"stage": stage, "attempts": 1, "reason": None}
    if payload is not None:
        values["payload"] = payload
    return _change(connection, job, worker, **values)


def tell(connection: Connection, job: int, worker: str, payload: dict[str, Any]) -> bool:
    """Note how far within a stage a job is; what fells its workers there is still counted."""
    return _change(connection, job, worker, payload=payload)


def finish(connection: Connection, job: int, worker: str, now: datetime) -> bool:
    """End a job that is done; a repeating one is planned again."""
    return _end(connection, job, worker, now, state="done", reason=None)


def refuse(connection: Connection, job: int, worker: str, now: datetime, reason: Reason) -> bool:
    """End a job whose file cannot be taken in; trying again as it is would not help."""
    return _let_go(connection, job, worker, state="refused", ended_at=now, reason=reason)


def put_off(connection: Connection, job: int, worker: str, until: datetime, reason: Reason) -> bool:
    """Let go of a job to be tried again from the stage where it is, not before `until`."""
    return _let_go(connection, job, worker, state="waiting", due_at=until, reason=reason)


def give_up(connection: Connection, job: int, worker: str, now: datetime, reason: Reason) -> bool:
    """End a job that failed too often; a repeating one is planned again all the same."""
    return _end(connection, job, worker, now, state="failed", reason=reason)


def end_for_good(
    connection: Connection, job: int, worker: str, now: datetime, reason: Reason
) -> bool:
    """End a job that nobody here can do, a repeating one too: who plans it anew gives it anew."""
    return _let_go(connection, job, worker, state="failed", ended_at=now, reason=reason)


def release(connection: Connection, job: int, worker: str, until: datetime | None = None) -> bool:
    """Let go of a job to be taken up again, as if this worker never had it; not before `until`."""
    fewer = case((jobs.c.attempts > 0, jobs.c.attempts - 1), else_=0)
    values: dict[str, Any] = {"state": "waiting", "attempts": fewer}
    if until is not None:
        values["due_at"] = until
    return _let_go(connection, job, worker, **values)


def revive(connection: Connection, job: int, now: datetime) -> bool:
    """Plan a refused or failed job again, from the stage where it was; False if it is neither."""
    over = jobs.c.state.in_(("refused", "failed"))
    values = {"state": "waiting", "attempts": 0, "due_at": now, "reason": None, "ended_at": None}
    done = connection.execute(update(jobs).where(jobs.c.id == job, over).values(values))
    return done.rowcount == 1


def begin_anew(connection: Connection, job: int, payload: dict[str, Any], now: datetime) -> None:
    """Let a job begin again from its first stage, whatever became of it.

    Who holds it loses it, and what they are doing is undone.
    """
    connection.execute(
        update(jobs)
        .where(jobs.c.id == job)
        .values(
            payload=payload,
            state="waiting",
            stage="",
            attempts=0,
            due_at=now,
            leased_by=None,
            leased_until=None,
            reason=None,
            ended_at=None,
        )
    )


def set_pace(connection: Connection, key: str, every_s: int) -> None:
    """Have a repeating job done as often as this from its next end on."""
    connection.execute(update(jobs).where(jobs.c.key == key).values(every_s=every_s))


def next_of(connection: Connection, key: str) -> datetime | None:
    """When a job that waits is to be done next; None where there is none."""
    wanted = select(jobs.c.due_at).where(jobs.c.key == key, jobs.c.state == "waiting")
    return connection.execute(wanted).scalar_one_or_none()


def hasten(connection: Connection, key: str, now: datetime) -> None:
    """Have a job that waits done as soon as may be."""
    waits = (jobs.c.key == key, jobs.c.state == "waiting", jobs.c.due_at > now)
    connection.execute(update(jobs).where(*waits).values(due_at=now))


def drop_job(connection: Connection, key: str) -> None:
    """Throw a job away that nobody holds; who holds it drops it when it ends."""
    connection.execute(delete(jobs).where(jobs.c.key == key, jobs.c.state != "running"))


def forget_done(connection: Connection, before: datetime) -> None:
    """Throw away jobs that ended well before a moment and that nothing tells of any more."""
    told = select(imports.c.job_id).where(imports.c.job_id.is_not(None))
    c = arrivals.c  # of one that came to nothing, its job says why
    arriving = select(c.job_id).where(c.job_id.is_not(None), c.state.in_(("waiting", "fetching")))
    over = and_(jobs.c.state.not_in(OPEN), jobs.c.ended_at < before)
    kept = or_(jobs.c.id.in_(told), jobs.c.id.in_(arriving))
    connection.execute(delete(jobs).where(over, not_(kept)))


def _free(now: datetime) -> ColumnElement[bool]:
    """What holds for a job that may be taken."""
    return or_(
        and_(jobs.c.state == "waiting", jobs.c.due_at <= now),
        and_(jobs.c.state == "running", jobs.c.leased_until <= now),
    )


def _put(connection: Connection, row: dict[str, Any]) -> Insert:
    is_sqlite = connection.dialect.name == "sqlite"
    put = (sqlite.insert if is_sqlite else postgresql.insert)(jobs).values(row)
    again = {name: put.excluded[name] for name in row if name != "key"}
    return put.on_conflict_do_update(
        index_elements=[jobs.c.key], set_=again, where=jobs.c.state.not_in(OPEN)
    )


def _end(
    connection: Connection,
    job: int,
    worker: str,
    now: datetime,
    **over: Any,
) -> bool:
    every = connection.execute(select(jobs.c.every_s).where(jobs.c.id == job)).scalar()
    if every is None:
        return _let_go(connection, job, worker, ended_at=now, **over)
    again = {"state": "waiting", "stage": "", "attempts": 0, "ended_at": now}
    again |= {"due_at": now + timedelta(seconds=every), "reason": over["reason"]}
    return _let_go(connection, job, worker, **again)


def _let_go(connection: Connection, job: int, worker: str, **values: Any) -> bool:
    return _change(connection, job, worker, leased_by=None, leased_until=None, **values)


def _change(connection: Connection, job: int, worker: str, **values: Any) -> bool:
    """Change a job as long as this worker holds it."""
    ours = (jobs.c.id == job, jobs.c.leased_by == worker, jobs.c.state == "running")
    return connection.execute(update(jobs).where(*ours).values(values)).rowcount == 1
