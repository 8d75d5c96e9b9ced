"""Can letters be sent?"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from klankbord.errors import KlankbordError
from klankbord.i18n import LANGUAGES, N_
from klankbord.service.outward.mail import knock, sends_mail
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.store.job_counts import latest_trouble
from klankbord.store.jobs import Reason

POST = ("letter", "digest")
"""The jobs that send mail."""


def _last_failure(looked: Installation) -> Reason | None:
    """Why the last letter did not go out, where that is still known: a day after it was given up.

    One that was given up tells how it went the last time.
    """
    if looked.database is None:
        return None
    try:
        with looked.database.reading() as connection:
            found = latest_trouble(connection, *POST)
    except DBAPIError:  # there are no tables yet
        return None
    if found is None:
        return None
    reason = found[2]
    return {name: reason.get(f"last_{name}", reason.get(name, "")) for name in LANGUAGES}


def check_mail(looked: Installation) -> Finding:
    """The server of mail; it is called only where that was asked for."""
    settings = looked.settings
    if not sends_mail(settings):
        return good(N_("Er is geen mailserver ingesteld; links geef je zelf door."))
    host = settings.smtp_host
    if not settings.public_url:
        return note(
            N_("Er is een mailserver ({host}), maar geen ‘public_url’: links in mail werken niet."),
            N_("Zet public_url op het adres waarop je team Klankbord opent."),
            host=host,
        )
    last = _last_failure(looked)
    if not looked.try_mail and last is not None:
        return note(
            N_("De mailserver is {host}; de laatste mail die niet uitging: {why}"),
            N_("Probeer hem met --mail. Lukt dat, dan gaat wat nog wacht vanzelf uit."),
            host=host,
            why=last,
        )
    if not looked.try_mail:
        return good(N_("De mailserver is {host}; met --mail wordt hij geprobeerd."), host=host)
    try:
        knock(settings)
    except KlankbordError as refusal:
        return fault(
            "{refusal}",
            N_("Kijk smtp_host, smtp_port, smtp_security, smtp_user en het wachtwoord na."),
            refusal=refusal,
        )
    return good(N_("De mailserver {host} antwoordt, en laat Klankbord binnen."), host=host)
