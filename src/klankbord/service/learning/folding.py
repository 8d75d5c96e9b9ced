"""Blind first: the figures of a call that its seller flagged stay folded until they answered."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from klankbord.service.access import Actor, may_see_review
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.reviews import Review, find_reviews
from klankbord.store.tables import calls


def is_folded(person: int) -> ColumnElement[bool]:
    """What holds for every call whose figures are kept from somebody for now: only ever their own.

    They come out when its seller is done in a review of it, chose to look, closed it, or took their
    flag off; and what came out stays out, whatever is flagged later.
    """
    f, r = flags.c, reviews.c
    own = and_(f.call_id == calls.c.id, f.person_id == person)
    seen = or_(r.seller_done_at.is_not(None), r.looked_at.is_not(None), r.closed_at.is_not(None))
    return and_(
        calls.c.owner_id == person,
        exists().where(own, f.dropped_at.is_(None)),
        ~exists().where(own, f.dropped_at.is_not(None)),
        ~exists().where(r.call_id == calls.c.id, r.person_id == person, seen),
    )


def folded_of(connection: Connection, person: int) -> set[int]:
    """The calls whose figures are folded for somebody."""
    return set(connection.execute(select(calls.c.id).where(is_folded(person))).scalars())


def choosing_in(connection: Connection, actor: Actor, call: int) -> int:
    """The review of a call in which somebody may still choose key moments; 0 for none."""
    open_ones = find_reviews(
        connection, reviews.c.call_id == call, reviews.c.closed_at.is_(None), may_see_review(actor)
    )
    for review in open_ones:
        own = review.person_id == actor.id
        if not (review.seller_done_at if own else review.coach_done_at):
            return review.id
    return 0


def has_seen(review: Review) -> bool:
    """Whether the seller of a review may see the figures by now."""
    return bool(review.seller_done_at or review.looked_at or review.closed_at)
