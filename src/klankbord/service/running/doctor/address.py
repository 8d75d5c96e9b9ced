"""Is the address one by which people get here, and safely?"""

from __future__ import annotations

from urllib.parse import urlsplit

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.service.running.loopback import is_loopback


def check_address(looked: Installation) -> Finding:
    """The address that the team uses."""
    settings = looked.settings
    if not settings.public_url:
        if is_loopback(settings.host):
            return good(N_("Klankbord is alleen op deze machine te bereiken."))
        return note(
            N_("Klankbord staat open op het netwerk zonder https: wachtwoorden zijn te lezen."),
            N_("Zet er een proxy met https voor, en zeg met public_url hoe je team die noemt."),
        )
    parts = urlsplit(settings.public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        return fault(
            N_("‘public_url’ is geen adres: {url}"),
            N_("Noem het zoals in de browser, zonder pad: https://klankbord.bedrijf.nl"),
            url=settings.public_url,
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        return note(
            N_("Je team bereikt Klankbord zonder https: {url}"),
            N_("Zet er een proxy met https voor, en begin public_url met https://."),
            url=settings.public_url,
        )
    return good(N_("Je team bereikt Klankbord op {url}."), url=settings.public_url)
