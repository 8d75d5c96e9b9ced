"""What a report shows of one call, in its reader's language; text and HTML both draw from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.time import format_clock
from klankbord.formats import FORMATS
from klankbord.formats.notes import NOTES
from klankbord.i18n import N_, Translate, translator
from klankbord.language.packs import PACKS
from klankbord.measures import CATALOGUE, Family, Measure
from klankbord.measures.about import About, about
from klankbord.measures.measuring import Measured
from klankbord.report.drawing import Curve, Timeline, draw_curve, draw_timeline
from klankbord.report.values import date_text, duration, minutes, reason, value_text

QUESTIONS: dict[Family, str] = {
    Family.ATTENTION: N_("Kreeg de klant aandacht?"),
    Family.POWER: N_("Wie had de macht?"),
    Family.ECSTASY: N_("Was het enthousiasme echt?"),
    Family.CONNECTION: N_("Verbinden of winnen?"),
    Family.LEARNING: N_("Wat leer je?"),
}
"""The five questions; one without a measure is left out."""

SHOWN_SILENCE_MS = 4_000
NOTED = frozenset(
    {"interruptions", "longest-monologue", "longest-story", "group-takes-over", "power-curve"}
)
"""Measures whose moments are noted at the turn itself; of the others there are too many."""


@dataclass(frozen=True)
class Value:
    """One value of a figure; `side` is seller, customer or "", `text` a value or a reason."""

    label: str
    text: str
    side: str
    known: bool


@dataclass(frozen=True)
class MomentRow:
    """A piece of evidence; `turn` is 0 where no turn is meant."""

    clock: str
    length: str
    turn: int
    to_turn: int
    label: str
    side: str
    quote: str


@dataclass(frozen=True)
class Figure:
    """A measure of this call: its values, its evidence and its definition."""

    id: str
    values: tuple[Value, ...]
    moments: tuple[MomentRow, ...]
    about: About


@dataclass(frozen=True)
class Question:
    """One of the five questions with its figures."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Piece:
    """A piece of a turn's text; `cue` is the name of the cue that it is a hit of, or ""."""

    text: str
    cue: str


