"""Webhooks out and what became of each delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of what goes out, and of webhooks that came in."""
    _outlets()
    _hooks()
    _heard()


def _outlets() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("scheme", types.Name, nullable=False),
        sa.Column(
            "host",
            types.Name,
            nullable=False,
            comment="as it travels; *. before it: whatever ends so",
        ),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False, comment="it may lie in our own network"),
        sa.Column("person_id", types.Id, comment="the admin who named it"),
        sa.Column("created_at", types.Utc(), nullable=False),
        _to("outlets", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("scheme", "host", "port", name=op.f("uq_outlets_scheme_host_port")),
        comment="Where Klankbord may go over the network.",
    )
    op.create_index("ix_outlets_person_id", "outlets", ["person_id"])


def _hooks() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False, comment="what they may see goes out"),
        sa.Column("name", types.Name, nullable=False),
        sa.Column(
            "query", sa.Text(), nullable=False, comment="of the search, as its address has it"
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False, comment="by which what goes out is signed"),
        sa.Column(
            "facts", sa.Boolean(), nullable=False, comment="whether title and customer go along"
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        _to("hooks", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
        comment="Rules: which calls are told of to whom, once they are measured.",
    )
    op.create_index("ix_hooks_person_id", "hooks", ["person_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("hook_id", types.Id, nullable=False),
        sa.Column("call_id", types.Id, comment="null: a try-out"),
        sa.Column("key", types.Name, nullable=False, comment="told with each try of it"),
        sa.Column("state", types.Name, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), comment="what the other side last answered with"),
        sa.Column(
            "reason",
            types.Json,
            comment="why it did not arrive: a sentence a language, and its error",
        ),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=False),
        _to("deliveries", "hook_id", "hooks"),
        _to("deliveries", "call_id", "calls"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed')", name=op.f("ck_deliveries_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("hook_id", "call_id", name=op.f("uq_deliveries_hook_id_call_id")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        comment="What went out by a rule, and what became of it; what it said is not kept.",
    )
    op.create_index("ix_deliveries_hook_id_id", "deliveries", ["hook_id", "id"])
    op.create_index("ix_deliveries_call_id", "deliveries", ["call_id"])


def _heard() -> None:
    op.create_table(
        "heard",
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column("nonce", types.Name, nullable=False, comment="SHA-256 of the signature"),
        sa.Column("at", types.Utc(), nullable=False),
        _to("heard", "source_id", "sources"),
        sa.PrimaryKeyConstraint("source_id", "nonce", name=op.f("pk_heard")),
        comment="Webhooks that came in lately, so that none is taken twice.",
    )
    op.create_index("ix_heard_at", "heard", ["at"])
    op.create_table(
        "pieces",
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column("key", types.Name, nullable=False, comment="the source's own id of the call"),
        sa.Column("part", types.Name, nullable=False, comment="sound or transcript"),
        sa.Column("told", types.Json, nullable=False),
        sa.Column("at", types.Utc(), nullable=False),
        _to("pieces", "source_id", "sources"),
        sa.PrimaryKeyConstraint("source_id", "key", "part", name=op.f("pk_pieces")),
        comment="Of calls that are told of in more than one webhook: what came, until the rest "
        "does.",
    )


def _to(table: str, column: str, other: str, deleting: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=deleting)
