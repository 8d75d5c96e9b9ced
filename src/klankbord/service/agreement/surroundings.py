"""What else is set in this house and matters to who agreed: it is compared and told, not locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from klankbord.i18n import N_, Translate
from klankbord.language.packs import HERE as PACKS_FOLDER
from klankbord.service.accounts.keys import SCOPES
from klankbord.service.accounts.seers import seen_by
from klankbord.settings import Settings
from klankbord.store.agreed import council_members
from klankbord.store.hooks import all_hooks
from klankbord.store.keys import find_keys
from klankbord.store.people import all_people
from klankbord.store.sources import all_sources

_KEYS = "keys:"


def surroundings(connection: Connection, settings: Settings) -> dict[str, Any]:
    """What it is now, by name: what words are looked for, who is told what, which machines.

    No secret is in it, and nothing that moves by itself.
    """
    keys = Counter(
        scope for key in find_keys(connection) if not key.revoked_at for scope in key.scopes
    )
    rules = [rule for rule in all_hooks(connection) if rule.enabled]
    return {
        "packs": _packs(),
        "own_words": _own_words(settings),
        "domains": sorted(settings.own_domains),
        "sellers": sorted(settings.sellers),
        "seers": _seers(connection),
        "database": _database(settings),
        "mail": settings.smtp_host,
        "metrics": bool(settings.metrics_token.get_secret_value()),
        "model": " ".join(filter(None, (settings.recogniser, settings.recogniser_model))),
        "speakers": sorted(filter(None, (settings.speaker_changes, settings.speaker_voices))),
        "rules_facts": sum(rule.facts for rule in rules),
        "rules_bare": sum(not rule.facts for rule in rules),
        "sources_off": sorted(one.name for one in all_sources(connection) if not one.enabled),
        **{f"{_KEYS}{scope}": keys[scope] for scope in SCOPES},
    }


def _said(some: str, none: str) -> Callable[[Any, Translate], str]:
    """A sentence with {it} in it; another where there is nothing."""

    def tell(value: Any, translate: Translate) -> str:
        it = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
        return translate(some if value else none).format(it=it)

    return tell


def _keys_of(scope: str) -> Callable[[Any, Translate], str]:
    def tell(value: Any, translate: Translate) -> str:
        said = translate(N_("Sleutels van de API voor ‘{scope}’: {it}."))
        return said.format(scope=translate(SCOPES[scope]), it=value)

    return tell


TELLS: dict[str, Callable[[Any, Translate], str]] = {
    "packs": _said(
        N_("De woordenlijsten en modellen die Klankbord meebrengt, hebben kenmerk {it}."),
        N_("Er zijn geen woordenlijsten."),
    ),
    "own_words": _said(
        N_("Er wordt ook naar eigen woorden gezocht; de lijst heeft kenmerk {it}."),
        N_("Er wordt niet naar eigen woorden gezocht."),
    ),
    "domains": _said(
        N_("Wie een adres heeft bij {it}, telt als verkoper."),
        N_("Niemand telt als verkoper om een e-mailadres."),
    ),
    "sellers": _said(
        N_("Wie zo heet, telt als verkoper: {it}."), N_("Niemand telt als verkoper om een naam.")
    ),
    "seers": _said(
        N_("Zo heet wie meekijkt of goedkeurt: {it}."), N_("Niemand kijkt mee of keurt goed.")
    ),
    "database": _said(
        N_("De database staat op {it}."), N_("De database staat op de eigen machine, als bestand.")
    ),
    "mail": _said(N_("Post gaat uit via {it}."), N_("Er gaat geen post uit.")),
    "metrics": _said(
        N_("Cijfers over de dienst kunnen met een sleutel worden opgehaald."),
        N_("Cijfers over de dienst kan niemand ophalen."),
    ),
    "model": _said(N_("Woorden worden herkend met {it}."), N_("Woorden worden niet herkend.")),
    "speakers": _said(
        N_("Sprekers worden uit elkaar gehouden met {it}."),
        N_("Sprekers worden uit elkaar gehouden met de gewone modellen, als die er zijn."),
    ),
    "rules_facts": _said(
        N_("Regels die bij een gesprek ook titel en klant naar buiten sturen: {it}."),
        N_("Geen regel stuurt titel en klant van een gesprek naar buiten."),
    ),
    "rules_bare": _said(
        N_("Regels die alleen naar buiten melden dat er een gesprek is: {it}."),
        N_("Geen regel meldt naar buiten alleen dat er een gesprek is."),
    ),
    "sources_off": _said(
        N_("Ingesteld, maar uit: {it}."), N_("Er is geen bron die ingesteld is en uit staat.")
    ),
    **{f"{_KEYS}{scope}": _keys_of(scope) for scope in SCOPES},
}
"""How each is told, in a sentence."""


def _seers(connection: Connection) -> list[str]:
    """The names of who sees calls of others or approves: a seat that was agreed on has a person."""
    members = council_members(connection)
    return sorted(
        one.name
        for one in all_people(connection)
        if one.id in members or any(not name.startswith("seller:") for name in seen_by(one))
    )


@cache
def _packs() -> str:
    """Of the lists of words and the models that come along; read once, as they are themselves."""
    found = sha256()
    for file in sorted(PACKS_FOLDER.glob("*/*")):
        if file.suffix in {".toml", ".npz"}:
            found.update(f"{file.parent.name}/{file.name}".encode() + file.read_bytes())
    return found.hexdigest()[:8]


def _own_words(settings: Settings) -> str:
    if settings.own_words is None:
        return ""
    try:
        return sha256(settings.own_words.read_bytes()).hexdigest()[:8]
    except OSError:
        return "–"


def _database(settings: Settings) -> str:
    try:
        return (make_url(settings.database).host or "") if settings.database else ""
    except ArgumentError:
        return ""
