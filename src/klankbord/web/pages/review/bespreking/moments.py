"""The key moments on the page: what was said, what each wrote, and the figures in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from klankbord.coaching.keymoments import Span
from klankbord.coaching.questions import COACH, SELLER, Asked
from klankbord.conversation import Conversation
from klankbord.conversation.time import format_clock
from klankbord.i18n import Translate, translator
from klankbord.report.view import ReportView
from klankbord.service.learning.review_room import Room, Side
from klankbord.web.pages.review.bespreking.words import asked, headed
from klankbord.web.short import one_line

SHORT = 160
AROUND = 1
"""So many turns before and after a moment are shown with it."""
MOST_FIGURES = 5
TELLING = frozenset(
    {"rebuff", "objections", "price-before-need", "discount-after-price", "interruptions"}
    | {"shift", "next-step", "longest-story", "longest-monologue", "answers", "follow-ups"}
)
"""Measures that say something of a single moment; the others are about a whole call."""


@dataclass(frozen=True)
class Line:
    """A turn, in short; `around` where it is not in the moment itself."""

    clock: str
    name: str
    side: str
    text: str
    around: bool


@dataclass(frozen=True)
class Box:
    """A question with what stands in it; read only, it has a heading and words."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class MomentRow:
    """A key moment; `from_ms` and `to_ms` play it, None without times.

    `yours` and `theirs` are what is written, `figures` what was measured here, in words, and
    `difference` what one named and the other did not.
    """

    id: int
    place: str
    quote: str
    clock: str
    turn: int
    from_ms: int | None
    to_ms: int | None
    lines: tuple[Line, ...]
    yours: tuple[Box, ...]
    theirs: tuple[Box, ...]
    figures: tuple[str, ...]
    difference: str


def moments_of(
    room: Room, report: ReportView | None, _: Translate, questions: Asked, *, names: tuple[str, str]
) -> tuple[MomentRow, ...]:
    """The moments; `names` are one's own and the other's, as the page calls them."""
    many = len(room.moments)
    return tuple(
        _moment(room, report, _, questions, names, number, many) for number in range(1, many + 1)
    )


def boxes(
    side: Side | None, questions: Iterable[str], moment: int, _: Translate, *, good: bool, ask: bool
) -> tuple[Box, ...]:
    """Questions with what somebody wrote; to read, only those that they answered."""
    name = asked if ask else headed
    return tuple(
        Box(f"{question}-{moment}", name(question, _, good=good), text)
        for question in questions
        if (text := side.text(question, moment) if side else "") or ask
    )


def _moment(
    room: Room,
    report: ReportView | None,
    _: Translate,
    questions: Asked,
    names: tuple[str, str],
    number: int,
    many: int,
) -> MomentRow:
    moment, span = room.moments[number - 1]
    good, others = room.review.good, COACH if questions is SELLER else SELLER
    turn = room.conversation.turns[span.first - 1]
    inside = room.conversation.turns[span.first - 1 : span.last]
    telling = max(inside, key=lambda one: len(one.text))
    asking = not room.done and room.review.closed_at is None
    yours = boxes(
        room.own,
        questions.moments,
        moment.id,
        _,
        good=good,
        ask=asking,
    )
    theirs = boxes(room.other, others.moments, moment.id, _, good=good, ask=False)
    return MomentRow(
        id=moment.id,
        place=_("moment {n} van {many}").format(n=number, many=many),
        quote=one_line(telling.text, SHORT),
        clock="" if turn.start_ms is None else format_clock(turn.start_ms),
        turn=span.first,
        from_ms=turn.start_ms,
        to_ms=_end(room.conversation, span),
        lines=tuple(_lines(room.conversation, span, _)),
        yours=yours,
        theirs=theirs,
        figures=figures_in(report, span) if report else (),
        difference=_difference(bool(yours), bool(theirs), _, names) if room.other else "",
    )


def figures_in(report: ReportView, span: Span) -> tuple[str, ...]:
    """What was measured within a moment, in words: sentences first, then what was counted."""
    told = [
        sentence.text
        for question in report.questions
        for sentence in question.sentences
        if any(span.first <= turn <= span.last for turn in sentence.turns)
    ]
    counted = [
        ": ".join(filter(None, (figure.about.name, moment.name or moment.label)))
        for question in report.questions
        for figure in question.figures
        if figure.id in TELLING and not figure.unsure
        for moment in figure.moments
        if moment.turn and span.first <= moment.turn <= span.last
    ]
    return tuple(dict.fromkeys([*told, *counted]))[:MOST_FIGURES]


def rest_of(report: ReportView, spans: Iterable[Span]) -> tuple[str, ...]:
    """The sentences about the call that belong to none of the moments."""
    told = {text for span in spans for text in figures_in(report, span)}
    sentences = (one.text for question in report.questions for one in question.sentences)
    return (*(text for text in sentences if text not in told), *_remarks(report))


def _remarks(report: ReportView) -> tuple[str, ...]:
    """What the seller said of the call and of its figures; it stands wherever these do."""
    _ = translator(report.language)
    names = {
        figure.id: figure.about.name
        for figures in (report.strip, *(question.figures for question in report.questions))
        for figure in figures
    }
    return tuple(
        _("{name} betwist ‘{figure}’ ({day}): {text}").format(
            name=one.who, figure=names[one.measure], day=one.when, text=one.text
        )
        if one.measure in names
        else _("{name} zegt erbij ({day}): {text}").format(
            name=one.who, day=one.when, text=one.text
        )
        for one in report.remarks
    )


def _difference(yours: bool, theirs: bool, _: Translate, names: tuple[str, str]) -> str:  # noqa: FBT001
    if yours == theirs:
        return ""
    if yours:
        return _("Hier schreef alleen jij iets bij.")
    return _("Hier schreef alleen {name} iets bij.").format(name=names[1])


def _lines(conversation: Conversation, span: Span, _: Translate) -> Iterable[Line]:
    first, last = max(span.first - AROUND, 1), min(span.last + AROUND, len(conversation.turns))
    for number in range(first, last + 1):
        turn = conversation.turns[number - 1]
        party = conversation.party(turn.party)
        yield Line(
            clock="" if turn.start_ms is None else format_clock(turn.start_ms),
            name=party.name or _("onbekende spreker"),
            side=party.side.value,
            text=one_line(turn.text, SHORT),
            around=not span.first <= number <= span.last,
        )


def _end(conversation: Conversation, span: Span) -> int | None:
    """When a moment ends; where only starts are known, when the next turn begins."""
    inside = conversation.turns[span.first - 1 : span.last]
    ends = [turn.end_ms for turn in inside if turn.end_ms is not None]
    if ends:
        return max(ends)
    later = conversation.turns[span.last : span.last + 1]
    return later[0].start_ms if later else conversation.end_ms
