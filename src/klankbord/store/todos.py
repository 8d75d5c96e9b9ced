"""What somebody is to do next, on a list of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from klankbord.store.learning_tables import todos
from klankbord.store.rows import insert_new


@dataclass(frozen=True)
class Todo:
    """Something to do; `at` is None where any time will do."""

    id: int
    text: str
    at: datetime | None


def add_todo(
    connection: Connection, person: int, key: str, text: str, at: datetime | None, now: datetime
) -> None:
    """Put something on the list; the same key again changes nothing."""
    row = {"person_id": person, "key": key, "text": text, "at": at, "created_at": now}
    insert_new(connection, todos, row, todos.c.person_id, todos.c.key)


def finish_todo(connection: Connection, person: int, todo: int, now: datetime) -> bool:
    """Strike something off; False where it is not on this person's list."""
    own = (todos.c.id == todo, todos.c.person_id == person)
    return connection.execute(update(todos).where(*own).values(done_at=now)).rowcount > 0


def open_todos(connection: Connection, person: int) -> list[Todo]:
    """What is still to be done: what has a time first, in order of time."""
    c = todos.c
    wanted = select(c.id, c.text, c.at).where(c.person_id == person, c.done_at.is_(None))
    rows = connection.execute(wanted.order_by(c.at.asc().nulls_last(), c.id))
    return [Todo(*row) for row in rows]
