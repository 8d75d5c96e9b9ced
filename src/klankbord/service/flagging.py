"""Flags of one's own: kept, shared with one coach, taken back, and let go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from klankbord.coaching.matching import LATE, SAME_DAY, Held, best_call
from klankbord.coaching.reframing import QUESTIONS
from klankbord.conversation.assembly import clean
from klankbord.errors import NoSuchCoach, NotFound, NotNow
from klankbord.service.access import Actor, fetch_call, fetch_flag
from klankbord.service.site import Site
from klankbord.store.calls import Call, find_calls
from klankbord.store.flags import Flag, add_flag, change_flag, find_flags
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.people import Person, all_people, person_by_id
from klankbord.store.preferences import preference
from klankbord.store.reviews import change_review, find_reviews, lock_review
from klankbord.store.tables import calls

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
    clock. Whoever chose to share always shares it with that coach.

    Raises:
        NotFound: there is no such call of theirs.
    """
    now = site.now()
    at = at if at is not None and now - OLDEST <= at <= now else now
    with site.database.writing() as connection:
        if call is not None and fetch_call(connection, actor, call).owner_id != actor.id:
            raise NotFound
        if call is None:
            near = _calls_near(connection, actor.id, at - SAME_DAY, at + SAME_DAY)
            call = best_call(at, number, [_held(one) for one in near])
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
        coach = preference(connection, actor.id, SHARE_ALWAYS)
        if new and coach in {person.id for person in coaches_of(connection, actor.id)}:
            change_flag(connection, found, shared_id=coach, shared_at=now)
    return found


def flag_on(connection: Connection, actor: Actor, call: int) -> Flag | None:
    """The latest flag of one's own on a call, if there is one that was not taken back."""
    mine = (flags.c.person_id == actor.id, flags.c.dropped_at.is_(None))
    return next(iter(find_flags(connection, *mine, flags.c.call_id == call)), None)


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
        change_flag(connection, found[0].id, answers=kept)


def match_flags(connection: Connection, arrived: Collection[int]) -> None:
    """Give calls that arrived to the flags that waited for them; those stay as private as before.

    A flag that fits several calls takes the best; see `coaching.matching`.
    """
    if not arrived:
        return
    theirs = select(calls.c.owner_id).where(calls.c.id.in_(arrived))
    waiting = (flags.c.call_id.is_(None), flags.c.dropped_at.is_(None))
    for one in find_flags(connection, *waiting, flags.c.person_id.in_(theirs)):
        near = _calls_near(connection, one.person_id, one.at - SAME_DAY, one.at + SAME_DAY)
        held = [_held(call) for call in near if call.id in arrived]
        found = best_call(one.at, one.number, held)
        if found is not None:
            change_flag(connection, one.id, call_id=found)


def _calls_near(
    connection: Connection, person: int, since: datetime, until: datetime
) -> list[Call]:
    when = calls.c.started_at
    return find_calls(connection, calls.c.owner_id == person, when >= since - LATE, when <= until)


def _held(call: Call) -> Held:
    assert call.started_at is not None
    names = f"{call.title} {call.customers}"
    return Held(call.id, call.started_at, call.length_ms or 0, call.number, names)


def share(site: Site, actor: Actor, flag: int, coach: int) -> None:
    """Let one coach see a flag of one's own, in place of the one before.

    Raises:
        NotFound: there is no such flag, or it is not one's own.
        NoSuchCoach: that is nobody who coaches them.
        NotNow: it is being reviewed already.
    """
    with site.database.writing() as connection:
        found = _own(connection, actor, flag)
        if coach not in {person.id for person in coaches_of(connection, actor.id)}:
            raise NoSuchCoach
        if any(review.coach_id for review in find_reviews(connection, reviews.c.flag_id == flag)):
            raise NotNow
        if found.shared_id != coach:
            change_flag(connection, flag, shared_id=coach, shared_at=site.now())


def unshare(site: Site, actor: Actor, flag: int) -> None:
    """Take it back; a review that was begun of it goes on alone.

    Raises:
        NotFound: there is no such flag, or it is not one's own.
        NotNow: both sides of its review were done.
    """
    with site.database.writing() as connection:
        _own(connection, actor, flag)
        for review in find_reviews(connection, reviews.c.flag_id == flag):
            lock_review(connection, review.id)
        for review in find_reviews(connection, reviews.c.flag_id == flag):
            if review.seller_done_at and review.coach_done_at:
                raise NotNow
            change_review(connection, review.id, coach_id=None, coach_done_at=None, manner="alone")
        change_flag(connection, flag, shared_id=None, shared_at=None)


def drop(site: Site, actor: Actor, flag: int) -> None:
    """Take a flag of one's own off the queue.

    Raises:
        NotFound: there is no such flag, or it is not one's own.
        NotNow: it is being reviewed already.
    """
    with site.database.writing() as connection:
        _own(connection, actor, flag)
        if find_reviews(connection, reviews.c.flag_id == flag):
            raise NotNow
        change_flag(connection, flag, dropped_at=site.now())


def _own(connection: Connection, actor: Actor, flag: int) -> Flag:
    found = fetch_flag(connection, actor, flag)
    if found.person_id != actor.id or found.dropped_at is not None:
        raise NotFound
    return found
