"""The tables of learning: flags, reviews, lessons and experiments; a person's until they share."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from klankbord.store.columns import own_id, to_row
from klankbord.store.tables import metadata
from klankbord.store.types import Id, Json, Name, Utc

flags = Table(
    "flags",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("key", Name, nullable=False, comment="from the browser: sent twice, it is kept once"),
    Column("good", Boolean, nullable=False),
    Column("note", Text, nullable=False, comment="one line"),
    Column("number", Name, nullable=False, comment="told, of a call that is not here yet"),
    Column("at", Utc, nullable=False, comment="when it was flagged, by the person's own clock"),
    Column("call_id", Id, to_row("calls"), comment="null until its call arrives"),
    Column("named", Boolean, nullable=False, comment="its maker said which call it is"),
    Column("answers", Json, nullable=False, comment="to the reframing questions; never shared"),
    Column("shared_id", Id, to_row("people", keep=True), comment="the coach who may see it"),
    Column("shared_at", Utc),
    Column("dropped_at", Utc, comment="taken off the queue without a review"),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("person_id", "key"),
    comment="Calls that somebody wants to come back to.",
)
Index("ix_flags_call_id", flags.c.call_id)
Index("ix_flags_shared_id", flags.c.shared_id)

todos = Table(
    "todos",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("key", Name, nullable=False, comment="from the browser, as of flags"),
    Column("text", Text, nullable=False),
    Column("at", Utc, comment="when it is to be done; null: some time today"),
    Column("done_at", Utc),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("person_id", "key"),
    comment="The next thing to do; seen by nobody else.",
)

proposals = Table(
    "proposals",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("call_id", Id, to_row("calls"), nullable=False),
    Column("good", Boolean, nullable=False),
    Column("measure", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("value", Float, nullable=False),
    Column("usual", Float, nullable=False, comment="the median of the person's calls before"),
    Column("made_at", Utc, nullable=False),
    Column("answered_at", Utc),
    Column("taken", Boolean, comment="null until answered"),
    UniqueConstraint("person_id", "call_id"),
    comment="Calls that may be worth listening back to; told to the person alone.",
)

reviews = Table(
    "reviews",
    metadata,
    own_id(),
    Column("flag_id", Id, to_row("flags"), nullable=False, unique=True),
    Column("person_id", Id, to_row("people"), nullable=False, comment="the seller"),
    Column("coach_id", Id, to_row("people", keep=True), comment="null: a review alone"),
    Column("call_id", Id, to_row("calls"), nullable=False),
    Column("manner", Name, nullable=False, comment="alone, room or apart"),
    Column("planned_at", Utc, comment="when they talk"),
    Column("looked_at", Utc, comment="the seller chose to see the figures before answering"),
    Column("seller_done_at", Utc),
    Column("coach_done_at", Utc),
    Column("closed_at", Utc),
    Column("talk_id", Id, to_row("calls", keep=True), comment="the recording of the talk itself"),
    Column("created_at", Utc, nullable=False),
    CheckConstraint("manner IN ('alone', 'room', 'apart')", name="manner"),
)
Index("ix_reviews_person_id", reviews.c.person_id)
Index("ix_reviews_coach_id", reviews.c.coach_id)
Index("ix_reviews_call_id", reviews.c.call_id)

keymoments = Table(
    "keymoments",
    metadata,
    own_id(),
    Column("review_id", Id, to_row("reviews"), nullable=False),
    Column("person_id", Id, to_row("people", keep=True), comment="who chose it; null: proposed"),
    Column("start_ms", Integer),
    Column("quote", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("until_ms", Integer),
    Column("until_quote", Text, nullable=False),
    Column("until_before", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    comment="From one anchor to another; the page never tells who chose them.",
)
Index("ix_keymoments_review_id", keymoments.c.review_id)

answers = Table(
    "answers",
    metadata,
    own_id(),
    Column("review_id", Id, to_row("reviews"), nullable=False),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("question", Name, nullable=False),
    Column("moment_id", Id, nullable=False, comment="0: about the call as a whole"),
    Column("text", Text, nullable=False),
    Column("start_ms", Integer, comment="with quote and before: a place in the call"),
    Column("quote", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("changed_at", Utc, nullable=False),
    UniqueConstraint("review_id", "person_id", "question", "moment_id"),
    comment="What each wrote; the other sees it once both are done.",
)

lessons = Table(
    "lessons",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("review_id", Id, to_row("reviews", keep=True), unique=True),
    Column("text", Text, nullable=False, comment="one sentence"),
    Column("created_at", Utc, nullable=False),
)
Index("ix_lessons_person_id", lessons.c.person_id)

experiments = Table(
    "experiments",
    metadata,
    own_id(),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("review_id", Id, to_row("reviews", keep=True)),
    Column(
        "follows_id", Id, to_row("experiments", keep=True), comment="the one it was changed from"
    ),
    Column("text", Text, nullable=False, comment="what I try"),
    Column("type", Name, nullable=False, comment="in calls of this type; empty: in all"),
    Column("measure", Name, nullable=False, comment="which would show it; empty: none"),
    Column("kind", Name, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("outcome", Name, nullable=False, comment="empty while it runs"),
    CheckConstraint("outcome IN ('', 'kept', 'changed', 'let_go')", name="outcome"),
)
Index("ix_experiments_person_id", experiments.c.person_id)

remarks = Table(
    "remarks",
    metadata,
    own_id(),
    Column("call_id", Id, to_row("calls"), nullable=False),
    Column("person_id", Id, to_row("people"), nullable=False),
    Column("measure", Name, nullable=False, comment="which is contested; empty: context"),
    Column("text", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    comment="What its seller says of a call or of a figure; shown with it to whoever sees it.",
)
Index("ix_remarks_call_id", remarks.c.call_id)

preferences = Table(
    "preferences",
    metadata,
    Column("person_id", Id, to_row("people"), primary_key=True),
    Column("key", Name, primary_key=True),
    Column("value", Json, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    Column("person_id", Id, to_row("people"), primary_key=True),
    Column("kind", Name, primary_key=True),
    Column("about", Name, primary_key=True, comment="the day, or the number of what it is about"),
    Column("sent_at", Utc, nullable=False),
    comment="What somebody was reminded of; once is enough.",
)
