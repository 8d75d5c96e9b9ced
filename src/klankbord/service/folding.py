"""Blind first: the figures of a call that its seller flagged stay folded until they answered."""

from __future__ import annotations

from sqlalchemy import Connection

from klankbord.service.access import Actor, may_see_review
from klankbord.store.calls import Call
from klankbord.store.flags import find_flags
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.reviews import Review, find_reviews


def is_folded(connection: Connection, actor: Actor, call: Call) -> bool:
    """Whether the figures of a call are kept from somebody for now: only ever from its seller.

    They come out when its seller is done in a review of it, chose to look, or closed it.
    """
    if call.owner_id != actor.id:
        return False
    mine = find_flags(
        connection,
        flags.c.call_id == call.id,
        flags.c.person_id == actor.id,
        flags.c.dropped_at.is_(None),
    )
    if not mine:
        return False
    begun = find_reviews(connection, reviews.c.call_id == call.id, reviews.c.person_id == actor.id)
    return not any(has_seen(review) for review in begun)


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
