"""The first steps after setting up, as the first page of admins lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.i18n import N_
from klankbord.service.running.first_steps import (
    COUNCIL,
    PEOPLE,
    SOURCES,
    TERMS,
    TOLD,
    Step,
    first_steps,
)

if TYPE_CHECKING:
    from klankbord.web.door import Visit

TEXTS: dict[str, tuple[str, str, str]] = {
    PEOPLE: (
        N_("Nodig je mensen uit en zet ze in een team"),
        N_("Een coach ziet de gesprekken van de verkopers in het eigen team."),
        "/beheer/mensen",
    ),
    TERMS: (
        N_("Kies hoelang gesprekken blijven"),
        N_("Geluid 90 dagen, tekst een jaar. Is dat goed, druk dan ook daar op Bewaren."),
        "/beheer/bewaren",
    ),
    SOURCES: (
        N_("Laat gesprekken vanzelf komen"),
        N_("Uit de map van je telefooncentrale, of doordat een programma ze aanlevert."),
        "/beheer/bronnen",
    ),
    TOLD: (
        N_("Zet erbij hoe klanten van de opname weten"),
        N_("Bij elke bron, onder Toestemming. Teksten daarvoor staan bij Ondernemingsraad."),
        "/hulp/consent",
    ),
    COUNCIL: (
        N_("Leg het voor aan de ondernemingsraad"),
        N_("Eén dossier met wat er gemeten wordt en wat niet. Geen raad? Lees het zelf eens door."),
        "/beheer/ondernemingsraad",
    ),
}
"""Each step: what is done, why or how, and where."""


@dataclass(frozen=True)
class StepRow:
    """A step: what to do and where, and whether it is done."""

    text: str
    hint: str
    url: str
    done: bool


def step_rows(here: Visit) -> tuple[StepRow, ...]:
    """The steps, as long as one is left."""
    return tuple(_row(here, step) for step in first_steps(here.site, here.actor))


def _row(here: Visit, step: Step) -> StepRow:
    text, hint, url = TEXTS[step.key]
    if step.source:
        url = f"/beheer/bronnen/{step.source}/toestemming"
    return StepRow(here.translate(text), here.translate(hint), url, step.done)
