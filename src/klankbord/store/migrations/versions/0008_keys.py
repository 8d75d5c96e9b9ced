"""Keys of the API, and what is being sent through it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the API, and their indexes."""
    op.create_table(
        "keys",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("token", types.Name, nullable=False, comment="SHA-256 of the key"),
        sa.Column(
            "prefix", types.Name, nullable=False, comment="how the key begins, to know it by"
        ),
        sa.Column("name", types.Name, nullable=False, comment="what it is for"),
        sa.Column("person_id", types.Id, nullable=False, comment="who made it, and answers"),
        sa.Column("source_id", types.Id, comment="set: it gives this source calls, no more"),
        sa.Column("scopes", types.Json, nullable=False, comment="what it may be used for"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("expires_at", types.Utc(), comment="null: it does not"),
        sa.Column("revoked_at", types.Utc()),
        sa.Column("used_at", types.Utc(), comment="when last"),
        sa.Column("counted_at", types.Utc(), comment="the minute of which `asked` is"),
        sa.Column("asked", sa.Integer(), nullable=False, comment="how much in that minute"),
        _to("keys", "person_id", "people"),
        _to("keys", "source_id", "sources"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("token", name=op.f("uq_keys_token")),
        comment="Keys of the API.",
    )
    op.create_index("ix_keys_person_id", "keys", ["person_id"])
    op.create_index("ix_keys_source_id", "keys", ["source_id"])
    op.create_table(
        "uploads",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column("key", types.Name, nullable=False, comment="the sender's own id of the call"),
        sa.Column("facts", types.Json, comment="what was told of the call; null once it arrived"),
        sa.Column("digest", types.Name, nullable=False, comment="SHA-256 of the facts"),
        sa.Column(
            "expects",
            types.Json,
            nullable=False,
            comment="which files come; empty: the first is all",
        ),
        sa.Column(
            "files",
            types.Json,
            nullable=False,
            comment="name, length and hash of each, by its role",
        ),
        sa.Column("arrival_id", types.Id, comment="set: all of it is here"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=False),
        _to("uploads", "source_id", "sources"),
        _to("uploads", "arrival_id", "arrivals", keep=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_uploads_source_id_key")),
        comment="Calls that are being sent through the API.",
    )
    op.create_index("ix_uploads_arrival_id", "uploads", ["arrival_id"])


def _to(table: str, column: str, other: str, *, keep: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="SET NULL" if keep else "CASCADE",
    )
