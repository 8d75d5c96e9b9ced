"""A review: begun from a flag, planned, done alone after all, looked into, and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from klankbord.coaching.anchors import Anchor, anchor_of
from klankbord.coaching.keymoments import propose
from klankbord.errors import BadForm, BadMoment, CallNotHere, NoSuchCoach, NotFound, NotNow
from klankbord.measures.measuring import measure
from klankbord.service.access import Actor, fetch_call, fetch_flag, fetch_review
from klankbord.service.learning.flagging import coaches_of
from klankbord.service.learning.folding import folded_of
from klankbord.service.learning.for_coaches import share_flag, share_review
from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.site import Site
from klankbord.store.calls import Call, read_conversation
from klankbord.store.consent import let_go
from klankbord.store.flags import Flag, change_flag, find_flags, lock_flag
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.measurements import MOMENT, read_measurement
from klankbord.store.reviews import (
    Review,
    add_moment,
    add_review,
    change_review,
    find_reviews,
    lock_review,
)

MANNERS = ("alone", "room", "apart")
"""How a review is done: by oneself, with a coach in one room, or each when it suits them."""


def is_revealed(review: Review) -> bool:
    """Whether both sides lie side by side: both are done, or the one who does it alone is."""
    seller, coach = review.seller_done_at, review.coach_done_at
    return bool(seller and (coach or review.coach_id is None))


def begin(site: Site, actor: Actor, flag: int, manner: str, coach: int = 0) -> int:
    """Begin the review of a flag, or find the one that was begun; its number.

    A seller begins it of a flag of their own, alone or with a coach, who may see it from then on,
    also where the call was still to wait for them to call it private.
    A coach begins it of a flag that is shared with them.

    Raises:
        NotFound: there is no such flag, or it is not theirs to see; or its seller reviews it alone.
        BadForm: there is no such manner.
        CallNotHere: the flagged call has not arrived yet.
        NoSuchCoach: the coach does not coach this seller.
    """
    if manner not in MANNERS:
        raise BadForm
    with site.database.reading() as connection:
        found = _flag(connection, actor, flag)
        begun = find_reviews(connection, reviews.c.flag_id == flag)
        if begun:
            return fetch_review(connection, actor, begun[0].id).id
    if found.call_id is None:
        raise CallNotHere
    moments = _proposed(site, found.call_id, good=found.good)
    try:
        with site.database.writing() as connection:
            lock_flag(connection, flag)
            found = _flag(connection, actor, flag)
            with_whom = None if manner == "alone" else _coach(connection, actor, found, coach)
            if manner == "alone" and found.person_id != actor.id:
                raise BadForm
            review = _begin(site, connection, found, manner, with_whom)
            for start, until in moments:
                add_moment(connection, review, None, start, until, site.now())
    except IntegrityError:  # the other began it in this very moment
        with site.database.reading() as connection:
            begun = find_reviews(connection, reviews.c.flag_id == flag)
            return fetch_review(connection, actor, begun[0].id).id
    return review


def plan(site: Site, actor: Actor, review: int, at: datetime | None) -> None:
    """Say when the talk is; None for no longer.

    Raises:
        NotFound: there is no such review, or it is not theirs.
        NotNow: it is closed.
        BadMoment: that moment is past.
    """
    if at is not None and at <= site.now():
        raise BadMoment
    with changing(site, actor, review) as (connection, _):
        change_review(connection, review, planned_at=at)


def go_on_alone(site: Site, actor: Actor, review: int) -> None:
    """Do a review without the coach after all; they see neither it nor its flag any more.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: both were done already, or it is closed.
    """
    with changing(site, actor, review, with_flag=True) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        if is_revealed(found):
            raise NotNow
        change_review(
            connection, review, coach_id=None, coach_done_at=None, talk_id=None, manner="alone"
        )
        change_flag(connection, found.flag_id, shared_id=None, shared_at=None)


def do_together(site: Site, actor: Actor, review: int, manner: str, coach: int = 0) -> None:
    """Do a review that was begun alone with a coach after all.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: it is with a coach already, or closed.
        BadForm: there is no such manner.
        NoSuchCoach: the coach does not coach this seller.
    """
    if manner not in MANNERS[1:]:
        raise BadForm
    with changing(site, actor, review, with_flag=True) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        if found.coach_id is not None:
            raise NotNow
        flag = fetch_flag(connection, actor, found.flag_id)
        with_whom = _coach(connection, actor, flag, coach)
        change_review(connection, review, coach_id=with_whom, coach_done_at=None, manner=manner)
        share_flag(connection, flag, with_whom, site.now())
        share_review(connection, found, site.now())


def look(site: Site, actor: Actor, review: int) -> None:
    """See the figures before having answered; that is noted in the review.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: it is closed.
    """
    with changing(site, actor, review) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        if found.looked_at is None and found.seller_done_at is None:
            change_review(connection, review, looked_at=site.now())


def look_at(site: Site, actor: Actor, call: int) -> None:
    """See the figures of a call that one flagged; where there is no review of it, one begins.

    That is one with the coach with whom its flag is shared, who still waits for it; else one alone.

    Raises:
        NotFound: there is no such call, or it is not one's own.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        if found.owner_id != actor.id:
            raise NotFound
        own = (reviews.c.call_id == call, reviews.c.person_id == actor.id)
        begun = find_reviews(connection, *own, reviews.c.closed_at.is_(None))
        flagged = _open_flags(connection, actor, found)
        able = {person.id for person in coaches_of(connection, actor.id)}
    if not begun and flagged:
        shared = [(one.id, "apart", one.shared_id) for one in flagged if one.shared_id in able]
        flag, manner, coach = shared[0] if shared else (flagged[0].id, "alone", None)
        look(site, actor, begin(site, actor, flag, manner, coach or 0))
    for review in begun:
        look(site, actor, review.id)


