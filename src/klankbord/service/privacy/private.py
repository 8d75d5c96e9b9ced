"""Private calls: taken away by whose they are, or never kept since the number is on a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from klankbord.conversation import Side
from klankbord.errors import (
    NotFound,
    NumberThere,
    NumberTooBroad,
    NumberUnclear,
    TooLateForPrivate,
    TooManyNumbers,
)
from klankbord.service.access import Actor, fetch_own, need_admin
from klankbord.service.keeping.removing import take_away, wipe
from klankbord.service.names import clean, refuse
from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.privacy.reaching import LONGEST, beginnings_of, is_like, numbers_of
from klankbord.service.privacy.remembering import remember_bytes, remember_moment
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import leave_out
from klankbord.store.audit import log
from klankbord.store.calls import Call, lock_calls, read_conversation
from klankbord.store.consent import find_kept_back, kept_back_among, let_go
from klankbord.store.objections import (
    PrivateNumber,
    add_private_number,
    private_numbers_of,
    remove_private_number,
)
from klankbord.store.remembered import files_of_call
from klankbord.store.removing import duplicates_of

LEAST_OF_BEGINNING = 5
"""So many digits a beginning has at least: with fewer, half the country would be on the list."""
MOST_NUMBERS = 500


# ── a call ────────────────────────────────────────────────────────────────────────────────────


def private_until(connection: Connection, actor: Actor, call: Call) -> datetime | None:
    """Until when a call of one's own can be called private; None where it cannot, any more."""
    if call.owner_id != actor.id:
        return None
    found = find_kept_back(connection, call.id, "private")
    return found.until if found else None


def private_among(site: Site, of: Iterable[int]) -> dict[int, datetime]:
    """Those of one's own calls that can still be called private, and until when."""
    with site.database.reading() as connection:
        found = kept_back_among(connection, list(of), "private")
    return {one.call_id: one.until for one in found}


def may_be_private(site: Site, actor: Actor, call: int) -> Call:
    """A call of one's own that can still be called private.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: it is somebody else's.
        TooLateForPrivate: the time for it is over; it can be removed as any other.
    """
    with site.database.reading() as connection:
        found = fetch_own(connection, actor, call)
        if private_until(connection, actor, found) is None:
            raise TooLateForPrivate
        return found


def call_private(site: Site, actor: Actor, call: int) -> None:
    """Take a call of one's own away as private: its bytes, its rows, and what it was.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: it is somebody else's.
        TooLateForPrivate: the time for it is over; it can be removed as any other.
    """
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        found = fetch_own(connection, actor, call)
        held = find_kept_back(connection, found.id, "private")
        if held is None:
            raise TooLateForPrivate
        _remember(connection, found, held.arrival_id, site.now())
        again = duplicates_of(connection, call)
        files = take_away(connection, call, site.now())
        for number in (held.arrival_id, *again):
            files |= leave_out(connection, site, number, "private")
        log(connection, site.now(), actor.id, "call_private")
    wipe(site, call, files)


def let_see(site: Site, actor: Actor, call: int) -> None:
    """Let a call of one's own be seen by who may see it, before its time.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: it is somebody else's.
    """
    with site.database.writing() as connection:
        found = fetch_own(connection, actor, call)
        now, free = site.now(), let_go(connection, [found.id], "private")
        plan_hooks(connection, free, now)
        if free:
            log(connection, now, actor.id, "call_let_see", call=call)


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def own_numbers(site: Site, actor: Actor) -> list[PrivateNumber]:
    """The numbers with which no call of one's own is kept; nobody else sees them."""
    with site.database.reading() as connection:
        return private_numbers_of(connection, actor.id)


def house_numbers(site: Site, actor: Actor) -> list[PrivateNumber]:
    """The numbers with which nobody's call is kept.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return private_numbers_of(connection, None)


def add_number(site: Site, actor: Actor, text: str, *, house: bool = False) -> None:
    """Keep no call any more with a number, or with numbers that begin so (`0205551*`).

    Raises:
        NotFound: for the house, and it is no admin who asks.
        Mistakes: it is no number, would keep out far too much, or is there already.
    """
    person = _whose(actor, house=house)
    pattern = _pattern(text)
    with site.database.writing() as connection:
        there = private_numbers_of(connection, person)
        refuse(
            TooManyNumbers(MOST_NUMBERS) if len(there) >= MOST_NUMBERS else None,
            NumberThere() if any(one.pattern == pattern for one in there) else None,
        )
        add_private_number(connection, person, pattern, site.now())
        _log(connection, site, actor, house=house)


def drop_number(site: Site, actor: Actor, number: int, *, house: bool = False) -> None:
    """Take a number off the list.

    Raises:
        NotFound: it is not on it; or for the house, and it is no admin who asks.
    """
    person = _whose(actor, house=house)
    with site.database.writing() as connection:
        if not remove_private_number(connection, person, number):
            raise NotFound
        _log(connection, site, actor, house=house)


def is_listed(
    connection: Connection, owner: int, numbers: Iterable[str], until: datetime | None = None
) -> bool:
    """Whether one of these numbers is on the list of whose call it is, or on that of the house.

    With `until`: was by then.
    """
    forms = frozenset(form for number in numbers for form in numbers_of(number))
    if not forms:
        return False
    listed = (
        one for whose in (owner, None) for one in private_numbers_of(connection, whose, until)
    )
    return any(is_like(one.pattern, forms) for one in listed)


def _pattern(text: str) -> str:
    """A number as it stands on a list.

    Raises:
        Mistakes: it is none, or the beginning of far too many.
    """
    said = clean(text)
    begins = said.endswith("*")
    number = said[:-1].strip() if begins else said
    forms = beginnings_of(number) if begins else numbers_of(number)
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdecimal())
    odd = set(number) - set("0123456789+ -./()")
    refuse(NumberUnclear() if odd or not digits or not forms or len(digits) > LONGEST else None)
    short = begins and len(digits) < LEAST_OF_BEGINNING
    refuse(NumberTooBroad(LEAST_OF_BEGINNING) if short else None)
    plain = ("+" if number.startswith("+") else "") + digits
    return f"{plain}*" if begins else plain


def _whose(actor: Actor, *, house: bool) -> int | None:
    if not house:
        return actor.id
    need_admin(actor)
    return None


def _log(connection: Connection, site: Site, actor: Actor, *, house: bool) -> None:
    if house:
        log(connection, site.now(), actor.id, "house_numbers_changed")
    else:
        log(connection, site.now(), actor.id, "own_numbers_changed")


def _remember(connection: Connection, call: Call, arrival: int | None, now: datetime) -> None:
    """Know a private call again, whichever way it comes."""
    files = files_of_call(connection, call.id, arrival)
    remember_bytes(connection, "private", files, now, call.owner_id)
    parties = read_conversation(connection, call.id).parties
    theirs = [one.number or "" for one in parties if one.side is not Side.SELLER]
    remember_moment(connection, call.owner_id, [call.number, *theirs], call.started_at, now)
