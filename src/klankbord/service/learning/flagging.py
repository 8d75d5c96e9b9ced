"""Flags of one's own: kept, shared with one coach, taken back, and let go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from klankbord.coaching.reframing import QUESTIONS
from klankbord.conversation.assembly import clean
from klankbord.errors import NoSuchCoach, NotFound, NotNow
from klankbord.service.access import Actor, fetch_call, fetch_flag
from klankbord.service.calls.matching import match_flags_of
from klankbord.service.learning.for_coaches import share_flag
from klankbord.service.redaction.redaction_rules import for_others
from klankbord.service.site import Site
from klankbord.store.calls import lock_calls
from klankbord.store.flags import Flag, add_flag, change_flag, find_flags, lock_flag, own_answers
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.people import Person, all_people, person_by_id
from klankbord.store.preferences import preference
from klankbord.store.reviews import change_review, find_reviews, lock_review

LONGEST_NOTE = 200
"""One line; what is longer is cut, since nothing may be in the way of going on."""
OLDEST = timedelta(days=14)
"""A browser that kept a flag for longer, or says that it comes from the future, has it wrong."""
SHARE_ALWAYS = "share_always"
"""The preference: the coach with whom every flag is shared."""


def coaches_of(connection: Connection, person: int) -> list[Person]:
    """Who coaches somebody: the coaches of their teams, by name; not oneself, nor who left."""
    own = person_by_id(connection, person)
    if own is None or own.role != "seller":
        return []
    return [
        one
        for one in all_people(connection)
        if one.role == "coach" and not one.left and one.teams & own.teams and one.id != person
    ]


def flag(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    key: str,
    *,
    good: bool,
    note: str = "",
    number: str = "",
    at: datetime | None = None,
    call: int | None = None,
) -> int:
    """Keep a call of one's own for later; its flag's number, the same for the same key again.

    `number` is its telephone number or whom it was with, where the call is not here yet: it is
    found when it arrives, by that or by time. `at` is when it was flagged, by the person's own
    clock. Whoever chose to share always shares it with that coach. A call of which a flag of theirs
    waits or is being reviewed keeps that one; a note is added to what it said.

    Raises:
        NotFound: there is no such call of theirs.
    """
    now = site.now()
    at = at if at is not None and now - OLDEST <= at <= now else now
    with site.database.writing() as connection:
        if call is not None:
            lock_calls(connection, [call])
            if fetch_call(connection, actor, call).owner_id != actor.id:
                raise NotFound
        there = _open_flag(connection, actor, call) if call is not None else None
        found, new = add_flag(
            connection,
            actor.id,
            key,
            good=good,
            note=clean(note)[:LONGEST_NOTE],
            number=clean(number)[:LONGEST_NOTE],
            at=at,
            call=call,
            now=now,
        )
        if there is not None:
            _add_note(connection, there, clean(note))
            if new:  # the key stays known: answers come by it, and it may be sent again
                change_flag(connection, found, dropped_at=now)
            return there.id
        coach = preference(connection, actor.id, SHARE_ALWAYS)
        if new and coach in {person.id for person in coaches_of(connection, actor.id)}:
            told = for_others(connection, clean(note)[:LONGEST_NOTE])
            change_flag(connection, found, shared_id=coach, shared_at=now, note=told)
        if new and call is None:
            match_flags_of(connection, actor.id, at, at)
    return found


def flag_on(connection: Connection, actor: Actor, call: int) -> Flag | None:
    """The latest flag of one's own on a call, if there is one that was not taken back."""
    mine = (flags.c.person_id == actor.id, flags.c.dropped_at.is_(None))
    return next(iter(find_flags(connection, *mine, flags.c.call_id == call)), None)


def _add_note(connection: Connection, flag: Flag, note: str) -> None:
    if flag.shared_id is not None:
        note = for_others(connection, note)
    if note not in flag.note:
        both = f"{flag.note}; {note}" if flag.note else note
        change_flag(connection, flag.id, note=both[:LONGEST_NOTE])


