"""The tables of the API: its keys, and what is being sent through it piece by piece."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from klankbord.store.columns import own_id, to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Json, Name, Utc

keys = Table(
    "keys",
    metadata,
    own_id(),
    Column("token", Name, nullable=False, unique=True, comment="SHA-256 of the key"),
    Column("prefix", Name, nullable=False, comment="how the key begins, to know it by"),
    Column("name", Name, nullable=False, comment="what it is for"),
    Column("person_id", Id, to_row("people"), nullable=False, comment="who made it, and answers"),
    Column("source_id", Id, to_row("sources"), comment="set: it gives this source calls, no more"),
    Column("scopes", Json, nullable=False, comment="what it may be used for"),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, comment="null: it does not"),
    Column("revoked_at", Utc),
    Column("used_at", Utc, comment="when last"),
    Column("counted_at", Utc, comment="the minute of which `asked` is"),
    Column("asked", Integer, nullable=False, default=0, comment="how much in that minute"),
    comment="Keys of the API.",
)
Index("ix_keys_person_id", keys.c.person_id)
Index("ix_keys_source_id", keys.c.source_id)

uploads = Table(
    "uploads",
    metadata,
    own_id(),
    Column("source_id", Id, to_row("sources"), nullable=False),
    Column("key", Name, nullable=False, comment="the sender's own id of the call"),
    Column("facts", Json, comment="what was told of the call; null once it arrived"),
    Column("digest", Name, nullable=False, comment="SHA-256 of the facts"),
    Column("expects", Json, nullable=False, comment="which files come; empty: the first is all"),
    Column("files", Json, nullable=False, comment="name, length and hash of each, by its role"),
    Column("arrival_id", Id, to_row("arrivals", keep=True), comment="set: all of it is here"),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    UniqueConstraint("source_id", "key"),
    comment="Calls that are being sent through the API.",
)
Index("ix_uploads_arrival_id", uploads.c.arrival_id)
