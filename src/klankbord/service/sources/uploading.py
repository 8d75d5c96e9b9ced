"""Calls sent through the API: told first, then their files, in one go or piece by piece.

What came of a file is kept, whatever becomes of the line; the sender asks how far it came and goes
on there. Once all that was announced is here, the call arrives as from any source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy import Connection

from klankbord.errors import (
    KeyRefused,
    NotFound,
    SourceOff,
    TooLarge,
    UploadBroken,
    UploadBusy,
    UploadDamaged,
    UploadDiffers,
    UploadElsewhere,
    UploadRangeBad,
    UploadsUnfinished,
)
from klankbord.service.intake.adding import clean_name
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.store.arrivals import Arrival, ArrivedFile, find_arrival, number_of
from klankbord.store.consent import kept_back_among
from klankbord.store.files import chunks_of
from klankbord.store.keys import Key
from klankbord.store.sources import Source, find_source
from klankbord.store.uploads import (
    Pieces,
    Upload,
    add_upload,
    all_unfinished,
    change_upload,
    count_unfinished,
    find_upload,
    forget_finished,
    forget_unfinished,
    lock_upload,
    settle,
)

ROLES = {"media": "sound", "transcript": "transcript"}
"""What a file is to a call, by the name that its address has for it."""
UNFINISHED = timedelta(days=2)
"""What is not gone on with for so long was given up."""
MOST_UNFINISHED = 100
"""So many of a source can be half here at a time: what they take of the disk has an end;"""
MAKES_ROOM = timedelta(hours=6)
"""and where there are as many, one that was not gone on with for so long is given up earlier."""
REMEMBERED = timedelta(days=30)
"""So long it is known which bytes came; that the call came, its arrival tells for good."""
MB = 1_000_000


@dataclass(frozen=True)
class Sent:
    """How far a call is that is being sent: its files by role as (bytes here, bytes in all), and
    what became of it once it arrived. `until` is when a call is removed that nobody sees yet, since
    it is not told how its party knew; None where it waits for nothing.
    """

    upload: Upload
    files: Mapping[str, tuple[int, int | None]]
    arrival: Arrival | None
    until: datetime | None = None


@dataclass(frozen=True)
class Span:
    """Which bytes of a file a request brings: from `start` up to `end` of `total`; a whole file of
    unknown length has neither. That starts where the whole ends which says that all was sent.
    `digest` is the SHA-256 of the whole, "" where that is not told.
    """

    start: int = 0
    end: int | None = None
    total: int | None = None
    digest: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the file."""
        return self.start == 0 and self.end == self.total

    @property
    def is_end(self) -> bool:
        """Whether it brings nothing, and says that all is here."""
        return self.start > 0 and self.start == self.total


