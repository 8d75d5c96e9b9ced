"""The page of a call: the report's view of it, with its sound, its past and its moments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.conversation.time import format_clock
from klankbord.i18n import Translate
from klankbord.language.folding import fold
from klankbord.report.values import number
from klankbord.report.view import Question, ReportView, view_of
from klankbord.service.giving import takers
from klankbord.service.opening import Opened
from klankbord.store.calls import Call
from klankbord.web.dates import day
from klankbord.web.kinds import type_name
from klankbord.web.pages.gesprek.keeping_view import Asked, KeepingView
from klankbord.web.pages.gesprek.marks import Mark, marks_of
from klankbord.web.pages.gesprek.mending_view import MendingView
from klankbord.web.pages.gesprek.past import Range, ranges_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

LONGEST_NAME = 60


@dataclass(frozen=True)
class Player:
    """The recording: where it is, what it looks like, how long it is ("" until that is known)."""

    url: str
    peaks_url: str
    length: str


@dataclass(frozen=True)
class Taker:
    """Somebody to whom the call can be given."""

    id: int
    name: str


@dataclass(frozen=True)
class CallView:
    """Everything on the page; `view` is what a report shows too.

    `past` is by measure and kind; `past_note` says against what the figures stand, or why against
    nothing. `marks` are the moments on each lane, `looked` tells who opened the call.
    """

    template: ClassVar[str] = "gesprek/page.html"
    view: ReportView
    call: int
    title: str
    owner: str
    facts: tuple[str, ...]
    questions: tuple[Question, ...]
    past: Mapping[tuple[str, str], Range]
    past_note: str
    player: Player | None
    marks: tuple[tuple[Mark, ...], ...]
    recognised: bool
    recognised_url: str
    takers: tuple[Taker, ...]
    looked: tuple[str, ...]
    mending: MendingView
    keeping: KeepingView

    @classmethod
    def of(cls, here: Visit, opened: Opened, asked: Asked, *, cues: bool) -> CallView:
        """The view of a call that was opened; `asked` says which forms are open on it."""
        _, call = here.translate, opened.call
        view = view_of(
            opened.measured,
            opened.conversation,
            0,
            here.language,
            cues=cues,
            until_ms=_until_ms(opened),
            on_page=True,
        )
        own = call.owner_id == here.actor.id
        with here.site.database.reading() as connection:
            others = takers(connection, here.actor, call)
        address = f"/gesprekken/{call.id}"
        return cls(
            view=view,
            call=call.id,
            title=view.title or _("Gesprek"),
            owner="" if own else call.owner,
            facts=(*view.facts, *filter(None, [type_name(call.type, _)])),
            questions=(*view.questions, Question(_("Beurten en tijd"), view.strip)),
            past=ranges_of(opened.measured, opened.past, here.language),
            past_note=_past_note(opened, _, here.language, "" if own else call.owner),
            player=_player(address, opened) if call.sound else None,
            marks=marks_of(view),
            recognised=cues,
            recognised_url=address if cues else f"{address}?herkend=1",
            takers=tuple(Taker(person.id, person.name) for person in others),
            looked=tuple(
                _("{name} keek op {day}").format(name=one.person, day=day(one.at, here.language))
                for one in opened.looked
            ),
            mending=MendingView.of(here, call, opened.conversation, asked.mend),
            keeping=KeepingView.of(here, call, opened.conversation, asked),
        )


def file_name(call: Call, ending: str) -> str:
    """A name for a file about a call: plain letters of its title, so that it fits everywhere."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(call.title)).strip("-")[:LONGEST_NAME].strip("-")
    return f"{plain or f'gesprek-{call.id}'}.{ending}"


def _until_ms(opened: Opened) -> int | None:
    """Up to where time is drawn: the recording, or the transcript where that goes on longer."""
    if opened.sound_ms is None:
        return None
    return max(opened.sound_ms, opened.call.length_ms or 0)


def _player(address: str, opened: Opened) -> Player:
    length = "" if opened.sound_ms is None else format_clock(opened.sound_ms)
    return Player(f"{address}/geluid", f"{address}/pieken.json", length)


def _past_note(opened: Opened, _: Translate, language: str, owner: str) -> str:
    if not opened.past.usual:
        return _("Nog te weinig gesprekken om te vergelijken.")
    count = number(opened.past.calls, language, "0")
    if owner:
        text = _("De stip is dit gesprek, de balk de middelste helft van de {n} ervoor van {name}.")
        return text.format(n=count, name=owner)
    return _("De stip is dit gesprek, de balk de middelste helft van jouw {n} ervoor.").format(
        n=count
    )
