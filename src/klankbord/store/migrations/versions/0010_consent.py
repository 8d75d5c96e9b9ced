"""What parties were told, who objects, and which numbers are kept out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of consent, and their indexes."""
    op.create_table(
        "notices",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="from 1; the highest is in force"
        ),
        sa.Column(
            "how",
            types.Name,
            nullable=False,
            comment="empty: by default nobody is told any more",
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", types.Utc(), nullable=False),
        sa.Column("person_id", types.Id, comment="who wrote it down"),
        _to("notices", "source_id", "sources"),
        _to("notices", "person_id", "people", keep=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("source_id", "version", name=op.f("uq_notices_source_id_version")),
        comment="By which text every party of a source is told; never changed, only followed.",
    )
    op.create_table(
        "consent_rules",
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column(
            "demanded",
            sa.Boolean(),
            nullable=False,
            comment="whether a call is kept out without it",
        ),
        sa.Column(
            "spoken",
            sa.Boolean(),
            nullable=False,
            comment="whether being told in the call will do",
        ),
        sa.Column(
            "wait_h",
            sa.Integer(),
            nullable=False,
            comment="so many hours it may come afterwards",
        ),
        _to("consent_rules", "source_id", "sources"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_consent_rules")),
        comment="What a source demands of its calls; without a row, nothing.",
    )
    _make_of_calls()
    _make_kept_out()


def _make_of_calls() -> None:
    op.create_table(
        "consents",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("way", types.Name, nullable=False, comment="source, arrival, spoken or hand"),
        sa.Column("how", types.Name, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told_at", types.Utc(), comment="when the party was told, where that is known"),
        sa.Column("version", sa.Integer(), comment="of the source's text"),
        sa.Column(
            "turn",
            sa.Integer(),
            comment="of the newest revision, where it was said in the call",
        ),
        sa.Column("start_ms", sa.Integer()),
        sa.Column("person_id", types.Id, comment="who noted it by hand"),
        sa.Column("noted_at", types.Utc(), nullable=False),
        _to("consents", "call_id", "calls"),
        _to("consents", "person_id", "people", keep=True),
        sa.PrimaryKeyConstraint("call_id", "way", name=op.f("pk_consents")),
        sa.CheckConstraint(
            "way IN ('source', 'arrival', 'spoken', 'hand')", name=op.f("ck_consents_way")
        ),
        comment="How, when and by which text the other party of a call was told.",
    )
    op.create_table(
        "kept_back",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("why", types.Name, nullable=False),
        sa.Column("arrival_id", types.Id),
        sa.Column("until", types.Utc(), nullable=False),
        sa.Column(
            "spoken",
            sa.Boolean(),
            nullable=False,
            comment="whether being told in the call will do",
        ),
        _to("kept_back", "call_id", "calls"),
        _to("kept_back", "arrival_id", "arrivals", keep=True),
        sa.PrimaryKeyConstraint("call_id", "why", name=op.f("pk_kept_back")),
        sa.CheckConstraint("why IN ('consent', 'private')", name=op.f("ck_kept_back_why")),
        comment="Calls that nobody sees yet (consent), or their owner alone (private).",
    )
    op.create_index("ix_kept_back_why_until", "kept_back", ["why", "until"])
    op.create_index("ix_kept_back_arrival_id", "kept_back", ["arrival_id"])


def _make_kept_out() -> None:
    op.create_table(
        "objections",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("kind", types.Name, nullable=False, comment="number or email"),
        sa.Column(
            "hint", types.Name, nullable=False, comment="enough to recognise it by, and no more"
        ),
        sa.Column("at", types.Utc(), nullable=False),
        sa.Column("person_id", types.Id, comment="who noted it"),
        _to("objections", "person_id", "people", keep=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        comment="Parties who do not want to be recorded.",
    )
    op.create_table(
        "objection_digests",
        sa.Column("objection_id", types.Id, nullable=False),
        sa.Column(
            "digest",
            types.Name,
            nullable=False,
            comment="keyed; of each number that it may mean",
        ),
        _to("objection_digests", "objection_id", "objections"),
        sa.PrimaryKeyConstraint("objection_id", "digest", name=op.f("pk_objection_digests")),
        comment="By what they are known when they call.",
    )
    op.create_index("ix_objection_digests_digest", "objection_digests", ["digest"])
    op.create_table(
        "private_numbers",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, comment="whose calls; null: everybody's"),
        sa.Column(
            "pattern",
            types.Name,
            nullable=False,
            comment="a number, or how it begins with * after it",
        ),
        sa.Column("created_at", types.Utc(), nullable=False),
        _to("private_numbers", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_numbers")),
        comment="Numbers with which calls are never kept.",
    )
    op.create_index("ix_private_numbers_person_id", "private_numbers", ["person_id"])


def _to(table: str, column: str, other: str, *, keep: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="SET NULL" if keep else "CASCADE",
    )
