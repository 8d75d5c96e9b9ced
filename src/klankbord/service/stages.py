"""The stages of an import: its recording, its conversations, and what is measured of them.

Each stage works outside any transaction, and then keeps what came of it in one in which the job
moves on. So a worker that dies leaves a stage either done or as if never begun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

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
from klankbord.service.belonging import arrange, take_in, with_people, with_uploader
from klankbord.service.importing import import_document
from klankbord.service.measuring import keep_many
from klankbord.service.remeasuring import measure_stale
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.calls import NewCall, Source
from klankbord.store.imports import Import, change_import, find_import
from klankbord.store.people import Person, all_people

STAGES = ("sound", "read", "measure")
"""The stages in their order; what transcribes recordings comes before `read`."""
BATCH = 100
"""So many conversations of a file are kept in one transaction, so that others get their turn,"""
AT_ONCE = 20
"""and so many are measured at once, so that what is shown of it goes on."""


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
        check_sound(work.site, of.sound, of.sound_name)
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
    _keep(work, of, conversations, people)
    return True


def _measure(work: Work, of: Import) -> bool:
    """The next few calls of the import, those that have no measurement yet."""
    done = work.payload.get("done", 0)
    ids = [one["call"] for one in of.calls[done : done + AT_ONCE]]
    if not ids:
        with work.finishing():
            return False
    measured = measure_stale(work.site, ids)
    with work.getting_on("measure", done=done + len(ids)) as connection:
        keep_many(connection, measured, work.site.now())
    return True


_STEPS: dict[str, Callable[[Work, Import], bool]] = {
    "sound": _sound,
    "read": _read,
    "measure": _measure,
}


def check_sound(site: Site, hash_: str, name: str) -> None:
    """Decode a recording, and keep its peaks.

    Raises:
        SoundBroken: it cannot be decoded, or holds nothing.
        SoundOdd: it can be none of a talk.
    """
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
    found = import_document(Document(of.name, data), settings, told.language)
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
    return replace(
        conversation,
        when=conversation.when or told.when,
        type=conversation.type or told.type,
        direction=conversation.direction or told.direction,
    )


def _keep(
    work: Work, of: Import, conversations: Sequence[Conversation], people: Sequence[Person]
) -> None:
    """The calls of an import, some at a time; with the last it gets on to measuring."""
    before = {one["call"] for one in of.calls if one["new"]}
    first = work.payload.get("kept", 0)  # by a worker that died
    told_anything = TOLD.validate_python(of.told) != Told()
    found = of.calls[:first]
    while True:
        parts = range(first, min(first + BATCH, len(conversations)))
        new = [_arrange(of, part, conversations[part], people) for part in parts]
        stage = "measure" if parts.stop == len(conversations) else "read"
        with work.getting_on(stage, kept=parts.stop) as connection:
            taken = take_in(connection, work.site, new, fill=told_anything)
            for part, one in zip(parts, taken, strict=True):
                row = {"call": one.call, "new": one.new or one.call in before}
                row |= {"filled": True} if one.filled else {}
                found.append(row | {"sides": conversations[part].bears.sides})
            change_import(connection, of.id, calls=found + of.calls[len(found) :])
        if stage == "measure":
            return
        first = parts.stop


def _arrange(
    of: Import, part: int, conversation: Conversation, people: Sequence[Person]
) -> NewCall:
    assert of.source is not None
    number = "" if _has_number(conversation) else TOLD.validate_python(of.told).number
    source = Source(of.source, part, of.sound, number)
    return arrange(conversation, source, people, of.person_id)


def _has_number(conversation: Conversation) -> bool:
    return any(party.number for party in conversation.parties if party.side is Side.CUSTOMER)
