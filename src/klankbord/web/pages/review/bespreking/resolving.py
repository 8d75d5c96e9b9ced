"""One lesson and one experiment: their form, and what was kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.measures import CATALOGUE
from klankbord.report.view import QUESTIONS
from klankbord.service.learning.effect import LONGEST_TRIAL
from klankbord.service.learning.resolving import LONGEST_LESSON, trial_of, usual_end
from klankbord.service.learning.review_room import Room
from klankbord.service.site import Site
from klankbord.store.lessons import Experiment
from klankbord.web.dates import until_day
from klankbord.web.effects import EffectText, effect_text, measure_name
from klankbord.web.forms import Field, Option, fields_of
from klankbord.web.kinds import TYPES, type_name


@dataclass(frozen=True)
class Choices:
    """Options under a heading."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Resolving:
    """`fields` are those of the form; `lesson`, `trial` and its `effect` what was kept, to read."""

    fields: Mapping[str, Field]
    types: tuple[Option, ...]
    measures: tuple[Choices, ...]
    no_measure: bool
    lesson: str
    trial: tuple[str, ...]
    effect: EffectText | None
    longest_lesson: int = LONGEST_LESSON
    longest_trial: int = LONGEST_TRIAL


def resolving_of(
    site: Site,
    room: Room,
    language: str,
    _: Translate,
    sent: Mapping[str, str] | None,
    wrong: NotTaken | None,
    *,
    own: bool,
) -> Resolving:
    """What stands in the form: what was sent and not taken, what was kept, or nothing yet."""
    running = room.experiment
    values = dict(sent) if sent is not None else _kept(site, room)
    shown = {name: values[name] for name in ("lesson", "text", "until")}
    types = {"": _("alle gesprekken"), **{name: type_name(name, _) for name in TYPES}}
    if room.call.type and room.call.type not in types:
        types[room.call.type] = room.call.type
    return Resolving(
        fields=fields_of(shown, wrong, _),
        types=tuple(Option(n, text, n == values["type"]) for n, text in types.items()),
        measures=tuple(_measures(room.call.language, language, _, values["measure"])),
        no_measure=not values["measure"],
        lesson=room.lesson.text if room.lesson else "",
        trial=_told(running, language, _) if running else (),
        effect=effect_text(room.effect, language, own=own) if running else None,
    )


def _kept(site: Site, room: Room) -> dict[str, str]:
    running, lesson = room.experiment, room.lesson.text if room.lesson else ""
    if running is None:
        until = usual_end(site.now()).isoformat()
        return {"lesson": lesson, "text": "", "until": until, "type": "", "measure": ""}
    measure = f"{running.measure}:{running.kind}" if running.measure else ""
    return {
        "lesson": lesson,
        "text": running.text,
        "until": str(trial_of(running).until),
        "type": running.type,
        "measure": measure,
    }


def _measures(spoken: str, language: str, _: Translate, chosen: str) -> list[Choices]:
    """What may be chosen, by the five questions: what is sure enough in this language."""
    groups = []
    for family, title in QUESTIONS.items():
        options = tuple(
            Option(key, measure_name(measure.id, kind, language), key == chosen)
            for measure in CATALOGUE
            if measure.family is family and measure.is_sure(spoken)
            for kind in measure.kinds
            if (key := f"{measure.id}:{kind}")
        )
        if options:
            groups.append(Choices(_(title), options))
    return groups


def _told(running: Experiment, language: str, _: Translate) -> tuple[str, ...]:
    told, last = [running.text], until_day(running.until, language)
    where = type_name(running.type, _) if running.type else _("alle gesprekken")
    told.append(_("In: {where}, tot en met {day}.").format(where=where, day=last))
    if running.measure:
        name = measure_name(running.measure, running.kind, language)
        told.append(_("Te zien aan: {measure}.").format(measure=name))
    return tuple(told)
