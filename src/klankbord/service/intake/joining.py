"""What comes later of a recording that is a call already joins it, so that none is there twice.

A recording that was heard is a call, told by its own file. Its transcript, or the other half of it,
may come afterwards: then that call gets a next revision, and is told by what it has now. Whoever
gives any of its files again finds it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from klankbord.conversation import Conversation
from klankbord.service.calls.facts import fill_in
from klankbord.service.calls.matching import match_flags
from klankbord.service.intake.belonging import TakenIn, take_in
from klankbord.service.redaction.redacting import keep_made
from klankbord.service.site import Site
from klankbord.speech.found import as_options, found_in
from klankbord.store.calls import (
    add_revision,
    call_with_sound,
    calls_of_sources,
    change_call,
    find_calls,
    lock_calls,
    read_conversation,
    take_turns,
)
from klankbord.store.documents import from_document
from klankbord.store.new_calls import NewCall
from klankbord.store.tables import calls

TRANSCRIPT, HALF = "transcript", "half"
"""What such a revision is: the transcript that came, or the other half of the recording."""


def take_recording(
    connection: Connection,
    site: Site,
    new: NewCall,
    earlier: Collection[str] = (),
    *,
    fill: bool = False,
) -> TakenIn:
    """Keep the call of a recording alone; one that has this recording already is found.

    `earlier` are its halves, of which one may be a call by itself: that is now the call of both.
    """
    hash_ = new.source.hash
    take_turns(connection, {hash_, *earlier})
    there = call_with_sound(connection, hash_)
    if there is not None:
        return TakenIn(there, filled=fill and fill_in(connection, there, new, site.now()))
    return _joined(connection, site, new, earlier, HALF) or take_in(connection, site, [new])[0]


def take_transcript(
    connection: Connection,
    site: Site,
    new: NewCall,
    earlier: Collection[str] = (),
    *,
    fill: bool = False,
) -> TakenIn:
    """Keep the call of a transcript with its recording; one of that recording alone gets it.

    `earlier` are the halves of the recording, where it is two.
    """
    sounds = {new.source.sound or "", *earlier}
    take_turns(connection, {new.source.hash, *sounds})
    if not calls_of_sources(connection, [new.key]):
        joined = _joined(connection, site, new, sounds, TRANSCRIPT)
        if joined is not None:
            return joined
    return take_in(connection, site, [new], fill=fill)[0]


def _joined(
    connection: Connection, site: Site, new: NewCall, of: Collection[str], what: str
) -> TakenIn | None:
    """The call of one of these recordings alone, with what came as its next revision.

    Only where its owner or who gave it gives this too.
    """
    person = new.uploader
    among = find_calls(connection, calls.c.source.in_(of))
    found = next((one for one in among if person in {one.owner_id, one.uploader_id}), None)
    if found is None:
        return None
    revision = lock_calls(connection, [found.id])[found.id]
    before = read_conversation(connection, found.id)
    after = _after(before, from_document(new.document), mended=revision > 1)
    kept = add_revision(
        connection,
        found.id,
        after,
        after=revision,
        person=person,
        now=site.now(),
        change={"what": what},
    )
    assert kept, "it is locked"
    told = {"number": new.row["number"]} if new.row["number"] and not found.number else {}
    source = new.source
    change_call(
        connection,
        found.id,
        source=source.hash,
        source_part=source.part,
        sound=source.sound,
        **told,
    )
    match_flags(connection, [found.id])
    keep_made(connection, site, new, found.id, fresh=True)
    return TakenIn(found.id, joined=True)


def _after(before: Conversation, given: Conversation, *, mended: bool) -> Conversation:
    """What came, with what was known of the call and found in its sound."""
    known = {name for name, _ in given.provenance.options}
    found = (option for option in as_options(found_in(before.provenance)) if option[0] not in known)
    options = (*given.provenance.options, *found)
    return replace(
        given,
        title=before.title if mended else given.title,
        when=given.when or before.when,
        type=given.type or before.type,
        direction=given.direction or before.direction,
        end_ms=max(given.end_ms or 0, before.end_ms or 0) or None,
        provenance=replace(given.provenance, options=options),
    )
