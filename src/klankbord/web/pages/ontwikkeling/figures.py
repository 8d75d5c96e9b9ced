"""The figures of the page, ready to show: what experiments aim at, and momentum."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.coaching.momentum import LEAST, Rate, Recovery
from klankbord.i18n import Translate, translator
from klankbord.measures import CATALOGUE
from klankbord.report.values import number, value_text
from klankbord.service.learning.development import LATE_WEEKS, WEEKS, Momentum, Series
from klankbord.web.dates import day
from klankbord.web.effects import definition_of, measure_name
from klankbord.web.kinds import type_name
from klankbord.web.pages.ontwikkeling.drawing import (
    Chart,
    Line,
    draw_series,
    draw_weeks,
    extremes,
    stretch,
)

_UNITS = {measure.id: measure.unit.name for measure in CATALOGUE}


@dataclass(frozen=True)
class Row:
    """A row of the table that says what a chart draws; `url` leads to the call."""

    when: str
    what: str
    url: str
    value: str


@dataclass(frozen=True)
class SeriesView:
    """A measure call by call; `chart` is None where there is nothing to draw."""

    id: str
    name: str
    about: str
    definition: str
    summary: str
    notes: tuple[str, ...]
    chart: Chart | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class MomentumView:
    """Momentum in words, and week by week."""

    rate: str
    rate_definition: str
    recovery: str
    recovery_definition: str
    chart: Chart | None
    rows: tuple[Row, ...]


def series_view(series: Series, line: Line, language: str) -> SeriesView:
    """A series, its newest call first in the table."""
    _, unit = translator(language), _UNITS[series.measure]
    rows = tuple(
        Row(
            when=day(point.started_at, language),
            what=point.title or _("Gesprek"),
            url=f"/gesprekken/{point.call}",
            value=value_text(point.value or 0.0, unit, language),
        )
        for point in series.points
    )
    chart = None
    if rows and len(set(extremes(series))) > 1:
        high, low = (value_text(value, unit, language) for value in extremes(series))
        tried = [stretch(line, one.started_at, one.ended_at or one.until) for one in series.tried]
        titles = [f"{row.when}, {row.what}: {row.value}" for row in rows]
        chart = draw_series(series, line, titles, (high, low), tried, language)
    return SeriesView(
        id=f"{series.measure}-{series.kind}-{series.type}".strip("-"),
        name=measure_name(series.measure, series.kind, language),
        about=_about(series, _),
        definition=definition_of(series.measure, language),
        summary=_summary(series, _, language),
        notes=tuple(_notes(series, _, language)),
        chart=chart,
        rows=rows[::-1],
    )


def momentum_view(found: Momentum, language: str) -> MomentumView:
    """Momentum; a week without calls is not drawn."""
    _ = translator(language)
    rows = [
        Row(
            when=_("week van {day}").format(day=day(week.monday, language)),
            what=_counted(week.rate.calls, _, language),
            url="",
            value=_rate(week.rate, language),
        )
        for week in found.weeks
    ]
    titles = [f"{row.when}: {row.value} ({row.what})" for row in rows]
    rates = [week.rate.per_hour for week in found.weeks if week.rate.per_hour is not None]
    chart = None
    if rates:
        chart = draw_weeks(found.weeks, titles, number(max(rates), language), language)
    told = [row for row, week in zip(rows, found.weeks, strict=True) if week.rate.calls]
    return MomentumView(
        rate=_told_rate(found, _, language),
        rate_definition=_(
            "Een actief uur is een klokuur waarin minstens één gesprek van jou begon, zoals van"
            " tien tot elf. Klankbord deelt het aantal gesprekken door het aantal van die uren. Hoe"
            " goed ze waren, zegt het niet, en lange gesprekken maken het vanzelf lager."
        ),
        recovery=_told_recovery(found.recovery, _),
        recovery_definition=_(
            "Van het moment dat je een lastig gesprek bewaart (of het gesprek ophangt) tot je"
            " volgende gesprek van die dag begint; de middelste van die tijden. Daarnaast de"
            " middelste tijd tussen je andere gesprekken. Wat je pas meer dan een half uur na het"
            " gesprek bewaart, telt niet mee, en na het laatste gesprek van de dag komt er geen."
        ),
        chart=chart,
        rows=tuple(told[::-1]),
    )


def _about(series: Series, _: Translate) -> str:
    if not series.type:
        return _("al je gesprekken")
    return _("gesprekken van de soort {type}").format(type=type_name(series.type, _))


def _summary(series: Series, _: Translate, language: str) -> str:
    if not series.points:
        return _("Nog geen gesprek met dit cijfer.")
    if series.band is None:
        text = _("{calls}. Nog te weinig van voor je begon om te zeggen wat gewoon was.")
        return text.format(calls=_counted(len(series.points), _, language))
    unit = _UNITS[series.measure]
    text = _(
        "{all}. De band is wat bij jou gewoon was voor je begon: meestal {first} tot {third},"
        " de middelste {middle} ({before})."
    )
    return text.format(
        all=_counted(len(series.points), _, language),
        first=value_text(series.band.first, unit, language),
        third=value_text(series.band.third, unit, language),
        middle=value_text(series.band.middle, unit, language),
        before=_counted(series.band.calls, _, language),
    )


def _notes(series: Series, _: Translate, language: str) -> list[str]:
    notes = []
    if series.points and len(set(extremes(series))) == 1:
        notes.append(_("Het was in elk gesprek gelijk; er valt niets te tekenen."))
    elif series.points:
        notes.append(_("De omlijnde stukken zijn de weken van je experimenten."))
    if series.latest:
        text = _("Dit gaat over je laatste {n} gesprekken.")
        notes.append(text.format(n=number(series.latest, language, "0")))
    if series.otherwise and series.break_at:
        text = _(
            "Tot {day} is er anders gemeten; {calls} staan er daarom niet bij: alleen wat op één"
            " manier gemeten is, laat zich vergelijken."
        )
        calls = _counted(series.otherwise, _, language)
        notes.append(text.format(calls=calls, day=day(series.break_at, language)))
    if series.unknown:
        text = _("Niet bekend van {calls}.")
        notes.append(text.format(calls=_counted(series.unknown, _, language)))
    if series.folded:
        text = _(
            "Wat je voor later bewaarde, komt erbij als je er zelf naar gekeken hebt: {calls}."
        )
        notes.append(text.format(calls=_counted(series.folded, _, language)))
    return notes


def _counted(calls: int, _: Translate, language: str) -> str:
    if calls == 1:
        return _("1 gesprek")
    return _("{n} gesprekken").format(n=number(calls, language, "0"))


def _rate(rate: Rate, language: str) -> str:
    return "–" if rate.per_hour is None else number(rate.per_hour, language)


def _told_rate(found: Momentum, _: Translate, language: str) -> str:
    if not found.lately.calls:
        return _("De laatste {weeks} weken had je geen gesprekken.").format(weeks=LATE_WEEKS)
    text = _(
        "De laatste {weeks} weken begon je {rate} gesprekken per actief uur:"
        " {calls} in {hours} uur."
    )
    told = text.format(
        weeks=LATE_WEEKS,
        rate=_rate(found.lately, language),
        calls=number(found.lately.calls, language, "0"),
        hours=number(found.lately.hours, language, "0"),
    )
    if not found.before.calls:
        return told
    before = _("In de {weeks} weken daarvoor waren het er {rate}: {calls} in {hours} uur.")
    return f"{told} " + before.format(
        weeks=WEEKS - LATE_WEEKS,
        rate=_rate(found.before, language),
        calls=number(found.before.calls, language, "0"),
        hours=number(found.before.hours, language, "0"),
    )


def _told_recovery(found: Recovery, _: Translate) -> str:
    if found.after_bad is None or found.otherwise is None:
        text = _(
            "Nog te weinig om te zeggen: {bad} keer volgde er een gesprek op een lastig gesprek, en"
            " {others} keer op een ander; van allebei zijn er minstens {least} nodig."
        )
        return text.format(bad=found.bad, others=found.others, least=LEAST)
    text = _(
        "Na een lastig gesprek begon je meestal na {after} aan het volgende ({bad} keer),"
        " anders na {otherwise} ({others} keer)."
    )
    return text.format(
        after=_minutes(round(found.after_bad), _),
        otherwise=_minutes(round(found.otherwise), _),
        bad=found.bad,
        others=found.others,
    )


def _minutes(minutes: int, _: Translate) -> str:
    if minutes < 1:
        return _("minder dan een minuut")
    return _("één minuut") if minutes == 1 else _("{n} minuten").format(n=minutes)
