"""The page of a coach: who asked, what is planned, what comes back; names by date alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.i18n import Translate
from klankbord.report.values import value_text
from klankbord.service.learning.team import LEAST_PEOPLE, Listening, Returning, Shared, Team
from klankbord.store.flags import Flag
from klankbord.store.reviews import Review
from klankbord.web.dates import day, day_and_time, until_day
from klankbord.web.effects import EffectText, effect_text, measure_name

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class Line:
    """Somebody, about what, and when."""

    name: str
    what: str
    url: str
    facts: str


@dataclass(frozen=True)
class RunningLine:
    """A running experiment that was made together, and what it did."""

    name: str
    text: str
    facts: str
    url: str
    effect: EffectText


@dataclass(frozen=True)
class Row:
    """A row of a table: a date or a name, and what there is of it."""

    head: str
    url: str
    value: str


@dataclass(frozen=True)
class TeamView:
    """The page; `needs_five` says where a figure over people needs more of them."""

    template: ClassVar[str] = "team/page.html"
    asked: tuple[Line, ...]
    planned: tuple[Line, ...]
    unplanned: tuple[Line, ...]
    running: tuple[RunningLine, ...]
    returning: tuple[Row, ...]
    returning_note: str
    listening: tuple[Row, ...]
    listening_note: str
    waited: str
    talked: tuple[Line, ...]

    @classmethod
    def of(cls, here: Visit, found: Team) -> TeamView:
        """The page."""
        _, language = here.translate, here.language
        return cls(
            asked=tuple(_asked(flag, _, language) for flag in found.asked),
            planned=tuple(
                _review(one, day_and_time(one.planned_at or one.created_at, language), _)
                for one in found.planned
            ),
            unplanned=tuple(_review(one, _state(one, _), _) for one in found.unplanned),
            running=tuple(_running(one, _, language) for one in found.running),
            returning=_returning(found.returning, _, language),
            returning_note=_returning_note(found, _),
            listening=tuple(_listening(one, _, language) for one in found.listening[::-1]),
            listening_note=_(
                "Jouw deel van alle spreektijd in besprekingen die zijn opgenomen en bij de review"
                " gezet; de laatste bovenaan. Alleen jij ziet dit."
            ),
            waited=_waited(found, _),
            talked=()
            if found.days is not None
            else tuple(
                Line(
                    name=one.person,
                    what=_("bewaard op {flagged}, besproken op {talked}").format(
                        flagged=day(one.flagged_at, language), talked=day(one.talked_at, language)
                    ),
                    url=f"/review/{one.review}",
                    facts="",
                )
                for one in found.talked
            ),
        )


def _asked(flag: Flag, _: Translate, language: str) -> Line:
    since = _("gevraagd op {day}").format(day=day(flag.shared_at or flag.at, language))
    title = flag.customers or flag.title or _("een gesprek dat er nog niet is")
    url = f"/gesprekken/{flag.call_id}" if flag.call_id else ""
    return Line(flag.person, title, url, f"{since} · {flag.note}" if flag.note else since)


def _review(review: Review, facts: str, _: Translate) -> Line:
    title = review.customers or review.title or _("Gesprek")
    return Line(review.person, title, f"/review/{review.id}", facts)


def _state(review: Review, _: Translate) -> str:
    if review.seller_done_at and not review.coach_done_at:
        return _("wacht op jouw kant")
    if review.coach_done_at and not review.seller_done_at:
        return _("jouw kant is klaar")
    if review.seller_done_at and review.coach_done_at:
        return _("ligt naast elkaar")
    return _("nog geen tijd gekozen")


def _running(one: Shared, _: Translate, language: str) -> RunningLine:
    facts = _("van {since} t/m {until}").format(
        since=day(one.experiment.started_at, language),
        until=until_day(one.experiment.until, language),
    )
    return RunningLine(
        name=one.person,
        text=one.experiment.text,
        facts=facts,
        url=f"/review/{one.experiment.review_id}",
        effect=effect_text(one.effect, language, own=False),
    )


def _returning(found: tuple[Returning, ...], _: Translate, language: str) -> tuple[Row, ...]:
    value = _("in {reviews} reviews, van {people} mensen")
    rows = (
        Row(
            head=measure_name(one.measure, one.kind, language),
            url="",
            value=value.format(reviews=one.reviews, people=one.people),
        )
        for one in found
    )
    return tuple(sorted(rows, key=lambda row: row.head))


def _returning_note(found: Team, _: Translate) -> str:
    if found.reviewed < LEAST_PEOPLE:
        text = _(
            "Wat bij meer mensen terugkomt, staat hier als je met minstens {least} mensen een"
            " review hebt afgerond. Met minder zou het over iemand gaan."
        )
    elif not found.returning:
        text = _("Er is nog geen moment dat bij minstens {least} mensen terugkwam.")
    else:
        text = _(
            "Waar jullie in reviews bij stilstonden, voor zover het bij minstens {least} mensen"
            " terugkwam; op alfabet."
        )
    return text.format(least=LEAST_PEOPLE)


def _listening(one: Listening, _: Translate, language: str) -> Row:
    value = _("niet te zien wie jij bent")
    if one.share is not None:
        value = value_text(one.share, "share", language)
    return Row(day(one.at, language), f"/review/{one.review}", value)


def _waited(found: Team, _: Translate) -> str:
    if found.days is not None:
        text = _("Van bewaren tot bespreken duurde het meestal {days} ({n} reviews).")
        return text.format(days=_days(round(found.days), _), n=len(found.talked))
    if not found.talked:
        return _("Er is nog niets besproken.")
    text = _("Hoe lang het meestal duurt, zie je pas als het over minstens {least} mensen gaat.")
    return text.format(least=LEAST_PEOPLE)


def _days(days: int, _: Translate) -> str:
    if days < 1:
        return _("minder dan een dag")
    return _("één dag") if days == 1 else _("{n} dagen").format(n=days)
