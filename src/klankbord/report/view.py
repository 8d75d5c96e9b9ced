"""What a report shows of one call, in its reader's language; text and HTML both draw from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.time import format_clock
from klankbord.errors import quoted
from klankbord.formats import FORMATS
from klankbord.formats.notes import NOTES
from klankbord.i18n import N_, Translate, translator
from klankbord.language.packs import PACKS
from klankbord.measures import Family
from klankbord.measures.measuring import Measured
from klankbord.report.drawing import Curve, Timeline, draw_curve, draw_timeline
from klankbord.report.figures import Figure, Shelf, figures_of, rows_of
from klankbord.report.remarks import RemarkRow
from klankbord.report.sentences import Sentence, sentences
from klankbord.report.transcript import CueRow, TurnRow, count_hits, find_hits, turn_rows
from klankbord.report.values import date_text, minutes, number
from klankbord.speech.found import FORMAT, NAMES, found_in
from klankbord.speech.notes import NOTES as HEARD
from klankbord.speech.notes import OF_SOUND

QUESTIONS: dict[Family, str] = {
    Family.ATTENTION: N_("Kreeg de klant aandacht?"),
    Family.POWER: N_("Wie had de macht?"),
    Family.ECSTASY: N_("Was het enthousiasme echt?"),
    Family.CONNECTION: N_("Verbinden of winnen?"),
    Family.LEARNING: N_("Wat leer je?"),
}
"""The five questions; one without a measure is left out."""


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

    @property
    def silent(self) -> bool:
        """Whether nothing can be said to it at all, which takes a line rather than a page."""
        shelf = self.shelf
        return not (self.sentences or shelf.shown or shelf.unsure or shelf.none)


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
    figures = figures_of(measured, call, language, conversation.language)
    moments = rows_of(measured.moments, call)
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
        if code in HEARD | NOTES and not (on_page and code in OF_SOUND):
            yield translate((HEARD | NOTES)[code])
    if not on_page:  # a page has a place of its own for it
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
