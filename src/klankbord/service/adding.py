"""Add conversations: keep the files that somebody gives, and plan the work on each."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import PurePath

from pydantic import TypeAdapter
from sqlalchemy import Connection

from klankbord.errors import EmptyFile, NothingGiven, Refused, SoundAlone, SoundBroken, visible
from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.service.work import reason_of
from klankbord.store.imports import (
    Import,
    add_import,
    alone,
    change_import,
    given_by,
    remove_import,
)
from klankbord.store.jobs import begin_anew, enqueue

LONGEST_NAME = 150
TOGETHER = timedelta(days=1)
"""So long a recording and its transcript wait for each other."""
SOUNDS = frozenset({".wav", ".mp3", ".flac", ".ogg", ".opus"})
"""How the names of recordings end that are read."""
_HEAD = 16
"""So many bytes tell a recording from anything else."""


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
    """Who sells."""


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
            raise SoundBroken(name)
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
    """Start on files that somebody gave: each transcript is an import, with its job.

    A recording goes with the transcript that has the same name but for its ending: of these
    files, or else the only one of the last day that waits for it.

    Raises:
        NothingGiven: none of the numbers is a file of theirs that is still to be started on.
    """
    now = site.now()
    with site.database.writing() as connection:
        given = given_by(connection, actor.id, numbers)
        if not given:
            raise NothingGiven
        sounds = {one.id: one for one in given if one.source is None}
        started = []
        for one in given:
            if one.source is not None:
                sound = _take_sound(connection, one, sounds, now)
                _plan(connection, one.id, sound, told, now)
                started.append(one.id)
        return started + [_sound_alone(connection, one, now) for one in sounds.values()]


def plan_import(connection: Connection, number: int, now: datetime) -> int:
    """Plan the work on an import; the number of its job."""
    job = enqueue(connection, "import", {"import": number}, now=now)
    change_import(connection, number, job_id=job)
    return job


def is_sound(head: bytes) -> bool:
    """Whether a file is a recording that is read (wav, mp3, flac, ogg), by how it begins."""
    if head[:4] == b"RIFF":
        return head[8:12] == b"WAVE"
    layer_3 = head[:1] == b"\xff" and head[1:2] in {b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xe3"}
    return layer_3 or head[:3] == b"ID3" or head[:4] in {b"fLaC", b"OggS"}


def clean_name(name: str) -> str:
    """The name of a file as it can be shown: no folders, nothing unseen, not endless."""
    last = unicodedata.normalize("NFC", visible(name)).replace("\\", "/").rpartition("/")[2]
    return " ".join(last.split())[-LONGEST_NAME:] or "bestand"


def _peek(chunks: Iterable[bytes]) -> tuple[bytes, Iterable[bytes]]:
    """How a file begins, and all of its bytes."""
    rest = iter(chunks)
    head = b""
    while len(head) < _HEAD and (chunk := next(rest, None)) is not None:
        head += chunk
    return head[:_HEAD], chain([head], rest)


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()


def _take_sound(
    connection: Connection, transcript: Import, sounds: dict[int, Import], now: datetime
) -> Import | None:
    """The recording that goes with a transcript, taken off the list since it is no import then."""
    fits = _stem(transcript.name)
    found = next((sound for sound in sounds.values() if _stem(sound.name) == fits), None)
    if found is None:
        lone = alone(connection, transcript.person_id, now - TOGETHER, sound=True)
        fitting = [sound for sound in lone if _stem(sound.name) == fits]
        found = fitting[0] if len(fitting) == 1 else None
    if found is not None:
        sounds.pop(found.id, None)
        remove_import(connection, found.id)
    return found


def _sound_alone(connection: Connection, sound: Import, now: datetime) -> int:
    """Give a recording to the transcript that waits for it, or refuse it; the import it is in."""
    bare = alone(connection, sound.person_id, now - TOGETHER, sound=False)
    fitting = [one for one in bare if _stem(one.name) == _stem(sound.name)]
    if len(fitting) != 1:
        refusal = reason_of(SoundAlone(sound.name))
        change_import(connection, sound.id, refusal=refusal)
        return sound.id
    of = fitting[0]
    if of.job_id is not None:  # first: who works on it changes its job before the import too
        begin_anew(connection, of.job_id, {"import": of.id}, now)
    else:
        plan_import(connection, of.id, now)
    change_import(connection, of.id, sound=sound.sound, sound_name=sound.name)
    remove_import(connection, sound.id)
    return of.id


def _plan(
    connection: Connection, number: int, sound: Import | None, told: Told, now: datetime
) -> None:
    values = {"told": TOLD.dump_python(told, mode="json")}
    if sound is not None:
        values |= {"sound": sound.sound, "sound_name": sound.name}
    change_import(connection, number, **values)
    plan_import(connection, number, now)
