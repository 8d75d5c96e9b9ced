"""Where the talk turned: the turns to choose from, and what each of them chose."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.conversation import Conversation
from klankbord.conversation.time import format_clock
from klankbord.i18n import Translate
from klankbord.report.view import ReportView
from klankbord.service.learning.review_room import Room
from klankbord.web.forms import Option
from klankbord.web.short import one_line

SHORT = 60


@dataclass(frozen=True)
class Turning:
    """`yours` and `theirs` are the turn in words, "" where none; `told` compares them, as facts."""

    yours: str
    theirs: str
    told: str
    measured: str


def turns_of(conversation: Conversation, chosen: int, _: Translate) -> tuple[Option, ...]:
    """Every turn, to choose one from; none first."""
    nowhere = Option("0", _("nergens, of dat weet ik niet"), chosen=not chosen)
    return (
        nowhere,
        *(
            Option(str(number), turn_text(conversation, number, _), chosen=number == chosen)
            for number in range(1, len(conversation.turns) + 1)
        ),
    )


def turn_text(conversation: Conversation, number: int, _: Translate) -> str:
    """A turn on one line: 3:12 Lotte: Wat bedoelt u …"""
    turn = conversation.turns[number - 1]
    name = conversation.party(turn.party).name or _("onbekende spreker")
    return f"{place_of(conversation, number, _)} {name}: {one_line(turn.text, SHORT)}"


def place_of(conversation: Conversation, number: int, _: Translate) -> str:
    """When a turn was said, or which one it is."""
    start = conversation.turns[number - 1].start_ms
    return _("beurt {n}").format(n=number) if start is None else format_clock(start)


def turning_of(room: Room, report: ReportView | None, _: Translate, other: str) -> Turning:
    """What each chose, side by side."""
    own, theirs = room.own.turned, room.other.turned if room.other else 0
    shift = 0
    for question in report.questions if report else ():
        for figure in question.figures:
            if figure.id == "shift" and figure.moments:
                shift = figure.moments[0].turn
    text = _("Vanaf {place} werden de beurten van de klant duidelijk langer of korter.")
    return Turning(
        yours=turn_text(room.conversation, own, _) if own else "",
        theirs=turn_text(room.conversation, theirs, _) if theirs else "",
        told=_told(room, own, theirs, _, other) if room.other else "",
        measured=text.format(place=place_of(room.conversation, shift, _)) if shift else "",
    )


def _told(room: Room, own: int, theirs: int, _: Translate, other: str) -> str:
    if own and theirs:
        here, there = (place_of(room.conversation, turn, _) for turn in (own, theirs))
        if own == theirs:
            return _("Jullie wijzen allebei {here} aan.").format(here=here)
        return _("Jij hoorde het kantelen op {here}, {name} op {there}.").format(
            here=here, there=there, name=other
        )
    if own:
        return _("Alleen jij wees een plek aan.")
    return _("Alleen {name} wees een plek aan.").format(name=other) if theirs else ""
