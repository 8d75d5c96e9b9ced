"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table and its indexes."""
    op.create_table(
        "audit",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("at", types.Utc(), nullable=False),
        sa.Column("person_id", types.Id, nullable=True, comment="who did it; null: the system"),
        sa.Column("action", types.Name, nullable=False),
        sa.Column("call_id", types.Id, nullable=True),
        sa.Column("about_id", types.Id, nullable=True, comment="the person whom it is about"),
        sa.Column("detail", types.Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        comment="Only added to; triggers refuse anything else.",
    )
    op.create_index("ix_audit_about_id_at", "audit", ["about_id", "at"], unique=False)
    op.create_index("ix_audit_call_id", "audit", ["call_id"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column("key", types.Name, nullable=True, comment="what makes a second one the same job"),
        sa.Column("payload", types.Json, nullable=False),
        sa.Column(
            "state", types.Name, nullable=False, comment="waiting, running, done, refused or failed"
        ),
        sa.Column("stage", types.Name, nullable=False, comment="the stage that comes next"),
        sa.Column(
            "rank",
            sa.Integer(),
            nullable=False,
            comment="0: somebody waits for it; 1: later will do",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="since it last got on"),
        sa.Column("due_at", types.Utc(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=True, comment="planned again so much later"),
        sa.Column("leased_by", types.Name, nullable=True),
        sa.Column("leased_until", types.Utc(), nullable=True),
        sa.Column(
            "reason",
            types.Json,
            nullable=True,
            comment="why it does not get on: a sentence a language, and its error",
        ),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("ended_at", types.Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
    )
    op.create_index("ix_jobs_state_rank_due_at", "jobs", ["state", "rank", "due_at"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("name", types.Name, nullable=False),
        sa.Column("email", types.Name, nullable=False, comment="in lower case"),
        sa.Column("role", types.Name, nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("language", types.Name, nullable=False),
        sa.Column(
            "password",
            sa.Text(),
            nullable=True,
            comment="argon2id; null until the invitation is accepted",
        ),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("left_at", types.Utc(), nullable=True, comment="set: may not sign in any more"),
        sa.CheckConstraint("role IN ('seller', 'coach')", name=op.f("ck_people_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "site",
        sa.Column("key", types.Name, nullable=False),
        sa.Column("value", types.Json, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_site")),
        comment="What holds for the whole installation: the organisation's name.",
    )
    op.create_table(
        "teams",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("name", types.Name, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "calls",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("owner_id", types.Id, nullable=False),
        sa.Column("uploader_id", types.Id, nullable=False),
        sa.Column("source", types.Name, nullable=False, comment="SHA-256 of the transcript's file"),
        sa.Column(
            "source_part", sa.Integer(), nullable=False, comment="which conversation of that file"
        ),
        sa.Column("sound", types.Name, nullable=True, comment="SHA-256 of the recording's file"),
        sa.Column("title", types.Name, nullable=False),
        sa.Column(
            "customers", types.Name, nullable=False, comment="names of the customers, for lists"
        ),
        sa.Column("language", types.Name, nullable=False),
        sa.Column("started_at", types.Utc(), nullable=True),
        sa.Column("direction", types.Name, nullable=False),
        sa.Column("type", types.Name, nullable=False),
        sa.Column("number", types.Name, nullable=False, comment="the customer's telephone number"),
        sa.Column(
            "length_ms", sa.Integer(), nullable=True, comment="null where the source has no times"
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_calls_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["people.id"], name=op.f("fk_calls_uploader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("source", "source_part", name=op.f("uq_calls_source_source_part")),
    )
    op.create_index(
        "ix_calls_owner_id_started_at", "calls", ["owner_id", "started_at"], unique=False
    )
    op.create_index("ix_calls_started_at", "calls", ["started_at"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("job_id", types.Id, nullable=True, comment="null: a file still to be started on"),
        sa.Column("name", types.Name, nullable=False, comment="of the file, as it was given"),
        sa.Column("source", types.Name, nullable=True, comment="SHA-256 of the transcript's file"),
        sa.Column("sound", types.Name, nullable=True, comment="SHA-256 of the recording's file"),
        sa.Column(
            "sound_name",
            types.Name,
            nullable=False,
            comment="of the recording's file, as it was given",
        ),
        sa.Column(
            "refusal",
            types.Json,
            nullable=True,
            comment="why nothing was kept of the file: a sentence a language",
        ),
        sa.Column(
            "told",
            types.Json,
            nullable=False,
            comment="date, type and number where the file lacks them",
        ),
        sa.Column("calls", types.Json, nullable=False, comment="the calls that came of it"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_imports_job_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_imports_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        comment="Files that somebody gave, and what became of them.",
    )
    op.create_index(
        "ix_imports_person_id_created_at", "imports", ["person_id", "created_at"], unique=False
    )
    op.create_table(
        "links",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("token", types.Name, nullable=False, comment="SHA-256 of what the link holds"),
        sa.Column("kind", types.Name, nullable=False, comment="invitation or reset"),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("expires_at", types.Utc(), nullable=False),
        sa.Column("used_at", types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_links_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token", name=op.f("uq_links_token")),
    )
    op.create_table(
        "members",
        sa.Column("team_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_members_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_members_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_members")),
        comment="Who belongs to a team; its coaches see the calls of its sellers.",
    )
    op.create_index("ix_members_person_id", "members", ["person_id"], unique=False)
    op.create_table(
        "searches",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("name", types.Name, nullable=False),
        sa.Column("query", sa.Text(), nullable=False, comment="the address's question part"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_searches_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_searches_person_id_name")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("token", types.Name, nullable=False, comment="SHA-256 of the cookie's value"),
        sa.Column("form_token", types.Name, nullable=False, comment="what forms must send back"),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("seen_at", types.Utc(), nullable=False),
        sa.Column("expires_at", types.Utc(), nullable=False),
        sa.Column("agent", types.Name, nullable=False, comment="browser, as it names itself"),
        sa.Column("address", types.Name, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sessions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token", name=op.f("uq_sessions_token")),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"], unique=False)
    op.create_table(
        "clips",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_clips_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_clips_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clips")),
    )
    op.create_index("ix_clips_call_id", "clips", ["call_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("person_id", types.Id, nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False, comment="some words before the quote"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_comments_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_comments_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_call_id", "comments", ["call_id"], unique=False)
    op.create_table(
        "measurements",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", types.Name, nullable=False, comment="of catalogue and packs"),
        sa.Column("measured_at", types.Utc(), nullable=False),
        sa.Column(
            "sheet",
            sa.LargeBinary(),
            nullable=False,
            comment="tables that the call's page draws from",
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_measurements_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_measurements")),
        comment="Of the newest revision; made again whenever it or the digest changes.",
    )
    op.create_index("ix_measurements_digest", "measurements", ["digest"], unique=False)
    op.create_table(
        "moments",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("measure", types.Name, nullable=False),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column(
            "name", types.Name, nullable=False, comment="which sort of the measure's moments"
        ),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("to_turn", sa.Integer(), nullable=True),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_moments_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moments")),
    )
    op.create_index("ix_moments_call_id", "moments", ["call_id"], unique=False)
    op.create_table(
        "parties",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("party", sa.Integer(), nullable=False, comment="place among the call's parties"),
        sa.Column("name", types.Name, nullable=False),
        sa.Column("side", types.Name, nullable=False),
        sa.Column("email", types.Name, nullable=True),
        sa.Column("number", types.Name, nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_parties_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "party", name=op.f("pk_parties")),
        comment="Of the newest revision.",
    )
    op.create_table(
        "readings",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("measure", types.Name, nullable=False),
        sa.Column("kind", types.Name, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("part", sa.Float(), nullable=True),
        sa.Column("whole", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sample", types.Json, nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("unknown", types.Name, nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_readings_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "measure", "kind", name=op.f("pk_readings")),
    )
    op.create_index(
        "ix_readings_measure_kind_value", "readings", ["measure", "kind", "value"], unique=False
    )
    op.create_table(
        "revisions",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("made_at", types.Utc(), nullable=False),
        sa.Column("person_id", types.Id, nullable=True),
        sa.Column("change", types.Json, nullable=False, comment="what was mended"),
        sa.Column(
            "document", sa.LargeBinary(), nullable=False, comment="the conversation, words and all"
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_revisions_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_revisions_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "turns",
        sa.Column(
            "id", types.Id, autoincrement=False, nullable=False, comment="call_id << 20 | turn"
        ),
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("side", types.Name, nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lemmas", sa.Text(), nullable=False, comment="what search reads"),
        sa.Column(
            "marks", sa.Text(), nullable=False, comment="cues and acts, as words to search by"
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_turns_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        comment="Of the newest revision; written with the index of search.",
    )
    op.create_index("ix_turns_call_id", "turns", ["call_id"], unique=False)
