"""What a coach and their sellers do together, for the coach's page: by date, never ranked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import experiments, flags, keymoments, reviews
from klankbord.store.lessons import Experiment
from klankbord.store.tables import calls, moments, people


@dataclass(frozen=True)
class MarkedMoment:
    """A measure of which a moment is in a key moment of a review, and the call's language."""

    review: int
    person: int
    language: str
    measure: str
    kind: str


def asked_flags(connection: Connection, coach: int, *where: ColumnElement[bool]) -> list[Flag]:
    """Flags shared with a coach of which no review began; who asked first comes first."""
    begun = exists().where(reviews.c.flag_id == flags.c.id)
    own = (flags.c.shared_id == coach, flags.c.dropped_at.is_(None), ~begun)
    found = find_flags(connection, *own, *where)
    return sorted(found, key=lambda flag: (flag.shared_at or flag.at, flag.id))


def running_experiments(
    connection: Connection, *where: ColumnElement[bool]
) -> list[tuple[Experiment, str]]:
    """Running experiments that were made in reviews, with whose they are; what began first, first.

    `where` may be about reviews.
    """
    wanted = (
        select(experiments, people.c.name.label("person"))
        .join(reviews, reviews.c.id == experiments.c.review_id)
        .join(people, people.c.id == experiments.c.person_id)
        .where(experiments.c.outcome == "", *where)
        .order_by(experiments.c.started_at, experiments.c.id)
    )
    found = []
    for row in connection.execute(wanted).mappings():
        own = {name: row[name] for name in experiments.c.keys()}  # noqa: SIM118 (of columns)
        found.append((Experiment(**own), str(row["person"])))
    return found


def marked_moments(
    connection: Connection, among: Collection[int], measures: Collection[str]
) -> list[MarkedMoment]:
    """Those of the measures whose moments were key moments in these reviews, each once a review.

    A moment of a measure is in a key moment where it begins within it, on the clock.
    """
    m, k, r = moments.c, keymoments.c, reviews.c
    wanted = (
        select(r.id, r.person_id, calls.c.language, m.measure, m.kind)
        .select_from(reviews)
        .join(keymoments, k.review_id == r.id)
        .join(moments, m.call_id == r.call_id)
        .join(calls, calls.c.id == r.call_id)
        .where(
            r.id.in_(sorted(among)),
            m.measure.in_(sorted(measures)),
            m.start_ms >= k.start_ms,
            or_(m.start_ms == k.start_ms, m.start_ms <= k.until_ms),
        )
        .distinct()
        .order_by(m.measure, m.kind, r.id)
    )
    return [MarkedMoment(*row) for row in connection.execute(wanted)]
