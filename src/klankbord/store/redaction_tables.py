"""The table of what was made unreadable."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from klankbord.store.columns import to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Json, Name, Utc

redacted = Table(
    "redacted",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("rules", Name, nullable=False, comment="by which it was looked through"),
    Column("counts", Json, nullable=False, comment="how many of each kind"),
    Column("still_heard", Integer, nullable=False, comment="of how many the sound stayed"),
    Column("pieces", Json, comment="what stands under the marks; null: gone for good"),
    Column("sound", Name, comment="SHA-256 of the recording as it was, where it is kept"),
    Column("made_at", Utc, nullable=False),
    comment="What is unreadable in a call; without a row it was never looked through.",
)
