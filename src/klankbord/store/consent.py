"""How parties were told of the recording: a source's text and rule, a call's notes, what waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, or_, select

from klankbord.store.arrival_tables import arrivals
from klankbord.store.consent_tables import consent_rules, consents, kept_back, notices
from klankbord.store.jobs import OPEN
from klankbord.store.retention import held
from klankbord.store.tables import calls, imports, jobs, people

Way = Literal["source", "arrival", "spoken", "hand"]
Why = Literal["consent", "private"]
WAIT_H = 24
"""So many hours consent may come afterwards, unless a source is set otherwise."""


@dataclass(frozen=True)
class Notice:
    """A text by which a source's parties are told; `how` is "" where they are told no more."""

    version: int
    how: str
    text: str
    made_at: datetime


@dataclass(frozen=True)
class ConsentRule:
    """What a source demands: whether a call is kept out where no consent is noted.

    `spoken`: that it is said in the call will do. `wait_h`: so many hours it may come afterwards.
    """

    demanded: bool = False
    spoken: bool = True
    wait_h: int = WAIT_H


@dataclass(frozen=True)
class Consent:
    """One way by which the party of a call was told; `person` noted it, where that was by hand."""

    way: Way
    how: str
    text: str
    told_at: datetime | None
    noted_at: datetime
    version: int | None = None
    turn: int | None = None
    start_ms: int | None = None
    person: str = ""


@dataclass(frozen=True)
class KeptBack:
    """A call that nobody sees yet, or its owner alone."""

    call_id: int
    why: Why
    arrival_id: int | None
    until: datetime
    spoken: bool


def rule_of(connection: Connection, source: int) -> ConsentRule:
    """What a source demands of its calls."""
    c = consent_rules.c
    wanted = select(c.demanded, c.spoken, c.wait_h).where(c.source_id == source)
    row = connection.execute(wanted).one_or_none()
    return ConsentRule(*row) if row else ConsentRule()


def set_rule(connection: Connection, source: int, rule: ConsentRule) -> None:
    """Demand something else of a source's calls."""
    connection.execute(delete(consent_rules).where(consent_rules.c.source_id == source))
    row = {"demanded": rule.demanded, "spoken": rule.spoken, "wait_h": rule.wait_h}
    connection.execute(insert(consent_rules).values(source_id=source, **row))


def notices_of(connection: Connection, source: int) -> list[Notice]:
    """The texts of a source, the one in force first."""
    c = notices.c
    wanted = select(c.version, c.how, c.text, c.made_at).where(c.source_id == source)
    rows = connection.execute(wanted.order_by(c.version.desc()))
    return [Notice(*row) for row in rows]


def notice_of(connection: Connection, source: int) -> Notice | None:
    """By which text a source's parties are told; None where they are told by none."""
    newest = next(iter(notices_of(connection, source)), None)
    return newest if newest and newest.how else None


def add_notice(
    connection: Connection, source: int, how: str, text: str, *, person: int, now: datetime
) -> int:
    """Let a source's parties be told by another text from now on; its version."""
    before = select(func.max(notices.c.version)).where(notices.c.source_id == source)
    version = (connection.execute(before).scalar_one() or 0) + 1
    row = {"source_id": source, "version": version, "how": how, "text": text}
    connection.execute(insert(notices).values(row | {"made_at": now, "person_id": person}))
    return version


def is_lawful(connection: Connection, source: int) -> bool:
    """Whether a source tells its parties by some text, or demands that they knew."""
    return rule_of(connection, source).demanded or notice_of(connection, source) is not None


def put_consent(connection: Connection, call: int, way: Way, now: datetime, **facts: Any) -> None:
    """Note a way by which the party of a call was told, in place of what was noted so before."""
    drop_consent(connection, [call], way)
    row = {"call_id": call, "way": way, "how": "", "text": "", "noted_at": now}
    connection.execute(insert(consents).values(row | facts))


def drop_consent(connection: Connection, of: Collection[int], way: Way) -> None:
    """Take back what was noted of calls in a way."""
    where = (consents.c.call_id.in_(of), consents.c.way == way)
    connection.execute(delete(consents).where(*where))


