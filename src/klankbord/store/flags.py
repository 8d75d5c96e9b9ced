"""Flags: the calls that somebody wants to come back to, and what they wrote at the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from klankbord.store.learning_tables import flags
from klankbord.store.rows import insert_new
from klankbord.store.tables import calls, people


@dataclass(frozen=True)
class Flag:
    """A flagged call; `call_id` is None until it arrives. `own_answers` are apart.

    `named` where its maker said which call it is; else it was found, by number or by time.
    `good` where it went well. `shared_id` is the coach who may see it, `dropped_at` is set where
    it was taken off the queue without a review. `title`, `customers`, `started_at` and `length_ms`
    are the call's, once it is there.
    """

    id: int
    key: str
    person_id: int
    person: str
    good: bool
    note: str
    number: str
    at: datetime
    call_id: int | None
    named: bool
    shared_id: int | None
    shared_at: datetime | None
    dropped_at: datetime | None
    title: str
    customers: str
    started_at: datetime | None
    length_ms: int | None


def add_flag(  # noqa: PLR0913 (a row)
    connection: Connection,
    person: int,
    key: str,
    *,
    good: bool,
    note: str,
    number: str,
    at: datetime,
    call: int | None,
    now: datetime,
) -> tuple[int, bool]:
    """Keep a flag; its number, and whether it is new: the same key again gives the same flag."""
    c = flags.c
    row = {"person_id": person, "key": key, "good": good, "note": note, "number": number}
    row |= {"at": at, "call_id": call, "named": call is not None, "answers": {}, "created_at": now}
    new = insert_new(connection, flags, row, c.person_id, c.key)
    there = select(c.id).where(c.person_id == person, c.key == key)
    return int(connection.execute(there).scalar_one()), new


def lock_flag(connection: Connection, flag: int) -> None:
    """Let others wait who would change a flag or review it, till the end."""
    connection.execute(select(flags.c.id).where(flags.c.id == flag).with_for_update())


def lock_free_flag(connection: Connection, flag: int) -> bool:
    """As `lock_flag`, unless another holds it: then it is left to them, and False."""
    own = select(flags.c.id).where(flags.c.id == flag).with_for_update(skip_locked=True)
    return connection.execute(own).first() is not None


def change_flag(connection: Connection, flag: int, **values: Any) -> None:
    """Set columns of a flag."""
    connection.execute(update(flags).where(flags.c.id == flag).values(values))


def find_flags(connection: Connection, *where: ColumnElement[bool]) -> list[Flag]:
    """The flags for which all of `where` holds, the newest first."""
    c = flags.c
    own = (calls.c.title, calls.c.customers, calls.c.started_at, calls.c.length_ms)
    wanted = (
        select(flags, people.c.name.label("person"), *own)
        .join(people, people.c.id == c.person_id)
        .outerjoin(calls, calls.c.id == c.call_id)
        .where(*where)
        .order_by(c.at.desc(), c.id.desc())
    )
    return [
        Flag(
            id=row.id,
            key=row.key,
            person_id=row.person_id,
            person=row.person,
            good=row.good,
            note=row.note,
            number=row.number,
            at=row.at,
            call_id=row.call_id,
            named=row.named,
            shared_id=row.shared_id,
            shared_at=row.shared_at,
            dropped_at=row.dropped_at,
            title=row.title or "",
            customers=row.customers or "",
            started_at=row.started_at,
            length_ms=row.length_ms,
        )
        for row in connection.execute(wanted)
    ]


def own_answers(connection: Connection, person: int, flag: int) -> dict[str, str]:
    """What somebody answered to the questions about a flag of theirs; of another's, nothing."""
    own = select(flags.c.answers).where(flags.c.id == flag, flags.c.person_id == person)
    return dict(connection.execute(own).scalar_one_or_none() or {})
