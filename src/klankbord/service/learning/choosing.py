"""Key moments chosen by whoever reviews; nobody is told who chose which."""

from __future__ import annotations

from klankbord.coaching.anchors import find_places
from klankbord.coaching.keymoments import MOST, Span
from klankbord.conversation import Conversation
from klankbord.errors import BadForm, MomentInUse, NotFound, NotNow, TooManyMoments
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.marks import anchor_on, as_seen
from klankbord.service.learning.reviewing import changing
from klankbord.service.learning.writing import is_done
from klankbord.service.site import Site
from klankbord.store.reviews import (
    TAKEN_OFF,
    KeyMoment,
    Review,
    add_moment,
    answers_of,
    moments_of,
    remove_moment,
    taken_off,
    write_answer,
)

MOST_EVER = 4 * MOST
"""So many with those that were taken off."""
LONGEST = 20
"""Turns that a chosen moment may have."""


def may_choose(actor: Actor, review: Review) -> bool:
    """Whether somebody may still add a moment: not once they are done themselves."""
    return review.closed_at is None and not is_done(actor, review)


def choose(site: Site, actor: Actor, review: int, seen: int, turns: tuple[int, int]) -> None:
    """Add a key moment: from one turn to another of the revision that was seen, both in.

    One that stands there already is not added again.

    Raises:
        NotFound: there is no such review, or it is not theirs.
        NotNow: they are done already, or it is closed.
        NoSuchTurn: that revision has no such turn.
        BadForm: there is no such revision, or so long is no moment.
        TooManyMoments: it has as many as it may have.
    """
    first, last = sorted(turns)
    with changing(site, actor, review) as (connection, found):
        if not may_choose(actor, found):
            raise NotNow
        conversation = as_seen(connection, fetch_call(connection, actor, found.call_id), seen)
        start, until = anchor_on(conversation, first), anchor_on(conversation, last)
        if last - first >= LONGEST:
            raise BadForm
        there = moments_of(connection, review)
        off = taken_off(connection, review, actor.id)
        spans = spans_of(conversation, there)
        same = [number for number, span in spans.items() if span == Span(first, last)]
        if any(number not in off for number in same):
            return
        if len(there) - len(off) >= MOST or len(there) >= MOST_EVER:
            raise TooManyMoments(MOST)
        if not same:
            add_moment(connection, review, actor.id, start, until, site.now())
        for number in same:
            write_answer(connection, review, actor.id, TAKEN_OFF, "", moment=number, now=site.now())


def take_off(site: Site, actor: Actor, review: int, moment: int) -> None:
    """Take a key moment off, of which one wrote nothing.

    In a review that two do, it goes for who takes it off, and stays for the other: whatever the
    other does or did with it, or whoever chose it, nothing tells. What the other writes of it lies
    there once both are done.

    Raises:
        NotFound: there is no such review or moment, or it is not theirs.
        NotNow: they are done already, or it is closed.
        MomentInUse: they wrote something about it themselves.
    """
    with changing(site, actor, review) as (connection, found):
        if not may_choose(actor, found):
            raise NotNow
        there = {one.id for one in moments_of(connection, review)}
        if moment not in there - taken_off(connection, review, actor.id):
            raise NotFound
        if any(answer.moment_id == moment for answer in answers_of(connection, review, actor.id)):
            raise MomentInUse
        if found.coach_id is None:
            remove_moment(connection, review, moment)
        else:
            write_answer(
                connection, review, actor.id, TAKEN_OFF, "1", moment=moment, now=site.now()
            )


def spans_of(conversation: Conversation, moments: list[KeyMoment]) -> dict[int, Span]:
    """Where key moments (by their numbers) stand now; one whose place is gone is left out."""
    anchors = [anchor for moment in moments for anchor in (moment.start, moment.until)]
    places = find_places(conversation, anchors)
    found = {}
    for at, moment in enumerate(moments):
        start, until = places[2 * at], places[2 * at + 1]
        if start:
            last = until.turn if until and until.turn >= start.turn else start.turn
            found[moment.id] = Span(start.turn, last)
    return found
