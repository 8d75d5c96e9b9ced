"""Does what was removed go from the files of the database too?"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, good, note
from klankbord.service.site import ZONE
from klankbord.store.scrubbing import unscrubbed

NIGHTS = 2


def check_scrubbed(looked: Installation) -> Finding | None:
    """How long something that was removed may stand in them; every night they are written anew."""
    if looked.database is None:
        return None
    try:
        with looked.database.reading() as connection:
            noted = unscrubbed(connection)
    except DBAPIError:  # there are no tables yet
        return None
    if noted is None or noted.since is None or looked.now - noted.since < timedelta(days=NIGHTS):
        return good(N_("Wat gewist is, gaat elke nacht ook uit de bestanden van de database."))
    mend = N_(
        "Laat de werker ook om kwart over drie 's nachts draaien, met ruim twee keer zoveel vrije "
        "ruimte op de schijf als de database groot is."
    )
    if not looked.database.is_sqlite:
        mend = N_(
            "Laat de werker ook tussen drie en zes uur 's nachts draaien, en kijk wat de tabellen "
            "dan bezet houdt of waarom het niet mag: het logboek zegt welke."
        )
    return note(
        N_("Wat gewist is, kan sinds {since} nog in de bestanden van de database staan."),
        mend,
        since=noted.since.astimezone(ZONE).strftime("%d-%m-%Y"),
    )
