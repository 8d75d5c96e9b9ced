"""What kinds of calls there are, as people choose and read them; files may hold others as well."""

from __future__ import annotations

from klankbord.i18n import N_, Translate
from klankbord.language.redaction import Kind

DIRECTIONS: dict[str, str] = {
    "outbound": N_("uitgaand"),
    "inbound": N_("inkomend"),
    "meeting": N_("afspraak"),
}
TYPES: dict[str, str] = {
    "cold-call": N_("eerste belletje"),
    "discovery": N_("kennismaking"),
    "demo": N_("demonstratie"),
    "price": N_("prijsgesprek"),
    "follow-up": N_("opvolging"),
    "negotiation": N_("onderhandeling"),
    "renewal": N_("verlenging"),
    "service": N_("service"),
}


def type_name(type_: str, translate: Translate) -> str:
    """A type as it is read; one of a file's own, as it stands there."""
    return translate(TYPES[type_]) if type_ in TYPES else type_


def direction_name(direction: str, translate: Translate) -> str:
    """A direction as it is read; one of a file's own, as it stands there."""
    return translate(DIRECTIONS[direction]) if direction in DIRECTIONS else direction


HIDDEN: dict[Kind, str] = {
    Kind.IBAN: N_("IBAN en rekeningnummer"),
    Kind.CARD: N_("kaartnummer"),
    Kind.BSN: N_("BSN"),
    Kind.REGISTER: N_("rijksregisternummer"),
    Kind.PHONE: N_("telefoonnummer"),
    Kind.MAIL: N_("mailadres"),
    Kind.ADDRESS: N_("straat met huisnummer"),
    Kind.HAND: N_("met de hand gekozen"),
}
"""What the kinds are called of what is made unreadable."""
