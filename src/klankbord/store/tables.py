"""Every table, once; the migrations say how a store came to have them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from klankbord.store.columns import own_id, to_row
from klankbord.store.types import Facts, Id, Json, Name, Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _call(**options: bool) -> Column[int]:
    return Column("call_id", Id, to_row("calls"), **options)  # type: ignore[arg-type]


def _person(name: str = "person_id", *, primary_key: bool = False) -> Column[int]:
    key = to_row("people")
    return Column(name, Id, key, primary_key=primary_key, nullable=False)


site = Table(
    "site",
    metadata,
    Column("key", Name, primary_key=True),
    Column("value", Json, nullable=False),
    comment="What holds for the whole installation: the organisation's name.",
)

# ── people ────────────────────────────────────────────────────────────────────────────────────

people = Table(
    "people",
    metadata,
    own_id(),
    Column("name", Name, nullable=False),
    Column("email", Name, nullable=False, unique=True, comment="in lower case"),
    Column("role", Name, nullable=False),
    Column("admin", Boolean, nullable=False, default=False),
    Column("language", Name, nullable=False, default="nl"),
    Column("password", Text, comment="argon2id; null until the invitation is accepted"),
    Column("created_at", Utc, nullable=False),
    Column("left_at", Utc, comment="set: may not sign in any more"),
    Column(
        "shortcuts",
        Boolean,
        nullable=False,
        default=True,
        comment="whether single letters do something on pages",
    ),
    CheckConstraint("role IN ('seller', 'coach')", name="role"),
)

teams = Table("teams", metadata, own_id(), Column("name", Name, nullable=False, unique=True))

members = Table(
    "members",
    metadata,
    Column("team_id", Id, to_row("teams"), primary_key=True),
    _person(primary_key=True),
    comment="Who belongs to a team; its coaches see the calls of its sellers.",
)
Index("ix_members_person_id", members.c.person_id)

sessions = Table(
    "sessions",
    metadata,
    own_id(),
    Column("token", Name, nullable=False, unique=True, comment="SHA-256 of the cookie's value"),
    Column("form_token", Name, nullable=False, comment="what forms must send back"),
    _person(),
    Column("created_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("agent", Name, nullable=False, comment="browser, as it names itself"),
    Column("address", Name, nullable=False),
)
Index("ix_sessions_person_id", sessions.c.person_id)

links = Table(
    "links",
    metadata,
    own_id(),
    Column("token", Name, nullable=False, unique=True, comment="SHA-256 of what the link holds"),
    Column("kind", Name, nullable=False, comment="invitation or reset"),
    _person(),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
)

tries = Table(
    "tries",
    metadata,
    own_id(),
    Column("account", Name, nullable=False, comment="SHA-256 of the e-mail address"),
    Column("network", Name, nullable=False, comment="where it came from"),
    Column("at", Utc, nullable=False),
    comment="Passwords that were tried of late; see service/accounts/tries.",
)
Index("ix_tries_account_network", tries.c.account, tries.c.network)
Index("ix_tries_network", tries.c.network)

# ── calls ─────────────────────────────────────────────────────────────────────────────────────

calls = Table(
    "calls",
    metadata,
    own_id(),
    _person("owner_id"),
    _person("uploader_id"),
    Column("source", Name, nullable=False, comment="SHA-256 of the transcript's file"),
    Column("source_part", Integer, nullable=False, comment="which conversation of that file"),
    Column("sound", Name, comment="SHA-256 of the recording's file"),
    Column("title", Name, nullable=False),
    Column("customers", Name, nullable=False, comment="names of the customers, for lists"),
    Column("folded", Name, nullable=False, comment="words of title and customers, to find by"),
    Column("language", Name, nullable=False),
    Column("started_at", Utc),
    Column("direction", Name, nullable=False),
    Column("type", Name, nullable=False),
    Column("number", Name, nullable=False, comment="the customer's telephone number"),
    Column("length_ms", Integer, comment="null where the source has no times"),
    Column("revision", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("source", "source_part"),
)
Index("ix_calls_owner_id_started_at", calls.c.owner_id, calls.c.started_at)
Index("ix_calls_started_at", calls.c.started_at)
Index("ix_calls_sound", calls.c.sound)

revisions = Table(
    "revisions",
    metadata,
    _call(primary_key=True),
    Column("number", Integer, primary_key=True, comment="from 1"),
    Column("made_at", Utc, nullable=False),
    Column("person_id", Id, to_row("people", keep=True)),
    Column("change", Json, nullable=False, comment="what was mended"),
    Column("document", LargeBinary, nullable=False, comment="the conversation, words and all"),
)

parties = Table(
    "parties",
    metadata,
    _call(primary_key=True),
    Column("party", Integer, primary_key=True, comment="place among the call's parties"),
    Column("name", Name, nullable=False),
    Column("side", Name, nullable=False),
    Column("email", Name),
    Column("number", Name),
    Column("folded", Name, nullable=False, comment="the name, to find by"),
    comment="Of the newest revision.",
)

turns = Table(
    "turns",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False, comment="call_id << 20 | turn"),
    _call(nullable=False),
    Column("turn", Integer, nullable=False, comment="from 1"),
    Column("party", Integer, nullable=False),
    Column("side", Name, nullable=False),
    Column("start_ms", Integer),
    Column("end_ms", Integer),
    Column("text", Text, nullable=False),
    Column("lemmas", Text, nullable=False, comment="what search reads"),
    Column("marks", Text, nullable=False, comment="cues and acts, as words to search by"),
    comment="Of the newest revision; written with the index of search.",
)
Index("ix_turns_call_id", turns.c.call_id)

# ── what was measured ─────────────────────────────────────────────────────────────────────────

measurements = Table(
    "measurements",
    metadata,
    _call(primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("digest", Name, nullable=False, comment="of catalogue and packs"),
    Column("measured_at", Utc, nullable=False),
    Column("sheet", LargeBinary, nullable=False, comment="tables that the call's page draws from"),
    comment="Of the newest revision; made again whenever it or the digest changes.",
)
Index("ix_measurements_digest", measurements.c.digest)

readings = Table(
    "readings",
    metadata,
    _call(primary_key=True),
    Column("measure", Name, primary_key=True),
    Column("kind", Name, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("part", Float),
    Column("whole", Float),
    Column("n", Integer, nullable=False),
    Column("sample", Json),
    Column("value", Float),
    Column("unknown", Name),
)
Index("ix_readings_measure_kind_value", readings.c.measure, readings.c.kind, readings.c.value)

moments = Table(
    "moments",
    metadata,
    own_id(),
    _call(nullable=False),
    Column("measure", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("name", Name, nullable=False, comment="which sort of the measure's moments"),
    Column("turn", Integer),
    Column("to_turn", Integer),
    Column("start_ms", Integer),
    Column("end_ms", Integer),
    Column("quote", Text),
)
Index("ix_moments_call_id", moments.c.call_id)

# ── what people make; anchored on time and words, never on a turn's number ────────────────────

comments = Table(
    "comments",
    metadata,
    own_id(),
    _call(nullable=False),
    _person(),
    Column("start_ms", Integer),
    Column("quote", Text, nullable=False),
    Column("before", Text, nullable=False, comment="some words before the quote"),
    Column("text", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc),
)
Index("ix_comments_call_id", comments.c.call_id)

clips = Table(
    "clips",
    metadata,
    own_id(),
    _call(nullable=False),
    _person(),
    Column("title", Text, nullable=False),
    Column("start_ms", Integer, nullable=False),
    Column("end_ms", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
)
Index("ix_clips_call_id", clips.c.call_id)

searches = Table(
    "searches",
    metadata,
    own_id(),
    _person(),
    Column("name", Name, nullable=False),
    Column("query", Text, nullable=False, comment="the address's question part"),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("person_id", "name"),
)

# ── work to be done ───────────────────────────────────────────────────────────────────────────

jobs = Table(
    "jobs",
    metadata,
    own_id(),
    Column("kind", Name, nullable=False),
    Column("key", Name, unique=True, comment="what makes a second one the same job"),
    Column("payload", Facts, nullable=False),
    Column("state", Name, nullable=False, comment="waiting, running, done, refused or failed"),
    Column("stage", Name, nullable=False, comment="the stage that comes next"),
    Column("rank", Integer, nullable=False, comment="0: somebody waits for it; 1: later will do"),
    Column("attempts", Integer, nullable=False, comment="since it last got on"),
    Column("due_at", Utc, nullable=False),
    Column("every_s", Integer, comment="planned again so much later"),
    Column("leased_by", Name),
    Column("leased_until", Utc),
    Column("reason", Json, comment="why it does not get on: a sentence a language, and its error"),
    Column("created_at", Utc, nullable=False),
    Column("ended_at", Utc),
)
Index("ix_jobs_state_rank_due_at", jobs.c.state, jobs.c.rank, jobs.c.due_at)

imports = Table(
    "imports",
    metadata,
    own_id(),
    _person(),
    Column("job_id", Id, ForeignKey("jobs.id"), comment="null: a file still to be started on"),
    Column("name", Name, nullable=False, comment="of the file, as it was given"),
    Column("source", Name, comment="SHA-256 of the transcript's file"),
    Column("sound", Name, comment="SHA-256 of the recording's file"),
    Column("sound_name", Name, nullable=False, comment="of the recording's file, as it was given"),
    Column("refusal", Json, comment="why nothing was kept of the file: a sentence a language"),
    Column("told", Json, nullable=False, comment="date, type and number where the file lacks them"),
    Column("calls", Json, nullable=False, comment="the calls that came of it"),
    Column("created_at", Utc, nullable=False),
    comment="Files that somebody gave, and what became of them.",
)
Index("ix_imports_person_id_created_at", imports.c.person_id, imports.c.created_at)
Index("ix_imports_source", imports.c.source)
Index("ix_imports_sound", imports.c.sound)

audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("at", Utc, nullable=False),
    Column("person_id", Id, comment="who did it; null: the system"),
    Column("action", Name, nullable=False),
    Column("call_id", Id),
    Column("about_id", Id, comment="the person whom it is about"),
    Column("detail", Json, nullable=False),
    comment="Only added to; triggers refuse anything else.",
)
Index("ix_audit_call_id", audit.c.call_id)
Index("ix_audit_about_id_at", audit.c.about_id, audit.c.at)
