"""Was a backup made of late?"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, good, note
from klankbord.store.calls import count_calls
from klankbord.store.house import backed_up_at

OLD = timedelta(days=7)


def check_backups(looked: Installation) -> Finding | None:
    """How old the last backup is, of those that Klankbord made itself."""
    if looked.database is None:
        return None
    try:
        with looked.database.reading() as connection:
            at, calls = backed_up_at(connection), count_calls(connection)
    except DBAPIError:  # there are no tables yet
        return None
    mend = N_("Maak er een met `klankbord backup`, elke nacht; of zorg zelf voor een andere.")
    if at is None:
        if not calls:
            return good(N_("Er zijn nog geen gesprekken om een reservekopie van te maken."))
        return note(N_("Er is nog nooit een reservekopie gemaakt."), mend)
    days = (looked.now - at).days
    if looked.now - at > OLD:
        return note(N_("De laatste reservekopie is {days} dagen oud."), mend, days=days)
    return good(N_("De laatste reservekopie is {days} dagen oud."), days=days)
