"""What was agreed on: locks, changes that are asked, who sits for the works council, packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, select, text, update

from klankbord.store.agreed_tables import asked_changes, council, locks, packs
from klankbord.store.audit import was_logged
from klankbord.store.rows import insert_new, put_row
from klankbord.store.tables import people, site

Items = Mapping[str, Any]
"""Settings by their names, as JSON has them."""
State = Literal["waiting", "approved", "refused", "withdrawn"]
_API_EXPORT = "api_export"


@dataclass(frozen=True)
class Lock:
    """Settings as they were agreed on; by whom, and when.

    `second` is who else said so, "" where nobody did yet; `by` likewise where they are gone.
    """

    key: str
    agreed: Items
    by: str
    at: datetime
    person_id: int | None = None
    second: str = ""


@dataclass(frozen=True)
class Asked:
    """A change to what was agreed on; `before` is what it was then.

    `person_id` asked, `second_id` said yes or no.
    """

    id: int
    key: str
    before: Items
    wanted: Items
    person_id: int | None
    asked_at: datetime
    state: State
    second_id: int | None
    decided_at: datetime | None


@dataclass(frozen=True)
class AgreedPack:
    """A pack that was agreed on: its digest, and what was set then."""

    digest: str
    facts: Mapping[str, Items]
    by: str
    at: datetime


def all_locks(connection: Connection) -> dict[str, Lock]:
    """Everything that is locked, by its key."""
    other = people.alias("other")
    wanted = (
        select(locks, people.c.name, other.c.name.label("second"))
        .outerjoin(people, people.c.id == locks.c.person_id)
        .outerjoin(other, other.c.id == locks.c.second_id)
    )
    return {
        row.key: Lock(row.key, row.agreed, row.name or "", row.at, row.person_id, row.second or "")
        for row in connection.execute(wanted)
    }


def put_lock(
    connection: Connection,
    key: str,
    agreed: Items,
    person: int | None,
    now: datetime,
    second: int | None = None,
) -> None:
    """Lock settings as they are; locked already, they are agreed on anew."""
    row = {"key": key, "agreed": dict(agreed), "person_id": person, "at": now, "second_id": second}
    put_row(connection, locks, row, locks.c.key)


def confirm_lock(connection: Connection, key: str, second: int) -> None:
    """Note who, as the second, said that it was agreed on."""
    connection.execute(update(locks).where(locks.c.key == key).values(second_id=second))


def take_turn(connection: Connection) -> None:
    """Let nobody else change what can be agreed on until this transaction ends.

    On SQLite a writer is alone by itself.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('klankbord agreed'))"))


def drop_lock(connection: Connection, key: str) -> None:
    """Lock settings no more."""
    connection.execute(delete(locks).where(locks.c.key == key))


def ask_change(
    connection: Connection, key: str, before: Items, wanted: Items, person: int, now: datetime
) -> int:
    """Note that somebody asks for a change; its number."""
    row = {"key": key, "before": dict(before), "wanted": dict(wanted), "person_id": person}
    row |= {"asked_at": now, "state": "waiting"}
    done = connection.execute(insert(asked_changes).values(row).returning(asked_changes.c.id))
    return int(done.scalar_one())


def waiting_changes(connection: Connection) -> list[Asked]:
    """The changes that wait, the oldest first."""
    c = asked_changes.c
    wanted = select(asked_changes).where(c.state == "waiting").order_by(c.id)
    return [_asked(row) for row in connection.execute(wanted)]


def decided_changes(connection: Connection, limit: int) -> list[Asked]:
    """The changes that somebody decided on, the latest first."""
    c = asked_changes.c
    wanted = select(asked_changes).where(c.state != "waiting").order_by(c.id.desc()).limit(limit)
    return [_asked(row) for row in connection.execute(wanted)]


def decide_change(
    connection: Connection, number: int, state: State, person: int, now: datetime
) -> Asked | None:
    """Say yes or no to a change that waits; None where it does not (any more)."""
    c = asked_changes.c
    values = {"state": state, "second_id": person, "decided_at": now}
    done = update(asked_changes).where(c.id == number, c.state == "waiting").values(values)
    row = connection.execute(done.returning(asked_changes)).one_or_none()
    return _asked(row) if row else None


def council_members(connection: Connection) -> set[int]:
    """Who sits for the works council, and is inside."""
    wanted = (
        select(council.c.person_id)
        .join(people, people.c.id == council.c.person_id)
        .where(people.c.left_at.is_(None))
    )
    return set(connection.execute(wanted).scalars())


def was_there_a_council(connection: Connection) -> bool:
    """Whether somebody ever sat for the works council: the log knows, which nobody can change."""
    return was_logged(connection, "council_named")


def name_member(connection: Connection, person: int, now: datetime) -> None:
    """Let somebody sit for the works council."""
    row = {"person_id": person, "named_at": now}
    insert_new(connection, council, row, council.c.person_id)


def drop_member(connection: Connection, person: int) -> bool:
    """Let somebody do so no more; whether they did."""
    return connection.execute(delete(council).where(council.c.person_id == person)).rowcount > 0


def add_pack(
    connection: Connection,
    digest: str,
    facts: Mapping[str, Items],
    person: int | None,
    now: datetime,
) -> None:
    """Note that a pack was agreed on."""
    row = {"digest": digest, "facts": dict(facts), "person_id": person, "at": now}
    connection.execute(insert(packs).values(row))


def last_pack(connection: Connection) -> AgreedPack | None:
    """The pack that was last agreed on; None where none was."""
    wanted = (
        select(packs, people.c.name)
        .outerjoin(people, people.c.id == packs.c.person_id)
        .order_by(packs.c.id.desc())
        .limit(1)
    )
    row = connection.execute(wanted).one_or_none()
    return AgreedPack(row.digest, row.facts, row.name or "", row.at) if row else None


def may_export(connection: Connection) -> bool:
    """Whether keys of the API may take much at once along; they may until it is set otherwise."""
    found = select(site.c.value).where(site.c.key == _API_EXPORT)
    return connection.execute(found).scalar_one_or_none() is not False


def allow_export(connection: Connection, *, allowed: bool) -> None:
    """Set it."""
    put_row(connection, site, {"key": _API_EXPORT, "value": allowed}, site.c.key)


def _asked(row: Row[Any]) -> Asked:
    return Asked(
        id=row.id,
        key=row.key,
        before=row.before,
        wanted=row.wanted,
        person_id=row.person_id,
        asked_at=row.asked_at,
        state=row.state,
        second_id=row.second_id,
        decided_at=row.decided_at,
    )
