"""What somebody chose for themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from klankbord.store.learning_tables import preferences
from klankbord.store.rows import put_row


def preference(connection: Connection, person: int, key: str, default: Any = None) -> Any:
    """What somebody chose; the default where they chose nothing."""
    c = preferences.c
    wanted = select(c.value).where(c.person_id == person, c.key == key)
    found = connection.execute(wanted).scalar_one_or_none()
    return default if found is None else found


def prefer(connection: Connection, person: int, key: str, value: Any) -> None:
    """Keep a choice, in place of the one before; None forgets it."""
    c = preferences.c
    if value is None:
        connection.execute(delete(preferences).where(c.person_id == person, c.key == key))
    else:
        row = {"person_id": person, "key": key, "value": value}
        put_row(connection, preferences, row, c.person_id, c.key)
