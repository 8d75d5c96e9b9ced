"""Settings that were agreed on, and who may change them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what was agreed on, and their indexes."""
    op.create_table(
        "locks",
        sa.Column("key", types.Name, nullable=False, comment="which settings"),
        sa.Column("agreed", types.Json, nullable=False, comment="as they were agreed on"),
        sa.Column("person_id", types.Id),
        sa.Column("at", types.Utc(), nullable=False),
        _person("locks", "person_id"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_locks")),
        comment="Settings that were agreed on: a change to them wants a second person.",
    )
    op.create_index("ix_locks_person_id", "locks", ["person_id"])
    op.create_table(
        "council",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("named_at", types.Utc(), nullable=False),
        _person("council", "person_id", keep=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_council")),
        comment="Who sits here for the works council: they read the pack, and may be the second.",
    )
    _make_asked()
    op.create_table(
        "packs",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column(
            "digest", types.Name, nullable=False, comment="of the facts; it stands on the pack"
        ),
        sa.Column(
            "facts",
            types.Json,
            nullable=False,
            comment="what was set, to tell what changed since",
        ),
        sa.Column("person_id", types.Id),
        sa.Column("at", types.Utc(), nullable=False),
        _person("packs", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
        comment="Packs that were agreed on; the last is what the next is compared with.",
    )
    op.create_index("ix_packs_person_id", "packs", ["person_id"])


def _make_asked() -> None:
    op.create_table(
        "asked_changes",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("key", types.Name, nullable=False),
        sa.Column("before", types.Json, nullable=False, comment="what it was when it was asked"),
        sa.Column("wanted", types.Json, nullable=False, comment="what it is to be; null: no more"),
        sa.Column("person_id", types.Id),
        sa.Column("asked_at", types.Utc(), nullable=False),
        sa.Column("state", types.Name, nullable=False),
        sa.Column("second_id", types.Id),
        sa.Column("decided_at", types.Utc()),
        _person("asked_changes", "person_id"),
        _person("asked_changes", "second_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_changes")),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused', 'withdrawn')",
            name=op.f("ck_asked_changes_state"),
        ),
        comment="Changes to what was agreed on: who asked, and what the second person said.",
    )
    for column in ("person_id", "second_id", "state"):
        op.create_index(f"ix_asked_changes_{column}", "asked_changes", [column])


def _person(table: str, column: str, *, keep: bool = True) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        ["people.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="SET NULL" if keep else "CASCADE",
    )
