"""The tables of intake: where calls come from, and each call that a source offered."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from klankbord.store.columns import own_id, to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Json, Name, Utc

sources = Table(
    "sources",
    metadata,
    own_id(),
    Column("kind", Name, nullable=False, comment="folder, upload, or a kind of webhook"),
    Column("name", Name, nullable=False, unique=True),
    Column("config", Json, nullable=False, comment="what is set of it; each kind has its own"),
    Column("secret", Text, comment="by which what it sends is known to be its own"),
    Column("enabled", Boolean, nullable=False),
    Column("person_id", Id, to_row("people"), nullable=False, comment="whose a call is by default"),
    Column("created_at", Utc, nullable=False),
    Column("looked_at", Utc, comment="when it was last looked at, of what is looked at"),
    Column("seen", Json, nullable=False, comment="what was found then: counts, or what was wrong"),
    comment="Where calls come from by themselves.",
)
Index("ix_sources_person_id", sources.c.person_id)

extensions = Table(
    "extensions",
    metadata,
    Column("source_id", Id, to_row("sources"), primary_key=True),
    Column("extension", Name, primary_key=True, comment="or a user's name at the source"),
    Column("person_id", Id, to_row("people"), nullable=False),
    comment="Whose telephone is whose, a source.",
)
Index("ix_extensions_person_id", extensions.c.person_id)

arrivals = Table(
    "arrivals",
    metadata,
    own_id(),
    Column("source_id", Id, to_row("sources"), nullable=False),
    Column("key", Name, nullable=False, comment="the source's own id of the call"),
    Column("state", Name, nullable=False),
    Column(
        "reason", Name, nullable=False, comment="a code; see service/sources/admitting; or empty"
    ),
    Column("detail", Json, nullable=False, comment="facts of the reason; or its sentences"),
    Column("told", Json, nullable=False, comment="what the source tells of the call"),
    Column("payload", LargeBinary, comment="the delivery as it came; null once worked off"),
    Column("files", Json, nullable=False, comment="hash, name and role of each that is kept"),
    Column("person_id", Id, to_row("people", keep=True), comment="whose it became"),
    Column("import_id", Id, to_row("imports", keep=True)),
    Column("job_id", Id, to_row("jobs", keep=True)),
    Column("received_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    UniqueConstraint("source_id", "key"),
    CheckConstraint(
        "state IN ('waiting', 'fetching', 'kept', 'left_out', 'refused')", name="state"
    ),
    comment="Each call that a source offered, and what became of it.",
)
Index("ix_arrivals_source_id_id", arrivals.c.source_id, arrivals.c.id)
Index("ix_arrivals_import_id", arrivals.c.import_id)
Index("ix_arrivals_job_id", arrivals.c.job_id)
Index("ix_arrivals_person_id", arrivals.c.person_id)

watched_files = Table(
    "watched_files",
    metadata,
    Column("source_id", Id, to_row("sources"), primary_key=True),
    Column("path", Name, primary_key=True, comment="within the source's folder, with /"),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("still_since", Utc, nullable=False, comment="since when size and time are these"),
    Column("arrival_id", Id, to_row("arrivals", keep=True), comment="the call that it went with"),
    Column("taken_ns", BigInteger, comment="its time when it went with that"),
    comment="Files of a watched folder as they were last seen.",
)
Index("ix_watched_files_arrival_id", watched_files.c.arrival_id)
