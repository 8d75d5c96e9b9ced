"""From conversations to tables and back, without loss.

| table | a row | columns |
|---|---|---|
| calls | one call | call, id, title, language, when, direction, type, end_ms, what it bears |
| parties | one party | call, party, id, name, side, email, number |
| turns | one turn | call, turn (from 1), party, side, start_ms, end_ms, text, words |

`call` is an integer within the frames, `party` one within the call. Rows stand in order of call
and turn; everything after this counts on that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl

from klankbord.conversation.conversation import (
    Conversation,
    Party,
    Provenance,
    Side,
    Turn,
    Word,
)

SIDE = pl.Enum([side.value for side in Side])
BEARS = ("sides", "starts", "ends", "overlap", "words", "laughter")

CALLS: dict[str, Any] = {
    "call": pl.UInt32,
    "id": pl.String,
    "title": pl.String,
    "language": pl.String,
    "when": pl.String,  # ISO 8601: keeps the zone that the source gave
    "direction": pl.String,
    "type": pl.String,
    "end_ms": pl.Int64,
    "declared_overlap": pl.Boolean,
    "declared_laughter": pl.Boolean,
    "provenance": pl.String,  # JSON
    **dict.fromkeys(BEARS, pl.Boolean),
}
PARTIES: dict[str, Any] = {
    "call": pl.UInt32,
    "party": pl.UInt16,
    "id": pl.String,
    "name": pl.String,
    "side": SIDE,
    "email": pl.String,
    "number": pl.String,
}
WORD = {"text": pl.String, "start_ms": pl.Int64, "end_ms": pl.Int64, "confidence": pl.Float64}
WORDS = pl.List(pl.Struct(WORD))
TURNS: dict[str, Any] = {
    "call": pl.UInt32,
    "turn": pl.UInt32,
    "party": pl.UInt16,
    "side": SIDE,
    "start_ms": pl.Int64,
    "end_ms": pl.Int64,
    "text": pl.String,
    "words": WORDS,
}


@dataclass(frozen=True)
class Frames:
    """The three tables of any number of conversations."""

    calls: pl.DataFrame
    parties: pl.DataFrame
    turns: pl.DataFrame


def to_frames(conversations: Iterable[Conversation]) -> Frames:
    """Conversations as tables, numbered from 0 in the order given."""
    calls: list[tuple[Any, ...]] = []
    parties: list[tuple[Any, ...]] = []
    turns: list[tuple[Any, ...]] = []
    for call, conversation in enumerate(conversations):
        calls.append(_call_row(call, conversation))
        place = {party.id: i for i, party in enumerate(conversation.parties)}
        sides = [party.side.value for party in conversation.parties]
        for i, p in enumerate(conversation.parties):
            parties.append((call, i, p.id, p.name, p.side.value, p.email, p.number))
        for number, turn in enumerate(conversation.turns, 1):
            party = place[turn.party]
            words = [(w.text, w.start_ms, w.end_ms, w.confidence) for w in turn.words] or None
            turns.append(
                (call, number, party, sides[party], turn.start_ms, turn.end_ms, turn.text, words)
            )
    return Frames(_table(CALLS, calls), _table(PARTIES, parties), _table(TURNS, turns))


def from_frames(frames: Frames) -> list[Conversation]:
    """The conversations that the tables hold, in order of call."""
    parties = _by_call(frames.parties, frames.calls)
    turns = _by_call(frames.turns, frames.calls)
    return [
        _conversation(row, parties[row["call"]], turns[row["call"]])
        for row in frames.calls.iter_rows(named=True)
    ]


def _call_row(call: int, conversation: Conversation) -> tuple[Any, ...]:
    when = conversation.when.isoformat() if conversation.when else None
    bears = conversation.bears
    return (
        call,
        conversation.id,
        conversation.title,
        conversation.language,
        when,
        conversation.direction,
        conversation.type,
        conversation.end_ms,
        conversation.overlap,
        conversation.laughter,
        json.dumps(asdict(conversation.provenance), ensure_ascii=False),
        *(getattr(bears, name) for name in BEARS),
    )


def _table(schema: dict[str, Any], rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pl.DataFrame(
        [
            pl.Series(name, _values(dtype, column), dtype, strict=True)
            for (name, dtype), column in zip(schema.items(), columns, strict=True)
        ]
    )


def _values(dtype: Any, column: Sequence[Any]) -> Sequence[Any]:
    if dtype is not WORDS:
        return column
    return [w and [dict(zip(WORD, word, strict=True)) for word in w] for w in column]


def _by_call(table: pl.DataFrame, calls: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    groups: dict[int, list[dict[str, Any]]] = {call: [] for call in calls["call"]}
    for row in table.iter_rows(named=True):
        groups[row["call"]].append(row)
    return groups


def _conversation(
    row: dict[str, Any], parties: list[dict[str, Any]], turns: list[dict[str, Any]]
) -> Conversation:
    people = tuple(
        Party(p["id"], p["name"], Side(p["side"]), p["email"], p["number"]) for p in parties
    )
    provenance = json.loads(row["provenance"])
    return Conversation(
        id=row["id"],
        parties=people,
        turns=tuple(
            Turn(
                start_ms=t["start_ms"],
                end_ms=t["end_ms"],
                party=people[t["party"]].id,
                text=t["text"],
                words=tuple(
                    Word(w["start_ms"], w["end_ms"], w["text"], w["confidence"])
                    for w in t["words"] or ()
                ),
            )
            for t in turns
        ),
        title=row["title"],
        language=row["language"],
        when=datetime.fromisoformat(row["when"]) if row["when"] else None,
        direction=row["direction"],
        type=row["type"],
        end_ms=row["end_ms"],
        overlap=row["declared_overlap"],
        laughter=row["declared_laughter"],
        provenance=Provenance(
            provenance["format"],
            provenance["version"],
            tuple((key, value) for key, value in provenance["options"]),
            tuple(provenance["notes"]),
        ),
    )
