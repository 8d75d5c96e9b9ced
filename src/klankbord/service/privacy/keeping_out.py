"""Whom a call is with decides whether it is kept at all: asked when it arrives and when it is read.

What a source tells of a call is asked before anything is done with it. A transcript names its
parties itself; those are asked before it is kept, whoever gave it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.errors import CallKeptOut, Refused
from klankbord.service.intake.adding import TOLD
from klankbord.service.intake.belonging import owner_of
from klankbord.service.keeping.removing import wipe
from klankbord.service.keeping.unused import remove_unused
from klankbord.service.privacy.known_later import take_out, why_out
from klankbord.service.privacy.reaching import without_outside_line
from klankbord.service.privacy.remembering import called_so_themselves, was_private
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.handing import whose
from klankbord.service.sources.leaving_out import (
    QUIET,
    leave_out,
    quiet_key,
    was_taken_away,
)
from klankbord.service.work import Work, reason_of
from klankbord.store.arrivals import Arrival, find_arrival, number_of
from klankbord.store.calls import Call, find_calls
from klankbord.store.consent import arrival_of_import
from klankbord.store.imports import Import, change_import
from klankbord.store.objections import party_key
from klankbord.store.people import Person
from klankbord.store.sources import Source, find_source
from klankbord.store.tables import calls


@dataclass(frozen=True)
class _With:
    """Whom a call is with, as far as that is told, and when it began."""

    numbers: tuple[str, ...]
    emails: tuple[str, ...]
    when: datetime | None = None

    @classmethod
    def arriving(cls, told: Arriving, source: Source | None) -> _With:
        """What a source tells; of a number with a digit for an outside line, both it may be."""
        outside = str(source.config.get("outside", "")) if source else ""
        parties = [party for party in told.parties if party.side != "seller"]
        numbers = [told.number, *(party.number for party in parties)]
        bare = [without_outside_line(number, outside) for number in numbers]
        return cls((*numbers, *bare), tuple(party.email for party in parties), told.when)

    @classmethod
    def conversing(cls, conversation: Conversation, told: str = "") -> _With:
        """What a transcript tells; `told` is a number that whoever gave it says it is with."""
        parties = [party for party in conversation.parties if party.side is not Side.SELLER]
        numbers = (told, *(party.number or "" for party in parties))
        emails = tuple(party.email or "" for party in parties)
        return cls(numbers, emails, conversation.when)

    def why_out(self, connection: Connection, owner: int, until: datetime | None = None) -> str:
        """Why nothing is kept with them, of whose call it is."""
        return why_out(connection, owner, self.numbers, self.emails, until)


def why_not(connection: Connection, arrival: Arrival) -> str:
    """Why a call that arrives is not kept, for whom it is with; "" where it may be."""
    told = Arriving.of(arrival)
    source = find_source(connection, arrival.source_id)
    parties, owner = _With.arriving(told, source), 0
    if source:
        owner = whose(connection, source, told)[0]
    if why := parties.why_out(connection, owner):
        return why
    hashes = [file.hash for file in arrival.files if file.hash]
    private = was_private(connection, hashes, owner, parties.numbers, parties.when)
    return "private" if private else ""


def said_before(connection: Connection, arrival: Arrival) -> str:
    """Why a call stays out that is offered once more, of which nothing else is left; or "".

    It is known by its key at this source, or by its bytes at any.
    """
    key = party_key(connection)
    if not key:
        return ""
    before = number_of(connection, arrival.source_id, quiet_key(key, arrival))
    found = find_arrival(connection, before) if before and before != arrival.id else None
    if found is not None and found.reason in QUIET:
        return "gone" if found.reason == "gone" else "private"
    return "gone" if was_taken_away(connection, arrival) else ""


def parts_to_keep(
    connection: Connection,
    of: Import,
    conversations: Sequence[Conversation],
    people: Sequence[Person],
) -> tuple[list[int], str]:
    """Which conversations of a file may be kept, and why the others are not ("" where all are)."""
    told, found, why = TOLD.validate_python(of.told).number, [], ""
    given = Giving(of.person_id, frozenset(files_of(of)), by_itself=of.arrived)
    for part, one in enumerate(conversations):
        if out := why_not_of(connection, one, people, given, told):
            why = out
        else:
            found.append(part)
    return found, why


@dataclass(frozen=True)
class Giving:
    """Who gives a conversation, and the hashes of its files; or whether it came by itself."""

    person: int
    files: frozenset[str]
    by_itself: bool = False


def why_not_of(
    connection: Connection,
    conversation: Conversation,
    people: Sequence[Person],
    given: Giving,
    told: str = "",
) -> str:
    """Why a conversation is not kept, for whom it is with; "" where it may be.

    What somebody called private they may give again themselves; nobody else may, and no source.
    `told` is a number that whoever gave it says it is with.
    """
    parties = _With.conversing(conversation, told)
    owner = owner_of(conversation, people, given.person)
    if why := parties.why_out(connection, owner):
        return why
    if not given.by_itself and (
        owner == given.person or called_so_themselves(connection, given.files, given.person)
    ):
        return ""
    private = was_private(connection, given.files, owner, parties.numbers, parties.when)
    return "private" if private else ""


def keep_out(work: Work, of: Import, why: str, conversations: Sequence[Conversation]) -> None:
    """End an import of which nothing may be kept: its files go, and who gave it is told why.

    A call that is there of the same files goes as well: now it is known whom it is with.
    """
    site, files = work.site, set(files_of(of))
    with work.finishing() as connection:
        arrival = arrival_of_import(connection, of.id)
        gone = {"source": None, "sound": None, "refusal": reason_of(CallKeptOut(of.name))}
        change_import(connection, of.id, **gone)  # first: what is left of the call's goes with it
        wiped = _take_known(connection, site, of, why, conversations)
        files |= leave_out(connection, site, arrival, why)
    for call, unused in wiped.items():
        wipe(site, call, unused)
    remove_unused(site, files)


def turn_away(work: Work, of: Import, refusal: Refused) -> None:
    """End an import by hand that may not be kept: its files go, and who gave it is told why."""
    with work.finishing() as connection:
        gone = {"source": None, "sound": None, "refusal": reason_of(refusal)}
        change_import(connection, of.id, **gone)
    remove_unused(work.site, files_of(of))


def take_known(work: Work, connection: Connection, arrival: Arrival) -> dict[int, set[str]]:
    """Take away the calls of the files of an arrival of which it tells now whom they are with.

    Returns:
        The files to wipe, a call, once the transaction is over.
    """
    told = Arriving.of(arrival)
    parties = _With.arriving(told, find_source(connection, arrival.source_id))
    hashes = {file.hash for file in arrival.files if file.hash}
    found: dict[int, set[str]] = {}
    for call in _calls_of(connection, hashes):
        why = parties.why_out(connection, call.owner_id, call.created_at)
        files = take_out(connection, work.site, call, why, None) if why else None
        if files is not None:
            found[call.id] = files
    return found


def files_of(of: Import) -> set[str]:
    """The hashes of the files of an import."""
    return {hash_ for hash_ in (of.source, of.sound, *of.halves) if hash_}


def _take_known(
    connection: Connection, site: Site, of: Import, why: str, conversations: Sequence[Conversation]
) -> dict[int, set[str]]:
    """The calls of an import's files that are to go, with the files to wipe.

    By hand only by whose they are or who gave them: nobody removes a colleague's call so.
    """
    told, found = TOLD.validate_python(of.told).number, {}
    for call in _calls_of(connection, files_of(of)):
        if not of.arrived and of.person_id not in {call.owner_id, call.uploader_id}:
            continue
        parties = [_With.conversing(one, told) for one in conversations]
        if not any(one.why_out(connection, call.owner_id, call.created_at) for one in parties):
            continue
        files = take_out(connection, site, call, why, None if of.arrived else of.person_id)
        if files is not None:
            found[call.id] = files
    return found


def _calls_of(connection: Connection, hashes: Collection[str]) -> list[Call]:
    if not hashes:
        return []
    return find_calls(connection, calls.c.source.in_(hashes) | calls.c.sound.in_(hashes))
