"""The page of one review, for one of its two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from klankbord.coaching.keymoments import MOST
from klankbord.coaching.questions import (
    ADDITION,
    COACH,
    LONGEST_ANSWER,
    ON_THEIR_SCREEN,
    SELLER,
)
from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.report.values import value_text
from klankbord.report.view import ReportView, view_of
from klankbord.service.learning.review_room import Room, Side
from klankbord.service.site import ZONE
from klankbord.store.reviews import OF_CALL
from klankbord.web.dates import day, day_and_time
from klankbord.web.forms import Option
from klankbord.web.pages.review.bespreking.moments import (
    Box,
    MomentRow,
    boxes,
    moments_of,
    rest_of,
)
from klankbord.web.pages.review.bespreking.owning import Seen, seen_of
from klankbord.web.pages.review.bespreking.resolving import Resolving, resolving_of
from klankbord.web.pages.review.bespreking.turning import Turning, turning_of, turns_of
from klankbord.web.pages.review.view import title_of
from klankbord.web.remarks import remark_rows

if TYPE_CHECKING:
    from klankbord.web.door import Visit

STEPS = (N_("Eerst zelf"), N_("Naast elkaar"), N_("Van wie was wat"), N_("Eén les, één experiment"))
ANCHORS = ("zelf", "naast", "wie", "les")


@dataclass(frozen=True)
class Filled:
    """A form of the lesson that was not taken."""

    values: Mapping[str, str]
    wrong: NotTaken


@dataclass(frozen=True)
class Step:
    """A step; `url` is "" as long as it is not there yet."""

    number: int
    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Talk:
    """The recording of the talk: the call, and how much the coach talks, in a sentence."""

    url: str
    title: str
    told: str


@dataclass(frozen=True)
class ReviewView:
    """Everything on the page.

    `other` is the other's name ("" alone). `state` is blind, waiting, beside or closed: what one
    sees by now. `here_writes`: the coach's side is asked on the seller's screen. `report` is None
    while the figures stay folded. `whole`, `whole_theirs` are about the call; `owned` and
    `owned_theirs` whose was what; `additions` by whom.
    """

    template: ClassVar[str] = "review/bespreking/page.html"
    review: int
    title: str
    facts: tuple[str, ...]
    note: str
    steps: tuple[Step, ...]
    state: str
    seller: bool
    alone: bool
    open: bool
    other: str
    other_done: bool
    here_writes: bool
    may_write_here: bool
    call_url: str
    sound_url: str
    seen: int
    moments: tuple[MomentRow, ...]
    may_choose: bool
    may_take_off: bool
    choosing: bool
    room_for_more: bool
    places: tuple[Option, ...]
    turns: tuple[Option, ...]
    whole: tuple[Box, ...]
    whole_theirs: tuple[Box, ...]
    turning: Turning
    figures: bool
    may_look: bool
    looked: bool
    rest: tuple[str, ...]
    found: Seen
    owned: tuple[Box, ...]
    owned_theirs: tuple[Box, ...]
    addition: Box
    addition_theirs: str
    on_their_screen: bool
    resolving: Resolving
    planned: str
    plan_day: str
    plan_time: str
    talk: Talk | None
    talks: tuple[Option, ...]
    coaches: tuple[Option, ...]
    longest: int = LONGEST_ANSWER

    @classmethod
    def of(
        cls,
        here: Visit,
        room: Room,
        *,
        here_writes: bool = False,
        choose: int = 0,
        filled: Filled | None = None,
    ) -> ReviewView:
        """The view of a review that was opened; `choose` is a turn to begin a moment with."""
        _, review = here.translate, room.review
        seller = review.person_id == here.actor.id
        here_writes = here_writes and room.may_write_here
        names = (review.coach, review.person) if seller else (review.person, review.coach)
        other = _first_name(*names)
        asked, others = (SELLER, COACH) if seller else (COACH, SELLER)
        report = _report(room, here)
        may_look = seller and room.measured is None and review.closed_at is None
        good, closed = review.good, review.closed_at is not None
        if here_writes:  # the coach's own, blank: nothing of the seller's, and no figures
            asked, report = COACH, None
            room = _blank(room)
        ask = not room.done and not closed
        planned = review.planned_at.astimezone(ZONE) if review.planned_at else None
        title = title_of(room.conversation.title, review.customers, "", _)
        return cls(
            review=review.id,
            title=title,
            facts=tuple(_facts(here, room, other, seller=seller)),
            note=review.note,
            steps=_steps(room, _),
            state=_state(room, closed=closed, here_writes=here_writes),
            seller=seller,
            alone=review.coach_id is None,
            open=not closed,
            other=other,
            other_done=room.other_done,
            here_writes=here_writes,
            may_write_here=room.may_write_here,
            call_url=f"/gesprekken/{room.call.id}",
            sound_url=f"/gesprekken/{room.call.id}/geluid" if room.call.sound else "",
            seen=room.call.revision,
            moments=moments_of(room, report, _, asked, names=(_("jij"), other)),
            may_choose=room.may_choose and not here_writes,
            may_take_off=room.may_choose and not here_writes,
            choosing=choose > 0,
            room_for_more=len(room.moments) < MOST,
            places=turns_of(room.conversation, choose, _)[1:] if room.may_choose else (),
            turns=turns_of(room.conversation, room.own.turned, _) if ask else (),
            whole=boxes(room.own, asked.whole, OF_CALL, _, good=good, ask=ask),
            whole_theirs=boxes(room.other, others.whole, OF_CALL, _, good=good, ask=False),
            turning=turning_of(room, report, _, other),
            figures=report is not None,
            may_look=may_look,
            looked=review.looked_at is not None,
            rest=rest_of(report, (span for _one, span in room.moments)) if report else (),
            found=seen_of(room, here.language, _) if room.revealed else Seen("", "", ""),
            owned=boxes(room.own, asked.owned, OF_CALL, _, good=good, ask=not closed)
            if room.revealed
            else (),
            owned_theirs=boxes(room.other, others.owned, OF_CALL, _, good=good, ask=False),
            addition=Box(f"{ADDITION}-{OF_CALL}", _("Aanvulling"), room.own.text(ADDITION)),
            addition_theirs=room.other.text(ADDITION) if room.other else "",
            on_their_screen=bool(_coach_side(room, seller=seller).text(ON_THEIR_SCREEN))
            if room.revealed
            else False,
            resolving=resolving_of(
                here.site,
                room,
                here.language,
                _,
                filled.values if filled else None,
                filled.wrong if filled else None,
                own=seller,
            ),
            planned=day_and_time(review.planned_at, here.language) if review.planned_at else "",
            plan_day=planned.date().isoformat() if planned else "",
            plan_time=planned.strftime("%H:%M") if planned else "",
            talk=_talk(room, here, seller=seller),
            talks=_talks(room, here),
            coaches=tuple(Option(str(one.id), one.name, chosen=False) for one in room.coaches),
        )


def _first_name(name: str, beside: str) -> str:
    """How somebody is called on the page: by their first name, unless the other has it too."""
    first = name.split()[:1]
    return name if first == beside.split()[:1] else " ".join(first)


def _report(room: Room, here: Visit) -> ReportView | None:
    if room.measured is None:
        return None
    said = remark_rows(here, room.review.call_id)
    return view_of(room.measured, room.conversation, 0, here.language, on_page=True, remarks=said)


def _blank(room: Room) -> Room:
    """A room in which the coach begins: nothing is written, nothing is shown."""
    return replace(room, own=Side({}, 0), other=None, done=False, measured=None)


def _coach_side(room: Room, *, seller: bool) -> Side:
    return (room.other if seller else room.own) or Side({}, 0)


def _state(room: Room, *, closed: bool, here_writes: bool) -> str:
    if here_writes:
        return "blind"
    if room.revealed:
        return "beside"
    if closed:
        return "closed"
    return "waiting" if room.done else "blind"


def _steps(room: Room, _: Translate) -> tuple[Step, ...]:
    at = 2 if room.revealed else 1
    if room.revealed and (room.lesson or room.review.closed_at):
        at = 4
    return tuple(
        Step(
            number,
            _(title),
            f"#{anchor}" if room.revealed and number > 1 else "",
            current=number == at,
        )
        for number, (title, anchor) in enumerate(zip(STEPS, ANCHORS, strict=True), 1)
    )


def _facts(here: Visit, room: Room, other: str, *, seller: bool) -> list[str]:
    _, review = here.translate, room.review
    when = day(review.flagged_at, here.language)
    kept = _("Door jou bewaard op {day}") if seller else _("Door {name} bewaard op {day}")
    facts = [kept.format(day=when, name=review.person)]
    if review.coach_id is None:
        facts += [_("alleen"), _("alleen jij ziet dit")]
    else:
        facts += [_("met {name}").format(name=other), _("alleen jullie twee zien dit")]
    if review.closed_at:
        facts.append(_("afgerond op {day}").format(day=day(review.closed_at, here.language)))
    return facts


def _talk(room: Room, here: Visit, *, seller: bool) -> Talk | None:
    if room.talk is None:
        return None
    call, share = room.talk
    _, name = here.translate, room.review.coach
    if share is None:
        told = _("In deze opname is niet te vinden wie {name} is; noem de spreker zo.")
    elif seller:
        told = _("{name} was {share} van de tijd aan het woord.")
    else:
        told = _("Jij was {share} van de tijd aan het woord.")
    if not name:
        told = ""
    text = value_text(share, "share", here.language) if share is not None else ""
    title = call.title or _("Gesprek")
    return Talk(f"/gesprekken/{call.id}", title, told.format(name=name, share=text))


def _talks(room: Room, here: Visit) -> tuple[Option, ...]:
    chosen = room.review.talk_id
    return tuple(
        Option(
            str(call.id),
            f"{day_and_time(call.started_at or call.created_at, here.language)}"
            f" · {call.title or here.translate('Gesprek')}",
            call.id == chosen,
        )
        for call in room.talks
    )
