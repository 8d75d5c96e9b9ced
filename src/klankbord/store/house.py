"""What holds for the whole installation: the organisation's name, the last backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from klankbord.store.tables import site

_ORGANISATION = "organisation"
_BACKED_UP = "backed_up_at"
_STEPS_LEFT = "first_steps_left"


def organisation(connection: Connection) -> str:
    """The name of the organisation; "" before it was given."""
    found = select(site.c.value).where(site.c.key == _ORGANISATION)
    return str(connection.execute(found).scalar_one_or_none() or "")


def name_organisation(connection: Connection, name: str) -> None:
    """Give the organisation a name, or another one."""
    connection.execute(delete(site).where(site.c.key == _ORGANISATION))
    connection.execute(insert(site).values(key=_ORGANISATION, value=name))


def backed_up_at(connection: Connection) -> datetime | None:
    """When the last backup was made; None where none ever was."""
    found = select(site.c.value).where(site.c.key == _BACKED_UP)
    value = connection.execute(found).scalar_one_or_none()
    return datetime.fromisoformat(value) if value else None


def note_backup(connection: Connection, now: datetime) -> None:
    """Note that a backup was made."""
    connection.execute(delete(site).where(site.c.key == _BACKED_UP))
    connection.execute(insert(site).values(key=_BACKED_UP, value=now.isoformat()))


def are_steps_left(connection: Connection) -> bool:
    """Whether the admins want to see the first steps no more."""
    found = select(site.c.value).where(site.c.key == _STEPS_LEFT)
    return bool(connection.execute(found).scalar_one_or_none())


def leave_steps(connection: Connection) -> None:
    """Note that they do."""
    connection.execute(delete(site).where(site.c.key == _STEPS_LEFT))
    connection.execute(insert(site).values(key=_STEPS_LEFT, value=True))
