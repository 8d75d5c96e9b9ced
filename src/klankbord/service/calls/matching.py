"""Which calls the flags of somebody are about: found when a call or a flag arrives."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select

from klankbord.coaching.matching import LATE, SAME_DAY, Held, Waiting, pair
from klankbord.store.calls import Call, find_calls
from klankbord.store.consent import waits
from klankbord.store.flags import Flag, change_flag, find_flags, lock_free_flag
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.tables import calls


def match_flags(connection: Connection, arrived: Collection[int]) -> None:
    """Give calls that arrived to the flags that waited for them; those stay as private as before.

    A flag that was found to be of another call, and fits better here, moves; see
    `coaching.matching`.
    """
    if not arrived:
        return
    times: dict[int, list[datetime]] = {}
    for call in find_calls(connection, calls.c.id.in_(arrived), calls.c.started_at.is_not(None)):
        assert call.started_at is not None
        length = timedelta(milliseconds=call.length_ms or 0)
        times.setdefault(call.owner_id, []).extend((call.started_at, call.started_at + length))
    for person, moments in times.items():
        match_flags_of(connection, person, min(moments), max(moments))


def match_flags_of(connection: Connection, person: int, since: datetime, until: datetime) -> None:
    """Find the calls of somebody's flags that were made about then.

    What its maker said, what is being reviewed, and a call that was given away stay as they are. A
    flag that no call fits any more keeps the one that it had, unless another fits that better.
    """
    open_ = _open_flags(connection, person, since - SAME_DAY, until + SAME_DAY)
    if not open_:
        return
    first, last = min(one.at for one in open_), max(one.at for one in open_)
    near = _calls_near(connection, person, first - SAME_DAY, last + SAME_DAY)
    fixed = _fixed(connection, person, [call.id for call in near], [one.id for one in open_])
    free = [_held(call) for call in near if call.id not in fixed]
    found = pair([Waiting(one.id, one.at, one.number) for one in open_], free)
    taken = set(found.values())
    for one in open_:
        kept = None if one.call_id in taken or one.call_id in fixed else one.call_id
        wanted = found.get(one.id, kept)
        if wanted != one.call_id:
            _move(connection, one.id, wanted)


def calls_of_day(
    connection: Connection, person: int, since: datetime, until: datetime
) -> list[Call]:
    """Somebody's own calls that began from one moment up to another, the latest first."""
    when = calls.c.started_at
    own = and_(calls.c.owner_id == person, ~waits())
    found = find_calls(connection, own, when >= since, when < until)
    return sorted(found, key=lambda call: (call.started_at or since, call.id), reverse=True)


def _open_flags(
    connection: Connection, person: int, since: datetime, until: datetime
) -> Sequence[Flag]:
    """Flags of which nobody said which call it is, and that are not reviewed yet."""
    reviewed = select(reviews.c.flag_id)
    own = select(calls.c.id).where(calls.c.owner_id == person)
    return find_flags(
        connection,
        flags.c.person_id == person,
        flags.c.dropped_at.is_(None),
        flags.c.named.is_(False),
        flags.c.at.between(since, until),
        flags.c.id.not_in(reviewed),
        or_(flags.c.call_id.is_(None), flags.c.call_id.in_(own)),
    )


def _fixed(
    connection: Connection, person: int, near: Sequence[int], open_: Sequence[int]
) -> set[int | None]:
    """Calls that have a flag which does not move."""
    theirs = and_(flags.c.person_id == person, flags.c.dropped_at.is_(None))
    stay = find_flags(connection, theirs, flags.c.call_id.in_(near), flags.c.id.not_in(open_))
    return {one.call_id for one in stay}


def _move(connection: Connection, flag: int, call: int | None) -> None:
    """Give a flag its call, unless somebody is reviewing or changing it in this moment."""
    if not lock_free_flag(connection, flag):
        return
    still = (flags.c.id == flag, flags.c.named.is_(False), flags.c.dropped_at.is_(None))
    unreviewed = flags.c.id.not_in(select(reviews.c.flag_id))
    if find_flags(connection, *still, unreviewed):
        change_flag(connection, flag, call_id=call)


def _calls_near(
    connection: Connection, person: int, since: datetime, until: datetime
) -> list[Call]:
    when = calls.c.started_at
    own = and_(calls.c.owner_id == person, ~waits())
    return find_calls(connection, own, when >= since - LATE, when <= until)


def _held(call: Call) -> Held:
    assert call.started_at is not None
    names = f"{call.title} {call.customers}"
    return Held(call.id, call.started_at, call.length_ms or 0, call.number, names)
