"""The tables of keeping and erasing: what is kept longer, what goes when, and what is gone."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Table,
    Text,
    UniqueConstraint,
)

from klankbord.store.columns import own_id, to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Json, Name, Utc

library = Table(
    "library",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("reason", Text, nullable=False, comment="what others can learn from it"),
    Column("person_id", Id, to_row("people", keep=True), comment="who asked for it"),
    Column("asked_at", Utc, nullable=False),
    Column("agreed_at", Utc, comment="when its seller said yes; from then on it counts"),
    comment="Calls that are kept longer, to train with.",
)
Index("ix_library_person_id", library.c.person_id)

holds = Table(
    "holds",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("person_id", Id, to_row("people", keep=True), comment="the admin who did it"),
    Column("since", Utc, nullable=False),
    Column("erase_at", Utc, comment="when its erasure was asked; it is done once this is lifted"),
    comment="Calls under dispute: nothing of them goes until this is lifted.",
)
Index("ix_holds_person_id", holds.c.person_id)

going = Table(
    "going",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("part", Name, primary_key=True),
    Column("told_at", Utc, nullable=False, comment="since when its owner can know"),
    Column("goes_at", Utc, nullable=False),
    CheckConstraint("part IN ('sound', 'text')", name="part"),
    comment="What goes before long because it was kept for long enough; text: all of the call.",
)
Index("ix_going_goes_at", going.c.goes_at)

soundless = Table(
    "soundless",
    metadata,
    Column("call_id", Id, to_row("calls"), primary_key=True),
    Column("at", Utc, nullable=False),
    comment="Calls whose recording was kept for long enough, and went.",
)

past_reviews = Table(
    "past_reviews",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False, comment="the seller"),
    Column("coach_id", Id, to_row("people", keep=True)),
    Column("manner", Name, nullable=False),
    Column("held_at", Utc, nullable=False, comment="when it was begun"),
    Column("closed_at", Utc, comment="null: it never was"),
    Column("moments", Json, nullable=False, comment="from when to when each was; without words"),
    Column("lesson_id", Id, to_row("lessons", keep=True)),
    Column("experiment_id", Id, to_row("experiments", keep=True)),
    Column("why", Name, nullable=False),
    Column("gone_at", Utc, nullable=False),
    CheckConstraint("why IN ('retention', 'erasure', 'owner')", name="why"),
    comment="Reviews whose call is gone: that they were, and what became of what they quoted.",
)
Index("ix_past_reviews_person_id", past_reviews.c.person_id)
Index("ix_past_reviews_coach_id", past_reviews.c.coach_id)
Index("ix_past_reviews_lesson_id", past_reviews.c.lesson_id)
Index("ix_past_reviews_experiment_id", past_reviews.c.experiment_id)

erased = Table(
    "erased",
    metadata,
    own_id(),
    Column("kind", Name, nullable=False, comment="call, sound, number, email"),
    Column("salt", Name, nullable=False, comment="the digest's key; empty for what is no secret"),
    Column("digest", Name, nullable=False),
    Column("at", Utc, nullable=False),
    Column("token", Name, comment="of a party: another each time that they were erased"),
    Column("again", Boolean, comment="it came with a list, and is to be erased from a backup"),
    UniqueConstraint("kind", "digest"),
    comment="What was erased, as digests, so that a backup put back can be erased again.",
)

requests = Table(
    "requests",
    metadata,
    own_id(),
    Column("kind", Name, nullable=False),
    Column("digest", Name, nullable=False, comment="of what was asked, by a key kept nowhere"),
    Column("counts", Json, nullable=False, comment="how many of each kind of thing"),
    Column("person_id", Id, to_row("people", keep=True), comment="the admin who did it"),
    Column("at", Utc, nullable=False),
    CheckConstraint("kind IN ('access', 'erasure')", name="kind"),
    comment="That somebody's data were given or erased; not whose.",
)
Index("ix_requests_person_id", requests.c.person_id)