@dataclass(frozen=True)
class TurnRow:
    """A turn as the transcript shows it; `silence` stands before it, `notes` under it."""

    number: int
    clock: str
    name: str
    side: str
    pieces: tuple[Piece, ...]
    hums: bool
    goes_on: bool
    silence: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Somebody who takes part."""

    name: str
    side: str


@dataclass(frozen=True)
class ReportView:
    """Everything on the page."""

    language: str
    title: str
    facts: tuple[str, ...]
    people: tuple[Person, ...]
    notices: tuple[str, ...]
    strip: tuple[Figure, ...]
    questions: tuple[Question, ...]
    timeline: Timeline | None
    curve: Curve | None
    turns: tuple[TurnRow, ...]
    cues: tuple[tuple[str, int], ...]


def view_of(
    measured: Measured, conversation: Conversation, call: int, language: str, *, cues: bool = False
) -> ReportView:
    """The view of one call of what was measured.

    Args:
        measured: the calls.
        conversation: the one to show.
        call: its number in the frames.
        language: nl or en, the reader's.
        cues: mark the hits of cues in the transcript.
    """
    _ = translator(language)
    readings = _rows(measured.readings, call)
    moments = _rows(measured.moments, call)
    figures = {
        family: tuple(
            _figure(measure, readings, moments, language)
            for measure in CATALOGUE
            if measure.family is family
        )
        for family in Family
    }
    hits = _hits(measured, call) if cues else {}
    turns = measured.grains.turns.filter(pl.col.call == call)
    return ReportView(
        language=language,
        title=conversation.title,
        facts=tuple(_facts(measured, conversation, call, language)),
        people=tuple(_person(party, _) for party in conversation.parties),
        notices=tuple(_notices(conversation, _)),
        strip=figures[Family.TURN_TAKING],
        questions=tuple(
            Question(_(title), figures[family])
            for family, title in QUESTIONS.items()
            if figures[family]
        ),
        timeline=draw_timeline(conversation, turns, language),
        curve=draw_curve(
            conversation, measured.grains.windows.filter(pl.col.call == call), language
        ),
        turns=tuple(_turn_rows(conversation, turns, moments, hits, language)),
        cues=_counted(hits),
    )


def side_name(side: str, translate: Translate) -> str:
    """A side as the reader calls it."""
    names = {
        Side.SELLER: N_("verkoper"),
        Side.CUSTOMER: N_("klant"),
        Side.OTHER: N_("ander"),
        Side.UNKNOWN: N_("kant onbekend"),
    }
    return translate(names[Side(side)])


def _rows(table: pl.DataFrame, call: int) -> list[dict[str, Any]]:
    return table.filter(pl.col.call == call).rows(named=True)


def _figure(
    measure: Measure,
    readings: Sequence[dict[str, Any]],
    moments: Sequence[dict[str, Any]],
    language: str,
) -> Figure:
    told = about(measure.id, language)
    own = [row for row in readings if row["measure"] == measure.id]
    values = [_value(row, measure, told, language) for row in own]
    reasons = {row["unknown"] for row in own}
    if len(values) > 1 and len(reasons) == 1 and reasons != {None}:
        values = [Value("", values[0].text, "", known=False)]  # one reason for all kinds
    return Figure(
        id=measure.id,
        values=tuple(values),
        moments=tuple(
            _moment(row, told, language) for row in moments if row["measure"] == measure.id
        ),
        about=told,
    )


def _value(row: dict[str, Any], measure: Measure, told: About, language: str) -> Value:
    kind = row["kind"]
    known = row["unknown"] is None and row["value"] is not None
    return Value(
        label=told.kinds.get(kind, kind),
        text=value_text(row["value"], measure.unit.name, language)
        if known
        else reason(row["unknown"] or "too_few", translator(language)),
        side=kind if kind in {"seller", "customer"} else "",
        known=known,
    )


def _moment(row: dict[str, Any], told: About, language: str) -> MomentRow:
    start, end, kind = row["start_ms"], row["end_ms"], row["kind"]
    return MomentRow(
        clock="" if start is None else format_clock(start),
        length="" if start is None or end is None else duration(end - start, language),
        turn=row["turn"] or 0,
        to_turn=row["to_turn"] or row["turn"] or 0,
        label=told.kinds.get(kind, kind),
        side=kind if kind in {"seller", "customer"} else "",
        quote=row["quote"] or "",
    )


def _facts(
    measured: Measured, conversation: Conversation, call: int, language: str
) -> Iterator[str]:
    _ = translator(language)
    if conversation.when:
        yield date_text(conversation.when, language)
    length = measured.grains.calls.filter(pl.col.call == call)["call_ms"][0]
    if conversation.bears.starts and length:
        yield minutes(length, _)
    yield _("{n} beurten").format(n=len(conversation.turns))
    source = next((f.NAME for f in FORMATS if conversation.provenance.format == f.ID), None)
    if source:
        yield _("bron: {format}").format(format=_(source))


def _person(party: Party, translate: Translate) -> Person:
    return Person(party.name or translate("onbekende spreker"), party.side.value)


def _notices(conversation: Conversation, translate: Translate) -> Iterator[str]:
    """What the reader must know before they read a figure."""
    if not conversation.bears.sides:
        names = ", ".join(party.name for party in conversation.parties if party.name)
        yield (
            translate("Niet bekend is wie verkoopt; kies met --seller uit: {names}.")
            if names
            else translate("De bron noemt geen sprekers; cijfers per kant ontbreken daarom.")
        ).format(names=names)
    if conversation.language not in PACKS:
        yield translate(
            "Van deze taal kent Klankbord de woorden nog niet; "
            "luistersignalen zijn hier gewone beurten."
        )
    for code in conversation.provenance.notes:
        if code in NOTES:
            yield translate(NOTES[code])


def _hits(measured: Measured, call: int) -> dict[int, list[tuple[int, int, str]]]:
    """The hits of each turn (by number): start, end, cue."""
    turns = measured.grains.turns.select("row", "call", "turn").filter(pl.col.call == call)
    found: dict[int, list[tuple[int, int, str]]] = {}
    hits = measured.cues.join(turns, on="row", how="inner", maintain_order="left")
    for row in hits.iter_rows(named=True):
        found.setdefault(row["turn"], []).append((row["start_char"], row["end_char"], row["cue"]))
    return found


def _counted(hits: dict[int, list[tuple[int, int, str]]]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for found in hits.values():
        for *_, cue in found:
            counts[cue] = counts.get(cue, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _turn_rows(
    conversation: Conversation,
    turns: pl.DataFrame,
    moments: Sequence[dict[str, Any]],
    hits: dict[int, list[tuple[int, int, str]]],
    language: str,
) -> Iterator[TurnRow]:
    notes = _notes(moments, language)
    names = {party.id: _person(party, translator(language)) for party in conversation.parties}
    before, silence = "", 0
    columns = turns.select("backchannel", "silence_ms").iter_rows()
    for number, (turn, (hums, silence_after)) in enumerate(
        zip(conversation.turns, columns, strict=True), 1
    ):
        long = silence > SHOWN_SILENCE_MS
        yield TurnRow(
            number=number,
            clock="" if turn.start_ms is None else format_clock(turn.start_ms),
            name=names[turn.party].name,
            side=names[turn.party].side,
            pieces=tuple(_pieces(turn.text, hits.get(number, []))),
            hums=hums,
            goes_on=turn.party == before and not long,
            silence=duration(silence, language) if long else "",
            notes=tuple(notes.get(number, ())),
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


def _pieces(text: str, hits: list[tuple[int, int, str]]) -> Iterator[Piece]:
    """The text cut at its hits; of hits that overlap, the first is marked."""
    at = 0
    for start, end, cue in sorted(hits):
        if start < at:
            continue
        if start > at:
            yield Piece(text[at:start], "")
        yield Piece(text[start:end], cue)
        at = end
    if at < len(text) or not text:
        yield Piece(text[at:], "")
