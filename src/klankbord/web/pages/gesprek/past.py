"""A figure beside what was usual for the same person: drawn small, and told in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klankbord.i18n import translator
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import Measured
from klankbord.report.values import number, value_text
from klankbord.service.calls.past import Past, Usual

WIDTH, EDGE = 96, 6
_UNITS = {measure.id: measure.unit.name for measure in CATALOGUE}


@dataclass(frozen=True)
class Range:
    """Where this call stands (`dot`) on a line of earlier ones, and its middle half; in pixels."""

    first: float
    third: float
    middle: float
    dot: float
    text: str


def ranges_of(measured: Measured, past: Past, language: str) -> Mapping[tuple[str, str], Range]:
    """The range of each figure (by measure and kind) that has a past."""
    rows = measured.readings.select("measure", "kind", "value").iter_rows()
    return {
        (measure, kind): range_of(value, past.usual[measure, kind], _UNITS[measure], language)
        for measure, kind, value in rows
        if value is not None and (measure, kind) in past.usual
    }


def range_of(value: float, usual: Usual, unit: str, language: str) -> Range:
    """A figure on the line of what was usual, and that in words."""
    low, high = min(usual.low, value), max(usual.high, value)

    def at(place: float) -> float:
        share = (place - low) / (high - low) if high > low else 0.5
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def told(place: float) -> str:
        return value_text(place, unit, language)

    _ = translator(language)
    text = _("eerder meestal {first} tot {third}, de middelste {middle} ({n} gesprekken)")
    if told(usual.first) == told(usual.third):
        text = _("eerder meestal {middle} ({n} gesprekken)")
    return Range(
        first=at(usual.first),
        third=at(usual.third),
        middle=at(usual.middle),
        dot=at(value),
        text=text.format(
            first=told(usual.first),
            third=told(usual.third),
            middle=told(usual.middle),
            n=number(usual.calls, language, "0"),
        ),
    )