def begin_upload(
    site: Site, key: Key, arriving: Arriving, expects: Iterable[str] = ()
) -> tuple[Sent, bool]:
    """Tell of a call that is going to be sent; how far it is, and whether it is new.

    Told again it is the same one; told with less, nothing of it changes.

    Raises:
        SourceOff: its source takes none in.
        UploadDiffers: one of the same key is there, of which something else was told.
        UploadsUnfinished: its source has as many half here as there can be.
    """
    source, roles = _source(site, key), tuple(expects)
    facts = arriving.kept()
    whole = json.dumps([facts, roles], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()
    with site.database.writing() as connection:
        arrival = number_of(connection, source.id, arriving.key)
        new = add_upload(
            connection,
            source.id,
            arriving.key,
            facts=facts,
            digest=digest,
            expects=roles,
            arrival=arrival,
            now=site.now(),
        )
        if new and arrival is None:
            _need_place(site, connection, source.id)
        upload = find_upload(connection, source.id, arriving.key)
        assert upload is not None  # it is there, or was already
        if upload.digest != digest and not _tells_no_more(connection, upload, arriving, roles):
            raise UploadDiffers(arriving.key)
    return look_at_upload(site, key, upload.id), new


def _tells_no_more(
    connection: Connection, upload: Upload, arriving: Arriving, roles: tuple[str, ...]
) -> bool:
    """Whether everything that is told now was told before."""
    found = find_arrival(connection, upload.arrival_id) if upload.arrival_id else None
    before = upload.facts if upload.facts is not None else found.told if found else {}
    told = {name: value for name, value in arriving.kept().items() if value}
    same = all(before.get(name) == value for name, value in told.items())
    return same and (not roles or roles == upload.expects)


def look_at_upload(site: Site, key: Key, number: int) -> Sent:
    """How far a call is that is being sent; one that came whole before a fall arrives now.

    Raises:
        NotFound: there is none, or of another source.
    """
    upload = _upload(site, key, number)
    if upload.arrival_id is None and _is_whole(upload):
        upload = _arrive(site, key, upload)
    pieces = Pieces(site.settings.data)
    told = {role: (file["length"], file["length"]) for role, file in upload.files.items()}
    if upload.arrival_id is None:
        coming = {role: pieces.size(number, role) for role in ROLES.keys() - told.keys()}
        told |= {role: (size, None) for role, size in coming.items() if size}
        return Sent(upload, told, None)
    with site.database.reading() as connection:
        arrival = find_arrival(connection, upload.arrival_id)
        held = kept_back_among(connection, arrival.calls if arrival else (), "consent")
        until = max((one.until for one in held), default=None)
        return Sent(upload, told, arrival, until)


@dataclass
class Receiving:
    """A file that is coming in: each piece is taken in turn, and `close` says how far it is."""

    site: Site
    key: Key
    upload: Upload
    role: str
    name: str
    span: Span
    file: IO[bytes] | None = None
    size: int = 0

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = self.span.start

    def take(self, chunk: bytes) -> None:
        """Take some bytes.

        Raises:
            UploadRangeBad: they are more than was said.
            TooLarge: the file is larger than it may be.
        """
        self.size += len(chunk)
        if self.span.end is not None and self.size > self.span.end:
            raise UploadRangeBad
        _need_room(self.site, self.role, self.name, self.size)
        if self.file is None:
            self._digest.update(chunk)
        else:
            self.file.write(chunk)

    def is_as_said(self) -> bool:
        """Whether as many bytes came as was said."""
        return self.span.end is None or self.size == self.span.end

    def is_the_same(self) -> bool:
        """Of a file that was here already: whether these are its bytes."""
        there = self.upload.files.get(self.role, {})
        return bool(there) and there["hash"] == self._digest.hexdigest()


@contextmanager
def receiving(
    site: Site, key: Key, number: int, role: str, name: str, span: Span
) -> Iterator[Receiving]:
    """A file of a call, to be taken in piece by piece; what came is kept when it is left.

    Till then nobody else adds to the file, so that `end_receiving` belongs within.

    Raises:
        NotFound: there is no such call, or it was told without such a file.
        SourceOff: its source takes none in.
        TooLarge: the file is larger than it may be.
        UploadBusy: the same file comes in by another line.
        UploadElsewhere: the piece does not begin where the file was left.
    """
    _source(site, key)
    upload = _upload(site, key, number)
    if upload.expects and role not in upload.expects:
        raise NotFound
    name = clean_name(name or upload.key)
    _need_room(site, role, name, span.total or 0)
    pieces = Pieces(site.settings.data)
    if not upload.has(role):
        with pieces.writing(number, role) as file:
            if file is None:
                raise UploadBusy
            upload = _upload(site, key, number)  # who wrote before may just have ended
            if not upload.has(role):
                here = file.seek(0, 2)
                if span.start != here and not span.is_whole:
                    raise UploadElsewhere(here)
                file.truncate(file.seek(span.start))
                yield Receiving(site, key, upload, role, name, span, file)
                return
    if upload.arrival_id is not None:
        pieces.drop(number)  # to look whether somebody writes makes a file
    here = upload.files.get(role, {}).get("length", 0)
    if not (span.is_whole or (span.is_end and span.total == here)):
        raise UploadElsewhere(here)
    yield Receiving(site, key, upload, role, name, span)


def end_receiving(taken: Receiving) -> Sent:
    """How far a call is after a piece of it; the last one makes it arrive.

    Raises:
        UploadBroken: fewer bytes came than was said.
        UploadDamaged: it is not the file of the digest.
        UploadDiffers: the file was here already, and is another one.
    """
    site, upload = taken.site, taken.upload
    if not taken.is_as_said():
        raise UploadBroken
    if taken.file is None:
        if not (taken.span.is_end or taken.is_the_same()):
            raise UploadDiffers(upload.key)
        return look_at_upload(site, taken.key, upload.id)
    settle(taken.file)
    total = taken.size if taken.span.total is None else taken.span.total
    if taken.size < total:
        with site.database.writing() as connection:
            change_upload(connection, upload.id, changed_at=site.now())
        return look_at_upload(site, taken.key, upload.id)
    found = _hash_of(taken.file)
    if taken.span.digest and found != taken.span.digest:
        taken.file.truncate(0)
        raise UploadDamaged
    file = {"name": taken.name, "length": total, "hash": found}
    with site.database.writing() as connection:
        lock_upload(connection, upload.id)
        files = _find(connection, taken.key, upload.id).files | {taken.role: file}
        change_upload(connection, upload.id, files=files, changed_at=site.now())
    return look_at_upload(site, taken.key, upload.id)


def sweep_uploads(site: Site) -> None:
    """Throw away what was never finished, and what nobody will send again."""
    now, pieces = site.now(), Pieces(site.settings.data)
    with site.database.writing() as connection:
        forget_unfinished(connection, now - UNFINISHED)
        forget_finished(connection, now - REMEMBERED)
    here = pieces.numbers()  # before their rows, which are there first
    with site.database.reading() as connection:
        coming = all_unfinished(connection)
    for number in here - coming:
        pieces.drop(number)


def _arrive(site: Site, key: Key, upload: Upload) -> Upload:
    """Let a call arrive that is here whole."""
    pieces = Pieces(site.settings.data)
    try:
        kept = [_keep(site, pieces, upload, role) for role in upload.files]
    except FileNotFoundError:  # who asked at the same moment was first; or the bytes were lost
        with site.database.writing() as connection:
            lock_upload(connection, upload.id)
            if _find(connection, key, upload.id).arrival_id is None:
                change_upload(connection, upload.id, files={})
        return _upload(site, key, upload.id)
    source = _source(site, key)
    with site.database.writing() as connection:
        lock_upload(connection, upload.id)
        current = find_upload(connection, source.id, upload.id)
        if current is not None and current.arrival_id is None and current.facts is not None:
            told = Arriving(key=current.key, **current.facts)
            arrival, _ = accept(connection, source, told, files=kept, now=site.now())
            done = {"arrival_id": arrival, "facts": None, "changed_at": site.now()}
            change_upload(connection, upload.id, **done)
    pieces.drop(upload.id)
    return _upload(site, key, upload.id)


def _keep(site: Site, pieces: Pieces, upload: Upload, role: str) -> ArrivedFile:
    name, path = upload.files[role]["name"], pieces.path(upload.id, role)
    hash_ = site.files.keep(chunks_of(path), name, _most_mb(site, role)).hash
    return ArrivedFile(hash_, name, ROLES[role])


def _is_whole(upload: Upload) -> bool:
    """Whether all that was announced is here."""
    here = upload.files.keys()
    return set(upload.expects) <= here if upload.expects else bool(here)


def _source(site: Site, key: Key) -> Source:
    with site.database.reading() as connection:
        source = find_source(connection, key.source_id) if key.source_id else None
    if source is None:
        raise KeyRefused
    if not source.enabled:
        raise SourceOff(source.name)
    return source


def _upload(site: Site, key: Key, number: int) -> Upload:
    with site.database.reading() as connection:
        return _find(connection, key, number)


def _find(connection: Connection, key: Key, number: int) -> Upload:
    found = find_upload(connection, key.source_id or 0, number)
    if found is None:
        raise NotFound
    return found


def _need_place(site: Site, connection: Connection, source: int) -> None:
    """Let a source have no more half here than there can be, the newest among them.

    Raises:
        UploadsUnfinished: there are as many that may yet be gone on with.
    """
    if count_unfinished(connection, source) <= MOST_UNFINISHED:
        return
    if not forget_unfinished(connection, site.now() - MAKES_ROOM, source):
        raise UploadsUnfinished(MOST_UNFINISHED)


def _most_mb(site: Site, role: str) -> int:
    return site.settings.max_sound_mb if role == "media" else site.settings.max_file_mb


def _need_room(site: Site, role: str, name: str, size: int) -> None:
    most = _most_mb(site, role)
    if size > most * MB:
        raise TooLarge(name, most)


def _hash_of(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
