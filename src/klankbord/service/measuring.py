"""Measuring a call and keeping it, so that opening the call measures nothing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection

from klankbord import __version__
from klankbord.conversation import Conversation
from klankbord.language.packs import HERE as PACKS_FOLDER
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import SHOWN, Measured, measure
from klankbord.measures.moments import MOMENTS
from klankbord.measures.readings import READINGS
from klankbord.service.site import Site
from klankbord.store.calls import current_revision, lock_calls
from klankbord.store.measurements import (
    MOMENT,
    READING,
    Measurement,
    write_measurements,
)
from klankbord.store.search import TurnRow, put_turns, turn_rows

_KINDS = {(m.id, kind): (i, j) for i, m in enumerate(CATALOGUE) for j, kind in enumerate(m.kinds)}
"""The place of each measure and kind in a report."""
_UNITS = {m.id: m.unit.name for m in CATALOGUE}


@dataclass(frozen=True)
class Kept:
    """What was measured of a conversation, ready to be kept.

    `readings` and `moments` are rows of their tables, `sheet` what else the call's page draws from,
    `turns` what search reads.
    """

    conversation: Conversation
    digest: str
    sheet: bytes
    readings: Sequence[tuple[Any, ...]]
    moments: Sequence[tuple[Any, ...]]
    turns: Sequence[TurnRow]


@cache
def digest(own: Path | None = None) -> str:
    """By what is measured, as one short name: the catalogue, the packs and an organisation's words.

    Figures of two digests are never compared. Files are read once a process, as the packs are.
    """
    found = sha256(__version__.encode())
    for one in CATALOGUE:
        found.update(repr((one.id, one.version, one.kinds, one.unit)).encode())
    for file in sorted(PACKS_FOLDER.glob("*/*")):
        if file.suffix in {".toml", ".npz"}:
            found.update(file.name.encode() + file.read_bytes())
    if own is not None:
        found.update(own.read_bytes())
    return found.hexdigest()[:16]


def measure_conversation(site: Site, conversation: Conversation) -> Kept:
    """Measure one conversation; nothing is kept yet."""
    return measure_many([conversation], site.settings.own_words)[0]


def measure_many(conversations: Sequence[Conversation], own: Path | None = None) -> list[Kept]:
    """Measure many conversations at once; `own` is the file with an organisation's own words."""
    if not conversations:
        return []
    by = digest(own)
    parts = _split(measure(conversations, own=own))
    return [
        Kept(
            conversation=conversation,
            digest=by,
            sheet=_to_sheet(part),
            readings=part.readings.select(READING).rows(),
            moments=part.moments.select(MOMENT).rows(),
            turns=turn_rows(conversation, marks_of(part)),
        )
        for conversation, part in zip(conversations, parts, strict=True)
    ]


def keep_measured(
    connection: Connection, call: int, revision: int, kept: Kept, now: datetime
) -> bool:
    """Keep what was measured of a revision, with the index of search, replacing what was there.

    Returns:
        False where the revision is not the newest any more; then nothing is kept.
    """
    return bool(keep_many(connection, [(call, revision, kept)], now))


def keep_many(
    connection: Connection, of: Iterable[tuple[int, int, Kept]], now: datetime
) -> list[int]:
    """Keep what was measured of many calls (call, revision, what); the calls that were kept."""
    given = list(of)
    lock_calls(connection, [call for call, _, _ in given])
    newest = [one for one in given if current_revision(connection, one[0]) == one[1]]
    write_measurements(
        connection,
        [
            (call, Measurement(revision, kept.digest, kept.sheet, kept.readings, kept.moments))
            for call, revision, kept in newest
        ],
        now,
    )
    put_turns(connection, [(call, kept.turns) for call, _, kept in newest])
    return [call for call, _, _ in newest]


def to_measured(found: Measurement) -> Measured:
    """A measurement as the tables that a report draws from."""
    known = [row for row in found.readings if row[:2] in _KINDS]
    known.sort(key=lambda row: _KINDS[row[0], row[1]])
    told = [dict(zip(READING, row, strict=True)) for row in known]
    rows = [row | {"call": 0, "unit": _UNITS[row["measure"]]} for row in told]
    readings = READINGS | {"unit": pl.String, "value": pl.Float64}
    shown = [
        dict(zip(MOMENT, row, strict=True)) | {"call": 0}
        for row in found.moments
        if row[0] in _UNITS
    ]
    return Measured(
        **_from_sheet(found.sheet),
        readings=pl.DataFrame(rows, schema=readings, strict=False),
        moments=pl.DataFrame(shown, schema=MOMENTS),
    )


def marks_of(measured: Measured) -> list[tuple[str, ...]]:
    """What search knows each turn of one call by: its cues, and `question` where it asks."""
    marks: list[set[str]] = [set() for _ in range(measured.turns.height)]
    for row, cue in measured.cues.select("row", "cue").iter_rows():
        marks[row].add(cue)
    for place in measured.turns["question"].arg_true():
        marks[place].add("question")
    return [tuple(sorted(own)) for own in marks]


def _split(measured: Measured) -> Iterator[Measured]:
    """What was measured of each call apart, as if it were the only one."""
    first = measured.turns.group_by("call", maintain_order=True).agg(first=pl.col.row.min())
    rows = measured.turns.select("row", "call")
    cues = measured.cues.join(rows, on="row", how="left", maintain_order="left").join(
        first, on="call", how="left", maintain_order="left"
    )
    cues = cues.with_columns(row=(pl.col.row - pl.col.first).cast(pl.UInt32))
    tables = {
        name: getattr(measured, name).select(list(SHOWN[name])) for name in SHOWN if name != "cues"
    }
    tables |= {"cues": cues, "readings": measured.readings, "moments": measured.moments}
    parts = {name: table.partition_by("call", as_dict=True) for name, table in tables.items()}
    for call in measured.calls["call"]:
        own = {name: part.get((call,), tables[name].clear()) for name, part in parts.items()}
        own["turns"] = own["turns"].with_columns(row=pl.col.turn - 1)
        own["cues"] = own["cues"].select(list(SHOWN["cues"]))
        yield Measured(**own)


def _to_sheet(part: Measured) -> bytes:
    """Tables by their columns, as JSON: a call's are small, and half an Arrow file is its head."""
    tables = {name: getattr(part, name).drop("call", strict=False) for name in SHOWN}
    sheet = {name: table.to_dict(as_series=False) for name, table in tables.items()}
    return zlib.compress(json.dumps(sheet, ensure_ascii=False, separators=(",", ":")).encode())


def _from_sheet(sheet: bytes) -> dict[str, pl.DataFrame]:
    tables = json.loads(zlib.decompress(sheet))
    return {name: _table(tables[name], columns) for name, columns in SHOWN.items()}


def _table(columns: dict[str, list[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    call = [0] * len(next(iter(columns.values())))
    values = {"call": call} | columns
    return pl.DataFrame({name: values[name] for name in schema}, schema=schema, strict=False)
