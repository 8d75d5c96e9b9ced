"""What each writes in a review: drafts until one is done, then what was whose, and additions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from klankbord.coaching.questions import (
    ADDITION,
    COACH,
    LONGEST_ANSWER,
    ON_THEIR_SCREEN,
    SELLER,
    TURNED,
    Asked,
)
from klankbord.conversation.assembly import clean
from klankbord.errors import (
    AlreadyDone,
    AnswerTooLong,
    BadForm,
    MomentGone,
    NotFound,
    NothingWritten,
    NotNow,
)
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.marks import anchor_on, as_seen
from klankbord.service.learning.for_coaches import for_review
from klankbord.service.learning.reviewing import changing, is_revealed
from klankbord.service.site import Site
from klankbord.store.calls import Call
from klankbord.store.people import person_by_id
from klankbord.store.reviews import (
    OF_CALL,
    Review,
    answers_of,
    change_review,
    moments_of,
    write_answer,
)

Texts = Mapping[tuple[str, int], str]
"""What was written, by question and key moment (OF_CALL: of the call)."""


@dataclass(frozen=True)
class Written:
    """What is sent: texts, and where the talk turned, of the revision that was seen.

    `turned` is a turn (from 1), 0 for nowhere, None where it is not sent.
    """

    texts: Texts = field(default_factory=dict)
    turned: int | None = None
    seen: int = 0


def side_of(actor: Actor, review: Review) -> Asked:
    """What somebody is asked in a review of theirs."""
    return SELLER if actor.id == review.person_id else COACH


def is_done(actor: Actor, review: Review) -> bool:
    """Whether somebody is done with their side."""
    own = review.seller_done_at if actor.id == review.person_id else review.coach_done_at
    return own is not None


def write(site: Site, actor: Actor, review: int, sent: Written) -> None:
    """Keep what somebody wrote, all of it or nothing; whatever is not sent stays as it was.

    Raises:
        NotFound: there is no such review, or it is not theirs.
        NotNow: it is closed, or not so far yet.
        BadForm: they are not asked this.
        AlreadyDone: they were done with it.
        MomentGone: a key moment was taken off.
        AnswerTooLong: there is too much of it.
        NoSuchTurn: the revision that was seen has no such turn.
    """
    with changing(site, actor, review) as (connection, found):
        _write(site, connection, actor, found, sent)


def finish(site: Site, actor: Actor, review: int, sent: Written) -> None:
    """Keep what somebody wrote, and be done: from now on it stays as it is.

    Raises:
        NothingWritten: there is not a word of theirs.
        AlreadyDone, and what else `write` raises.
    """
    with changing(site, actor, review) as (connection, found):
        if is_done(actor, found):
            raise AlreadyDone
        _write(site, connection, actor, found, sent)
        if not answers_of(connection, review, actor.id):
            raise NothingWritten
        done = "seller_done_at" if actor.id == found.person_id else "coach_done_at"
        change_review(connection, review, **{done: site.now()})


def may_write_here(review: Review) -> bool:
    """Whether the coach may be asked on the seller's screen: in one room, after the seller.

    Whether the coach began on their own is not told by it; see `finish_here`.
    """
    if review.manner != "room" or review.coach_id is None or review.closed_at:
        return False
    return bool(review.seller_done_at) and review.coach_done_at is None


def finish_here(site: Site, actor: Actor, review: int, sent: Written) -> None:
    """Keep what the coach wrote on the seller's screen, all at once; that it was there is noted.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: it is not the coach's turn here, or they began on their own: that stays theirs.
        NothingWritten: there is not a word; and what else `write` raises.
    """
    with changing(site, actor, review) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        coach = person_by_id(connection, found.coach_id or 0)
        if not may_write_here(found) or coach is None or coach.left:
            raise NotNow
        if answers_of(connection, review, coach.id):
            raise NotNow
        _write(site, connection, Actor.of(coach), found, sent)
        if not answers_of(connection, review, coach.id):
            raise NothingWritten
        write_answer(connection, review, coach.id, ON_THEIR_SCREEN, "1", now=site.now())
        change_review(connection, review, coach_done_at=site.now())


def _write(site: Site, connection: Connection, actor: Actor, review: Review, sent: Written) -> None:
    there = {moment.id for moment in moments_of(connection, review.id)}
    for (question, moment), text in sent.texts.items():
        _allow(actor, review, question, moment)
        if moment != OF_CALL and moment not in there:
            raise MomentGone
        write_answer(
            connection,
            review.id,
            actor.id,
            question,
            for_review(connection, review, _text(text)),
            now=site.now(),
            moment=moment,
        )
    if sent.turned is not None:
        _allow(actor, review, TURNED, OF_CALL)
        call = fetch_call(connection, actor, review.call_id)
        _turn(site, connection, actor, review, call, sent)


def _turn(
    site: Site, connection: Connection, actor: Actor, review: Review, call: Call, sent: Written
) -> None:
    turn = sent.turned or 0
    anchor = anchor_on(as_seen(connection, call, sent.seen), turn) if turn else None
    write_answer(connection, review.id, actor.id, TURNED, "", now=site.now(), anchor=anchor)


def _allow(actor: Actor, review: Review, question: str, moment: int) -> None:
    """Let through what somebody is asked by now."""
    asked, done = side_of(actor, review), is_done(actor, review)
    if question in (asked.moments if moment != OF_CALL else (*asked.whole, TURNED)):
        if done:
            raise AlreadyDone
        return
    if moment != OF_CALL:
        raise BadForm
    if question in asked.owned:
        if not is_revealed(review):
            raise NotNow
    elif question == ADDITION:
        if not done:
            raise NotNow
    else:
        raise BadForm


def _text(text: str) -> str:
    """An answer as it is kept: its lines as they were, without what cannot be seen."""
    lines = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(lines) > LONGEST_ANSWER:
        raise AnswerTooLong(LONGEST_ANSWER)
    return lines
