"""Me against my own past: what was learnt and tried over time, and what it aims at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.learning.development import Development, Tried
from klankbord.service.learning.effect import CHANGED, KEPT, LET_GO, LONGEST_TRIAL
from klankbord.service.learning.past_reviews import past_of_own
from klankbord.service.site import ZONE
from klankbord.store.erased import PastReview
from klankbord.store.lessons import Experiment, Lesson
from klankbord.web.dates import day, until_day
from klankbord.web.effects import EffectText, effect_text
from klankbord.web.forms import Field, fields_of
from klankbord.web.kinds import type_name
from klankbord.web.pages.ontwikkeling.drawing import Line, Stretch, Tick, stretch, ticks_of
from klankbord.web.pages.ontwikkeling.figures import (
    MomentumView,
    SeriesView,
    momentum_view,
    series_view,
)
from klankbord.web.pages.review.voorbij.view import gone_text

if TYPE_CHECKING:
    from klankbord.web.door import Visit

OUTCOMES: dict[str, str] = {
    KEPT: N_("gewoonte geworden op {day}"),
    CHANGED: N_("anders verdergegaan op {day}"),
    LET_GO: N_("losgelaten op {day}"),
}
GOES_ON = timedelta(weeks=3)
"""So long a changed experiment lasts, unless its maker says otherwise."""


@dataclass(frozen=True)
class ChangeForm:
    """What can be done with a running experiment; `open` where it was not taken as it was."""

    action: str
    text: Field
    until: Field
    earliest: str
    open: bool
    longest: int = LONGEST_TRIAL


@dataclass(frozen=True)
class Entry:
    """A lesson or an experiment on the line of time.

    `bar` is from when to when it was tried, `dot` (in per cent) when it was learnt; `look` is
    learnt, running, kept, changed or let-go.
    """

    look: str
    what: str
    text: str
    facts: str
    url: str
    dot: float
    bar: Stretch | None
    effect: EffectText | None
    form: ChangeForm | None


@dataclass(frozen=True)
class DevelopmentView:
    """The page."""

    template: ClassVar[str] = "ontwikkeling/page.html"
    ticks: tuple[Tick, ...]
    entries: tuple[Entry, ...]
    series: tuple[SeriesView, ...]
    momentum: MomentumView

    @classmethod
    def of(
        cls,
        here: Visit,
        found: Development,
        *,
        changing: int = 0,
        text: str = "",
        until: str = "",
        wrong: NotTaken | None = None,
    ) -> DevelopmentView:
        """The page; one experiment's form as it was filled in, where that was not taken."""
        line = Line(found.since, found.now)
        past = past_of_own(here.site, here.actor)
        of_lesson = {one.lesson_id: one for one in past}
        of_trial = {one.experiment_id: one for one in past}
        forms = {
            one.experiment.id: _form(here, one.experiment, text, until, wrong)
            if one.experiment.id == changing
            else _form(here, one.experiment)
            for one in found.tried
            if not one.experiment.outcome
        }
        entries = [
            *(
                (one.created_at, _lesson(here, one, line, of_lesson.get(one.id)))
                for one in found.lessons
            ),
            *(
                (
                    one.experiment.started_at,
                    _tried(
                        here,
                        one,
                        line,
                        forms.get(one.experiment.id),
                        of_trial.get(one.experiment.id),
                    ),
                )
                for one in found.tried
            ),
        ]
        entries.sort(key=lambda entry: entry[0], reverse=True)
        return cls(
            ticks=ticks_of(line, here.language),
            entries=tuple(entry for _, entry in entries),
            series=tuple(series_view(one, line, here.language) for one in found.series),
            momentum=momentum_view(found.momentum, here.language),
        )


def _lesson(here: Visit, lesson: Lesson, line: Line, past: PastReview | None) -> Entry:
    _ = here.translate
    return Entry(
        look="learnt",
        what=_("Les"),
        text=lesson.text,
        facts=", ".join([day(lesson.created_at, here.language), *_gone(here, past)]),
        url=_review(lesson.review_id, past),
        dot=line.at(lesson.created_at),
        bar=None,
        effect=None,
        form=None,
    )


def _tried(
    here: Visit, one: Tried, line: Line, form: ChangeForm | None, past: PastReview | None
) -> Entry:
    _, experiment = here.translate, one.experiment
    return Entry(
        look=(experiment.outcome or "running").replace("_", "-"),
        what=_("Experiment"),
        text=experiment.text,
        facts=", ".join([*_facts(here, experiment, _), *_gone(here, past)]),
        url=_review(experiment.review_id, past),
        dot=0.0,
        bar=stretch(line, experiment.started_at, one.ends_at),
        effect=effect_text(one.effect, here.language),
        form=form,
    )


def _facts(here: Visit, experiment: Experiment, _: Translate) -> Iterable[str]:
    yield _("vanaf {day}").format(day=day(experiment.started_at, here.language))
    if experiment.type:
        yield _("in gesprekken van de soort {type}").format(type=type_name(experiment.type, _))
    if experiment.outcome:
        # Chosen after its end, it ended with its last day.
        ended = until_day(experiment.ended_at or experiment.until, here.language)
        yield _(OUTCOMES[experiment.outcome]).format(day=ended)
    elif experiment.until <= here.site.now():
        ended = until_day(experiment.until, here.language)
        yield _("afgelopen op {day}; wat doe je ermee?").format(day=ended)
    else:
        yield _("loopt t/m {day}").format(day=until_day(experiment.until, here.language))


def _form(
    here: Visit,
    experiment: Experiment,
    text: str = "",
    until: str = "",
    wrong: NotTaken | None = None,
) -> ChangeForm:
    today = here.site.now().astimezone(ZONE).date()
    values = {"text": text, "until": until or (today + GOES_ON).isoformat()}
    fields = fields_of(values, wrong, here.translate)
    return ChangeForm(
        action=f"/ontwikkeling/experimenten/{experiment.id}",
        text=fields["text"],
        until=fields["until"],
        earliest=(today + timedelta(days=1)).isoformat(),
        open=wrong is not None,
    )


def _review(review: int | None, past: PastReview | None) -> str:
    if past is not None:
        return f"/review/voorbij/{past.id}"
    return f"/review/{review}" if review else ""


def _gone(here: Visit, past: PastReview | None) -> Iterable[str]:
    """What became of the call from which it came, where that is gone."""
    if past is not None:
        _ = here.translate
        yield _("het gesprek is {gone}").format(gone=gone_text(past, _, here.language))
