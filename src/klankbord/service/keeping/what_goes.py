"""What goes before long, as it is told: to whose calls they are, and in all to an admin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from klankbord.service.access import Actor, need_admin
from klankbord.service.keeping.retention import LAST, due_before
from klankbord.service.keeping.retention_terms import JOB, NOTICE, Terms, terms_in
from klankbord.service.site import ZONE, Site
from klankbord.store.calls import Call, find_calls
from klankbord.store.jobs import next_of
from klankbord.store.retention import (
    Going,
    Part,
    Shelved,
    aged_calls,
    all_going,
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


@dataclass(frozen=True)
class Goes:
    """Of how many calls a part goes, on which day."""

    day: date
    part: Part
    many: int


def would_go(site: Site, actor: Actor, terms: Terms | None = None) -> list[Goes]:
    """What would go before long with other terms, or goes with those that are set, day by day.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    now = site.now()
    with site.database.reading() as connection:
        look = next_of(connection, JOB)
        first = now if terms is not None or look is None else max(look, now)
        terms = terms or terms_in(connection)
        told = {(one.call_id, one.part): one for one in all_going(connection)}
        due = due_before(connection, terms, now)
    goes = {key: _date(at, told.get(key), first) for key, at in due.items()}
    days = Counter(
        (at.astimezone(ZONE).date(), part)
        for (call, part), at in goes.items()
        if part == "text" or at < goes.get((call, "text"), LAST)
    )
    return [Goes(day, part, many) for (day, part), many in sorted(days.items())]


def stay_of(site: Site, call: Call) -> Stay:
    """How long a call stays, that was fetched for somebody."""
    with site.database.reading() as connection:
        terms = terms_in(connection)
        held = bool(held_among(connection, [call.id]))
        silent = soundless_since(connection, [call.id]).get(call.id)
        shelf = shelf_of(connection, call.id)
        told = {one.part: one for one in all_going(connection, going.c.call_id == call.id)}
        aged = aged_calls(connection, site.now(), calls.c.id == call.id)
        look = max(next_of(connection, JOB) or site.now(), site.now())
    if not aged or held:
        return Stay(terms, held, None, None, silent, shelf)
    at, whole = terms.of(aged[0])
    text = _date(whole, told.get("text"), look)
    sound = _date(at, told.get("sound"), look) if at else None
    return Stay(terms, held, sound if sound and sound < text else None, text, silent, shelf)


def silent_since(site: Site, of: set[int]) -> dict[int, datetime]:
    """Of those of some calls whose recording went, when that was."""
    with site.database.reading() as connection:
        return soundless_since(connection, of)


def _date(at: datetime, told: Going | None, look: datetime) -> datetime:
    """When a part goes that is due at a moment: never sooner than it was told, or can yet be.

    `look` is when it is next looked what is due; only then it is told.
    """
    return max(at, told.goes_at if told else look + NOTICE)
