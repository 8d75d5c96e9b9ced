"""The audit log: who did what, when. It is only ever added to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, insert, or_, select

from klankbord.store.tables import audit, calls, people


@dataclass(frozen=True)
class Entry:
    """A line of the log; names are those of now, "" where somebody is gone or it was the system.

    `call` is the title of the call, for whose it is alone. `many` calls came in at once where it
    is more than 1; the line is then of the last of them.
    """

    id: int
    at: datetime
    person_id: int | None
    person: str
    action: str
    call_id: int | None
    call: str
    about_id: int | None
    about: str
    detail: dict[str, Any]
    many: int = 1


OPENED = "opened"
"""What is logged of somebody who looks into a call of another."""
ADDED = "call_added"
"""What is logged of a call that came in; a line a call, so that each is found by its number."""


@dataclass(frozen=True)
class Chosen:
    """Which lines of the log: of somebody (who did it, or whom it was about), of some actions."""

    person: int | None = None
    actions: frozenset[str] = frozenset()


EVERYTHING = Chosen()


def log(
    connection: Connection,
    now: datetime,
    person: int | None,
    action: str,
    *,
    call: int | None = None,
    about: int | None = None,
    **detail: Any,
) -> None:
    """Add a line, in the transaction of what it is about."""
    row = {"at": now, "person_id": person, "action": action, "call_id": call}
    connection.execute(insert(audit).values(row | {"about_id": about, "detail": detail}))


def was_logged(connection: Connection, action: str) -> bool:
    """Whether something was ever done."""
    found = select(audit.c.id).where(audit.c.action == action).limit(1)
    return connection.execute(found).first() is not None


def log_each(
    connection: Connection,
    now: datetime,
    action: str,
    of: Iterable[tuple[int | None, int, int]],
    **detail: Any,
) -> None:
    """Add a line a call that somebody did the same with: who, the call, and whom it is about."""
    rows: list[dict[str, Any]] = [
        {
            "at": now,
            "person_id": person,
            "action": action,
            "call_id": call,
            "about_id": about,
            "detail": detail,
        }
        for person, call, about in of
    ]
    if rows:
        connection.execute(insert(audit), rows)


def entries_by_others(
    connection: Connection, about: int, *, looking: bool, limit: int = 200
) -> list[Entry]:
    """The newest lines about somebody that are not theirs: who opened their calls, or the rest.

    A call that came by itself is nobody's doing, and is not among them.
    """
    by_system = and_(audit.c.person_id.is_(None), audit.c.action != ADDED)
    by_others = or_(audit.c.person_id != about, by_system)
    which = audit.c.action == OPENED if looking else audit.c.action != OPENED
    return _together(connection, limit, audit.c.about_id == about, by_others, which, reader=about)


def entries_of_call(connection: Connection, call: int, limit: int = 200) -> list[Entry]:
    """The newest lines about a call."""
    return _entries(connection, _newest(limit).where(audit.c.call_id == call))


def entries_about(
    connection: Connection, persons: Collection[int], actions: Collection[str]
) -> list[Entry]:
    """All lines of some actions about some people, the oldest first."""
    which = and_(audit.c.about_id.in_(persons), audit.c.action.in_(actions))
    return _entries(connection, _named().where(which).order_by(audit.c.id))


def last_entry(connection: Connection, person: int, action: str, call: int) -> datetime | None:
    """When somebody last did something with a call; None where they never did."""
    wanted = select(func.max(audit.c.at)).where(
        audit.c.call_id == call, audit.c.person_id == person, audit.c.action == action
    )
    at: datetime | None = connection.execute(wanted).scalar_one()
    return at


def done_since(connection: Connection, person: int, action: str, since: datetime) -> set[int]:
    """With which calls somebody did something from a moment on."""
    wanted = select(audit.c.call_id).where(
        audit.c.person_id == person, audit.c.action == action, audit.c.at > since
    )
    return set(connection.execute(wanted).scalars())


def all_entries(
    connection: Connection,
    limit: int = 200,
    before: int | None = None,
    chosen: Chosen = EVERYTHING,
) -> list[Entry]:
    """The newest lines of the whole log; those before a line, to page on.

    Calls that came in at once, of one person from one, are one line.
    """
    wanted: list[ColumnElement[bool]] = []
    if chosen.person is not None:
        wanted += [or_(audit.c.person_id == chosen.person, audit.c.about_id == chosen.person)]
    if chosen.actions:
        wanted += [audit.c.action.in_(chosen.actions)]
    return _together(connection, limit, *wanted, before=before)


def _together(
    connection: Connection,
    limit: int,
    *wanted: ColumnElement[bool],
    before: int | None = None,
    reader: int | None = None,
) -> list[Entry]:
    one = case((audit.c.action == ADDED, 0), else_=audit.c.id)
    lines = (
        select(func.max(audit.c.id).label("id"), func.count().label("many"))
        .where(*wanted)
        .group_by(audit.c.at, audit.c.person_id, audit.c.about_id, audit.c.action, one)
        .order_by(func.max(audit.c.id).desc())
        .limit(limit)
    )
    if before is not None:
        lines = lines.having(func.max(audit.c.id) < before)
    many = {row.id: row.many for row in connection.execute(lines)}
    entries = _entries(connection, _newest(limit, reader).where(audit.c.id.in_(many)))
    return [replace(entry, many=many[entry.id]) for entry in entries]


def _newest(limit: int, reader: int | None = None) -> Select[Any]:
    return _named(reader).order_by(audit.c.id.desc()).limit(limit)


def _named(reader: int | None = None) -> Select[Any]:
    about = people.alias("about")
    own = and_(calls.c.id == audit.c.call_id, calls.c.owner_id == reader)
    joined = (
        audit.outerjoin(people, people.c.id == audit.c.person_id)
        .outerjoin(about, about.c.id == audit.c.about_id)
        .outerjoin(calls, own)
    )
    named = select(
        audit,
        people.c.name.label("person"),
        about.c.name.label("about"),
        calls.c.title.label("call"),
    )
    return named.select_from(joined)


def _entries(connection: Connection, wanted: Select[Any]) -> list[Entry]:
    return [
        Entry(
            id=row.id,
            at=row.at,
            person_id=row.person_id,
            person=row.person or "",
            action=row.action,
            call_id=row.call_id,
            call=row.call or "",
            about_id=row.about_id,
            about=row.about or "",
            detail=row.detail,
        )
        for row in connection.execute(wanted)
    ]


def latest_entry(connection: Connection) -> datetime | None:
    """When the last line was written; None where there is none."""
    found: datetime | None = connection.execute(select(func.max(audit.c.at))).scalar()
    return found
