"""Can letters be sent?"""

from __future__ import annotations

from klankbord.errors import KlankbordError
from klankbord.i18n import N_
from klankbord.service.outward.mail import knock, sends_mail
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note


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
