"""Import many transcripts at once: read, measured and kept a piece at a time, side by side.

What an upload does in stages, and just as often as one likes: a file that is there already is
passed over, and one that is refused stops nothing. Each piece is one transaction, so that an
import that is broken off is gone on with by doing it again.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Lock
from pathlib import Path
from time import sleep

from klankbord.conversation import Conversation
from klankbord.errors import (
    CallKeptOut,
    FileMissing,
    KlankbordError,
    NotTold,
    SoundForMany,
    SoundTwice,
    TooLarge,
    why,
)
from klankbord.formats.document import Document
from klankbord.service.calls.measuring import keep_many, measure_many
from klankbord.service.intake.adding import Told, plan_call
from klankbord.service.intake.belonging import arrange, take_in, with_people, with_uploader
from klankbord.service.intake.gathering import KeptFile, as_one_call
from klankbord.service.intake.hearing import is_recording
from klankbord.service.intake.importing import import_document
from klankbord.service.intake.stages import check_sound
from klankbord.service.keeping.unused import remove_unused
from klankbord.service.privacy.given import keep_for_owner
from klankbord.service.privacy.keeping_out import Giving, why_not_of
from klankbord.service.privacy.remembering import may_be_given
from klankbord.service.redaction.redacting import plan_forgetting, unreadable
from klankbord.service.redaction.redaction_rules import rules_of
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.speech.naming import pairs
from klankbord.store.calls import call_with_sound, calls_of_sources
from klankbord.store.new_calls import Source
from klankbord.store.people import Person, all_people

PIECE = 50
"""So many files are measured at once, and kept in one transaction."""
REST_S = 0.025
"""So long nobody of an import writes after each piece."""


@dataclass(frozen=True)
class Given:
    """A transcript to import, with the file of its recording where there is one."""

    path: Path
    sound: Path | None = None


@dataclass(frozen=True)
class Taken:
    """What became of one file: its calls, how many of them are new, or why it was refused.

    `sounds` counts the calls that were there already and got their recording now; `waits` says
    that a worker is to listen to it first.
    """

    path: Path
    calls: tuple[int, ...] = ()
    new: int = 0
    sounds: int = 0
    refusal: KlankbordError | None = None
    waits: bool = False


@dataclass(frozen=True)
class _Read:
    """A file as it was read and kept; its calls are still to be.

    `parts` are its conversations, each with its place in the file; `some` says that others of it
    are kept out.
    """

    path: Path
    hash: str = ""
    sound: str | None = None
    parts: tuple[tuple[int, Conversation], ...] = ()
    refusal: KlankbordError | None = None
    some: bool = False


@dataclass(frozen=True)
class _Importer:
    """Who imports, and where to; `turn` is held while writing where others may not meanwhile."""

    site: Site
    people: Sequence[Person]
    uploader: int
    turn: AbstractContextManager[object]


@dataclass(frozen=True)
class Sorted:
    """Files to import: transcripts, recordings without one, and those that go with none, refused.

    Of the recordings, the two halves of one call are together.
    """

    given: list[Given]
    alone: list[tuple[Path, ...]]
    refused: list[Taken]


def sort_files(paths: Sequence[Path]) -> Sorted:
    """Transcripts, each with the recording of the same name in its folder; and what is left."""
    recordings = [path for path in paths if is_recording(path)]
    transcripts = [path for path in paths if path not in set(recordings)]
    named = {_name(path) for path in transcripts}
    sounds: dict[tuple[Path, str], Path] = {}
    alone, refused = [], []
    for path in recordings:
        if _name(path) not in named:
            alone.append(path)
        elif (other := sounds.setdefault(_name(path), path)) != path:
            refused.append(Taken(path, refusal=SoundTwice(str(path), other.name)))
    calls = [tuple(Path(file) for file in files) for files in pairs([str(p) for p in alone])]
    return Sorted([Given(path, sounds.get(_name(path))) for path in transcripts], calls, refused)


def plan_recordings(site: Site, calls: Sequence[Sequence[Path]], uploader: int) -> Iterator[Taken]:
    """Keep recordings, of each call one file or two halves, and plan the listening to them."""
    for files in calls:
        try:
            kept = [_keep_file(site, path) for path in files]
            call = as_one_call(site, kept)
        except KlankbordError as refusal:
            yield Taken(files[0], refusal=refusal)
            continue
        assert call.sound is not None
        with site.database.writing() as connection:
            there = call_with_sound(connection, call.sound)
            if there is None:
                plan_call(connection, uploader, call, Told(), site.now())
        yield Taken(files[0], () if there is None else (there,), waits=there is None)


def _keep_file(site: Site, path: Path) -> KeptFile:
    try:
        return KeptFile(site.files.keep_file(path, site.settings.max_sound_mb).hash, path.name)
    except OSError as fault:
        raise FileMissing(str(path), why(fault)) from None


def import_many(
    site: Site, given: Sequence[Given], uploader: int, processes: int = 1
) -> Iterator[Taken]:
    """Import transcripts, told of in their order; in this process, or in so many beside it."""
    with site.database.reading() as connection:
        people = all_people(connection)
    pieces = [given[first : first + PIECE] for first in range(0, len(given), PIECE)]
    processes = min(processes, len(pieces))
    if processes > 1:
        yield from _side_by_side(site, people, uploader, pieces, processes)
        return
    importer = _Importer(site, people, uploader, nullcontext())
    for piece in pieces:
        yield from _import(importer, piece)


def _side_by_side(
    site: Site,
    people: Sequence[Person],
    uploader: int,
    pieces: Sequence[Sequence[Given]],
    processes: int,
) -> Iterator[Taken]:
    """Each process does all there is to do for a piece: nothing large goes from one to another."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # a process a core, a core a process
    context = get_context("spawn")
    turn = _Turn(context.Lock()) if site.database.is_sqlite else nullcontext()
    begin = (site.settings, people, uploader, turn)
    with ProcessPoolExecutor(processes, context, _begin, begin) as pool:
        waiting: deque[Future[list[Taken]]] = deque()
        try:
            for piece in pieces:
                waiting.append(pool.submit(_import_here, piece, site.now()))
                if len(waiting) > 2 * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@dataclass(frozen=True)
