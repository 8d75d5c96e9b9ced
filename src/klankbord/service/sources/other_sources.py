"""Sources that send calls themselves: what is set of an upload or a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from klankbord.errors import SecretTooShort
from klankbord.i18n import N_
from klankbord.service.names import LONGEST, clean, need_choice, refuse
from klankbord.service.sources.source_form import outside_mistake

LEAST_SECRET = 16


@dataclass(frozen=True)
class Asked:
    """A field of the form of such a source: how it is called, and what may be chosen."""

    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hidden: bool = False
    """What is filled in is never shown again; left empty, it stays as it is."""


_SEATS = (
    ("", N_("weet ik niet")),
    ("seller,customer", N_("eerst de verkoper, dan de klant")),
    ("customer,seller", N_("eerst de klant, dan de verkoper")),
)
_TAKES = (
    ("sound", N_("de opname")),
    ("both", N_("de opname en het transcript van Zoom")),
    ("transcript", N_("alleen het transcript van Zoom")),
)
OUTSIDE = Asked(
    N_("Wat je kiest voor een buitenlijn"),
    N_("Meestal 0 of 9; leeg is niets. Zo herkent Klankbord een nummer waar dat nog voor staat."),
)
FIELDS: dict[str, dict[str, Asked]] = {
    "upload": {"outside": OUTSIDE},
    "webhook": {
        "media_host": Asked(
            N_("Waar de opnamen staan"),
            N_("Alleen de naam van de server: opnamen.bedrijf.nl. Noem die ook bij Uitgaand."),
        ),
        "media_key": Asked(
            N_("Sleutel voor de opnamen"),
            N_("Gaat alleen naar die server, als Bearer. Leeg laat de sleutel zoals die is."),
            hidden=True,
        ),
        "outside": OUTSIDE,
    },
    "twilio": {
        "account": Asked(N_("Account SID"), N_("Begint met AC.")),
        "channels": Asked(N_("Wie op welk kanaal zit bij een conferentie"), "", _SEATS),
    },
    "zoom": {"take": Asked(N_("Wat er van een vergadering meekomt"), "", _TAKES)},
}
"""By the kind of the source, what is asked besides its secret."""
SECRETS: dict[str, tuple[str, str]] = {
    "webhook": (
        N_("Geheim"),
        N_("Minstens 16 tekens; zet hetzelfde bij wie de webhook verstuurt."),
    ),
    "twilio": (N_("Auth token"), N_("Staat in de Twilio-console.")),
    "zoom": (N_("Secret token"), N_("Staat bij je app in de Zoom Marketplace.")),
}
"""The kinds that sign what they send, and how they call the secret."""


def to_values(kind: str, form: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a form asks for: config, and the secret where one was filled in.

    Raises:
        Mistakes: the secret is too short to keep anybody out, or something else cannot be.
        BadForm: a choice is none of those that are offered.
    """
    config = dict(before)
    refuse(outside_mistake(form.get("outside", "").strip()))
    for name, asked in FIELDS[kind].items():
        told = clean(form.get(name, ""))[: LONGEST * 5]
        if asked.choices:
            need_choice(told, tuple(value for value, _ in asked.choices))
        if told or not asked.hidden:
            config[name] = told
    secret = form.get("secret", "").strip()
    if not secret or kind not in SECRETS:
        return {"config": config}
    refuse(SecretTooShort(LEAST_SECRET) if len(secret) < LEAST_SECRET else None)
    return {"config": config, "secret": secret[:500]}
