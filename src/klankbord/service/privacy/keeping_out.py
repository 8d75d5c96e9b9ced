"""Whom a call is with decides whether it is kept at all: asked when it arrives and when it is read.

What a source tells of a call is asked before anything is done with it. A transcript names its
parties itself; those are asked before it is kept, whoever gave it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.errors import CallKeptOut
from klankbord.service.intake.adding import TOLD
from klankbord.service.intake.belonging import owner_of
from klankbord.service.privacy.objecting import objects
from klankbord.service.privacy.private import is_listed
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.handing import whose
from klankbord.service.sources.leaving_out import QUIET, leave_out, quiet_key
from klankbord.service.sources.unused import remove_unused
from klankbord.service.work import Work, reason_of
from klankbord.store.arrivals import Arrival, find_arrival, number_of
from klankbord.store.consent import arrival_of_import
from klankbord.store.imports import Import, change_import
from klankbord.store.objections import party_key
from klankbord.store.people import Person
from klankbord.store.sources import find_source


def why_not(connection: Connection, arrival: Arrival) -> str:
    """Why a call that arrives is not kept, for whom it is with; "" where it may be."""
    told = Arriving.of(arrival)
    source = find_source(connection, arrival.source_id)
    parties = [party for party in told.parties if party.side != "seller"]
    numbers = [told.number, *(party.number for party in parties)]
    owner = whose(connection, source, told)[0] if source else 0
    return _why(connection, owner, numbers, [party.email for party in parties])


def said_before(connection: Connection, arrival: Arrival) -> str:
    """Why a call stays out that is offered once more, of which nothing else is left; or ""."""
    key = party_key(connection)
    before = number_of(connection, arrival.source_id, quiet_key(key, arrival)) if key else None
    found = find_arrival(connection, before) if before and before != arrival.id else None
    if found is None or found.reason not in QUIET:
        return ""
    return "gone" if found.reason == "gone" else "private"


def parts_to_keep(
    connection: Connection,
    of: Import,
    conversations: Sequence[Conversation],
    people: Sequence[Person],
) -> tuple[list[int], str]:
    """Which conversations of a file may be kept, and why the others are not ("" where all are)."""
    told, found, why = TOLD.validate_python(of.told).number, [], ""
    for part, one in enumerate(conversations):
        if out := why_not_of(connection, one, people, of.person_id, told):
            why = out
        else:
            found.append(part)
    return found, why


def why_not_of(
    connection: Connection,
    conversation: Conversation,
    people: Sequence[Person],
    uploader: int,
    told: str = "",
) -> str:
    """Why a conversation is not kept, for whom it is with; "" where it may be.

    `told` is a number that whoever gave it says it is with.
    """
    parties = [party for party in conversation.parties if party.side is not Side.SELLER]
    numbers = [told, *(party.number or "" for party in parties)]
    owner = owner_of(conversation, people, uploader)
    return _why(connection, owner, numbers, [party.email or "" for party in parties])


def keep_out(work: Work, of: Import, why: str) -> None:
    """End an import of which nothing may be kept: its files go, and who gave it is told why."""
    site, files = work.site, {of.source, of.sound, *of.halves} - {None}
    with work.finishing() as connection:
        arrival = arrival_of_import(connection, of.id)
        gone = {"source": None, "sound": None, "refusal": reason_of(CallKeptOut(of.name))}
        change_import(connection, of.id, **gone)
        files |= leave_out(connection, site, arrival, why)
    remove_unused(site, {hash_ for hash_ in files if hash_})


def _why(connection: Connection, owner: int, numbers: Sequence[str], emails: Sequence[str]) -> str:
    if objects(connection, numbers, emails):
        return "blocked"
    return "number" if is_listed(connection, owner, numbers) else ""
