"""Proposals: calls that may be worth listening back to; told to the person alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, insert, select, update

from klankbord.store.consent import waits
from klankbord.store.learning_tables import flags, proposals
from klankbord.store.series import IS_TALK
from klankbord.store.tables import calls, measurements, people, readings


@dataclass(frozen=True)
class Proposal:
    """A call that was proposed, and why; `taken` is None until it was answered.

    `usual` is the middle of the person's calls before. `title`, `customers` and `started_at` are
    the call's.
    """

    id: int
    person_id: int
    call_id: int
    good: bool
    measure: str
    kind: str
    value: float
    usual: float
    made_at: datetime
    answered_at: datetime | None
    taken: bool | None
    title: str
    customers: str
    started_at: datetime | None


@dataclass(frozen=True)
class Figure:
    """A known figure of a call, with what a proposal must know of that call."""

    call: int
    started_at: datetime
    type: str
    language: str
    measure: str
    kind: str
    value: float


def add_proposal(  # noqa: PLR0913 (a row)
    connection: Connection,
    person: int,
    call: int,
    *,
    good: bool,
    measure: str,
    kind: str,
    value: float,
    usual: float,
    now: datetime,
) -> int:
    """Propose a call (IntegrityError where it was proposed before); the proposal's number."""
    row = {"person_id": person, "call_id": call, "good": good, "measure": measure, "kind": kind}
    row |= {"value": value, "usual": usual, "made_at": now}
    done = connection.execute(insert(proposals).values(row).returning(proposals.c.id))
    return int(done.scalar_one())


def answer_proposal(connection: Connection, proposal: int, *, taken: bool, now: datetime) -> None:
    """Keep what was answered."""
    answered = update(proposals).where(proposals.c.id == proposal)
    connection.execute(answered.values(taken=taken, answered_at=now))


def find_proposals(connection: Connection, *where: ColumnElement[bool]) -> list[Proposal]:
    """The proposals for which all of `where` holds, of calls that are still their person's.

    In the order in which they were made.
    """
    own = and_(calls.c.id == proposals.c.call_id, calls.c.owner_id == proposals.c.person_id)
    wanted = (
        select(proposals, calls.c.title, calls.c.customers, calls.c.started_at)
        .join(calls, own)
        .where(*where)
        .order_by(proposals.c.made_at, proposals.c.id)
    )
    return [Proposal(**row) for row in connection.execute(wanted).mappings()]


def is_flagged(person: ColumnElement[int], call: ColumnElement[int]) -> ColumnElement[bool]:
    """What holds where somebody flagged a call, dropped since or not."""
    return exists().where(flags.c.person_id == person, flags.c.call_id == call)


def proposed_before(connection: Connection, person: int) -> list[tuple[datetime, bool]]:
    """When somebody was proposed a call, and whether it was a good one; in order."""
    c = proposals.c
    wanted = select(c.made_at, c.good).where(c.person_id == person).order_by(c.made_at, c.id)
    return [(row.made_at, row.good) for row in connection.execute(wanted)]


def owners_since(connection: Connection, since: datetime) -> list[int]:
    """The people, still here, who had a call since."""
    wanted = (
        select(calls.c.owner_id)
        .join(people, people.c.id == calls.c.owner_id)
        .where(calls.c.started_at >= since, people.c.left_at.is_(None))
        .group_by(calls.c.owner_id)
        .order_by(calls.c.owner_id)
    )
    return list(connection.execute(wanted).scalars())


def figures_of(
    connection: Connection,
    person: int,
    digest: str,
    measures: Collection[str],
    *,
    since: datetime,
    until: datetime,
) -> list[Figure]:
    """The known figures of somebody's calls with a date, measured by one digest; in order."""
    wanted = (
        select(
            calls.c.id,
            calls.c.started_at,
            calls.c.type,
            calls.c.language,
            readings.c.measure,
            readings.c.kind,
            readings.c.value,
        )
        .join(measurements, measurements.c.call_id == calls.c.id)
        .join(readings, readings.c.call_id == calls.c.id)
        .where(
            calls.c.owner_id == person,
            ~waits(),
            calls.c.started_at.between(since, until),
            ~IS_TALK,
            measurements.c.digest == digest,
            measurements.c.revision == calls.c.revision,
            readings.c.measure.in_(sorted(measures)),
            readings.c.value.is_not(None),
            readings.c.unknown.is_(None),
        )
        .order_by(calls.c.started_at, calls.c.id, readings.c.measure, readings.c.kind)
    )
    return [Figure(*row) for row in connection.execute(wanted)]


def not_to_propose(connection: Connection, person: int, among: Collection[int]) -> set[int]:
    """Those of the calls that somebody flagged, or was proposed before."""
    c = calls.c
    proposed = exists().where(proposals.c.person_id == person, proposals.c.call_id == c.id)
    flagged = exists().where(flags.c.person_id == person, flags.c.call_id == c.id)
    wanted = select(c.id).where(c.id.in_(sorted(among)), proposed | flagged)
    return set(connection.execute(wanted).scalars())
