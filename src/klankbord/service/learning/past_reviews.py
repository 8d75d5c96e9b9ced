"""Reviews whose call is gone: that they were, and what became of what they quoted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_

from klankbord.errors import NotFound
from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.erased import PastReview, past_reviews_of
from klankbord.store.lessons import experiments_of, lessons_of
from klankbord.store.retention_tables import past_reviews


@dataclass(frozen=True)
class Remembered:
    """A review whose call is gone, and what its seller took from it; to them alone."""

    review: PastReview
    lesson: str
    experiment: str


def read_past(site: Site, actor: Actor, number: int) -> Remembered:
    """One that was theirs, or that they did as a coach.

    Raises:
        NotFound: there is none, or it is none of theirs.
    """
    c = past_reviews.c
    mine = or_(c.person_id == actor.id, c.coach_id == actor.id)
    with site.database.reading() as connection:
        found = past_reviews_of(connection, c.id == number, mine)
        if not found:
            raise NotFound
        (review,) = found
        lessons = {one.id: one.text for one in lessons_of(connection, actor.id)}
        tried = {one.id: one.text for one in experiments_of(connection, actor.id)}
    return Remembered(
        review,
        lessons.get(review.lesson_id or 0, ""),
        tried.get(review.experiment_id or 0, ""),
    )


def past_of_own(site: Site, actor: Actor) -> list[PastReview]:
    """Somebody's own reviews whose call is gone."""
    with site.database.reading() as connection:
        return past_reviews_of(connection, past_reviews.c.person_id == actor.id)
