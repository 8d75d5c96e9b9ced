"""Measuring a call and keeping it, so that opening the call measures nothing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from sqlalchemy import Connection

from klankbord import __version__
from klankbord.conversation import Conversation
from klankbord.language.packs import HERE as PACKS_FOLDER
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import SHOWN, Measured, measure
from klankbord.measures.moments import MOMENTS
from klankbord.measures.readings import READINGS
from klankbord.service.privacy.consent import note_spoken
from klankbord.service.site import Site
from klankbord.store.calls import lock_calls
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
Sheet: TypeAlias = dict[str, dict[str, list[Any]]]
"""What a call's page draws from beside its readings and moments: columns of tables."""


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
    by, many = digest(own), len(conversations)
    measured = measure(conversations, own=own)
    columns = {name: _by_call(table, many) for name, table in _shown(measured).items()}
    sheets = [
        {name: table[call].to_dict(as_series=False) for name, table in columns.items()}
        for call in range(many)
    ]
    readings = _by_call(measured.readings.select("call", *READING), many)
    moments = _by_call(measured.moments.select("call", *MOMENT), many)
    return [
        Kept(
            conversation=conversation,
            digest=by,
            sheet=_to_sheet(sheets[call]),
            readings=readings[call].rows(),
            moments=moments[call].rows(),
            turns=turn_rows(conversation, _marks(sheets[call])),
        )
        for call, conversation in enumerate(conversations)
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
    revisions = lock_calls(connection, [call for call, _, _ in given])
    newest = [one for one in given if revisions.get(one[0]) == one[1]]
    write_measurements(
        connection,
        [
            (call, Measurement(revision, kept.digest, kept.sheet, kept.readings, kept.moments))
            for call, revision, kept in newest
        ],
        now,
    )
    put_turns(connection, [(call, kept.turns) for call, _, kept in newest])
    note_spoken(connection, [(call, kept.turns) for call, _, kept in newest], now)
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


def _marks(sheet: Sheet) -> list[tuple[str, ...]]:
    """What search knows each turn of a call by: its cues, and `question` where it asks."""
    marks: list[set[str]] = [{"question"} if asks else set() for asks in sheet["turns"]["question"]]
    for row, cue in zip(sheet["cues"]["row"], sheet["cues"]["cue"], strict=True):
        marks[row].add(cue)
    return [tuple(sorted(own)) for own in marks]


def _shown(measured: Measured) -> dict[str, pl.DataFrame]:
    """The tables of a sheet with the number of the call, the rows of each counted from 0."""
    first = measured.turns.group_by("call", maintain_order=True).agg(first=pl.col.row.min())
    rows = measured.turns.select("row", "call").join(first, on="call", how="left")
    cues = measured.cues.join(rows, on="row", how="left", maintain_order="left")
    own = measured.turns.with_columns(row=pl.col.turn - 1)
    counted = {"turns": own, "cues": cues.with_columns(row=pl.col.row - pl.col.first)}
    return {
        name: counted.get(name, getattr(measured, name)).select(
            "call", *(column for column in columns if column != "call")
        )
        for name, columns in SHOWN.items()
    }


def _by_call(table: pl.DataFrame, many: int) -> list[pl.DataFrame]:
    """The rows of each call apart, without its number."""
    parts = table.partition_by("call", as_dict=True, include_key=False)
    none = table.drop("call").clear()
    return [parts.get((call,), none) for call in range(many)]


def _to_sheet(sheet: Sheet) -> bytes:
    """Tables by their columns, as JSON: a call's are small, and half an Arrow file is its head."""
    return zlib.compress(json.dumps(sheet, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def _from_sheet(sheet: bytes) -> dict[str, pl.DataFrame]:
    tables = json.loads(zlib.decompress(sheet))
    return {name: _table(tables[name], columns) for name, columns in SHOWN.items()}


def _table(columns: dict[str, list[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    call = [0] * len(next(iter(columns.values())))
    values = {"call": call} | columns
    return pl.DataFrame({name: values[name] for name in schema}, schema=schema, strict=False)
