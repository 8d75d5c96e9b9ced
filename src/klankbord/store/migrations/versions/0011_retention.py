"""How long things are kept, what is held, and what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of keeping and erasing, and their indexes."""
    _make_of_calls()
    _make_what_is_gone()


def _make_of_calls() -> None:
    op.create_table(
        "library",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="what others can learn from it"),
        sa.Column("person_id", types.Id, comment="who asked for it"),
        sa.Column("asked_at", types.Utc(), nullable=False),
        sa.Column(
            "agreed_at", types.Utc(), comment="when its seller said yes; from then on it counts"
        ),
        _to("library", "call_id", "calls"),
        _to("library", "person_id", "people", keep=True),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_library")),
        comment="Calls that are kept longer, to train with.",
    )
    op.create_index("ix_library_person_id", "library", ["person_id"])
    op.create_table(
        "holds",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", types.Id, comment="the admin who did it"),
        sa.Column("since", types.Utc(), nullable=False),
        _to("holds", "call_id", "calls"),
        _to("holds", "person_id", "people", keep=True),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_holds")),
        comment="Calls under dispute: nothing of them goes until this is lifted.",
    )
    op.create_index("ix_holds_person_id", "holds", ["person_id"])
    op.create_table(
        "going",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("part", types.Name, nullable=False),
        sa.Column("told_at", types.Utc(), nullable=False, comment="since when its owner can know"),
        sa.Column("goes_at", types.Utc(), nullable=False),
        _to("going", "call_id", "calls"),
        sa.PrimaryKeyConstraint("call_id", "part", name=op.f("pk_going")),
        sa.CheckConstraint("part IN ('sound', 'text')", name=op.f("ck_going_part")),
        comment=(
            "What goes before long because it was kept for long enough; text: all of the call."
        ),
    )
    op.create_index("ix_going_goes_at", "going", ["goes_at"])
    op.create_table(
        "soundless",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("at", types.Utc(), nullable=False),
        _to("soundless", "call_id", "calls"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_soundless")),
        comment="Calls whose recording was kept for long enough, and went.",
    )


def _make_what_is_gone() -> None:
    op.create_table(
        "past_reviews",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False, comment="the seller"),
        sa.Column("coach_id", types.Id),
        sa.Column("manner", types.Name, nullable=False),
        sa.Column("held_at", types.Utc(), nullable=False, comment="when it was begun"),
        sa.Column("closed_at", types.Utc(), comment="null: it never was"),
        sa.Column(
            "moments",
            types.Json,
            nullable=False,
            comment="from when to when each was; without words",
        ),
        sa.Column("lesson_id", types.Id),
        sa.Column("experiment_id", types.Id),
        sa.Column("why", types.Name, nullable=False),
        sa.Column("gone_at", types.Utc(), nullable=False),
        _to("past_reviews", "person_id", "people"),
        _to("past_reviews", "coach_id", "people", keep=True),
        _to("past_reviews", "lesson_id", "lessons", keep=True),
        _to("past_reviews", "experiment_id", "experiments", keep=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_reviews")),
        sa.CheckConstraint(
            "why IN ('retention', 'erasure', 'owner')", name=op.f("ck_past_reviews_why")
        ),
        comment="Reviews whose call is gone: that they were, and what became of what they quoted.",
    )
    for column in ("person_id", "coach_id", "lesson_id", "experiment_id"):
        op.create_index(f"ix_past_reviews_{column}", "past_reviews", [column])
    op.create_table(
        "erased",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("kind", types.Name, nullable=False, comment="call, sound, number, email"),
        sa.Column(
            "salt",
            types.Name,
            nullable=False,
            comment="the digest's key; empty for what is no secret",
        ),
        sa.Column("digest", types.Name, nullable=False),
        sa.Column("at", types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased")),
        sa.UniqueConstraint("kind", "digest", name=op.f("uq_erased_kind_digest")),
        comment="What was erased, as digests, so that a backup put back can be erased again.",
    )
    op.create_table(
        "requests",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column(
            "digest",
            types.Name,
            nullable=False,
            comment="of what was asked, by a key kept nowhere",
        ),
        sa.Column("counts", types.Json, nullable=False, comment="how many of each kind of thing"),
        sa.Column("person_id", types.Id, comment="the admin who did it"),
        sa.Column("at", types.Utc(), nullable=False),
        _to("requests", "person_id", "people", keep=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.CheckConstraint("kind IN ('access', 'erasure')", name=op.f("ck_requests_kind")),
        comment="That somebody's data were given or erased; not whose.",
    )
    op.create_index("ix_requests_person_id", "requests", ["person_id"])


def _to(table: str, column: str, other: str, *, keep: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="SET NULL" if keep else "CASCADE",
    )
