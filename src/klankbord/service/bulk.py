"""Import many transcripts at once: read and measured side by side, kept a piece at a time.

What an upload does in stages, and just as often as one likes: a file that is there already is
passed over, and one that is refused stops nothing.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from klankbord.conversation import Conversation
from klankbord.errors import FileMissing, KlankbordError, TooLarge, why
from klankbord.formats.document import Document
from klankbord.service.belonging import take_in, with_people
from klankbord.service.importing import import_document
from klankbord.service.measuring import Kept, keep_many, measure_many
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.calls import Source, call_of_source
from klankbord.store.people import Person, all_people

PIECE = 100
"""So many files are measured at once, and kept in one transaction."""


@dataclass(frozen=True)
class Given:
    """A transcript to import, with the file of its recording where there is one."""

    path: Path
    sound: Path | None = None


@dataclass(frozen=True)
class Taken:
    """What became of one file: its calls, how many of them are new, or why it was refused."""

    path: Path
    calls: tuple[int, ...] = ()
    new: int = 0
    refusal: KlankbordError | None = None


@dataclass(frozen=True)
class _Read:
    """A file as it was read and measured, before anything of it is kept."""

    given: Given
    hash: str = ""
    kept: tuple[Kept, ...] = ()
    refusal: KlankbordError | None = None


SOUNDS = frozenset({".wav", ".mp3", ".flac", ".ogg", ".opus"})


def with_sounds(paths: Sequence[Path]) -> list[Given]:
    """Transcripts, each with the recording of the same name in the same folder."""
    sounds = {p.with_suffix(""): p for p in paths if p.suffix.lower() in SOUNDS}
    transcripts = [path for path in paths if path.suffix.lower() not in SOUNDS]
    return [Given(path, sounds.get(path.with_suffix(""))) for path in transcripts]


def import_many(
    site: Site, given: Sequence[Given], uploader: int, processes: int = 1
) -> Iterator[Taken]:
    """Import transcripts, in their order; measured in so many processes beside this one."""
    with site.database.reading() as connection:
        people = all_people(connection)
    read = partial(_read_piece, settings=with_people(site.settings, people))
    pieces = [tuple(given[k : k + PIECE]) for k in range(0, len(given), PIECE)]
    if processes <= 1:
        for piece in pieces:
            yield from _keep(site, read(piece), people, uploader)
        return
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # a process a core, a core a process
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[_Read]]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(read, piece))
            if len(waiting) > 2 * processes:  # what is measured waits in the memory to be kept
                yield from _keep(site, waiting.popleft().result(), people, uploader)
        for done in waiting:
            yield from _keep(site, done.result(), people, uploader)


def _read_piece(piece: Sequence[Given], settings: Settings) -> list[_Read]:
    """Read and measure some files; all of their conversations at once."""
    read = [_read(given, settings) for given in piece]
    conversations = [c for _, _, own, _ in read for c in own]
    measured = iter(measure_many(conversations, settings.own_words))
    return [
        _Read(given, hash_, tuple(next(measured) for _ in own), refusal)
        for given, hash_, own, refusal in read
    ]


def _read(
    given: Given, settings: Settings
) -> tuple[Given, str, tuple[Conversation, ...], KlankbordError | None]:
    name = str(given.path)
    try:
        if given.path.stat().st_size > settings.max_file_mb * 1_000_000:
            raise TooLarge(name, settings.max_file_mb)
        sound, most = given.sound, settings.max_sound_mb
        if sound is not None and sound.stat().st_size > most * 1_000_000:
            raise TooLarge(str(sound), most)
        data = given.path.read_bytes()
        found = import_document(Document(name, data), settings)
    except OSError as fault:
        return given, "", (), FileMissing(name, why(fault))
    except KlankbordError as refusal:
        return given, "", (), refusal
    return given, sha256(data).hexdigest(), found, None


def _keep(
    site: Site, piece: Sequence[_Read], people: Sequence[Person], uploader: int
) -> list[Taken]:
    """Keep the files of a piece, and then their calls in one transaction."""
    sounds: dict[Path, str] = {}
    for read in piece:
        if read.refusal is not None:
            continue
        site.files.keep_file(read.given.path, site.settings.max_file_mb)
        if read.given.sound is not None:
            limit = site.settings.max_sound_mb
            sounds[read.given.path] = site.files.keep_file(read.given.sound, limit).hash
    taken, measured = [], []
    with site.database.writing() as connection:
        for read in piece:
            calls, new = [], 0
            for part, kept in enumerate(read.kept):
                source = Source(read.hash, part, sounds.get(read.given.path))
                call = call_of_source(connection, read.hash, part)
                if call is None:
                    call = take_in(connection, site, kept.conversation, source, people, uploader)
                    measured.append((call, 1, kept))
                    new += 1
                calls.append(call)
            taken.append(Taken(read.given.path, tuple(calls), new, read.refusal))
        keep_many(connection, measured, site.now())
    return taken
