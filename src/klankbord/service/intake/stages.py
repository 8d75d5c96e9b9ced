"""The stages of an import: its recording, its conversations, and what is measured of them.

Each stage works outside any transaction, and then keeps what came of it in one in which the job
moves on. So a worker that dies leaves a stage either done or as if never begun.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.conversation.sides import find_parties, same_name, with_sellers
from klankbord.errors import (
    AmbiguousSeller,
    FileMissing,
    NotTold,
    ServerOdd,
    ServerRefuses,
    ServerSilent,
    SoundForMany,
    UnknownHere,
    UnknownSeller,
    why,
)
from klankbord.formats.document import Document
from klankbord.service.calls.halves import is_together, taken_apart
from klankbord.service.calls.measuring import keep_many
from klankbord.service.calls.playing import keep_playable
from klankbord.service.calls.recordings import opened
from klankbord.service.calls.remeasuring import measure_stale
from klankbord.service.calls.sound import keep_peaks
from klankbord.service.intake.adding import TOLD, Told
from klankbord.service.intake.belonging import TakenIn, arrange, take_in, with_people, with_uploader
from klankbord.service.intake.heard import hear, heard_conversation
from klankbord.service.intake.importing import import_document, import_pair
from klankbord.service.intake.joining import take_recording, take_transcript
from klankbord.service.intake.seats import shares_one
from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.privacy.consent import note_arrived
from klankbord.service.privacy.given import note_given
from klankbord.service.privacy.keeping_out import files_of, keep_out, parts_to_keep, turn_away
from klankbord.service.privacy.remembering import may_be_given
from klankbord.service.redaction.redacting import plan_forgetting, unreadable
from klankbord.service.redaction.redaction_rules import rules_of
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.imports import Import, change_import, find_import
from klankbord.store.new_calls import NewCall, Source
from klankbord.store.people import Person, all_people

STAGES = ("sound", "read", "hear", "words", "measure")
"""The stages in their order; which of them an import goes through, `stages_of` says."""
BATCH = 100
"""So many conversations of a file are kept in one transaction, so that others get their turn,"""
AT_ONCE = 20
"""and so many are measured at once, so that what is shown of it goes on."""
PATIENCE = 3
"""So often a server that recognises may fail at the same place; then it goes on without words."""

_log = logging.getLogger(__name__)


def stages_of(of: Import) -> tuple[str, ...]:
    """The stages of an import: of a transcript, of one with its recording, of that alone."""
    if of.source is None:
        return "sound", "hear", "words", "measure"
    return ("sound", "read", "measure") if of.sound else ("read", "measure")


def import_step(work: Work) -> bool:
    """Do the stage of an import that comes next; whether there is more to do."""
    with work.site.database.reading() as connection:
        found = find_import(connection, work.payload["import"])
    if found is None:  # taken off the list meanwhile
        with work.finishing():
            return False
    stage = work.job.stage or stages_of(found)[0]
    if stage != "measure" and not found.arrived and _is_untold(work, found):
        turn_away(work, found, NotTold(found.name))
        return False
    return _STEPS[stage](work, found)


def _is_untold(work: Work, of: Import) -> bool:
    """Whether it goes round consent: left out, or waiting, since nobody noted that it was told."""
    told = TOLD.validate_python(of.told)
    with work.site.database.reading() as connection:
        return not may_be_given(connection, files_of(of), of.person_id, told=bool(told.consent))


def _sound(work: Work, of: Import) -> bool:
    """Whether the recording can be decoded; its peaks, which the page draws; and what plays it."""
    assert of.sound is not None
    check_sound(work.site, of.sound, of.sound_name)
    with work.getting_on(stages_of(of)[1]):
        return True


def _read(work: Work, of: Import) -> bool:
    """The conversations of the transcript become calls, those that are there already are found."""
    with work.site.database.reading() as connection:
        people = all_people(connection)
    told = TOLD.validate_python(of.told)
    conversations = [_told(c, told, of.name) for c in _conversations(work.site, of, people, told)]
    if of.sound is not None and len(conversations) > 1:
        raise SoundForMany(of.name, len(conversations))
    return _keep(work, of, conversations, people)


def _hear(work: Work, of: Import) -> bool:
    """Who speaks when in a recording; a worker that dies leaves nothing half heard."""
    assert of.sound is not None

    told = TOLD.validate_python(of.told)
    hear(work.site, of.sound, of.sound_name, told, lambda step: work.tell(step=step.value))
    with work.getting_on("words"):
        return True


def _words(work: Work, of: Import) -> bool:
    """What is said in a recording, where that can be recognised; then it becomes a call."""
    assert of.sound is not None
    with work.site.database.reading() as connection:
        people = all_people(connection)
    told = TOLD.validate_python(of.told)

    begun: list[int] = []

    def tell(done: int, of_all: int) -> None:
        if begun:  # what was done before tells of no progress: it may fail here each time
            with work.getting_on("words", said=done, of=of_all):
                pass
        begun.append(done)

    given = (work.site, of.sound, of.sound_name, told, people)
    try:
        conversation = heard_conversation(*given, progress=tell)
    except (ServerSilent, ServerRefuses, ServerOdd) as fault:
        if work.job.attempts <= PATIENCE:
            raise
        _log.warning("import %d goes on without words: %s", of.id, type(fault).__name__)
        conversation = heard_conversation(*given, progress=tell, words=False)
    return _keep(work, of, [_of_recording(conversation, of, told)], people)


def _measure(work: Work, of: Import) -> bool:
    """The next few calls of the import, those that have no measurement yet."""
    done = work.payload.get("done", 0)
    ids = [one["call"] for one in of.calls[done : done + AT_ONCE]]
    if not ids:
        with work.finishing():
            return False
    measured = measure_stale(work.site, ids)
    with work.getting_on("measure", done=done + len(ids)) as connection:
        kept = keep_many(connection, measured, work.site.now())
        plan_hooks(connection, kept, work.site.now())
    return True


_STEPS: dict[str, Callable[[Work, Import], bool]] = {
    "sound": _sound,
    "read": _read,
    "hear": _hear,
    "words": _words,
    "measure": _measure,
}


def check_sound(site: Site, hash_: str, name: str) -> None:
    """Decode a recording; keep its peaks, and what plays it where browsers do not play the file.

    Raises:
        FileMissing: it is not there any more.
        SoundRefused: it cannot be decoded, or holds nothing.
        SpeechMissing: what decodes it is not installed.
    """
    with opened(site, hash_, name) as recording:
        keep_peaks(site, hash_, recording)
        keep_playable(site, hash_, recording)


def _conversations(
    site: Site, of: Import, people: Sequence[Person], told: Told
) -> tuple[Conversation, ...]:
    assert of.source is not None
    settings = with_people(site.settings, people)
    path = site.files.path(of.source)
    try:
        if is_together(path) and of.halves:
            with taken_apart(site, of.source) as halves:
                one, other = (Document(name, half.read_bytes()) for name, half in halves)
            found: tuple[Conversation, ...] = (import_pair(one, other, settings, told.language),)
        else:
            document = Document(of.name, path.read_bytes())
            found = import_document(document, settings, told.language)
    except OSError as fault:
        raise FileMissing(of.name, why(fault)) from None
    if told.seller:
        return found
    return tuple(with_uploader(conversation, people, of.person_id) for conversation in found)


def _told(conversation: Conversation, told: Told, file: str) -> Conversation:
    """A conversation with what its file lacks and the person told."""
    if told.seller and (find_parties(conversation, told.seller) or not conversation.bears.sides):
        try:
            conversation = with_sellers(conversation, [told.seller], file)
        except (UnknownSeller, AmbiguousSeller) as fault:
            raise UnknownHere(file, fault.name, fault.names) from None
    return _addressed(_with_facts(conversation, told), told)


def _addressed(conversation: Conversation, told: Told) -> Conversation:
    """A conversation in which the one who was told to have an e-mail address has it.

    That is who is called so, else the only one who buys; where it is not clear, nobody.
    """
    others = [party for party in conversation.parties if party.side is not Side.SELLER]
    called = [party for party in others if told.customer and same_name(party, [told.customer])]
    meant = called or [party for party in others if party.side is Side.CUSTOMER]
    if not told.email or len(meant) != 1 or meant[0].email:
        return conversation
    parties = (
        replace(party, email=told.email) if party is meant[0] else party
        for party in conversation.parties
    )
    return replace(conversation, parties=tuple(parties))


def _of_recording(conversation: Conversation, of: Import, told: Told) -> Conversation:
    """A recording with what was told; a source is set to read names, so what it tells goes first.

    Else its preview would show another moment than the call gets.
    """
    if of.arrived:
        when, direction = told.when or conversation.when, told.direction or conversation.direction
        conversation = replace(conversation, when=when, direction=direction)
    return _with_facts(conversation, told)


def _with_facts(conversation: Conversation, told: Told) -> Conversation:
    return replace(
        conversation,
        title=told.title or conversation.title,
        when=conversation.when or told.when,
        type=conversation.type or told.type,
        direction=conversation.direction or told.direction,
    )


def _keep(
    work: Work, of: Import, conversations: Sequence[Conversation], people: Sequence[Person]
) -> bool:
    """The calls of an import, some at a time; with the last it gets on to measuring.

    Whether there is anything to measure: with some people nothing is kept.
    """
    this = "read" if of.source else "words"
    before = {one["call"] for one in of.calls if one["new"]}
    with work.site.database.reading() as connection:
        keep, why = parts_to_keep(connection, of, conversations, people)
    if why and not keep:
        keep_out(work, of, why, conversations)
        return False
    first = work.payload.get("kept", 0)  # by a worker that died
    told = TOLD.validate_python(of.told)
    told_anything = told != Told()
    found = of.calls[:first]
    while True:
        parts = keep[first : first + BATCH]
        until = first + len(parts)
        new = [_arrange(work.site, of, part, conversations[part], people) for part in parts]
        stage = "measure" if until == len(keep) else this
        with work.getting_on(stage, kept=until) as connection:
            taken = _take(connection, work.site, of, new, fill=told_anything)
            came = [(one.call, one.new) for one in taken]
            if of.arrived:
                note_arrived(connection, work.site, of.id, came)
            else:
                note_given(connection, work.site, of.person_id, came, told.consent)
            if why and of.source:  # who is kept out stands in the file as well
                plan_forgetting(connection, work.site, {of.source})
            for part, one in zip(parts, taken, strict=True):
                row = {"call": one.call, "new": one.new or one.call in before}
                row |= {"filled": True} if one.filled else {}
                row |= {"one_channel": True} if shares_one(conversations[part]) else {}
                row |= {"joined": True} if one.joined and not row["new"] else {}
                found.append(row | {"sides": conversations[part].bears.sides})
            change_import(connection, of.id, calls=found + of.calls[len(found) :])
        if stage == "measure":
            return True
        first = until


def _take(
    connection: Connection, site: Site, of: Import, new: Sequence[NewCall], *, fill: bool
) -> list[TakenIn]:
    """Keep calls; what is there already as the recording alone, or as a half, is gone on with."""
    if of.source is None:
        return [take_recording(connection, site, one, of.halves, fill=fill) for one in new]
    if of.sound is not None or of.halves:
        return [take_transcript(connection, site, one, of.halves, fill=fill) for one in new]
    return take_in(connection, site, new, fill=fill)


def _arrange(
    site: Site, of: Import, part: int, conversation: Conversation, people: Sequence[Person]
) -> NewCall:
    hash_ = of.source or of.sound
    assert hash_ is not None
    number = "" if _has_number(conversation) else TOLD.validate_python(of.told).number
    source = Source(hash_, part, of.sound, number, by_itself=of.arrived)
    conversation, source = unreadable(site, rules_of(site), conversation, source, of.halves)
    return arrange(conversation, source, people, of.person_id)


def _has_number(conversation: Conversation) -> bool:
    return any(party.number for party in conversation.parties if party.side is Side.CUSTOMER)
