"""The catalogue of measures as pages in the terminal."""

from __future__ import annotations

from difflib import get_close_matches

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from klankbord.errors import UnknownMeasure
from klankbord.i18n import N_, translator
from klankbord.measures import CATALOGUE, Family, Measure
from klankbord.measures.about import about
from klankbord.report.values import reason
from klankbord.report.view import QUESTIONS

TITLES: dict[Family, str] = {Family.TURN_TAKING: N_("Beurten en tijd"), **QUESTIONS}
"""What stands above each family."""

UNIT_NAMES: dict[str, str] = {
    "share": N_("aandeel"),
    "ms": N_("tijd, in seconden of in minuten:seconden"),
    "count": N_("aantal"),
    "words": N_("woorden"),
    "per 100 words": N_("per 100 woorden"),
    "per minute": N_("per minuut"),
    "per 10 minutes": N_("per 10 minuten"),
    "per hour": N_("per uur"),
    "words per minute": N_("woorden per minuut"),
    "0 to 1": N_("van 0 tot 1"),
}


def find_measure(measure: str) -> Measure:
    """The measure with this id.

    Raises:
        UnknownMeasure: there is none; the error names what comes near.
    """
    by_id = {m.id: m for m in CATALOGUE}
    if measure not in by_id:
        close = get_close_matches(measure, by_id, n=3, cutoff=0.3) or list(by_id)[:3]
        raise UnknownMeasure(measure, ", ".join(close))
    return by_id[measure]


def print_catalogue(console: Console, language: str) -> None:
    """Print every measure: its id, its name, and what it is for."""
    _ = translator(language)
    for family, title in TITLES.items():
        own = [measure for measure in CATALOGUE if measure.family is family]
        if not own:
            continue
        console.print(Rule(Text(_(title), style="bold"), align="left", style="dim"))
        table = Table.grid(padding=(0, 2))
        for measure in own:
            told = about(measure.id, language)
            table.add_row(
                Text(measure.id, style="cyan"), Text(told.name), Text(told.purpose, "dim")
            )
        console.print(Padding(table, (0, 0, 1, 2)))


def print_measure(measure_id: str, console: Console, language: str) -> None:
    """Print all about one measure."""
    _ = translator(language)
    measure = find_measure(measure_id)
    told = about(measure.id, language)
    console.print(
        Rule(Text(f"{told.name} ({measure.id})", style="bold"), align="left", style="dim")
    )
    for title, text in (
        (_("Waarvoor"), told.purpose),
        (_("Hoe het telt"), told.counts),
        (_("Hoe het misleidt"), told.misleads),
        (_("Waar het vandaan komt"), told.origin),
    ):
        console.print(Text(title, style="bold"))
        console.print(Padding(Text(text), (0, 0, 1, 2)))
    facts = {
        _("Eenheid"): _(UNIT_NAMES[measure.unit.name]),
        _("Soorten"): ", ".join(told.kinds.get(kind, kind) for kind in measure.kinds if kind)
        or "–",
        _("Onbekend als"): "; ".join(_unknown(measure, language)) or "–",
        _("Versie"): str(measure.version),
    }
    table = Table.grid(padding=(0, 2))
    for name, text in facts.items():
        table.add_row(Text(name, style="dim"), Text(text))
    console.print(table)


def _unknown(measure: Measure, language: str) -> list[str]:
    from klankbord.measures.measure import NEEDS, TOO_FEW

    codes = [NEEDS[need] for need in measure.needs] + ([TOO_FEW] if measure.fewest else [])
    return [reason(code, translator(language)) for code in codes]
