"""Parties who do not want to be recorded: kept out from then on, wherever a call comes from.

Of who objects a keyed digest is kept, and just enough to recognise the line by. So the list tells
nobody whom it is about, and still a call with them is known when it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from klankbord.errors import NotFound, PartyUnclear
from klankbord.service.access import Actor, need_admin
from klankbord.service.names import LONGEST_EMAIL, clean, refuse
from klankbord.service.privacy.reaching import emails_of, hint_of, numbers_of
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import find_calls
from klankbord.store.objections import (
    Objection,
    add_objection,
    all_objections,
    calls_with,
    digest_of,
    digests_of,
    emails_in_calls,
    need_party_key,
    numbers_in_calls,
    objections_by,
    party_key,
    remove_objection,
)
from klankbord.store.tables import calls

LEAST_DIGITS = 6
"""A shorter number is an extension, and nobody's outside."""
LONGEST_FIELD = LONGEST_EMAIL + 100
"""So much is read of what is filled in: an address, and perhaps the name before it."""


@dataclass(frozen=True)
class PastCall:
    """A call of before with somebody who objects: enough to find it by, and nothing of it."""

    id: int
    owner: str
    started_at: datetime | None


@dataclass(frozen=True)
class WithPast:
    """An objection, and the calls of before that are with the same party."""

    objection: Objection
    past: tuple[PastCall, ...]


def list_objections(site: Site, actor: Actor) -> list[Objection]:
    """Every objection, the latest first.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return all_objections(connection)


def note_objection(site: Site, actor: Actor, text: str) -> int:
    """Note that a party objects, by number or e-mail address; noted twice it is one objection.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is no number and no address.
    """
    need_admin(actor)
    kind, forms = _read(text)
    with site.database.writing() as connection:
        key = need_party_key(connection)
        digests = {digest_of(key, form) for form in forms}
        for there in objections_by(connection, digests):
            if digests <= digests_of(connection, there):
                return there
        now, hint = site.now(), hint_of(clean(text))
        number = add_objection(connection, kind, hint, digests, person=actor.id, now=now)
        log(connection, now, actor.id, "objection_noted", name=str(number))
        return number


def withdraw_objection(site: Site, actor: Actor, number: int) -> None:
    """Take an objection back, where the party asked for that; calls of then do not come back.

    Raises:
        NotFound: there is none; or it is no admin who asks.
    """
    with site.database.writing() as connection:
        _need(connection, actor, number)
        remove_objection(connection, number)
        log(connection, site.now(), actor.id, "objection_withdrawn", name=str(number))


def find_objections(site: Site, actor: Actor, text: str) -> set[int]:
    """The objections that keep a party out; for looking whether somebody is on the list.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is no number and no address.
    """
    need_admin(actor)
    _, forms = _read(text)
    with site.database.reading() as connection:
        key = party_key(connection)
        return set(objections_by(connection, [digest_of(key, form) for form in forms]))


def read_objection(site: Site, actor: Actor, number: int) -> WithPast:
    """An objection, with the calls of before; nothing is changed by looking.

    Raises:
        NotFound: there is none; or it is no admin who asks.
    """
    with site.database.reading() as connection:
        found = _need(connection, actor, number)
        past = past_calls(connection, digests_of(connection, number))
    return WithPast(found, tuple(past))


def past_calls(connection: Connection, digests: Collection[str]) -> list[PastCall]:
    """The calls that are with a party, known by its digests; the latest first."""
    key = party_key(connection)
    numbers = [
        each
        for each in numbers_in_calls(connection)
        if any(digest_of(key, form) in digests for form in numbers_of(each))
    ]
    emails = [
        each
        for each in emails_in_calls(connection)
        if any(digest_of(key, form) in digests for form in emails_of(each))
    ]
    found = calls_with(connection, numbers, emails)
    return [
        PastCall(one.id, one.owner, one.started_at)
        for one in find_calls(connection, calls.c.id.in_(found))
    ]


def objects(
    connection: Connection,
    numbers: Iterable[str],
    emails: Iterable[str],
    until: datetime | None = None,
) -> bool:
    """Whether one of these is of a party who objects; with `until`: did so by then."""
    key = party_key(connection)
    if not key:
        return False
    forms = {form for number in numbers for form in numbers_of(number)}
    forms |= {form for email in emails for form in emails_of(email)}
    digests = [digest_of(key, form) for form in sorted(forms)]
    return bool(objections_by(connection, digests, until))


def _read(text: str) -> tuple[str, frozenset[str]]:
    """What kind it is, and what it may stand for.

    Raises:
        Mistakes: it is neither a number nor an address.
    """
    said = clean(text)[: LONGEST_FIELD + 1]
    emails = emails_of(said)
    if len(emails) == 1 and len(said) <= LONGEST_FIELD:
        return "email", emails
    forms = frozenset() if "@" in said else numbers_of(said)
    refuse(None if any(len(form) > LEAST_DIGITS for form in forms) else PartyUnclear())
    return "number", forms


def _need(connection: Connection, actor: Actor, number: int) -> Objection:
    need_admin(actor)
    found = next((one for one in all_objections(connection) if one.id == number), None)
    if found is None:
        raise NotFound
    return found
