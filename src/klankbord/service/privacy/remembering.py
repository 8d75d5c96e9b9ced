"""Calls that were left out, known again when they come another way.

The same call may be brought by a second source, or by hand: the copy of a recording at the carrier,
the file that somebody still has. What was left out since nobody noted that the other party knew, is
known by its bytes; what its seller called private, by its bytes and by number, minute and seller.
Of all that keyed digests are kept and nothing else, for as long as stands here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from klankbord.service.privacy.reaching import numbers_of
from klankbord.store.arrivals import calls_of_bytes, find_arrival, imports_of_bytes
from klankbord.store.consent import arrival_of_import, notice_of, told_among
from klankbord.store.objections import digest_of, need_party_key, party_key
from klankbord.store.remembered import (
    LeftOut,
    forget_remembered,
    is_remembered,
    put_remembered,
    waiting_with,
)

BYTES = timedelta(days=365)
"""So long a file is known again,"""
MOMENT = timedelta(days=90)
"""and so long that somebody spoke with a number at a moment."""
NEAR = 2
"""Two clocks differ by no more minutes than this."""
LEAST_FORM = 8
"""A form of a number that is shorter is an extension: it says nothing of with whom a call was."""


def remember_bytes(
    connection: Connection, why: LeftOut, hashes: Iterable[str], now: datetime, owner: int = 0
) -> None:
    """Know these files again; those of `owner` too as what they themselves called private.

    Files of a call of which it is noted how its party was told are no files without consent.
    """
    key, kept = need_party_key(connection), set(hashes)
    if why == "no_consent":
        kept = {one for one in kept if not is_told_of(connection, [one])}
    found = {_of_bytes(key, one) for one in kept}
    found |= {_of_bytes(key, one, owner) for one in kept if owner}
    put_remembered(connection, why, found, now + BYTES)


def remember_moment(
    connection: Connection, owner: int, numbers: Iterable[str], at: datetime | None, now: datetime
) -> None:
    """Know a private call again by whom it was with, when, and whose it was."""
    if at is None:
        return
    key = need_party_key(connection)
    found = {_of_moment(key, form, owner, _minute(at)) for form in _forms(numbers)}
    put_remembered(connection, "private", found, now + MOMENT)


def was_untold(connection: Connection, hashes: Collection[str]) -> bool:
    """Whether one of these files was left out since nobody noted that the other party knew."""
    key = party_key(connection)
    found = {_of_bytes(key, one) for one in hashes} if key else set()
    return is_remembered(connection, "no_consent", found)


def is_told_of(connection: Connection, hashes: Collection[str]) -> bool:
    """Whether these files are a call of which it is noted how its party was told.

    Or are on their way to be one, from a source that tells it. A call that waits is none.
    """
    known = calls_of_bytes(connection, hashes)
    if known:
        return bool(told_among(connection, known))
    came = (arrival_of_import(connection, one) for one in imports_of_bytes(connection, hashes))
    found = (find_arrival(connection, one) for one in came if one)
    return any(
        one and (one.told.get("consent") or notice_of(connection, one.source_id)) for one in found
    )


def may_be_given(
    connection: Connection, hashes: Collection[str], person: int, *, told: bool
) -> bool:
    """Whether somebody may give these files by hand, as far as consent goes.

    Of what was left out for that it must be told how the other party knew (`told`). A call that
    waits for it is its owner's to tell of; others wait with them.
    """
    waiting = waiting_with(connection, hashes)
    if any(owner != person for _, owner in waiting):
        return False
    return told or not (waiting or was_untold(connection, hashes))


def was_private(
    connection: Connection,
    hashes: Collection[str],
    owner: int,
    numbers: Iterable[str] = (),
    at: datetime | None = None,
) -> bool:
    """Whether it is a call that its seller called private: these bytes, or that moment."""
    key = party_key(connection)
    if not key:
        return False
    found = {_of_bytes(key, one) for one in hashes}
    if at is not None:
        minutes = range(_minute(at) - NEAR, _minute(at) + NEAR + 1)
        forms = _forms(numbers)
        found |= {_of_moment(key, form, owner, minute) for form in forms for minute in minutes}
    return is_remembered(connection, "private", found)


def called_so_themselves(connection: Connection, hashes: Collection[str], person: int) -> bool:
    """Whether it was this person who called one of these files private."""
    key = party_key(connection)
    found = {_of_bytes(key, one, person) for one in hashes} if key else set()
    return is_remembered(connection, "private", found)


def forget_old(connection: Connection, now: datetime) -> None:
    """Forget what was known for long enough."""
    forget_remembered(connection, now)


def _forms(numbers: Iterable[str]) -> set[str]:
    found = {form for number in numbers for form in numbers_of(number)}
    return {form for form in found if len(form) >= LEAST_FORM}


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60


def _of_bytes(key: str, hash_: str, owner: int = 0) -> str:
    return digest_of(key, f"bytes {hash_} {owner}" if owner else f"bytes {hash_}")


def _of_moment(key: str, form: str, owner: int, minute: int) -> str:
    return digest_of(key, f"moment {form} {owner} {minute}")
