"""The tables of consent: what parties are told, which calls wait, who objects, private numbers."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from klankbord.store.columns import own_id, to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Name, Utc

notices = Table(
    "notices",
    metadata,
    own_id(),
    Column("source_id", Id, to_row("sources"), nullable=False),
    Column("version", Integer, nullable=False, comment="from 1; the highest is in force"),
    Column("how", Name, nullable=False, comment="empty: by default nobody is told any more"),
    Column("text", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("person_id", Id, to_row("people", keep=True), comment="who wrote it down"),
    UniqueConstraint("source_id", "version"),
    comment="By which text every party of a source is told; never changed, only followed.",
)

consent_rules = Table(
    "consent_rules",
    metadata,
    Column("source_id", Id, to_row("sources"), primary_key=True),
    Column("demanded", Boolean, nullable=False, comment="whether a call is kept out without it"),
    Column("spoken", Boolean, nullable=False, comment="whether being told in the call will do"),
    Column("wait_h", Integer, nullable=False, comment="so many hours it may come afterwards"),
    comment="What a source demands of its calls; without a row, nothing.",
)

consents = Table(
    "consents",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("way", Name, primary_key=True, comment="source, arrival, spoken or hand"),
    Column("how", Name, nullable=False),
    Column("text", Text, nullable=False),
    Column("told_at", Utc, comment="when the party was told, where that is known"),
    Column("version", Integer, comment="of the source's text"),
    Column("turn", Integer, comment="of the newest revision, where it was said in the call"),
    Column("start_ms", Integer),
    Column("person_id", Id, to_row("people", keep=True), comment="who noted it by hand"),
    Column("noted_at", Utc, nullable=False),
    CheckConstraint("way IN ('source', 'arrival', 'spoken', 'hand')", name="way"),
    comment="How, when and by which text the other party of a call was told.",
)

kept_back = Table(
    "kept_back",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("why", Name, primary_key=True),
    Column("arrival_id", Id, to_row("arrivals", keep=True)),
    Column("until", Utc, nullable=False),
    Column("spoken", Boolean, nullable=False, comment="whether being told in the call will do"),
    CheckConstraint("why IN ('consent', 'private')", name="why"),
    comment="Calls that nobody sees yet (consent), or their owner alone (private).",
)
Index("ix_kept_back_why_until", kept_back.c.why, kept_back.c.until)
Index("ix_kept_back_arrival_id", kept_back.c.arrival_id)

objections = Table(
    "objections",
    metadata,
    own_id(),
    Column("kind", Name, nullable=False, comment="number or email"),
    Column("hint", Name, nullable=False, comment="enough to recognise it by, and no more"),
    Column("at", Utc, nullable=False),
    Column("person_id", Id, to_row("people", keep=True), comment="who noted it"),
    comment="Parties who do not want to be recorded.",
)

objection_digests = Table(
    "objection_digests",
    metadata,
    Column("objection_id", Id, to_row("objections"), primary_key=True),
    Column("digest", Name, primary_key=True, comment="keyed; of each number that it may mean"),
    comment="By what they are known when they call.",
)
Index("ix_objection_digests_digest", objection_digests.c.digest)

private_numbers = Table(
    "private_numbers",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), comment="whose calls; null: everybody's"),
    Column("pattern", Name, nullable=False, comment="a number, or how it begins with * after it"),
    Column("created_at", Utc, nullable=False),
    comment="Numbers with which calls are never kept.",
)
Index("ix_private_numbers_person_id", private_numbers.c.person_id)

remembered = Table(
    "remembered",
    metadata,
    Column("why", Name, primary_key=True),
    Column(
        "digest",
        Name,
        primary_key=True,
        comment="keyed; of a file, or of a number, a minute and whose call it was",
    ),
    Column("until", Utc, nullable=False, comment="when it is forgotten"),
    CheckConstraint("why IN ('no_consent', 'private', 'gone')", name="why"),
    comment="By what a call that was left out is known when it comes another way.",
)
Index("ix_remembered_until", remembered.c.until)
