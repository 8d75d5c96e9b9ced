"""Is the clock right? What was noted lies in the past, and the database has the same time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.store.audit import latest_entry

MOST = timedelta(seconds=30)


def check_clock(looked: Installation) -> Finding | None:
    """This machine's clock, beside what the store knows."""
    if looked.database is None:
        return None
    ahead = _latest(looked) - looked.now
    if ahead > MOST:
        return fault(
            N_("De klok loopt {minutes} minuten achter op wat al is vastgelegd."),
            N_("Zet de klok gelijk met een tijdserver (timedatectl set-ntp true)."),
            minutes=round(ahead.total_seconds() / 60),
        )
    apart = abs(_theirs(looked) - looked.now)
    if apart > MOST:
        return note(
            N_("De klok van de database scheelt {seconds} tellen met die van deze machine."),
            N_("Zet beide gelijk met een tijdserver (timedatectl set-ntp true)."),
            seconds=round(apart.total_seconds()),
        )
    return good(N_("De klok loopt gelijk met wat er is vastgelegd."))


def _latest(looked: Installation) -> datetime:
    assert looked.database is not None
    try:
        with looked.database.reading() as connection:
            return latest_entry(connection) or looked.now
    except DBAPIError:  # there are no tables yet, or other ones
        return looked.now


def _theirs(looked: Installation) -> datetime:
    assert looked.database is not None
    if looked.database.is_sqlite:
        return looked.now
    with looked.database.reading() as connection:
        theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return theirs
