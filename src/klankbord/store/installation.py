"""Which installation this is, and whether a backup is being put back into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, select

from klankbord.store.rows import insert_new, put_row
from klankbord.store.tables import site

KEY = "installation"
_RESTORING = "restoring"


def installation_of(connection: Connection) -> str:
    """By what this installation, and every backup of it, is known; "" before that was needed."""
    found = select(site.c.value).where(site.c.key == KEY)
    return str(connection.execute(found).scalar_one_or_none() or "")


def need_installation(connection: Connection) -> str:
    """The same, made where it is not there yet; in a transaction that writes."""
    if known := installation_of(connection):
        return known
    insert_new(connection, site, {"key": KEY, "value": uuid4().hex}, site.c.key)
    return installation_of(connection)  # that of who was first


def note_restoring(connection: Connection, told: Mapping[str, Any]) -> None:
    """Note that a backup was put back, and that nobody is to be let in before it is done."""
    put_row(connection, site, {"key": _RESTORING, "value": dict(told)}, site.c.key)


def restoring(connection: Connection) -> dict[str, Any]:
    """What was noted of a backup that is being put back; empty where none is."""
    found = select(site.c.value).where(site.c.key == _RESTORING)
    return dict(connection.execute(found).scalar_one_or_none() or {})


def note_restored(connection: Connection) -> None:
    """Note that it is done."""
    connection.execute(delete(site).where(site.c.key == _RESTORING))
