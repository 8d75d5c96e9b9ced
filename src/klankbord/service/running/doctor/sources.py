"""Do the calls of every source go to somebody, and do their parties know?"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, good, note
from klankbord.service.sources.handing import has_left
from klankbord.store.consent import is_lawful
from klankbord.store.sources import all_sources


def check_sources(looked: Installation) -> Finding | None:
    """Sources that are on: whose calls are by default somebody's who left, or untold of."""
    if looked.database is None:
        return None
    try:
        with looked.database.reading() as connection:
            found = [one for one in all_sources(connection) if one.enabled]
            nobody = [one.name for one in found if has_left(connection, one.person_id)]
            untold = [one.name for one in found if not is_lawful(connection, one.id)]
    except DBAPIError:  # there are no tables yet
        return None
    if nobody:
        return note(
            N_("Bij bron {source} krijgt iemand de rest die hier niet meer werkt; die wacht."),
            N_("Kies bij Beheer → Bronnen iemand anders bij ‘Wie de rest krijgt’."),
            source=nobody[0],
        )
    if untold:
        return note(
            N_("Bij bron {source} staat niet hoe de ander van de opname weet."),
            N_("Zet bij Beheer → Bronnen → Toestemming de tekst, of eis dat de ander het wist."),
            source=untold[0],
        )
    return (
        good(N_("Wat van een bron komt, is van iemand, en de ander hoort ervan."))
        if found
        else None
    )
