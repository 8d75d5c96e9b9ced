"""Searches that somebody keeps, by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from klankbord.store.tables import searches


@dataclass(frozen=True)
class Search:
    """A search by its name; `query` is the question part of its address."""

    id: int
    name: str
    query: str


def keep_search(connection: Connection, person: int, name: str, query: str, now: datetime) -> None:
    """Keep a search, in place of one of that name."""
    connection.execute(
        delete(searches).where(searches.c.person_id == person, searches.c.name == name)
    )
    row = {"person_id": person, "name": name, "query": query, "created_at": now}
    connection.execute(insert(searches).values(row))


def searches_of(connection: Connection, person: int) -> list[Search]:
    """Somebody's searches, by name."""
    c = searches.c
    wanted = select(c.id, c.name, c.query).where(c.person_id == person)
    found = [Search(*row) for row in connection.execute(wanted)]
    return sorted(found, key=lambda search: search.name.casefold())


def remove_search(connection: Connection, person: int, search: int) -> bool:
    """Remove one of somebody's searches; False where that is none of theirs."""
    wanted = delete(searches).where(searches.c.id == search, searches.c.person_id == person)
    return connection.execute(wanted).rowcount > 0
