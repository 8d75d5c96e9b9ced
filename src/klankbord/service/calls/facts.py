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
from klankbord.language.redaction import Kind
from klankbord.service.access import Actor, fetch_call, may_mend
from klankbord.service.calls.matching import match_flags
from klankbord.service.calls.mending import fetch_to_mend
from klankbord.service.keeping.removing import need_not_held, wipe
from klankbord.service.names import LONGEST, clean
from klankbord.service.privacy.known_later import take_out, why_out
from klankbord.service.redaction.redaction_rules import for_others
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import (
    Call,
    add_revision,
    change_call,
    find_call,
    lock_calls,
    read_conversation,
)
from klankbord.store.documents import from_document
from klankbord.store.measurements import follow_revision
from klankbord.store.new_calls import NewCall
from klankbord.store.tables import calls


def change_facts(
    site: Site, actor: Actor, call: int, seen: int, facts: SetFacts, number: str
) -> int | None:
    """Set right a call's title, moment, type and direction, and its customer's number.

    A flag of its owner that waited for such a call finds it. What follows is a revision only where
    it is part of the conversation: the number is not. A number with which nothing was to be kept
    when the call came takes it away.

    Returns:
        The newest revision: the one seen where nothing of the conversation changes. None where the
        call is gone.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may see it, and not mend it.
        MendedMeanwhile: somebody else mended it since; nothing is changed.
        TitleTooLong: the title is of more letters than fit.
        HeldForDispute: the number would be another, and nothing of the call may go.
    """
    found, before = fetch_to_mend(site, actor, call, seen, seen)
    after = _for_others(site, facts.apply(before), before)
    told = clean(number)[:LONGEST]
    now = site.now()
    with site.database.writing() as connection:
        if not may_mend(actor, fetch_call(connection, actor, call)):
            raise NotAllowed
        if found.number and told != found.number:  # no revision keeps what it was
            lock_calls(connection, [call])
            need_not_held(connection, call)
        gone = _taken_out(connection, site, actor, found, told)
        newest = seen
        if gone is None and after != before:
            change = {"what": facts.what} | facts.facts(before)
            newest = _next(connection, found, after, actor.id, now, change)
            follow_revision(connection, call, seen, newest)
        if gone is None and told != found.number:
            change_call(connection, call, number=told)
        if gone is None and (after != before or told != found.number):
            match_flags(connection, [call])
            if actor.id != found.owner_id:
                what = [facts.what]
                log(connection, now, actor.id, "mended", call=call, about=found.owner_id, what=what)
    if gone is None:
        return newest
    wipe(site, call, gone)
    return None


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
    before = read_conversation(connection, number)
    told = from_document(given.document)
    after = _with_sides(_with_facts(before, told), told)
    return _complete(
        connection, found, before, after, number=str(given.row["number"]), person=person, now=now
    )


def tell_facts(  # noqa: PLR0913 (the facts)
    connection: Connection,
    number: int,
    person: int,
    now: datetime,
    *,
    when: datetime | None = None,
    type: str = "",  # noqa: A002 (as a conversation has it)
    direction: str = "",
    told_number: str = "",
) -> bool:
    """Tell a call that is there what it lacks, where its owner or who gave it first tells it.

    Returns:
        Whether it lacked anything that it has now.
    """
    lock_calls(connection, [number])
    found = find_call(connection, calls.c.id == number)
    if found is None or person not in {found.owner_id, found.uploader_id}:
        return False
    before = read_conversation(connection, number)
    told = replace(before, when=when, type=type, direction=direction)
    after = _with_facts(before, told)
    return _complete(connection, found, before, after, number=told_number, person=person, now=now)


def _complete(  # noqa: PLR0913
    connection: Connection,
    found: Call,
    before: Conversation,
    after: Conversation,
    *,
    number: str,
    person: int,
    now: datetime,
) -> bool:
    takes_number = bool(number) and not found.number
    if takes_number:
        change_call(connection, found.id, number=number)
    if after != before:
        newest = _next(connection, found, after, person, now, {"what": SetFacts.what})
        if after.parties == before.parties:
            follow_revision(connection, found.id, found.revision, newest)
    if takes_number or after != before:
        match_flags(connection, [found.id])
        return True
    return False


def _taken_out(
    connection: Connection, site: Site, actor: Actor, call: Call, number: str
) -> set[str] | None:
    """Take a call away with whose number nothing is kept; its files, None where it stays."""
    if number == call.number:
        return None
    why = why_out(connection, call.owner_id, [number], until=call.created_at)
    return take_out(connection, site, call, why, actor.id) if why else None


def _for_others(site: Site, after: Conversation, before: Conversation) -> Conversation:
    """With another title as others may read it; a call is known by its number, also there."""
    if after.title == before.title:
        return after
    with site.database.reading() as connection:
        return replace(after, title=for_others(connection, after.title, but=(Kind.PHONE,)))


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
