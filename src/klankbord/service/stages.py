"""The stages of an import: its recording, its conversations, and what is measured of them.

Each stage works outside any transaction, and then keeps what came of it in one in which the job
moves on. So a worker that dies leaves a stage either done or as if never begun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from klankbord.conversation import Conversation, Side
from klankbord.conversation.sides import find_parties, with_sellers
from klankbord.errors import (
    AmbiguousSeller,
    FileMissing,
    SoundBroken,
    SoundForMany,
    SoundOdd,
    UnknownHere,
    UnknownSeller,
    why,
)
from klankbord.formats.document import Document
from klankbord.service.adding import TOLD, Told
from klankbord.service.belonging import take_in, with_people
from klankbord.service.importing import import_document
from klankbord.service.measuring import keep_many
from klankbord.service.remeasuring import measure_stale
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.calls import (
    Source,
    call_of_source,
    change_call,
    find_call,
)
from klankbord.store.imports import Import, change_import, find_import
from klankbord.store.people import Person, all_people
from klankbord.store.tables import calls

STAGES = ("sound", "read", "measure")
"""The stages in their order; what transcribes recordings comes before `read`."""


def import_step(work: Work) -> bool:
    """Do the stage of an import that comes next; whether there is more to do."""
    with work.site.database.reading() as connection:
        found = find_import(connection, work.payload["import"])
    if found is None:  # taken off the list meanwhile
        with work.finishing():
            return False
    return _STEPS[work.job.stage or STAGES[0]](work, found)


def _sound(work: Work, of: Import) -> bool:
    """Whether the recording can be decoded; and its peaks, which the page draws."""
    if of.sound is not None:
        _decode(work.site, of.sound, of.sound_name)
    with work.getting_on("read"):
        return True


def _read(work: Work, of: Import) -> bool:
    """The conversations of the transcript become calls, those that are there already are found."""
    with work.site.database.reading() as connection:
        people = all_people(connection)
    told = TOLD.validate_python(of.told)
    conversations = [_told(c, told, of.name) for c in _conversations(work.site, of, people, told)]
    if of.sound is not None and len(conversations) > 1:
        raise SoundForMany(of.name, len(conversations))
    try:
        _keep(work, of, conversations, people)
    except IntegrityError:  # another import of the same file was first, just now: it is found
        _keep(work, of, conversations, people)
    return True


def _measure(work: Work, of: Import) -> bool:
    """The next call of the import that has no measurement yet."""
    done = work.payload.get("done", 0)
    ids = [one["call"] for one in of.calls[done : done + 1]]
    if not ids:
        with work.finishing():
            return False
    measured = measure_stale(work.site, ids)
    with work.getting_on("measure", done=done + 1) as connection:
        keep_many(connection, measured, work.site.now())
    return True


_STEPS: dict[str, Callable[[Work, Import], bool]] = {
    "sound": _sound,
    "read": _read,
    "measure": _measure,
}


def _decode(site: Site, hash_: str, name: str) -> None:
    import soundfile

    from klankbord.service.sound import is_talk, make_peaks

    try:
        told = soundfile.info(site.files.path(hash_))
        if told.frames == 0:
            raise SoundBroken(name)
        if not is_talk(told.samplerate, told.channels, told.frames):
            raise SoundOdd(name)
        make_peaks(site, hash_)
    except soundfile.LibsndfileError:
        raise SoundBroken(name) from None


def _conversations(
    site: Site, of: Import, people: Sequence[Person], told: Told
) -> tuple[Conversation, ...]:
    assert of.source is not None
    try:
        data = site.files.path(of.source).read_bytes()
    except OSError as fault:
        raise FileMissing(of.name, why(fault)) from None
    settings = with_people(site.settings, people)
    return import_document(Document(of.name, data), settings, told.language)


def _told(conversation: Conversation, told: Told, file: str) -> Conversation:
    """A conversation with what its file lacks and the person told."""
    if told.seller and (find_parties(conversation, told.seller) or not conversation.bears.sides):
        try:
            conversation = with_sellers(conversation, [told.seller], file)
        except (UnknownSeller, AmbiguousSeller) as fault:
            raise UnknownHere(file, fault.name, fault.names) from None
    return replace(
        conversation,
        when=conversation.when or told.when,
        type=conversation.type or told.type,
        direction=conversation.direction or told.direction,
    )


def _keep(
    work: Work, of: Import, conversations: Sequence[Conversation], people: Sequence[Person]
) -> None:
    """The calls of an import, in the transaction in which it gets on to measuring."""
    before = {one["call"] for one in of.calls if one["new"]}
    with work.getting_on("measure", done=0) as connection:
        found = []
        for part, conversation in enumerate(conversations):
            call, new = _call(connection, work.site, of, part, conversation, people)
            sides = conversation.bears.sides
            found.append({"call": call, "new": new or call in before, "sides": sides})
        change_import(connection, of.id, calls=found)


def _call(
    connection: Connection,
    site: Site,
    of: Import,
    part: int,
    conversation: Conversation,
    people: Sequence[Person],
) -> tuple[int, bool]:
    """The call of one conversation of a file; whether it is new."""
    assert of.source is not None
    there = call_of_source(connection, of.source, part)
    if there is not None:
        _attach(connection, there, of)
        return there, False
    number = "" if _has_number(conversation) else TOLD.validate_python(of.told).number
    source = Source(of.source, part, of.sound, number)
    return take_in(connection, site, conversation, source, people, of.person_id), True


def _attach(connection: Connection, call: int, of: Import) -> None:
    """Give a call that is there already the recording that came later."""
    found = find_call(connection, calls.c.id == call)
    theirs = found is not None and of.person_id in {found.owner_id, found.uploader_id}
    if found is not None and theirs and of.sound is not None and found.sound is None:
        change_call(connection, call, sound=of.sound)


def _has_number(conversation: Conversation) -> bool:
    return any(party.number for party in conversation.parties if party.side is Side.CUSTOMER)
