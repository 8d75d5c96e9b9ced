"""What waits for somebody, as a page lists it: include `reminders.html` with `reminders`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.i18n import N_
from klankbord.service.learning.reminding import local, reminders_for
from klankbord.web.agreed_notes import awaits_note

if TYPE_CHECKING:
    from klankbord.web.door import Visit

TEXTS = {
    "review_today": N_("Vandaag om {time} staat een review gepland"),
    "waiting": N_("Er staat een review voor je klaar"),
    "experiment": N_("Een experiment loopt af: hou je het, verander je het of laat je het los?"),
    "leaving": N_("Van gesprekken van jou gaat binnenkort iets weg, of alles"),
    "library": N_("Iemand vraagt of een gesprek van jou langer mag blijven"),
    "old_flags": N_("Er liggen nog bewaarde gesprekken om op terug te komen"),
}


@dataclass(frozen=True)
class ReminderRow:
    """Something that waits, and where it is done."""

    text: str
    url: str


def reminder_rows(here: Visit) -> tuple[ReminderRow, ...]:
    """What waits for a visitor; the same sentence and place only once."""
    rows = (
        ReminderRow(
            here.translate(TEXTS[one.kind]).format(time=f"{local(one.at):%H:%M}" if one.at else ""),
            one.path,
        )
        for one in reminders_for(here.site, here.actor)
    )
    asked = awaits_note(here)
    first = (ReminderRow(asked, "/beheer/ondernemingsraad"),) if asked else ()
    return (*first, *dict.fromkeys(rows))
