"""The tables of what was agreed on: settings that are locked, who is asked, and what was agreed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Table

from klankbord.store.columns import own_id, to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Json, Name, Utc


def _person(column: str, *, keep: bool = True, key: bool = False) -> Column[int]:
    """Somebody; with `keep` the row stays when they go."""
    return Column(column, Id, to_row("people", keep=keep), primary_key=key)


locks = Table(
    "locks",
    metadata,
    Column("key", Name, primary_key=True, comment="which settings"),
    Column("agreed", Json, nullable=False, comment="as they were agreed on"),
    _person("person_id"),
    Column("at", Utc, nullable=False),
    _person("second_id"),
    comment="Settings that were agreed on: a change to them wants a second person.",
)
Index("ix_locks_person_id", locks.c.person_id)
Index("ix_locks_second_id", locks.c.second_id)

council = Table(
    "council",
    metadata,
    _person("person_id", keep=False, key=True),
    Column("named_at", Utc, nullable=False),
    comment="Who sits here for the works council: they read the pack, and may be the second.",
)

asked_changes = Table(
    "asked_changes",
    metadata,
    own_id(),
    Column("key", Name, nullable=False),
    Column("before", Json, nullable=False, comment="what it was when it was asked"),
    Column("wanted", Json, nullable=False, comment="what it is to be; null: no more"),
    _person("person_id"),
    Column("asked_at", Utc, nullable=False),
    Column("state", Name, nullable=False),
    _person("second_id"),
    Column("decided_at", Utc),
    CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
    comment="Changes to what was agreed on: who asked, and what the second person said.",
)
Index("ix_asked_changes_person_id", asked_changes.c.person_id)
Index("ix_asked_changes_second_id", asked_changes.c.second_id)
Index("ix_asked_changes_state", asked_changes.c.state)

packs = Table(
    "packs",
    metadata,
    own_id(),
    Column("digest", Name, nullable=False, comment="of the facts; it stands on the pack"),
    Column("facts", Json, nullable=False, comment="what was set, to tell what changed since"),
    _person("person_id"),
    Column("at", Utc, nullable=False),
    comment="Packs that were agreed on; the last is what the next is compared with.",
)
Index("ix_packs_person_id", packs.c.person_id)
