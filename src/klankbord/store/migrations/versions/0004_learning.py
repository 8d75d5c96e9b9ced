"""Flags, reviews, lessons and experiments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of learning, and their indexes."""
    op.create_table(
        "preferences",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("key", types.Name, nullable=False),
        sa.Column("value", types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_preferences_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_preferences")),
    )
    op.create_table(
        "reminders",
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column(
            "about",
            types.Name,
            nullable=False,
            comment="the day, or the number of what it is about",
        ),
        sa.Column("sent_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reminders_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", "about", name=op.f("pk_reminders")),
        comment="What somebody was reminded of; once is enough.",
    )
    op.create_table(
        "todos",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("key", types.Name, nullable=False, comment="from the browser, as of flags"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "at", types.Utc(), nullable=True, comment="when it is to be done; null: some time today"
        ),
        sa.Column("done_at", types.Utc(), nullable=True),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_todos_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todos")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_todos_person_id_key")),
        comment="The next thing to do; seen by nobody else.",
    )
    op.create_table(
        "flags",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column(
            "key",
            types.Name,
            nullable=False,
            comment="from the browser: sent twice, it is kept once",
        ),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="one line"),
        sa.Column(
            "number", types.Name, nullable=False, comment="told, of a call that is not here yet"
        ),
        sa.Column(
            "at",
            types.Utc(),
            nullable=False,
            comment="when it was flagged, by the person's own clock",
        ),
        sa.Column("call_id", types.Id, nullable=True, comment="null until its call arrives"),
        sa.Column(
            "answers",
            types.Json,
            nullable=False,
            comment="to the reframing questions; never shared",
        ),
        sa.Column("shared_id", types.Id, nullable=True, comment="the coach who may see it"),
        sa.Column("shared_at", types.Utc(), nullable=True),
        sa.Column(
            "dropped_at", types.Utc(), nullable=True, comment="taken off the queue without a review"
        ),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_flags_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_flags_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shared_id"], ["people.id"], name=op.f("fk_flags_shared_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_flags_person_id_key")),
        comment="Calls that somebody wants to come back to.",
    )
    op.create_index("ix_flags_call_id", "flags", ["call_id"], unique=False)
    op.create_index("ix_flags_shared_id", "flags", ["shared_id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("measure", types.Name, nullable=False),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column(
            "usual", sa.Float(), nullable=False, comment="the median of the person's calls before"
        ),
        sa.Column("made_at", types.Utc(), nullable=False),
        sa.Column("answered_at", types.Utc(), nullable=True),
        sa.Column("taken", sa.Boolean(), nullable=True, comment="null until answered"),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_proposals_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_proposals_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("person_id", "call_id", name=op.f("uq_proposals_person_id_call_id")),
        comment="Calls that may be worth listening back to; told to the person alone.",
    )
    op.create_table(
        "remarks",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column(
            "measure", types.Name, nullable=False, comment="which is contested; empty: context"
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_remarks_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_remarks_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        comment="What its seller says of a call or of a figure; shown with it to whoever sees it.",
    )
    op.create_index("ix_remarks_call_id", "remarks", ["call_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("flag_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False, comment="the seller"),
        sa.Column("coach_id", types.Id, nullable=True, comment="null: a review alone"),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("manner", types.Name, nullable=False, comment="alone, room or apart"),
        sa.Column("planned_at", types.Utc(), nullable=True, comment="when they talk"),
        sa.Column(
            "looked_at",
            types.Utc(),
            nullable=True,
            comment="the seller chose to see the figures before answering",
        ),
        sa.Column("seller_done_at", types.Utc(), nullable=True),
        sa.Column("coach_done_at", types.Utc(), nullable=True),
        sa.Column("closed_at", types.Utc(), nullable=True),
        sa.Column("talk_id", types.Id, nullable=True, comment="the recording of the talk itself"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.CheckConstraint("manner IN ('alone', 'room', 'apart')", name=op.f("ck_reviews_manner")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_reviews_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["people.id"], name=op.f("fk_reviews_coach_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["flags.id"], name=op.f("fk_reviews_flag_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reviews_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["calls.id"], name=op.f("fk_reviews_talk_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("flag_id", name=op.f("uq_reviews_flag_id")),
    )
    op.create_index("ix_reviews_call_id", "reviews", ["call_id"], unique=False)
    op.create_index("ix_reviews_coach_id", "reviews", ["coach_id"], unique=False)
    op.create_index("ix_reviews_person_id", "reviews", ["person_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("review_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("question", types.Name, nullable=False),
        sa.Column("moment_id", types.Id, nullable=False, comment="0: about the call as a whole"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "start_ms",
            sa.Integer(),
            nullable=True,
            comment="with quote and before: a place in the call",
        ),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_answers_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_answers_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "review_id",
            "person_id",
            "question",
            "moment_id",
            name=op.f("uq_answers_review_id_person_id_question_moment_id"),
        ),
        comment="What each wrote; the other sees it once both are done.",
    )
    op.create_table(
        "experiments",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("review_id", types.Id, nullable=True),
        sa.Column("follows_id", types.Id, nullable=True, comment="the one it was changed from"),
        sa.Column("text", sa.Text(), nullable=False, comment="what I try"),
        sa.Column(
            "type", types.Name, nullable=False, comment="in calls of this type; empty: in all"
        ),
        sa.Column(
            "measure", types.Name, nullable=False, comment="which would show it; empty: none"
        ),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column("started_at", types.Utc(), nullable=False),
        sa.Column("until", types.Utc(), nullable=False),
        sa.Column("ended_at", types.Utc(), nullable=True),
        sa.Column("outcome", types.Name, nullable=False, comment="empty while it runs"),
        sa.CheckConstraint(
            "outcome IN ('', 'kept', 'changed', 'let_go')", name=op.f("ck_experiments_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["experiments.id"],
            name=op.f("fk_experiments_follows_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_experiments_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["reviews.id"],
            name=op.f("fk_experiments_review_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
    )
    op.create_index("ix_experiments_person_id", "experiments", ["person_id"], unique=False)
    op.create_table(
        "keymoments",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("review_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=True, comment="who chose it; null: proposed"),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("until_ms", sa.Integer(), nullable=True),
        sa.Column("until_quote", sa.Text(), nullable=False),
        sa.Column("until_before", sa.Text(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_keymoments_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_keymoments_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keymoments")),
        comment="From one anchor to another; the page never tells who chose them.",
    )
    op.create_index("ix_keymoments_review_id", "keymoments", ["review_id"], unique=False)
    op.create_table(
        "lessons",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("review_id", types.Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False, comment="one sentence"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_lessons_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_lessons_review_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("review_id", name=op.f("uq_lessons_review_id")),
    )
    op.create_index("ix_lessons_person_id", "lessons", ["person_id"], unique=False)
