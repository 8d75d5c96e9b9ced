"""Is everything as it was agreed on with the works council?"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.agreement.agreed import NAMES
from klankbord.service.agreement.agreeing import agreed_in
from klankbord.service.running.doctor.finding import Finding, Installation, good, note


def check_agreed(looked: Installation) -> Finding | None:
    """Settings that were agreed on and are otherwise now, by a file, the environment or less."""
    if looked.database is None:
        return None
    try:
        with looked.database.reading() as connection:
            found = agreed_in(connection, looked.settings)
    except DBAPIError:  # there are no tables yet
        return None
    mend = N_("Zie Beheer → Ondernemingsraad: zet het terug, of laat het opnieuw afspreken.")
    if found.apart:
        first, *more = sorted(found.apart)
        said = N_("Anders dan is afgesproken: {reason}.")
        if more:
            said = N_("Anders dan is afgesproken: {reason}, en nog {more} andere.")
        return note(said, mend, reason=NAMES[first], more=len(more))
    if found.locks and found.alone:
        return note(
            N_("Er is iets afgesproken, en maar één mens die een verandering kan goedkeuren."),
            N_("Maak een tweede beheerder, of laat iemand voor de ondernemingsraad meelezen."),
        )
    if not found.locks:
        return good(N_("Er zijn geen instellingen op slot."))
    return good(N_("Alles is zoals is afgesproken."))
