"""The conversation itself as a report shows it: turns, what is marked in them, what is noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import polars as pl

from klankbord.conversation import Conversation, Turn
from klankbord.conversation.time import format_clock
from klankbord.i18n import translator
from klankbord.measures.about import about
from klankbord.measures.measuring import Measured
from klankbord.report.cue_names import cue_name
from klankbord.report.values import duration

SHOWN_SILENCE_MS = 4_000
NOTED = frozenset(
    {"interruptions", "longest-monologue", "longest-story", "group-takes-over", "power-curve"}
)
"""Measures whose moments are noted at the turn itself; of the others there are too many."""


@dataclass(frozen=True)
class Piece:
    """A piece of a turn's text; `cue` is the name of the cue that it is a hit of, or ""."""

    text: str
    cue: str


@dataclass(frozen=True)
class TurnRow:
    """A turn as the transcript shows it; `silence` stands before it, `notes` under it.

    `acts` are the cues that the turn as a whole is a hit of.
    """

    number: int
    clock: str
    name: str
    side: str
    pieces: tuple[Piece, ...]
    hums: bool
    goes_on: bool
    silence: str
    notes: tuple[str, ...]
    acts: tuple[str, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True)
class CueRow:
    """A cue that was found: how often, and in which turns."""

    name: str
    count: int
    turns: tuple[int, ...]


@dataclass(frozen=True)
class Hit:
    """A cue in a turn: where, its id, and its name for the reader."""

    start: int
    end: int
    cue: str
    name: str

    def fills(self, text: str) -> bool:
        """Whether it is about the turn as a whole, not about some of its words."""
        return not (text[: self.start].strip() or text[self.end :].strip())


Hits: TypeAlias = dict[int, list[Hit]]
"""The hits of each turn, by its number."""


def find_hits(measured: Measured, call: int, language: str) -> Hits:
    """The hits of each turn (by number), in order of place."""
    turns = measured.turns.select("row", "call", "turn").filter(pl.col.call == call)
    found: Hits = {}
    hits = measured.cues.join(turns, on="row", how="inner", maintain_order="left")
    for row in hits.iter_rows(named=True):
        name = cue_name(row["cue"], language, row["direction"])
        hit = Hit(row["start_char"], row["end_char"], row["cue"], name)
        found.setdefault(row["turn"], []).append(hit)
    for own in found.values():
        own.sort(key=lambda hit: (hit.start, hit.end, hit.cue))
    return found


def count_hits(hits: Hits) -> tuple[CueRow, ...]:
    """Each cue that was found, the most frequent first."""
    turns: dict[str, list[int]] = {}
    for turn in sorted(hits):
        for hit in hits[turn]:
            turns.setdefault(hit.name, []).append(turn)
    rows = (CueRow(name, len(own), tuple(dict.fromkeys(own))) for name, own in turns.items())
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def turn_rows(
    conversation: Conversation,
    turns: pl.DataFrame,
    moments: Sequence[dict[str, Any]],
    hits: Hits,
    language: str,
) -> Iterator[TurnRow]:
    """The turns of a call, with what is noted at each."""
    notes = _notes(moments, language)
    parties = {party.id: party for party in conversation.parties}
    nobody = translator(language)("onbekende spreker")
    before, silence = "", 0
    columns = turns.select("turn", "backchannel", "silence_ms").iter_rows()
    for turn, (number, hums, silence_after) in zip(conversation.turns, columns, strict=True):
        long = silence > SHOWN_SILENCE_MS
        own = hits.get(number, [])
        whole = [hit for hit in own if hit.fills(turn.text)]
        yield TurnRow(
            number=number,
            clock="" if turn.start_ms is None else format_clock(turn.start_ms),
            name=parties[turn.party].name or nobody,
            side=parties[turn.party].side.value,
            pieces=tuple(_pieces(turn.text, [hit for hit in own if hit not in whole]))
            if turn.text
            else _unwritten(turn, language),
            hums=hums,
            goes_on=turn.party == before and not long,
            silence=duration(silence, language) if long else "",
            notes=tuple(notes.get(number, ())),
            acts=tuple(
                dict.fromkeys(hit.name for hit in whole if not (hums and hit.cue == "backchannel"))
            ),
            start_ms=turn.start_ms,
            end_ms=turn.end_ms,
        )
        before, silence = turn.party, silence_after


def _notes(moments: Sequence[dict[str, Any]], language: str) -> dict[int, list[str]]:
    """What to note at each turn: the measures of which it is the evidence."""
    notes: dict[int, list[str]] = {}
    for row in moments:
        if row["measure"] in NOTED and row["turn"]:
            told = about(row["measure"], language)
            kind = told.kinds.get(row["kind"], "")
            note = f"{told.name} ({kind})" if kind else told.name
            notes.setdefault(row["turn"], []).append(note)
    return notes


def _unwritten(turn: Turn, language: str) -> tuple[Piece, ...]:
    """What stands where nobody wrote out what was said: how long somebody spoke."""
    if turn.start_ms is None or turn.end_ms is None:
        return (Piece("", ""),)
    return (Piece(f"({duration(turn.end_ms - turn.start_ms, language)})", ""),)


def _pieces(text: str, hits: list[Hit]) -> Iterator[Piece]:
    """The text cut at its hits; of hits that overlap, the first is marked."""
    at = 0
    for hit in hits:
        if hit.start < at:
            continue
        if hit.start > at:
            yield Piece(text[at : hit.start], "")
        yield Piece(text[hit.start : hit.end], hit.name)
        at = hit.end
    if at < len(text) or not text:
        yield Piece(text[at:], "")
