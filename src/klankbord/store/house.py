"""What holds for the whole installation: the organisation's name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from klankbord.store.tables import site

_ORGANISATION = "organisation"


def organisation(connection: Connection) -> str:
    """The name of the organisation; "" before it was given."""
    found = select(site.c.value).where(site.c.key == _ORGANISATION)
    return str(connection.execute(found).scalar_one_or_none() or "")


def name_organisation(connection: Connection, name: str) -> None:
    """Give the organisation a name, or another one."""
    connection.execute(delete(site).where(site.c.key == _ORGANISATION))
    connection.execute(insert(site).values(key=_ORGANISATION, value=name))
