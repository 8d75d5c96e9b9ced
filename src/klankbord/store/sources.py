"""Sources: where calls come from by themselves, and whose telephone is whose there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from klankbord.language.folding import fold
from klankbord.store.arrival_tables import extensions, sources
from klankbord.store.numbers import next_number


@dataclass(frozen=True)
class Source:
    """Where calls come from.

    Attributes:
        kind: folder, upload, or a kind of webhook.
        name: as people know it.
        config: what is set of it; each kind has its own.
        secret: by which what it sends is known to be its own; never shown.
        enabled: whether it takes calls in.
        person_id: whose a call is when nobody of us is recognised in it.
        looked_at: when it was last looked at, of what is looked at.
        seen: what was found then: counts, or what was wrong.
    """

    id: int
    kind: str
    name: str
    config: dict[str, Any]
    secret: str | None = field(repr=False)
    enabled: bool
    person_id: int
    created_at: datetime
    looked_at: datetime | None
    seen: dict[str, Any]


def add_source(  # noqa: PLR0913 (a row)
    connection: Connection,
    *,
    kind: str,
    name: str,
    config: Mapping[str, Any],
    person: int,
    now: datetime,
    secret: str | None = None,
    enabled: bool = False,
) -> int:
    """Add a source; its name must be new (IntegrityError else)."""
    number = next_number(connection, sources)
    row: dict[str, Any] = {"id": number, "kind": kind, "name": name, "config": dict(config)}
    row |= {"secret": secret}
    row |= {"enabled": enabled, "person_id": person, "created_at": now, "seen": {}}
    connection.execute(insert(sources).values(row))
    return number


def change_source(connection: Connection, source: int, **values: Any) -> None:
    """Set columns of a source."""
    connection.execute(update(sources).where(sources.c.id == source).values(values))


def remove_source(connection: Connection, source: int) -> None:
    """Remove a source, with its list of what arrived; the calls that came of it stay."""
    connection.execute(delete(sources).where(sources.c.id == source))


def find_source(connection: Connection, source: int) -> Source | None:
    """A source by its number."""
    return next(iter(_sources(connection, sources.c.id == source)), None)


def all_sources(connection: Connection, kind: str = "") -> list[Source]:
    """All sources, or those of a kind, by name."""
    found = _sources(connection, *([sources.c.kind == kind] if kind else []))
    return sorted(found, key=lambda source: (fold(source.name), source.id))


def extensions_of(connection: Connection, source: int) -> dict[str, int]:
    """The persons by their extension, or the name that they have at the source."""
    wanted = select(extensions.c.extension, extensions.c.person_id)
    rows = connection.execute(
        wanted.where(extensions.c.source_id == source).order_by(extensions.c.extension)
    )
    return {row.extension: row.person_id for row in rows}


def set_extensions(connection: Connection, source: int, persons: Mapping[str, int]) -> None:
    """Whose telephone is whose, from now on."""
    connection.execute(delete(extensions).where(extensions.c.source_id == source))
    rows = [
        {"source_id": source, "extension": extension, "person_id": person}
        for extension, person in persons.items()
    ]
    if rows:
        connection.execute(insert(extensions), rows)


def _sources(connection: Connection, *where: ColumnElement[bool]) -> list[Source]:
    return [_source(row) for row in connection.execute(select(sources).where(*where))]


def _source(row: Row[Any]) -> Source:
    # By name: other crews' columns of this table are read by whom they concern.
    names = ("id", "kind", "name", "config", "secret", "enabled", "person_id")
    told = {name: getattr(row, name) for name in names}
    return Source(**told, created_at=row.created_at, looked_at=row.looked_at, seen=row.seen or {})