def close(site: Site, actor: Actor, review: int) -> None:
    """Close a review, with a lesson or without.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: it was closed already.
    """
    with changing(site, actor, review) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        change_review(connection, review, closed_at=site.now())


@contextmanager
def changing(
    site: Site, actor: Actor, review: int, *, closed_too: bool = False, with_flag: bool = False
) -> Iterator[tuple[Connection, Review]]:
    """A transaction about a review of somebody's that is still open.

    Raises:
        NotFound: there is no such review, or it or its call is not theirs to see.
        NotNow: it is closed.
    """
    with site.database.writing() as connection:
        if with_flag:  # first the flag, as everywhere
            lock_flag(connection, fetch_review(connection, actor, review).flag_id)
        lock_review(connection, review)
        found = fetch_review(connection, actor, review)
        fetch_call(connection, actor, found.call_id)
        if found.closed_at is not None and not closed_too:
            raise NotNow
        yield connection, found


def _flag(connection: Connection, actor: Actor, flag: int) -> Flag:
    found = fetch_flag(connection, actor, flag)
    if found.dropped_at is not None:
        raise NotFound
    if found.call_id is not None:
        fetch_call(connection, actor, found.call_id)
    return found


def _coach(connection: Connection, actor: Actor, flag: Flag, coach: int) -> int:
    """With whom: oneself, the coach who is named, or the only one there is."""
    able = [person.id for person in coaches_of(connection, flag.person_id)]
    wanted = actor.id if actor.id != flag.person_id else coach
    if not wanted and flag.shared_id in able:
        wanted = flag.shared_id or 0
    if not wanted and len(able) == 1:
        wanted = able[0]
    if wanted not in able:
        raise NoSuchCoach
    return wanted


def _begin(site: Site, connection: Connection, flag: Flag, manner: str, coach: int | None) -> int:
    now, call = site.now(), flag.call_id or 0
    seen = call not in folded_of(connection, flag.person_id)
    review = add_review(
        connection, flag.id, person=flag.person_id, call=call, manner=manner, now=now
    )
    if seen:  # in an earlier review, or when a flag was taken off: they cannot be unseen
        change_review(connection, review, looked_at=now)
    if coach is not None:
        change_review(connection, review, coach_id=coach)
        share_flag(connection, flag, coach, now)
        # Who looks back along may see the call itself: it waits no longer to be called private.
        plan_hooks(connection, let_go(connection, [call], "private"), now)
    return review


def _open_flags(connection: Connection, actor: Actor, call: Call) -> list[Flag]:
    mine = (flags.c.call_id == call.id, flags.c.person_id == actor.id)
    return find_flags(connection, *mine, flags.c.dropped_at.is_(None))


def _proposed(site: Site, call: int, *, good: bool) -> list[tuple[Anchor, Anchor]]:
    """Where to begin, from what was measured of the newest revision."""
    with site.database.reading() as connection:
        kept = read_measurement(connection, call)
        # A place of another revision would be another turn.
        conversation = read_conversation(connection, call, kept.revision if kept else None)
    if kept is None:
        rows = measure([conversation], own=site.settings.own_words).moments.rows(named=True)
    else:
        rows = [dict(zip(MOMENT, row, strict=True)) for row in kept.moments]
    return [
        (anchor_of(conversation, span.first), anchor_of(conversation, span.last))
        for span in propose(rows, len(conversation.turns), good=good)
    ]