class _Turn:
    """A turn to write where there is one writer at a time, of which these processes are not all.

    SQLite lets the others ask again and again; between two turns they find it free.
    """

    lock: Lock

    def __enter__(self) -> None:
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        sleep(REST_S)
        self.lock.release()


_here: _Importer
"""Of a process that imports for another."""


def _begin(
    settings: Settings,
    people: Sequence[Person],
    uploader: int,
    turn: AbstractContextManager[object],
) -> None:
    global _here  # noqa: PLW0603 (a process has nothing else to keep it in)
    _here = _Importer(open_site(settings), people, uploader, turn)


def _import_here(piece: Sequence[Given], now: datetime) -> list[Taken]:
    clock: Callable[[], datetime] = lambda: now  # noqa: E731 (the one clock is elsewhere)
    return _import(replace(_here, site=replace(_here.site, now=clock)), piece)


def _import(importer: _Importer, piece: Sequence[Given]) -> list[Taken]:
    """Import a piece: all of its conversations are measured at once, those that are new."""
    site = importer.site
    settings = with_people(site.settings, importer.people)
    read = [_kept_out(importer, _read(importer, settings, given)) for given in piece]
    rules = rules_of(site)
    parts = [
        unreadable(site, rules, talk, Source(file.hash, part, file.sound))
        for file in read
        for part, talk in file.parts
    ]
    new = [arrange(talk, source, importer.people, importer.uploader) for talk, source in parts]
    with site.database.reading() as connection:
        there = calls_of_sources(connection, {call.key for call in new})
    fresh: dict[tuple[str, int], Conversation] = {}
    for call, (talk, _) in zip(new, parts, strict=True):
        if call.key not in there:
            fresh.setdefault(call.key, talk)
    measured = measure_many(list(fresh.values()), settings.own_words)
    kept = dict(zip(fresh, measured, strict=True))
    with importer.turn, site.database.writing() as connection:
        taken = take_in(connection, site, new)
        added = {call.key: one.call for call, one in zip(new, taken, strict=True) if one.new}
        keep_for_owner(connection, site, added.values())
        keep_many(connection, [(added[key], 1, kept[key]) for key in added], site.now())
        if mixed := {file.hash for file in read if file.some}:  # who is kept out stands there too
            plan_forgetting(connection, site, mixed)
    found, told = iter(taken), []
    for file in read:
        own = [next(found) for _ in file.parts]
        told.append(
            Taken(
                file.path,
                tuple(one.call for one in own),
                sum(one.new for one in own),
                sum(one.got_sound for one in own),
                file.refusal,
            )
        )
    return told


def _read(importer: _Importer, settings: Settings, given: Given) -> _Read:
    """Read a file, and keep it as it was read with its recording; or why that cannot be."""
    site, name, most = importer.site, str(given.path), settings.max_file_mb
    try:
        if given.path.stat().st_size > most * 1_000_000:
            raise TooLarge(name, most)
        data = given.path.read_bytes()
        found = tuple(
            with_uploader(conversation, importer.people, importer.uploader)
            for conversation in import_document(Document(name, data), settings)
        )
        sound = _keep_sound(site, given, len(found))
        hash_ = site.files.keep([data], name, most).hash
        return _Read(given.path, hash_, sound, tuple(enumerate(found)))
    except OSError as fault:
        return _Read(given.path, refusal=FileMissing(fault.filename or name, why(fault)))
    except KlankbordError as refusal:
        return _Read(given.path, refusal=refusal)


def _kept_out(importer: _Importer, read: _Read) -> _Read:
    """A file without the conversations that are with somebody with whom none is kept.

    A file that was left out since nobody noted that the other party knew, is refused.
    """
    people, uploader = importer.people, importer.uploader
    files = {hash_ for hash_ in (read.hash, read.sound) if hash_}
    with importer.site.database.reading() as connection:
        if not may_be_given(connection, files, uploader, told=False):
            remove_unused(importer.site, files)
            return _Read(read.path, refusal=NotTold(str(read.path)))
        given = Giving(uploader, frozenset(files))
        parts = tuple(
            (part, one)
            for part, one in read.parts
            if not why_not_of(connection, one, people, given)
        )
    if len(parts) == len(read.parts):
        return read
    if parts:
        return replace(read, parts=parts, some=True)
    remove_unused(importer.site, files)
    return _Read(read.path, refusal=CallKeptOut(str(read.path)))


def _keep_sound(site: Site, given: Given, calls: int) -> str | None:
    if given.sound is None:
        return None
    if calls > 1:
        raise SoundForMany(str(given.path), calls)
    name = str(given.sound)
    hash_ = site.files.keep_file(given.sound, site.settings.max_sound_mb).hash
    check_sound(site, hash_, name)
    return hash_


def _name(path: Path) -> tuple[Path, str]:
    return path.parent, path.stem.casefold()
