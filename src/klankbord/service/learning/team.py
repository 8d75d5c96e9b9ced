"""What a coach does with their sellers: who asked, what is planned, what comes back.

Nothing here ranks people: names stand in order of time, and a figure over people is told from five
people up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Connection

from klankbord.coaching.effect import Effect
from klankbord.errors import NotFound
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor, is_coached, may_see_flag, may_see_review
from klankbord.service.learning.effect import effect_of
from klankbord.service.learning.talks import talk_of
from klankbord.service.site import Site
from klankbord.store.flags import Flag
from klankbord.store.learning_tables import experiments, reviews
from klankbord.store.lessons import Experiment
from klankbord.store.reviews import Review, find_reviews
from klankbord.store.teamwork import (
    asked_flags,
    marked_moments,
    running_experiments,
)

LEAST_PEOPLE = 5
"""Over fewer people no count and no median is told: it would be about somebody."""
EVENTS = frozenset(
    {
        "absent-silences",
        "answers",
        "discount-after-price",
        "interruptions",
        "next-step",
        "objections",
        "price-before-need",
        "rebuff",
        "redirects",
        "shift",
    }
)
"""The measures whose moments happen, or do not; the longest of something is in every call."""
_MEASURES = {measure.id: measure for measure in CATALOGUE}
_DAY_S = 86_400


@dataclass(frozen=True)
class Shared:
    """A running experiment that was made in a review with this coach, whose, and what it did."""

    person: str
    experiment: Experiment
    effect: Effect | None


@dataclass(frozen=True)
class Returning:
    """A moment that was talked about in so many reviews, of so many people."""

    measure: str
    kind: str
    reviews: int
    people: int


@dataclass(frozen=True)
class Listening:
    """A talk that was recorded: how much of it the coach spoke; None where that is not clear."""

    review: int
    at: datetime
    share: float | None


@dataclass(frozen=True)
class Talked:
    """A review that was talked about: whose, flagged when, and when it was talked about.

    That is when the recording of the talk begins, else when both sides were done. An hour that was
    planned is a plan.
    """

    review: int
    person: str
    flagged_at: datetime
    talked_at: datetime


@dataclass(frozen=True)
class Team:
    """All that the page shows.

    `reviewed` is of how many people reviews are done; with fewer than five `returning` is empty,
    and `days` (from flag to talk, the middle) is None: then only the talks themselves are told.
    """

    asked: tuple[Flag, ...]
    planned: tuple[Review, ...]
    unplanned: tuple[Review, ...]
    running: tuple[Shared, ...]
    reviewed: int
    returning: tuple[Returning, ...]
    listening: tuple[Listening, ...]
    talked: tuple[Talked, ...]
    days: float | None


def read_team(site: Site, actor: Actor) -> Team:
    """The page of a coach.

    Raises:
        NotFound: who asks coaches nobody.
    """
    if not actor.coaches:
        raise NotFound
    with site.database.reading() as connection:
        coached = (reviews.c.coach_id == actor.id, may_see_review(actor))
        every = find_reviews(connection, *coached, reviews.c.person_id != actor.id)
        still = [review for review in every if review.closed_at is None]
        done = [review for review in every if review.seller_done_at and review.coach_done_at]
        listening, recorded = _listening(connection, every)
        talked = _talked(every, recorded)
        return Team(
            asked=tuple(asked_flags(connection, actor.id, may_see_flag(actor))),
            planned=tuple(sorted((r for r in still if r.planned_at), key=_planned)),
            unplanned=tuple(sorted((r for r in still if not r.planned_at), key=_begun)),
            running=_running(site, connection, actor),
            reviewed=len({review.person_id for review in done}),
            returning=_returning(connection, done),
            listening=listening,
            talked=talked,
            days=_days(talked, every),
        )


def _running(site: Site, connection: Connection, actor: Actor) -> tuple[Shared, ...]:
    found = running_experiments(
        connection,
        reviews.c.coach_id == actor.id,
        reviews.c.seller_done_at.is_not(None),
        reviews.c.coach_done_at.is_not(None),  # before, it is of a side that is not theirs to see
        is_coached(actor, experiments.c.person_id),
    )
    return tuple(Shared(name, one, effect_of(site, connection, actor, one)) for one, name in found)


def _returning(connection: Connection, done: Sequence[Review]) -> tuple[Returning, ...]:
    """What reviews that are done on both sides came back to, from five people up; by name."""
    if len({review.person_id for review in done}) < LEAST_PEOPLE:
        return ()
    seen: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for one in marked_moments(connection, [review.id for review in done], EVENTS):
        if _MEASURES[one.measure].is_sure(one.language):
            seen.setdefault((one.measure, one.kind), set()).add((one.review, one.person))
    told = (
        Returning(measure, kind, len(own), len({person for _, person in own}))
        for (measure, kind), own in seen.items()
    )
    return tuple(one for one in told if one.people >= LEAST_PEOPLE)


def _listening(
    connection: Connection, every: Iterable[Review]
) -> tuple[tuple[Listening, ...], dict[int, datetime]]:
    """The talks that were recorded, and of those with a date when they began, by review."""
    found, began = [], {}
    for review in every:
        talk = talk_of(connection, review)
        if talk is not None:
            call, share = talk
            at = call.started_at or review.planned_at or review.created_at
            found.append(Listening(review.id, at, share))
            if call.started_at is not None:
                began[review.id] = call.started_at
    return tuple(sorted(found, key=lambda one: (one.at, one.review))), began


def _talked(every: Iterable[Review], recorded: Mapping[int, datetime]) -> tuple[Talked, ...]:
    found = [
        Talked(review.id, review.person, review.flagged_at, at)
        for review in every
        if (at := recorded.get(review.id) or _both_done(review)) is not None
        and at >= review.flagged_at
    ]
    return tuple(sorted(found, key=lambda one: (one.talked_at, one.review), reverse=True))


def _both_done(review: Review) -> datetime | None:
    if review.seller_done_at and review.coach_done_at:
        return max(review.seller_done_at, review.coach_done_at)
    return None


def _days(talked: Sequence[Talked], every: Iterable[Review]) -> float | None:
    whose = {review.id: review.person_id for review in every}
    if len({whose[one.review] for one in talked}) < LEAST_PEOPLE:
        return None
    return median((one.talked_at - one.flagged_at).total_seconds() / _DAY_S for one in talked)


def _planned(review: Review) -> tuple[datetime, int]:
    return review.planned_at or review.created_at, review.id


def _begun(review: Review) -> tuple[datetime, int]:
    return review.created_at, review.id
