"""Watching folders: a repeating job a source looks what is new there, and offers each call once.

A look takes seconds for ten thousand names: it copies and hashes nothing (the job of each arrival
does), and of each file keeps only its size, its time and since when these are what they are. A file
that stayed the same for long enough is complete; a wav must be as long as its own head says, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from klankbord.errors import FolderClosed, Mistake, Refused
from klankbord.service.intake.adding import clean_name
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.service.sources.cdr import NO_RECORDS, Records, read_records, with_record
from klankbord.service.sources.file_names import NameTold, read_parts, told_by
from klankbord.service.sources.folders import Found, is_whole, need_allowed, open_inside, walk
from klankbord.service.sources.regrown import offer_again
from klankbord.service.sources.watch_config import FolderConfig
from klankbord.service.work import Work, reason_of
from klankbord.store.arrivals import ArrivedFile, find_arrival
from klankbord.store.jobs import drop_job, enqueue, set_pace
from klankbord.store.sources import Source, all_sources, change_source, find_source
from klankbord.store.watched import WatchedFile, forget_watched, put_watched, watched_of

KIND = "folder"
AT_ONCE = 200
"""So many calls are offered in one transaction, so that others get their turn."""
PAIR_WAIT = timedelta(minutes=2)
"""So long half of a pair waits for the other; then it is a recording by itself."""
HEAD_WAIT = timedelta(hours=1)
"""So long a wav that is not as long as its head says may still be being written."""
CDR_WAIT = timedelta(minutes=5)
"""So long a recording waits for its line in the call records."""
WHOLE, FIRST, SECOND = 0, 1, 2
ROLES = {WHOLE: "sound", FIRST: "first", SECOND: "second"}


@dataclass(frozen=True)
class Named:
    """A file in a folder, with what its name tells."""

    file: WatchedFile
    told: NameTold


@dataclass(frozen=True)
class Offer:
    """The files of one call, by its key; the first tells of it. `spare` come to nothing more."""

    key: str
    files: tuple[Named, ...]
    spare: tuple[Named, ...] = ()

    @property
    def all(self) -> tuple[Named, ...]:
        """Everything that goes with the call."""
        return self.files + self.spare

    @property
    def still_since(self) -> datetime:
        """Since when nothing of it changed."""
        return max(one.file.still_since for one in self.all)


@dataclass
class Seen:
    """What a look at a folder found, in numbers."""

    files: int = 0
    new: int = 0
    waiting: int = 0
    unfit: int = 0
    links: int = 0
    unreadable: int = 0
    closed: int = 0

    def as_json(self) -> dict[str, int]:
        """As it is kept."""
        return asdict(self)


def plan_watching(site: Site) -> None:
    """Have every folder that is on watched from now on."""
    with site.database.writing() as connection:
        for source in all_sources(connection, KIND):
            if source.enabled:
                plan_watch(connection, source, site.now())


def plan_watch(connection: Connection, source: Source, now: datetime) -> None:
    """Have a folder watched from now on, as often as its source says."""
    every = FolderConfig.model_validate(source.config).every_s
    enqueue(
        connection, "watch", {"source": source.id}, now=now, key=job_key(source.id), every_s=every
    )
    set_pace(connection, job_key(source.id), every)


def job_key(source: int) -> str:
    """By which the job of a source is known, so that there is one."""
    return f"watch:{source}"


def watch_step(work: Work) -> bool:
    """Look at a folder; the job is planned again by itself."""
    site = work.site
    with site.database.reading() as connection:
        source = find_source(connection, work.payload["source"])
    if source is None or not source.enabled or source.kind != KIND:
        with work.finishing() as connection:
            drop_job(connection, job_key(work.payload["source"]))
        return False
    try:
        found = _look(work, source, FolderConfig.model_validate(source.config)).as_json()
        seen: dict[str, Any] = dict(found)
    except (FolderClosed, Mistake, Refused) as error:
        seen = {"error": reason_of(error)}
    with work.finishing() as connection:
        change_source(connection, source.id, looked_at=site.now(), seen=seen)
    return False


def named_in(config: FolderConfig, files: Sequence[WatchedFile]) -> tuple[list[Named], list[str]]:
    """What the names of files tell; and those that fit no pattern."""
    parts = read_parts(config.patterns, [file.path for file in files])
    fitting = [
        Named(file, told_by(config, file.path, found))
        for file, found in zip(files, parts, strict=True)
        if found is not None
    ]
    unfit = [file.path for file, found in zip(files, parts, strict=True) if found is None]
    return fitting, unfit


def offers_of(named: Iterable[Named]) -> list[Offer]:
    """The calls that files are of: two halves together, everything else alone."""
    by_key: dict[str, list[Named]] = {}
    for one in named:
        by_key.setdefault(one.told.key, []).append(one)
    return [_offer(key, together) for key, together in by_key.items()]


def records_for(root: Path, config: FolderConfig, offers: Sequence[Offer]) -> Records:
    """The lines of these calls in the call records, where those are kept.

    Raises:
        Refused: the call records are not there.
    """
    if config.cdr is None or not offers:
        return NO_RECORDS
    ids = {one.told.id for offer in offers for one in offer.files if one.told.id}
    names = {PurePosixPath(one.file.path).stem for offer in offers for one in offer.files}
    return read_records(root, config, ids, names)


def arriving_of(config: FolderConfig, offer: Offer, records: Records) -> Arriving:
    """What is told of a call when it is offered."""
    first = offer.files[0]
    told = with_record(first.told, records.of(first.file.path, first.told))
    return Arriving(
        key=offer.key,
        when=told.when,
        direction=told.direction,  # type: ignore[arg-type]
        number=told.other[:300],
        primary_user=told.own[:300],
        language=config.language,
        channels=config.channels(told.direction),
        title=told.title[:300],
        inside=told.inside,
    )


def recent(config: FolderConfig, files: Sequence[Found]) -> list[Found]:
    """The files of calls of the day from which the source counts, and later.

    The name tells when a call was; where it does not, the file was last changed then or later.
    """
    if config.since is None:
        return list(files)
    begin = datetime.combine(config.since, time(), ZoneInfo(config.zone))
    begin_ns = begin.timestamp() * 1e9

    def counts(file: Found, parts: dict[str, str] | None) -> bool:
        when = told_by(config, file.path, parts).when if parts is not None else None
        return file.mtime_ns >= begin_ns if when is None else when >= begin

    named = read_parts(config.patterns, [file.path for file in files])
    return [file for file, parts in zip(files, named, strict=True) if counts(file, parts)]


def _look(work: Work, source: Source, config: FolderConfig) -> Seen:
    site = work.site
    root = need_allowed(config.folder, site.settings)
    walked = walk(root, config.endings)
    files = recent(config, walked.files)
    seen = Seen(len(files), links=walked.links, unreadable=walked.unreadable, closed=walked.closed)
    rows = _remember(work, source, files)
    still = site.now() - timedelta(seconds=config.still_s)
    quiet = [row for row in rows if row.still_since <= still]
    fitting, unfit = named_in(config, [row for row in rows if row.arrival_id is None])
    seen.unfit = len(unfit)
    offers = offers_of(fitting)
    ready = [one for one in offers if not why_waits(site, root, config, one)]
    records = records_for(root, config, ready)
    if config.cdr is not None:
        ready = [one for one in ready if has_record(site, one, records)]
    for first in range(0, len(ready), AT_ONCE):
        batch = [(one, arriving_of(config, one, records)) for one in ready[first : first + AT_ONCE]]
        with work.getting_on("look") as connection:
            seen.new += sum(_take(connection, source, *one, site.now()) for one in batch)
    seen.waiting = len(offers) - len(ready)
    changed = [row for row in quiet if row.arrival_id is not None and row.taken_ns != row.mtime_ns]
    for one in named_in(config, changed)[0]:
        if one.told.half == WHOLE or _may_be_whole(root, one.file):
            with work.getting_on("look") as connection:
                offer_again(connection, site, source, one.file, one.told.half)
    return seen


def _remember(work: Work, source: Source, files: Sequence[Found]) -> list[WatchedFile]:
    """The files as they are now, each with since when; kept, and what is gone is forgotten."""
    now = work.site.now()
    with work.site.database.reading() as connection:
        known = watched_of(connection, source.id)
    rows: list[WatchedFile] = []
    new: list[WatchedFile] = []
    for file in files:
        before = known.get(file.path)
        if before and (before.size, before.mtime_ns) == (file.size, file.mtime_ns):
            rows.append(before)
            continue
        facts = (file.path, file.size, file.mtime_ns, now)
        row = WatchedFile(*facts, *((before.arrival_id, before.taken_ns) if before else ()))
        rows.append(row)
        new.append(row)
    gone = known.keys() - {file.path for file in files}
    for first in range(0, len(new), AT_ONCE * 5):
        with work.getting_on("look") as connection:
            put_watched(connection, source.id, new[first : first + AT_ONCE * 5])
    if gone:
        with work.getting_on("look") as connection:
            forget_watched(connection, source.id, gone)
    return rows


def _offer(key: str, together: Sequence[Named]) -> Offer:
    by_half: dict[int, Named] = {}
    for one in sorted(together, key=lambda one: one.file.path):
        by_half.setdefault(one.told.half, one)
    if FIRST in by_half and SECOND in by_half:
        files: tuple[Named, ...] = (by_half[FIRST], by_half[SECOND])
    else:
        files = (by_half[min(by_half)],)
    chosen = {one.file.path for one in files}
    spare = tuple(one for one in together if one.file.path not in chosen)
    return Offer(key, files, spare)


def why_waits(site: Site, root: Path, config: FolderConfig, offer: Offer) -> str:
    """Why a call is not there whole yet, as a code: `writing`, `half`, `empty`, `broken`; or ""."""
    since = site.now() - offer.still_since
    if since < timedelta(seconds=config.still_s):
        return "writing"
    if len(offer.files) == 1 and offer.files[0].told.half != WHOLE and since < PAIR_WAIT:
        return "half"
    if since >= HEAD_WAIT:
        return ""
    if any(one.file.size == 0 for one in offer.files):
        return "empty"
    return "" if all(_may_be_whole(root, one.file) for one in offer.files) else "broken"


def _may_be_whole(root: Path, file: WatchedFile) -> bool:
    if file.size == 0:
        return False
    if not file.path.lower().endswith(".wav"):
        return True
    try:
        with open_inside(root, file.path) as opened:
            return is_whole(opened, file.size) is not False
    except Refused:
        return True  # fetching it says why


def has_record(site: Site, offer: Offer, records: Records) -> bool:
    """Whether a call has its line in the call records, or waited for it long enough."""
    first = offer.files[0]
    return (
        records.of(first.file.path, first.told) is not None
        or site.now() - offer.still_since >= CDR_WAIT
    )


def _take(
    connection: Connection, source: Source, offer: Offer, arriving: Arriving, now: datetime
) -> bool:
    """Offer a call, and note which files went with it; whether it is new."""
    files = [
        ArrivedFile("", clean_name(one.file.path), _role(offer, one), one.file.path)
        for one in offer.files
    ]
    number, new = accept(connection, source, arriving, now=now, files=files, rank=1)
    first = None if new else find_arrival(connection, number)
    before = {file.path: file.mtime_ns for file in first.files} if first else {}

    def taken_ns(one: Named) -> int | None:
        # Half of a call that went without it is looked at again, and so is another file by the
        # same name; another format of it is not.
        mtime = one.file.mtime_ns
        same = new or (one.told.half == WHOLE and before.get(one.file.path, mtime) == mtime)
        return mtime if same else None

    taken = [replace(one.file, arrival_id=number, taken_ns=taken_ns(one)) for one in offer.all]
    put_watched(connection, source.id, taken)
    return new


def _role(offer: Offer, one: Named) -> str:
    return ROLES[one.told.half] if len(offer.files) > 1 else ROLES[WHOLE]
