"""The tables of what goes out, and of what came in by a webhook and waits for the rest of it."""

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
from klankbord.store.types import Id, Json, Name, Utc

outlets = Table(
    "outlets",
    metadata,
    own_id(),
    Column("scheme", Name, nullable=False),
    Column("host", Name, nullable=False, comment="as it travels; *. before it: whatever ends so"),
    Column("port", Integer, nullable=False),
    Column("inside", Boolean, nullable=False, comment="it may lie in our own network"),
    Column("person_id", Id, to_row("people", keep=True), comment="the admin who named it"),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("scheme", "host", "port"),
    comment="Where Klankbord may go over the network.",
)
Index("ix_outlets_person_id", outlets.c.person_id)

hooks = Table(
    "hooks",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False, comment="what they may see goes out"),
    Column("name", Name, nullable=False),
    Column("query", Text, nullable=False, comment="of the search, as its address has it"),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False, comment="by which what goes out is signed"),
    Column("facts", Boolean, nullable=False, comment="whether title and customer go along"),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    comment="Rules: which calls are told of to whom, once they are measured.",
)
Index("ix_hooks_person_id", hooks.c.person_id)

deliveries = Table(
    "deliveries",
    metadata,
    own_id(),
    Column("hook_id", Id, to_row("hooks"), nullable=False),
    Column("call_id", Id, to_row("calls"), comment="null: a try-out"),
    Column("key", Name, nullable=False, unique=True, comment="told with each try of it"),
    Column("state", Name, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("status", Integer, comment="what the other side last answered with"),
    Column("reason", Json, comment="why it did not arrive: a sentence a language, and its error"),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    UniqueConstraint("hook_id", "call_id"),
    CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
    comment="What went out by a rule, and what became of it; what it said is not kept.",
)
Index("ix_deliveries_hook_id_id", deliveries.c.hook_id, deliveries.c.id)
Index("ix_deliveries_call_id", deliveries.c.call_id)

heard = Table(
    "heard",
    metadata,
    Column("source_id", Id, to_row("sources"), primary_key=True),
    Column("nonce", Name, primary_key=True, comment="SHA-256 of the signature"),
    Column("at", Utc, nullable=False),
    comment="Webhooks that came in lately, so that none is taken twice.",
)
Index("ix_heard_at", heard.c.at)

pieces = Table(
    "pieces",
    metadata,
    Column("source_id", Id, to_row("sources"), primary_key=True),
    Column("key", Name, primary_key=True, comment="the source's own id of the call"),
    Column("part", Name, primary_key=True, comment="sound or transcript"),
    Column("told", Json, nullable=False),
    Column("at", Utc, nullable=False),
    comment="Of calls that are told of in more than one webhook: what came, until the rest does.",
)
