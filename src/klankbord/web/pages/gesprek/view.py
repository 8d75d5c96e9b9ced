"""The page of a call: the report's view of it, with its sound, its past and its moments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from klankbord.conversation.time import format_clock
from klankbord.i18n import Translate
from klankbord.language.folding import fold
from klankbord.report.values import number
from klankbord.report.view import Question, ReportView, view_of
from klankbord.service.access import may_mend
from klankbord.service.calls.giving import takers
from klankbord.service.calls.opening import Opened
from klankbord.service.calls.remarks import LONGEST_REMARK, may_remark
from klankbord.service.learning.flagging import flag_on
from klankbord.store.calls import Call
from klankbord.web.dates import day
from klankbord.web.kinds import type_name
from klankbord.web.pages.gesprek.bewaren.view import StayView
from klankbord.web.pages.gesprek.facts import FactsForm
from klankbord.web.pages.gesprek.fewer import fewer, left_out
from klankbord.web.pages.gesprek.folding import folded
from klankbord.web.pages.gesprek.giving import GivingForm
from klankbord.web.pages.gesprek.heard_view import HeardView
from klankbord.web.pages.gesprek.hiding_view import HiddenView
from klankbord.web.pages.gesprek.keeping_view import Asked, KeepingView
from klankbord.web.pages.gesprek.marks import Mark, marks_of
from klankbord.web.pages.gesprek.mending_view import UNTYPED, MendingView, Typed
from klankbord.web.pages.gesprek.past import Range, ranges_of
from klankbord.web.pages.gesprek.toestemming.view import ToldView
from klankbord.web.remarks import remark_rows

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
class CallView:
    """Everything on the page; `view` is what a report shows too.

    `past` is by measure and kind; `past_note` says against what the figures stand, or why against
    nothing. `left_out` tells of which figures not every moment is shown. `kept` is when its owner
    kept it for later, "" for never, and `key` makes keeping it twice count once. `folded`: no
    figure is shown yet; `choosing` is the review for which a key moment may be chosen, 0 for none.
    `marks` are the moments on each lane, `looked` tells who opened the call; `facts_form` is None
    while it is shut.
    """

    template: ClassVar[str] = "gesprek/page.html"
    view: ReportView
    call: int
    title: str
    owner: str
    facts: tuple[str, ...]
    own: bool
    kept: str
    key: str
    folded: bool
    choosing: int
    questions: tuple[Question, ...]
    left_out: Mapping[str, str]
    past: Mapping[tuple[str, str], Range]
    past_note: str
    player: Player | None
    marks: tuple[tuple[Mark, ...], ...]
    recognised: bool
    has_words: bool
    recognised_url: str
    giving: GivingForm
    looked: tuple[str, ...]
    mending: MendingView
    keeping: KeepingView
    may_remark: bool
    facts_form: FactsForm | None
    told: ToldView
    stay: StayView
    hidden: HiddenView
    heard: HeardView
    longest_remark: int = LONGEST_REMARK

    @classmethod
    def of(
        cls,
        here: Visit,
        opened: Opened,
        asked: Asked,
        *,
        cues: bool,
        facts: bool = False,
        wrong: Typed = UNTYPED,
    ) -> CallView:
        """The view of a call that was opened; `asked` says which forms are open on it.

        `wrong` is a form to mend it with that was not taken, and is shown again.
        """
        _, call = here.translate, opened.call
        view = view_of(
            opened.measured,
            opened.conversation,
            0,
            here.language,
            cues=cues,
            until_ms=_until_ms(opened),
            on_page=True,
            remarks=remark_rows(here, call.id),
        )
        if opened.folded:
            view, cues = folded(view), False
        own = call.owner_id == here.actor.id
        with here.site.database.reading() as connection:
            others = takers(connection, here.actor, call)
            kept = flag_on(connection, here.actor, call.id) if own else None
        address = f"/gesprekken/{call.id}"
        asking = (*view.questions, Question(_("Beurten en tijd"), view.strip))
        if opened.folded:
            asking = ()
        return cls(
            view=view,
            call=call.id,
            title=view.title or _("Gesprek"),
            owner="" if own else call.owner,
            facts=(*view.facts, *filter(None, [type_name(call.type, _)])),
            own=own,
            kept=day(kept.at, here.language) if kept else "",
            key=uuid4().hex,
            folded=opened.folded,
            choosing=opened.choosing,
            questions=fewer(asking),
            left_out=left_out(asking, here.language),
            past={} if opened.folded else ranges_of(opened.measured, opened.past, here.language),
            past_note=""
            if opened.folded
            else _past_note(opened, _, here.language, "" if own else call.owner),
            player=_player(address, opened) if call.sound else None,
            marks=marks_of(view),
            recognised=cues,
            has_words=any(turn.text for turn in opened.conversation.turns),
            recognised_url=address if cues else f"{address}?herkend=1",
            giving=GivingForm.of(here.actor, others),
            looked=tuple(
                _("{name} keek op {day}").format(name=one.person, day=day(one.at, here.language))
                for one in opened.looked
            ),
            mending=MendingView.of(here, call, opened.conversation, asked, wrong),
            keeping=KeepingView.of(here, call, opened.conversation, view.turns, asked),
            may_remark=may_remark(here.actor, call),
            facts_form=FactsForm.of(here, call, opened.conversation)
            if facts and may_mend(here.actor, call)
            else None,
            told=ToldView.of(here, call),
            stay=StayView.of(here, call),
            hidden=HiddenView.of(opened, _),
            heard=HeardView.of(here, opened),
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
        text = _(
            "De stip is dit gesprek. De balk laat zien waar de {n} gesprekken ervoor van {name} "
            "meestal zaten: de helft die het dichtst bij het midden ligt."
        )
        return text.format(n=count, name=owner)
    return _(
        "De stip is dit gesprek. De balk laat zien waar jouw {n} gesprekken ervoor meestal zaten: "
        "de helft die het dichtst bij het midden ligt."
    ).format(n=count)