def _open_flag(connection: Connection, actor: Actor, call: int) -> Flag | None:
    """The flag of one's own on a call that waits or is being reviewed, if there is one."""
    closed = select(reviews.c.flag_id).where(reviews.c.closed_at.is_not(None))
    mine = (flags.c.person_id == actor.id, flags.c.dropped_at.is_(None), flags.c.call_id == call)
    return next(iter(find_flags(connection, *mine, flags.c.id.not_in(closed))), None)


def answer_questions(site: Site, actor: Actor, key: str, answers: Mapping[str, str]) -> None:
    """Keep what somebody answered to the three questions about a flag of theirs, for them alone.

    Raises:
        NotFound: there is no such flag of theirs.
    """
    told = {one.id: clean(answers.get(one.id, ""))[:LONGEST_NOTE] for one in QUESTIONS}
    with site.database.writing() as connection:
        found = find_flags(connection, flags.c.person_id == actor.id, flags.c.key == key)
        if not found:
            raise NotFound
        kept = {name: text for name, text in told.items() if text}
        one, call = found[0], found[0].call_id
        if one.dropped_at is not None and call is not None:  # another was there of that call
            one = _open_flag(connection, actor, call) or one
        change_flag(connection, one.id, answers=own_answers(connection, actor.id, one.id) | kept)


def name_call(site: Site, actor: Actor, flag: int, call: int) -> None:
    """Say which call of one's own a flag was about; a flag that was found there looks further.

    Raises:
        NotFound: there is no such flag or call, or it is not one's own.
        NotNow: it is being reviewed already.
    """
    with site.database.writing() as connection:
        lock_flag(connection, flag)
        found = _own(connection, actor, flag)
        if find_reviews(connection, reviews.c.flag_id == flag):
            raise NotNow
        if fetch_call(connection, actor, call).owner_id != actor.id:
            raise NotFound
        change_flag(connection, flag, call_id=call, named=True)
        match_flags_of(connection, actor.id, found.at, found.at)


def share(site: Site, actor: Actor, flag: int, coach: int) -> None:
    """Let one coach see a flag of one's own, in place of the one before.

    Raises:
        NotFound: there is no such flag, or it is not one's own.
        NoSuchCoach: that is nobody who coaches them.
        NotNow: it is being reviewed already.
    """
    with site.database.writing() as connection:
        lock_flag(connection, flag)
        found = _own(connection, actor, flag)
        if coach not in {person.id for person in coaches_of(connection, actor.id)}:
            raise NoSuchCoach
        if any(review.coach_id for review in find_reviews(connection, reviews.c.flag_id == flag)):
            raise NotNow
        share_flag(connection, found, coach, site.now())


def unshare(site: Site, actor: Actor, flag: int) -> None:
    """Take it back; a review that was begun of it goes on alone.

    Raises:
        NotFound: there is no such flag, or it is not one's own.
        NotNow: both sides of its review were done.
    """
    with site.database.writing() as connection:
        lock_flag(connection, flag)
        _own(connection, actor, flag)
        for review in find_reviews(connection, reviews.c.flag_id == flag):
            lock_review(connection, review.id)
        for review in find_reviews(connection, reviews.c.flag_id == flag):
            if review.seller_done_at and review.coach_done_at:
                raise NotNow
            alone = {"coach_id": None, "coach_done_at": None, "talk_id": None, "manner": "alone"}
            change_review(connection, review.id, **alone)
        change_flag(connection, flag, shared_id=None, shared_at=None)


def drop(site: Site, actor: Actor, flag: int) -> None:
    """Take a flag of one's own off the queue.

    Raises:
        NotFound: there is no such flag, or it is not one's own.
        NotNow: it is being reviewed already.
    """
    with site.database.writing() as connection:
        lock_flag(connection, flag)
        _own(connection, actor, flag)
        if find_reviews(connection, reviews.c.flag_id == flag):
            raise NotNow
        change_flag(connection, flag, dropped_at=site.now())


def _own(connection: Connection, actor: Actor, flag: int) -> Flag:
    found = fetch_flag(connection, actor, flag)
    if found.person_id != actor.id or found.dropped_at is not None:
        raise NotFound
    return found
