"""What a report shows of one call, in its reader's language; text and HTML both draw from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.time import format_clock
from klankbord.errors import quoted
from klankbord.formats import FORMATS
from klankbord.formats.notes import NOTES
from klankbord.i18n import N_, Translate, translator
from klankbord.language.packs import PACKS
from klankbord.measures import CATALOGUE, Family, Measure
from klankbord.measures.about import About, about
from klankbord.measures.measuring import Measured
from klankbord.report import basis
from klankbord.report.drawing import Curve, Timeline, draw_curve, draw_timeline
from klankbord.report.remarks import RemarkRow
from klankbord.report.sentences import Sentence, sentences
from klankbord.report.transcript import CueRow, TurnRow, count_hits, find_hits, turn_rows
from klankbord.report.values import date_text, duration, minutes, number, reason
from klankbord.speech.found import FORMAT, NAMES, found_in
from klankbord.speech.notes import NOTES as HEARD

QUESTIONS: dict[Family, str] = {
    Family.ATTENTION: N_("Kreeg de klant aandacht?"),
    Family.POWER: N_("Wie had de macht?"),
    Family.ECSTASY: N_("Was het enthousiasme echt?"),
    Family.CONNECTION: N_("Verbinden of winnen?"),
    Family.LEARNING: N_("Wat leer je?"),
}
"""The five questions; one without a measure is left out."""

FEW_KINDS = 2


@dataclass(frozen=True)
class Value:
    """One value of a figure; `side` is seller, customer or "", `text` a value or a reason.

    `basis` says what it rests on (26 of 44); `zero` is true where nothing was counted, and
    `none` then says out of what. `kind` is that of its reading.
    """

    label: str
    text: str
    side: str
    known: bool
    basis: str = ""
    zero: bool = False
    none: str = ""
    kind: str = ""


@dataclass(frozen=True)
class MomentRow:
    """A piece of evidence; `turn` is 0 where no turn is meant, `name` says which one it is."""

    clock: str
    length: str
    turn: int
    to_turn: int
    name: str
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
    unsure: bool = False
    """It rests on an act that was wrong more often than right on calls kept apart."""
    count: str = ""
    """How many moments there are, as a row shows it; "" where there are none."""

    @property
    def brief(self) -> tuple[Value, ...]:
        """The values for a row: of many kinds, those of which there is something to tell."""
        if len(self.values) <= FEW_KINDS:
            return self.values
        return tuple(value for value in self.values if not value.zero) or self.values[:1]


@dataclass(frozen=True)
class Unsaid:
    """Figures that are unknown for the same reason."""

    reason: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Shelf:
    """Figures by how much room they take: a row each, or together in a quiet line.

    `shown` have something to say, `unsure` too, but rest on acts that are often found wrongly; of
    `none` nothing was counted, `unknown` cannot be said.
    """

    shown: tuple[Figure, ...]
    unsure: tuple[Figure, ...]
    none: tuple[Figure, ...]
    unknown: tuple[Unsaid, ...]

    @classmethod
    def of(cls, figures: tuple[Figure, ...]) -> Shelf:
        """The figures, put where they belong; each in its own order."""
        known = [figure for figure in figures if any(value.known for value in figure.values)]
        none = [
            figure
            for figure in known
            if not figure.moments and all(value.zero for value in figure.values)
        ]
        by_reason: dict[str, list[Figure]] = {}
        for figure in figures:
            if figure not in known:
                reasons = dict.fromkeys(value.text for value in figure.values)
                by_reason.setdefault("; ".join(reasons), []).append(figure)
        return cls(
            shown=tuple(f for f in known if f not in none and not f.unsure),
            unsure=tuple(f for f in known if f not in none and f.unsure),
            none=tuple(none),
            unknown=tuple(Unsaid(why, tuple(own)) for why, own in by_reason.items()),
        )


@dataclass(frozen=True)
class Question:
    """One of the five questions with its figures; the sentences stand before them."""

    title: str
    figures: tuple[Figure, ...]
    sentences: tuple[Sentence, ...] = ()

    @property
    def shelf(self) -> Shelf:
        """The figures as they are laid out."""
        return Shelf.of(self.figures)


@dataclass(frozen=True)
class Person:
    """Somebody who takes part; `role` is their side as the reader calls it."""

    name: str
    side: str
    role: str


@dataclass(frozen=True)
class ReportView:
    """Everything on the page, in `language`; what is quoted is in `spoken`."""

    language: str
    spoken: str
    title: str
    facts: tuple[str, ...]
    people: tuple[Person, ...]
    notices: tuple[str, ...]
    strip: tuple[Figure, ...]
    questions: tuple[Question, ...]
    timeline: Timeline | None
    curve: Curve | None
    turns: tuple[TurnRow, ...]
    cues: tuple[CueRow, ...]
    remarks: tuple[RemarkRow, ...] = ()

    @property
    def contested(self) -> frozenset[str]:
        """The measures of which the seller says that the figure is not right."""
        return frozenset(one.measure for one in self.remarks if one.measure)

    @property
    def shelf(self) -> Shelf:
        """The figures of the strip as they are laid out."""
        return Shelf.of(self.strip)

    def at(self, turn: int) -> str:
        """Where a turn stands: its time, or its number where there are no times."""
        row = self.turns[turn - 1]
        translate = translator(self.language)
        return row.clock or translate("beurt {n}").format(n=row.number)


def view_of(  # noqa: PLR0913
    measured: Measured,
    conversation: Conversation,
    call: int,
    language: str,
    *,
    cues: bool = False,
    until_ms: int | None = None,
    on_page: bool = False,
    remarks: Sequence[RemarkRow] = (),
) -> ReportView:
    """The view of one call of what was measured.

    Args:
        measured: the calls.
        conversation: the one to show.
        call: its number in the frames.
        language: nl or en, the reader's.
        cues: mark the hits of cues in the transcript.
        until_ms: draw time from 0 to so far, as the recording has it; else as the turns have it.
        on_page: it is shown where names and sides can be mended.
        remarks: what the seller says of the call and its figures.
    """
    _ = translator(language)
    readings = [_whole_group(row, measured, call) for row in _rows(measured.readings, call)]
    moments = _rows(measured.moments, call)
    figures = {
        family: tuple(
            _figure(measure, readings, moments, language, conversation.language)
            for measure in CATALOGUE
            if measure.family is family
        )
        for family in Family
    }
    said = sentences(measured, call, language)
    hits = find_hits(measured, call, language) if cues else {}
    turns = measured.turns.filter(pl.col.call == call)
    span = None if until_ms is None else (0, until_ms)
    return ReportView(
        language=language,
        spoken=conversation.language,
        title=conversation.title,
        facts=tuple(_facts(measured, conversation, call, language)),
        people=tuple(_person(party, _) for party in conversation.parties),
        notices=tuple(_notices(conversation, _, on_page=on_page)),
        strip=figures[Family.TURN_TAKING],
        questions=tuple(
            Question(_(title), figures[family], said.get(family, ()))
            for family, title in QUESTIONS.items()
            if figures[family]
        ),
        timeline=draw_timeline(conversation, turns, language, span),
        curve=draw_curve(
            conversation, measured.windows.filter(pl.col.call == call), moments, language, span
        ),
        turns=tuple(turn_rows(conversation, turns, moments, hits, language)),
        cues=count_hits(hits),
        remarks=tuple(remarks),
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


GROUPS = {"perspectives": "customers"}
"""Counts that are told out of how many there were, and the quantity of the call that says so."""


def _whole_group(row: dict[str, Any], measured: Measured, call: int) -> dict[str, Any]:
    """A reading, with how many there were where that is told too."""
    quantity = GROUPS.get(row["measure"])
    if quantity is None:
        return row
    calls = measured.calls.filter(pl.col.call == call)
    return row | {"group": calls[quantity][0]}


def _rows(table: pl.DataFrame, call: int) -> list[dict[str, Any]]:
    return table.filter(pl.col.call == call).rows(named=True)


def _figure(
    measure: Measure,
    readings: Sequence[dict[str, Any]],
    moments: Sequence[dict[str, Any]],
    language: str,
    spoken: str,
) -> Figure:
    told = about(measure.id, language)
    own = [row for row in readings if row["measure"] == measure.id]
    values = [_value(row, measure, told, language) for row in own]
    reasons = {row["unknown"] for row in own}
    if len(values) > 1 and len(reasons) == 1 and reasons != {None}:
        values = [Value("", values[0].text, "", known=False)]  # one reason for all kinds
    evidence = tuple(_moments(measure, moments, told, language))
    return Figure(
        id=measure.id,
        values=tuple(values),
        moments=evidence,
        about=told,
        unsure=not measure.is_sure(spoken),
        count=f"{number(len(evidence), language, '0')} ▸" if evidence else "",
    )


def _value(row: dict[str, Any], measure: Measure, told: About, language: str) -> Value:
    kind = row["kind"]
    known = row["unknown"] is None and row["value"] is not None
    label, side = told.kinds.get(kind, kind), kind if kind in {"seller", "customer"} else ""
    if not known:
        why = reason(row["unknown"] or "too_few", translator(language))
        return Value(label, why, side, known=False)
    value, rests = basis.told(row, measure, language)
    if measure.id in GROUPS:
        value = basis.out_of(value, number(row["group"], language, "0"), language)
    return Value(
        label=label,
        text=value,
        side=side,
        known=True,
        basis=rests,
        zero=row["value"] == 0 and measure.sample is None and measure.id not in GROUPS,
        none="" if row["whole"] is None else rests or value,
        kind=kind,
    )


def _moments(
    measure: Measure, moments: Sequence[dict[str, Any]], told: About, language: str
) -> Iterator[MomentRow]:
    """The evidence of a measure.

    What is both its most and its least is all there is to show: it stands there once, unnamed.
    """
    own = [row for row in moments if row["measure"] == measure.id]
    many = Counter(_place(row) for row in own)
    seen: set[tuple[Any, ...]] = set()
    for row in own:
        place = _place(row)
        if row["name"] and many[place] > 1:
            if place in seen:
                continue
            seen.add(place)
            yield _moment(row | {"name": ""}, told, language)
        else:
            yield _moment(row, told, language)


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[key] for key in ("kind", "turn", "to_turn", "start_ms", "end_ms"))


def _moment(row: dict[str, Any], told: About, language: str) -> MomentRow:
    start, end, kind = row["start_ms"], row["end_ms"], row["kind"]
    return MomentRow(
        clock="" if start is None else format_clock(start),
        length="" if start is None or end is None else duration(end - start, language),
        turn=row["turn"] or 0,
        to_turn=row["to_turn"] or row["turn"] or 0,
        name=told.moments.get(row["name"], ""),
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
    length = measured.calls.filter(pl.col.call == call)["call_ms"][0]
    if conversation.bears.starts and length:
        yield minutes(length, _)
    count = len(conversation.turns)
    many = _("1 beurt") if count == 1 else _("{n} beurten")
    yield many.format(n=number(count, language, "0"))
    names = {FORMAT: N_("opname")} | {f.ID: f.NAME for f in FORMATS}
    source = names.get(conversation.provenance.format)
    if source:
        yield _("bron: {format}").format(format=_(source))


def _person(party: Party, translate: Translate) -> Person:
    name, side = party.name or translate("onbekende spreker"), party.side.value
    return Person(name, side, side_name(side, translate))


def _notices(conversation: Conversation, translate: Translate, *, on_page: bool) -> Iterator[str]:
    """What the reader must know before they read a figure."""
    notes = conversation.provenance.notes
    if not conversation.bears.sides and "one_channel" not in notes:
        yield _sides_notice(conversation, translate, on_page=on_page)
    if conversation.language not in PACKS and any(turn.text for turn in conversation.turns):
        yield translate(
            "Van deze taal kent Klankbord de woorden nog niet; "
            "luistersignalen zijn hier gewone beurten."
        )
    for code in notes:
        if code in HEARD | NOTES:
            yield translate((HEARD | NOTES)[code])
    yield from _found(conversation, translate)


def _found(conversation: Conversation, translate: Translate) -> Iterator[str]:
    """What sounded besides voices, and when: none of it is measured."""
    by_kind: dict[str, list[str]] = {}
    for each in found_in(conversation.provenance):
        clock = format_clock(each.span.start_ms), format_clock(each.span.end_ms)
        by_kind.setdefault(NAMES[each.kind], []).append("–".join(dict.fromkeys(clock)))
    if by_kind:
        told = "; ".join(f"{translate(name)} {', '.join(at)}" for name, at in by_kind.items())
        yield translate("Ook te horen, en niet gemeten: {what}.").format(what=told)


def _sides_notice(conversation: Conversation, translate: Translate, *, on_page: bool) -> str:
    """Why figures by side are missing."""
    if on_page:
        return translate("Niet van iedereen is de kant bekend; cijfers per kant ontbreken daarom.")
    if any(party.side is Side.SELLER for party in conversation.parties):
        if any(party.side is Side.UNKNOWN and not party.name for party in conversation.parties):
            return translate(
                "De andere sprekers hebben geen naam, en zonder klant ontbreken cijfers per kant; "
                "geef ze een naam in de bron."
            )
        return translate("Niemand is hier de klant; cijfers per kant ontbreken daarom.")
    names = [party.name for party in conversation.parties if party.name]
    if not names:
        return translate("De bron noemt geen sprekers; cijfers per kant ontbreken daarom.")
    text = translate("Niet bekend is wie verkoopt; kies met --seller uit: {names}.")
    return text.format(names=quoted(names))
