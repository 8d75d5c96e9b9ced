"""Add conversations: keep the files that somebody gives, and plan the work on each."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import PurePath

from pydantic import TypeAdapter
from sqlalchemy import Connection

from klankbord.errors import EmptyFile, NoSound, NothingGiven, Refused, visible
from klankbord.service.access import Actor
from klankbord.service.intake.gathering import OneCall, Pair, find_pairs, fits
from klankbord.service.site import Site
from klankbord.service.work import reason_of
from klankbord.speech.kinds import HEAD, kind_of
from klankbord.store.imports import (
    Import,
    add_import,
    alone,
    change_import,
    find_import,
    given_by,
    remove_import,
)
from klankbord.store.jobs import begin_anew, enqueue

LONGEST_NAME = 150
TOGETHER = timedelta(days=1)
"""So long a recording and its transcript, or the two halves of a recording, find each other."""
SOUNDS = frozenset(
    ".wav .mp3 .flac .ogg .oga .opus .m4a .aac .amr .webm .mka .gsm .aif .aiff .au .caf".split()
)
"""How the names of recordings end: what is called so and is none, is refused as such."""
MENDABLE = frozenset({"UnknownHere", "FileMissing", "TooLarge", "TooManyTurns", "SpeechMissing"})
"""Why something is refused that may be taken in a second time: somebody tells who sells, an admin
allows more, puts a file back or installs something. Of any other the file itself is the reason."""


@dataclass(frozen=True)
class Given:
    """A file as somebody gives it: its name, which may be anything, and its bytes."""

    name: str
    chunks: Iterable[bytes]


@dataclass(frozen=True)
class Told:
    """What the person says of the conversations, for where the file does not."""

    when: datetime | None = None
    type: str = ""
    direction: str = ""
    number: str = ""
    language: str = ""
    """What is spoken; goes before what the file says, since only a hearer knows."""
    seller: str = ""
    """Who sells,"""
    customer: str = ""
    """and, of a recording, who buys."""
    channels: str = ""
    """Of a recording, who is on which channel: seller,customer; "" leaves that to its name."""
    people: int = 0
    """Of a recording on one channel, how many people speak; 0 leaves that to be found."""
    title: str = ""
    """What the call is called; goes before the name of its file."""
    email: str = ""
    """Of a recording, the address of who buys."""
    consent: str = ""
    """How the other party knew of the recording, one of `consent.HOWS`."""


TOLD = TypeAdapter(Told)


@dataclass(frozen=True)
class Received:
    """What became of a file at the door: its import, and why it was refused, where it was."""

    number: int
    refusal: Refused | None = None


def add(site: Site, actor: Actor, files: Iterable[Given], told: Told) -> list[int]:
    """Keep files and start on them; the numbers of the imports, those refused at the door too.

    Raises:
        NothingGiven: there are no files.
    """
    received = [receive(site, actor, given) for given in files]
    kept = [one.number for one in received if one.refusal is None]
    refused = [one.number for one in received if one.refusal is not None]
    if not received:
        raise NothingGiven
    return refused + (start(site, actor, kept, told) if kept else [])


def receive(site: Site, actor: Actor, given: Given) -> Received:
    """Keep one file by its content; nothing is done with it before `start`."""
    name = clean_name(given.name)
    head, chunks = _peek(given.chunks)
    sound = is_sound(head)
    limit = site.settings.max_sound_mb if sound else site.settings.max_file_mb
    try:
        if not head:
            raise EmptyFile(name)
        if not sound and PurePath(name).suffix.lower() in SOUNDS:
            raise NoSound(name)
        hash_ = site.files.keep(chunks, name, limit).hash
    except Refused as refusal:
        with site.database.writing() as connection:
            reason = reason_of(refusal)
            number = add_import(connection, actor.id, name, now=site.now(), refusal=reason)
        return Received(number, refusal)
    with site.database.writing() as connection:
        source, sound_ = (None, hash_) if sound else (hash_, None)
        number = add_import(connection, actor.id, name, now=site.now(), source=source, sound=sound_)
    return Received(number)


def start(site: Site, actor: Actor, numbers: Collection[int], told: Told) -> list[int]:
    """Start on files that somebody gave: each call is an import, with its job.

    A recording goes with the transcript that is called the same but for its ending, and the two
    halves of one go together: of these files, or else with what somebody gave in the last day.
    A recording without a transcript is a call too; a transcript that comes later joins it.

    Raises:
        NothingGiven: none of the numbers is a file of theirs that is still to be started on.
        FileMissing: a half of a call is not there any more.
    """
    now = site.now()
    with site.database.reading() as connection:
        pairs = (
            given_by(connection, actor.id, numbers),
            alone(connection, actor.id, now - TOGETHER, sound=True),
        )
    found = find_pairs(site, *pairs)  # takes a while: nothing is held yet
    with site.database.writing() as connection:
        given = {one.id: one for one in given_by(connection, actor.id, numbers)}
        if not given:
            raise NothingGiven
        started = [n for pair in found if (n := _paired(connection, given, pair, now))]
        rest = [one for one in given.values() if one.id not in started]
        sounds = {one.id: one for one in rest if one.source is None}
        for one in rest:
            if one.source is not None:
                sound = _take_sound(connection, one, sounds, now)
                _plan(connection, one, sound, told, now)
                started.append(one.id)
        return started + [_plan_sound(connection, one, told, now) for one in sounds.values()]


def plan_call(
    connection: Connection, person: int, call: OneCall, told: Told, now: datetime, rank: int = 0
) -> int:
    """Plan the work on one call of somebody, of files that are kept; the number of its import.

    What is one call, `gathering.as_one_call` says, which copies files and so stands outside any
    transaction; this stands in that of whoever has them. `rank` is the job's.
    """
    number = add_import(
        connection, person, call.name, now=now, source=call.source, sound=call.sound
    )
    told_json = TOLD.dump_python(told, mode="json")
    change_import(connection, number, sound_name=call.sound_name, told=told_json)
    plan_import(connection, number, now, call.halves, rank)
    return number


def plan_import(
    connection: Connection, number: int, now: datetime, halves: Sequence[str] = (), rank: int = 0
) -> int:
    """Plan the work on an import; the number of its job."""
    payload = {"import": number} | ({"halves": list(halves)} if halves else {})
    job = enqueue(connection, "import", payload, now=now, rank=rank)
    change_import(connection, number, job_id=job)
    return job


def is_sound(head: bytes) -> bool:
    """Whether a file is a recording of a kind that is read, by how it begins."""
    return kind_of(head) is not None


def clean_name(name: str) -> str:
    """The name of a file as it can be shown: no folders, nothing unseen, not endless."""
    last = unicodedata.normalize("NFC", visible(name)).replace("\\", "/").rpartition("/")[2]
    return " ".join(last.split())[-LONGEST_NAME:] or "bestand"


def _peek(chunks: Iterable[bytes]) -> tuple[bytes, Iterable[bytes]]:
    """How a file begins, and all of its bytes."""
    rest = iter(chunks)
    head = b""
    while len(head) < HEAD and (chunk := next(rest, None)) is not None:
        head += chunk
    return head[:HEAD], chain([head], rest)


def _paired(
    connection: Connection, given: dict[int, Import], pair: Pair, now: datetime
) -> int | None:
    """Make two imports one, as far as both are there still; its number where it has its job now."""
    first, second, call = pair.first, pair.second, pair.call
    if second.id not in given:
        return None
    values: dict[str, object] = {"name": call.name, "sound_name": call.sound_name}
    values |= {"source": call.source, "sound": call.sound}
    if first.id in given:  # both were given now: a transcript or recording of theirs may be too
        change_import(connection, first.id, **values)
        remove_import(connection, second.id)
        del given[second.id]
        given[first.id] = replace(first, payload={"halves": call.halves}, **values)  # type: ignore[arg-type]
        return None
    if find_import(connection, first.id) is None:
        return None
    del given[second.id]
    if first.job_id is None:
        plan_import(connection, first.id, now, call.halves)
    else:
        payload = {"import": first.id, "halves": list(call.halves)}
        begin_anew(connection, first.job_id, payload, now)
    change_import(connection, first.id, **values)
    remove_import(connection, second.id)
    return first.id


def _take_sound(
    connection: Connection, transcript: Import, sounds: dict[int, Import], now: datetime
) -> Import | None:
    """The recording that goes with a transcript, taken off the list since it is no import then."""
    found = next((sound for sound in sounds.values() if fits(transcript, sound)), None)
    if found is None:
        lone = alone(connection, transcript.person_id, now - TOGETHER, sound=True)
        fitting = [sound for sound in lone if fits(transcript, sound)]
        found = fitting[0] if len(fitting) == 1 else None
    if found is not None:
        sounds.pop(found.id, None)
        remove_import(connection, found.id)
    return found


def _plan_sound(connection: Connection, sound: Import, told: Told, now: datetime) -> int:
    """Give a recording to the transcript that waits for it, else plan it as a call of its own.

    The number of the import that it is in.
    """
    bare = alone(connection, sound.person_id, now - TOGETHER, sound=False)
    fitting = [one for one in bare if fits(one, sound) and not _is_no_transcript(one)]
    if len(fitting) != 1:
        _plan(connection, sound, None, told, now)
        return sound.id
    of = fitting[0]
    halves = (*of.halves, *sound.halves)
    if of.job_id is not None:  # first: who works on it changes its job before the import too
        begin_anew(connection, of.job_id, {"import": of.id, "halves": halves}, now)
    else:
        plan_import(connection, of.id, now, halves)
    change_import(connection, of.id, sound=sound.sound, sound_name=sound.sound_name)
    remove_import(connection, sound.id)
    return of.id


def _is_no_transcript(one: Import) -> bool:
    """Whether a file was refused for what it is: then nothing that comes later mends it."""
    return one.state == "refused" and (one.reason or {}).get("error") not in MENDABLE


def _plan(
    connection: Connection, one: Import, sound: Import | None, told: Told, now: datetime
) -> None:
    values = {"told": TOLD.dump_python(told, mode="json")}
    if sound is not None:
        values |= {"sound": sound.sound, "sound_name": sound.sound_name}
    change_import(connection, one.id, **values)
    plan_import(connection, one.id, now, (*one.halves, *(sound.halves if sound else ())))
