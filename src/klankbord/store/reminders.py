"""What somebody was reminded of, and what to remind them of that no other module reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, tuple_

from klankbord.store.learning_tables import preferences, reminders

Noted = tuple[str, str]
"""A kind of reminder, and what it is about: the day, or the number of something."""


def noted(connection: Connection, person: int) -> set[Noted]:
    """All that somebody was reminded of."""
    c = reminders.c
    rows = connection.execute(select(c.kind, c.about).where(c.person_id == person))
    return {(row.kind, row.about) for row in rows}


def noted_people(connection: Connection, kind: str, about: str) -> set[int]:
    """Everybody who was reminded of one thing."""
    c = reminders.c
    wanted = select(c.person_id).where(c.kind == kind, c.about == about)
    return set(connection.execute(wanted).scalars())


def note(connection: Connection, person: int, what: Iterable[Noted], now: datetime) -> None:
    """Note that somebody is reminded; what was noted before keeps its moment."""
    known = noted(connection, person)
    rows = [
        {"person_id": person, "kind": kind, "about": about, "sent_at": now}
        for kind, about in dict.fromkeys(what)
        if (kind, about) not in known
    ]
    if rows:
        connection.execute(insert(reminders), rows)


def unnote(connection: Connection, person: int, what: Iterable[Noted]) -> None:
    """Take it back: they were not reminded after all."""
    c = reminders.c
    among = tuple_(c.kind, c.about).in_(list(what))
    connection.execute(delete(reminders).where(c.person_id == person, among))


def forget_noted(connection: Connection, kind: str, before: datetime) -> None:
    """Throw away what was noted of a kind before a moment."""
    c = reminders.c
    connection.execute(delete(reminders).where(c.kind == kind, c.sent_at < before))


def all_preferences(connection: Connection, key: str) -> dict[int, object]:
    """What everybody chose who chose something, by their number."""
    c = preferences.c
    rows = connection.execute(select(c.person_id, c.value).where(c.key == key))
    return {row.person_id: row.value for row in rows}
