"""Call records beside the recordings: a CSV file with a line a call, its columns as they are set.

Only the lines of the calls that are asked for are kept; the file may be long, and of years.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from klankbord.service.sources.file_names import NameTold, direction_of, is_inside
from klankbord.service.sources.folders import open_inside
from klankbord.service.sources.watch_config import CdrConfig, FolderConfig

LARGEST = 200_000_000
"""So many bytes of it are read, from the end: what is new stands last."""
LONGEST_FIELD = 10_000


@dataclass(frozen=True)
class Record:
    """What a line of the call records tells; "" or None where it does not."""

    when: datetime | None = None
    direction: str = ""
    caller: str = ""
    callee: str = ""
    own: str = ""
    inside: bool = False


@dataclass(frozen=True)
class Records:
    """The lines that were asked for, by the call's number and by the name of its recording.

    `columns` are those that are set and not there; `lines` is how many there were in all.
    """

    by_id: dict[str, Record]
    by_name: dict[str, Record]
    lines: int = 0
    columns: tuple[str, ...] = ()

    def of(self, path: str, told: NameTold) -> Record | None:
        """The line of a call; None where it has none (yet)."""
        return self.by_id.get(told.id) or self.by_name.get(PurePosixPath(path).stem)


NO_RECORDS = Records({}, {})


def read_records(
    root: Path, config: FolderConfig, ids: Collection[str], names: Collection[str]
) -> Records:
    """The lines of those calls.

    Args:
        root: the folder.
        config: of the source.
        ids: the numbers of calls.
        names: of recordings, without ending.

    Raises:
        Refused: the file is not there, or leads elsewhere.
    """
    cdr = config.cdr
    if cdr is None:
        return NO_RECORDS
    by_id: dict[str, Record] = {}
    by_name: dict[str, Record] = {}
    lines, missing = 0, tuple[str, ...]()
    for places, row in _rows(root, cdr):
        missing = tuple(sorted(cdr.columns.keys() - places.keys()))
        if row is None:
            continue
        lines += 1
        found = {name: row[at].strip() for name, at in places.items() if at < len(row)}
        of_id, of_name = found.get("id", ""), PurePosixPath(found.get("recording", "")).stem
        if of_id in ids or of_name in names:
            record = _record(config, found)
            by_id |= {of_id: record} if of_id else {}
            by_name |= {of_name: record} if of_name else {}
    return Records(by_id, by_name, lines, missing)


def with_record(told: NameTold, record: Record | None) -> NameTold:
    """What a name tells, filled in by the line of its call: the name goes first."""
    if record is None:
        return told
    direction = told.direction or record.direction
    caller, callee = record.caller, record.callee
    own, other = {"out": (caller, callee), "in": (callee, caller)}.get(direction, ("", ""))
    inside = told.inside or (record.inside and not told.direction)
    if inside:
        direction, own, other = "", caller, callee
    return replace(
        told,
        when=told.when or record.when,
        direction=direction,
        own=record.own or told.own or own,  # of a queue the name has only its number
        other=told.other or (other if any(map(str.isdigit, other)) else ""),
        inside=inside,
    )


def _rows(root: Path, cdr: CdrConfig) -> Iterator[tuple[dict[str, int], list[str] | None]]:
    """Each row, with where the columns stand; first without a row, of an empty file too."""
    with open_inside(root, cdr.file) as raw:
        text = io.TextIOWrapper(raw, "utf-8", errors="replace", newline="")
        size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        reader = csv.reader(_lines(text), delimiter=cdr.separator)
        try:
            head = next(reader, []) if cdr.header else []
        except csv.Error:  # no such file at all: the columns are told as missing
            head = []
        places = _places(cdr, head)
        yield places, None
        if size > LARGEST:
            text.seek(0)
            raw.seek(size - LARGEST)
            raw.readline()
            text = io.TextIOWrapper(raw, "utf-8", errors="replace", newline="")
            reader = csv.reader(_lines(text), delimiter=cdr.separator)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error:
                continue
            yield places, row
        text.detach()


def _lines(text: io.TextIOBase) -> Iterator[str]:
    """Lines, without what no CSV can hold; one without an end is not read on for ever."""
    while line := text.readline(LONGEST_FIELD * 20):
        yield line.replace("\0", "")


def _places(cdr: CdrConfig, head: list[str]) -> dict[str, int]:
    names = {name.strip().casefold().lstrip("\ufeff"): at for at, name in enumerate(head)}
    places: dict[str, int] = {}
    for told, column in cdr.columns.items():
        wanted = column.strip()
        if wanted.isdecimal() and int(wanted) > 0:
            places[told] = int(wanted) - 1
        elif wanted.casefold() in names:
            places[told] = names[wanted.casefold()]
    return places


def _record(config: FolderConfig, found: dict[str, str]) -> Record:
    caller, callee = found.get("from", ""), found.get("to", "")
    return Record(
        when=_when(found.get("when", ""), ZoneInfo(config.zone)),
        direction=direction_of(config, found.get("direction", ""), caller, callee),
        caller=caller,
        callee=callee,
        own=found.get("own", ""),
        inside=is_inside(config, found.get("direction", ""), caller, callee),
    )


def _when(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment as call records have it: ISO with or without its zone, or seconds since 1970."""
    try:
        if text.replace(".", "", 1).isdecimal() and len(text.partition(".")[0]) >= 9:  # noqa: PLR2004
            return datetime.fromtimestamp(float(text), UTC)
        told = datetime.fromisoformat(text)
        return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
