"""What goes before long, as it is told: to whose calls they are, and in all to an admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from klankbord.service.access import Actor, need_admin
from klankbord.service.keeping.retention_terms import Terms, terms_in
from klankbord.service.site import Site
from klankbord.store.calls import Call, find_calls
from klankbord.store.retention import (
    Going,
    Part,
    Shelved,
    aged_calls,
    all_going,
    count_going,
    going_of,
    held_among,
    shelf_of,
    soundless_since,
)
from klankbord.store.retention_tables import going
from klankbord.store.tables import calls


@dataclass(frozen=True)
class Leaving:
    """A call of which something goes: which part, and when."""

    call: Call
    part: Part
    goes_at: datetime


@dataclass(frozen=True)
class Stay:
    """How long a call stays; `sound` is None where it has no recording, both where it is held.

    `silent_since` is when its recording went, None where it never did.
    """

    terms: Terms
    held: bool
    sound: datetime | None
    text: datetime | None
    silent_since: datetime | None
    shelf: Shelved | None


def going_of_own(site: Site, actor: Actor) -> list[Leaving]:
    """What goes of somebody's calls, the soonest first."""
    with site.database.reading() as connection:
        leaving = going_of(connection, actor.id)
        ids = {one.call_id for one in leaving}
        found = {call.id: call for call in find_calls(connection, calls.c.id.in_(ids))}
    return [Leaving(found[one.call_id], one.part, one.goes_at) for one in leaving]


def going_of_house(site: Site, actor: Actor) -> Mapping[str, int]:
    """Of how many calls each part goes.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return count_going(connection)


def stay_of(site: Site, call: Call) -> Stay:
    """How long a call stays, that was fetched for somebody."""
    with site.database.reading() as connection:
        terms = terms_in(connection)
        held = bool(held_among(connection, [call.id]))
        silent = soundless_since(connection, [call.id]).get(call.id)
        shelf = shelf_of(connection, call.id)
        told = {one.part: one for one in all_going(connection, going.c.call_id == call.id)}
        aged = aged_calls(connection, site.now(), calls.c.id == call.id)
    sound, text = terms.of(aged[0]) if aged and not held else (None, None)
    return Stay(terms, held, _told(told, "sound", sound), _told(told, "text", text), silent, shelf)


def silent_since(site: Site, of: set[int]) -> dict[int, datetime]:
    """Of those of some calls whose recording went, when that was."""
    with site.database.reading() as connection:
        return soundless_since(connection, of)


def _told(told: Mapping[Part, Going], part: Part, at: datetime | None) -> datetime | None:
    """When it goes: as it was told, where it was."""
    return told[part].goes_at if part in told else at
