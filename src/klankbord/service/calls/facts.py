"""Setting right what is known of a call as a whole, and telling a call what it lacks.

What is said in it stays, and so do its figures: nothing is measured again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.conversation.facts import SetFacts
from klankbord.errors import MendedMeanwhile, NotAllowed
from klankbord.service.access import Actor, fetch_call, may_mend
from klankbord.service.calls.matching import match_flags
from klankbord.service.calls.mending import fetch_to_mend
from klankbord.service.names import LONGEST, clean
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call, add_revision, change_call, find_call, read_conversation
from klankbord.store.documents import from_document
from klankbord.store.measurements import follow_revision
from klankbord.store.new_calls import NewCall
from klankbord.store.tables import calls


def change_facts(
    site: Site, actor: Actor, call: int, seen: int, facts: SetFacts, number: str
) -> int:
    """Set right a call's title, moment, type and direction, and its customer's number.

    A flag of its owner that waited for such a call finds it. What follows is a revision only where
    it is part of the conversation: the number is not.

    Returns:
        The newest revision: the one seen where nothing of the conversation changes.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may see it, and not mend it.
        MendedMeanwhile: somebody else mended it since; nothing is changed.
        TitleTooLong: the title is of more letters than fit.
    """
    found, before = fetch_to_mend(site, actor, call, seen, seen)
    after = facts.apply(before)
    told = clean(number)[:LONGEST]
    now = site.now()
    with site.database.writing() as connection:
        if not may_mend(actor, fetch_call(connection, actor, call)):
            raise NotAllowed
        newest = seen
        if after != before:
            change = {"what": facts.what} | facts.facts(before)
            newest = _next(connection, found, after, actor.id, now, change)
            follow_revision(connection, call, seen, newest)
        if told != found.number:
            change_call(connection, call, number=told)
        if after != before or told != found.number:
            match_flags(connection, [call])
            if actor.id != found.owner_id:
                what = [facts.what]
                log(connection, now, actor.id, "mended", call=call, about=found.owner_id, what=what)
    return newest


def fill_in(connection: Connection, number: int, given: NewCall, now: datetime) -> bool:
    """Tell a call that is there what it lacks and its transcript, given again, is told to have.

    Only where its owner or who gave it first gives it again. Where it becomes known who sells, the
    call is to be measured again.

    Returns:
        Whether it lacked anything that it has now.
    """
    found = find_call(connection, calls.c.id == number)
    person = given.uploader
    if found is None or person not in {found.owner_id, found.uploader_id}:
        return False
    told_number = str(given.row["number"])
    takes_number = bool(told_number) and not found.number
    if takes_number:
        change_call(connection, number, number=told_number)
    before = read_conversation(connection, number)
    told = from_document(given.document)
    after = _with_sides(_with_facts(before, told), told)
    if after != before:
        newest = _next(connection, found, after, person, now, {"what": SetFacts.what})
        if after.parties == before.parties:
            follow_revision(connection, number, found.revision, newest)
    if takes_number or after != before:
        match_flags(connection, [number])
        return True
    return False


def _next(
    connection: Connection,
    call: Call,
    after: Conversation,
    person: int,
    now: datetime,
    change: dict[str, object],
) -> int:
    kept = add_revision(
        connection, call.id, after, after=call.revision, person=person, now=now, change=change
    )
    if not kept:
        raise MendedMeanwhile
    return call.revision + 1


def _with_facts(before: Conversation, told: Conversation) -> Conversation:
    return replace(
        before,
        when=before.when or told.when,
        type=before.type or told.type,
        direction=before.direction or told.direction,
    )


def _with_sides(before: Conversation, told: Conversation) -> Conversation:
    """The sides that were told, where nobody knows them yet and the speakers are the same."""
    if before.bears.sides or not told.bears.sides:
        return before
    if {p.id for p in before.parties} != {p.id for p in told.parties}:
        return before
    unknown = {party.id for party in before.parties if party.side is Side.UNKNOWN}
    return before.with_sides({p.id: p.side for p in told.parties if p.id in unknown})
