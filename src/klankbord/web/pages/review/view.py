"""The page of the queue: nothing on it counts, nags or marks as late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from klankbord.i18n import N_, Translate
from klankbord.service.learning.queue import Queue
from klankbord.service.learning.reviewing import is_revealed
from klankbord.service.learning.writing import is_done
from klankbord.store.calls import Call
from klankbord.store.flags import Flag
from klankbord.store.reviews import Review
from klankbord.web.dates import clock, day, day_and_time
from klankbord.web.forms import Option
from klankbord.web.proposals import ProposalCard, proposal_cards

if TYPE_CHECKING:
    from klankbord.web.door import Visit

MANNERS = {
    "alone": N_("alleen"),
    "room": N_("samen in één ruimte"),
    "apart": N_("los van elkaar"),
}


@dataclass(frozen=True)
class FlagRow:
    """A flag that waits; `here` once its call arrived, `with_whom` who may see it, or whose it is.

    `url` leads to the call, "" until it is here; `others` are the calls that it may be about as
    well.
    """

    id: int
    title: str
    when: str
    note: str
    good: bool
    here: bool
    url: str
    with_whom: str
    others: tuple[Option, ...] = ()


@dataclass(frozen=True)
class ReviewRow:
    """A review; `state` says what waits for whom, `lesson` what came of it."""

    url: str
    title: str
    when: str
    good: bool
    state: str
    planned: str
    lesson: str


@dataclass(frozen=True)
class QueueView:
    """Everything on the page; `seller` where it is somebody who flags calls of their own."""

    template: ClassVar[str] = "review/page.html"
    seller: bool
    own: tuple[FlagRow, ...]
    shared: tuple[FlagRow, ...]
    under_way: tuple[ReviewRow, ...]
    closed: tuple[ReviewRow, ...]
    coaches: tuple[Option, ...]
    proposals: tuple[ProposalCard, ...]

    @classmethod
    def of(cls, here: Visit, queue: Queue) -> QueueView:
        """The queue of somebody."""
        names = {person.id: person.name for person in queue.coaches}
        return cls(
            seller=here.actor.role == "seller",
            own=tuple(
                replace(
                    _flag(here, one, names.get(one.shared_id or 0, "")),
                    others=_others(here, queue.others[one.id]),
                )
                for one in queue.own
            ),
            shared=tuple(_flag(here, one, one.person) for one in queue.shared),
            under_way=tuple(_review(here, one, "") for one in queue.under_way),
            closed=tuple(
                _review(here, one, lesson.text if (lesson := queue.lessons.get(one.id)) else "")
                for one in queue.closed
            ),
            coaches=tuple(
                Option(str(person.id), person.name, chosen=False) for person in queue.coaches
            ),
            proposals=proposal_cards(queue.proposals, here.language),
        )


def title_of(title: str, customers: str, number: str, _: Translate) -> str:
    """What a call is called where it is reviewed."""
    if title or customers:
        return title or customers
    return _("Gesprek met {number}").format(number=number) if number else _("Gesprek")


def _flag(here: Visit, flag: Flag, with_whom: str) -> FlagRow:
    title = title_of(flag.title, flag.customers, flag.number, here.translate)
    return FlagRow(
        id=flag.id,
        title=title,
        when=day_and_time(flag.started_at or flag.at, here.language),
        note=flag.note,
        good=flag.good,
        here=flag.call_id is not None,
        url=f"/gesprekken/{flag.call_id}" if flag.call_id else "",
        with_whom=with_whom,
    )


def _others(here: Visit, calls: Sequence[Call]) -> tuple[Option, ...]:
    _ = here.translate
    return tuple(
        Option(
            str(call.id),
            f"{clock(call.started_at)} {title_of(call.title, call.customers, call.number, _)}",
            chosen=False,
        )
        for call in calls
        if call.started_at
    )


def _review(here: Visit, review: Review, lesson: str) -> ReviewRow:
    _ = here.translate
    planned = ""
    if review.planned_at and not review.closed_at:
        when = day_and_time(review.planned_at, here.language)
        planned = _("Gepland op {when}").format(when=when)
    return ReviewRow(
        url=f"/review/{review.id}",
        title=title_of(review.title, review.customers, "", _),
        when=_when(here, review),
        good=review.good,
        state="" if review.closed_at else _state(here, review),
        planned=planned,
        lesson=lesson,
    )


def _when(here: Visit, review: Review) -> str:
    _ = here.translate
    seller = review.person_id == here.actor.id
    other = review.coach if seller else review.person
    who = _("met {name}").format(name=other) if other else _("alleen")
    at = review.closed_at or review.started_at or review.flagged_at
    told = _("afgerond op {day}") if review.closed_at else "{day}"
    return f"{told.format(day=day(at, here.language))} · {who}"


def _state(here: Visit, review: Review) -> str:
    """What waits for whom."""
    _ = here.translate
    if is_revealed(review):
        return _("Alles ligt naast elkaar.") if review.coach_id else _("Kijk naar wat je leert.")
    other = review.coach if review.person_id == here.actor.id else review.person
    if not is_done(here.actor, review):
        return _("Jij schrijft nog.")
    return _("{name} schrijft nog.").format(name=other)