def consents_of(connection: Connection, call: int) -> list[Consent]:
    """How the party of a call was told, in the order in which it was noted."""
    c = consents.c
    columns = (c.way, c.how, c.text, c.told_at, c.noted_at, c.version, c.turn, c.start_ms)
    wanted = (
        select(*columns, func.coalesce(people.c.name, ""))
        .select_from(consents.outerjoin(people, people.c.id == c.person_id))
        .where(c.call_id == call)
        .order_by(c.noted_at, c.way)
    )
    return [Consent(*row) for row in connection.execute(wanted)]


def told_among(connection: Connection, of: Collection[int]) -> set[int]:
    """Those of some calls of which it is noted how the party was told, and that do not wait."""
    c = consents.c
    wanted = select(c.call_id).where(c.call_id.in_(of), c.call_id.not_in(_numbers("consent")))
    return set(connection.execute(wanted).scalars())


# ── what nobody sees yet ──────────────────────────────────────────────────────────────────────


def waits(call: ColumnElement[int] = calls.c.id) -> ColumnElement[bool]:
    """What holds for calls that nobody sees: no consent is noted, and it is demanded."""
    return call.in_(_numbers("consent"))


def is_private_yet(call: ColumnElement[int] = calls.c.id) -> ColumnElement[bool]:
    """What holds for calls that only their owner sees: they may yet turn out to be private."""
    return call.in_(_numbers("private"))


def keep_back(
    connection: Connection,
    call: int,
    why: Why,
    *,
    until: datetime,
    arrival: int | None = None,
    spoken: bool = False,
) -> None:
    """Let a call be seen by nobody, or by its owner alone, until something happens."""
    row = {"call_id": call, "why": why, "arrival_id": arrival, "until": until, "spoken": spoken}
    connection.execute(insert(kept_back).values(row))


def let_go(connection: Connection, of: Collection[int], why: Why) -> list[int]:
    """Let calls be seen again; those that could not be."""
    where = (kept_back.c.call_id.in_(of), kept_back.c.why == why)
    done = connection.execute(delete(kept_back).where(*where).returning(kept_back.c.call_id))
    return sorted(done.scalars())


def find_kept_back(connection: Connection, call: int, why: Why) -> KeptBack | None:
    """Until when a call is not seen; None where it is."""
    wanted = _kept_back().where(kept_back.c.call_id == call, kept_back.c.why == why)
    row = connection.execute(wanted).one_or_none()
    return KeptBack(*row) if row else None


def kept_back_among(connection: Connection, of: Collection[int], why: Why) -> list[KeptBack]:
    """Those of some calls that are not seen yet."""
    wanted = _kept_back().where(kept_back.c.call_id.in_(of), kept_back.c.why == why)
    return [KeptBack(*row) for row in connection.execute(wanted)]


def ended(connection: Connection, why: Why, now: datetime, limit: int) -> list[KeptBack]:
    """Calls whose time is over, the longest first.

    Of those that wait for consent, only what is no longer worked on: it may still be heard there.
    """
    c = kept_back.c
    joined = (
        kept_back.outerjoin(arrivals, arrivals.c.id == c.arrival_id)
        .outerjoin(imports, imports.c.id == arrivals.c.import_id)
        .outerjoin(jobs, jobs.c.id == imports.c.job_id)
    )
    over: ColumnElement[bool] = and_(c.why == why, c.until <= now, c.call_id.not_in(held()))
    if why == "consent":
        over = and_(over, or_(jobs.c.state.is_(None), jobs.c.state.not_in(OPEN)))
    wanted = _kept_back().select_from(joined).where(over).order_by(c.until, c.call_id)
    return [KeptBack(*row) for row in connection.execute(wanted.limit(limit))]


def arrival_of_import(connection: Connection, number: int) -> int | None:
    """The arrival that became an import; None where somebody gave it by hand."""
    wanted = select(arrivals.c.id).where(arrivals.c.import_id == number).limit(1)
    return connection.execute(wanted).scalar_one_or_none()


def lock_arrival(connection: Connection, arrival: int) -> None:
    """Let others wait who would note something of an arrival, till the end."""
    connection.execute(select(arrivals.c.id).where(arrivals.c.id == arrival).with_for_update())


def _numbers(why: Why) -> Select[tuple[int]]:
    return select(kept_back.c.call_id).where(kept_back.c.why == why)


def _kept_back() -> Select[Any]:
    c = kept_back.c
    return select(c.call_id, c.why, c.arrival_id, c.until, c.spoken)
