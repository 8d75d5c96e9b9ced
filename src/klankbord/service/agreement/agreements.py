"""What can be agreed on: how each is read as it is now, told in words, and kept once approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from klankbord import __version__
from klankbord.errors import NotFound, WishStale
from klankbord.language.redaction import Kind
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor
from klankbord.service.accounts.seers import keep_seers, seers_in
from klankbord.service.agreement import agreed
from klankbord.service.agreement.surroundings import TELLS as HOUSE_TELLS
from klankbord.service.agreement.surroundings import surroundings
from klankbord.service.agreement.telling import (
    Tell,
    Teller,
    tell_consent,
    tell_export,
    tell_measure,
    tell_member,
    tell_outlet,
    tell_private,
    tell_program,
    tell_recogniser,
    tell_redaction,
    tell_seer,
    tell_source,
    tell_term,
)
from klankbord.service.keeping.retention_terms import keep_terms, terms_in
from klankbord.service.outward.hook_rules import keep_host
from klankbord.service.privacy.consent import consent_items, keep_source_consent
from klankbord.service.redaction.redaction_rules import Mode, Rules, as_items, keep_rules, rules_in
from klankbord.service.site import Site
from klankbord.service.sources.source_facts import facts_of_sources
from klankbord.service.sources.sources import keep_sources
from klankbord.settings import Settings
from klankbord.store.agreed import (
    all_locks,
    allow_export,
    council_members,
    drop_lock,
    drop_member,
    may_export,
    name_member,
)
from klankbord.store.audit import log
from klankbord.store.outlets import all_outlets
from klankbord.store.people import person_by_id
from klankbord.store.sources import all_sources

Read = Callable[[Connection, Settings], dict[str, Any]]
Keep = Callable[[Site, Connection, Actor, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Agreement:
    """Settings that are agreed on as one; `keep` is None where they are no page's to change."""

    key: str
    read: Read
    tell: Tell
    keep: Keep | None = None


# ── how they are now ──────────────────────────────────────────────────────────────────────────


def _consent(connection: Connection, _: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for source in all_sources(connection):
        found |= consent_items(connection, source.id)
    return found


def _recogniser(_: Connection, settings: Settings) -> dict[str, Any]:
    host = urlsplit(settings.recogniser_url).hostname or ""
    return {"where": host if settings.recogniser == "server" else ""}


def facts_of(connection: Connection, settings: Settings) -> dict[str, dict[str, Any]]:
    """All settings as they are now, and what is measured: what a pack is compared by."""
    found = {key: one.read(connection, settings) for key, one in AGREEMENTS.items()}
    found["measures"] = {measure.id: measure.version for measure in CATALOGUE}
    found["program"] = {"version": __version__}
    found["house"] = surroundings(connection, settings)
    return found


# ── kept, once a second person approved ───────────────────────────────────────────────────────


def _keep_terms(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    keep_terms(site, connection, actor, replace(terms_in(connection), **wanted))


def _keep_redaction(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    items = as_items(rules_in(connection)) | dict(wanted)
    rules = Rules(Mode(items["mode"]), frozenset(map(Kind, items["kinds"])))
    keep_rules(site, connection, actor, rules)


def _keep_consent(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    for number, items in wanted.items():
        keep_source_consent(site, connection, actor, int(number), items)


def _keep_outlets(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    for text, inside in wanted.items():
        if inside is None:  # named again since: nobody needs a second to name it no more
            raise WishStale
        keep_host(site, connection, actor, text, inside=bool(inside))


def keep_export(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    """Let keys take much along, or not."""
    allow_export(connection, allowed=bool(wanted["allowed"]))
    if wanted["allowed"]:
        log(connection, site.now(), actor.id, "export_allowed")
    else:
        log(connection, site.now(), actor.id, "export_stopped")


def keep_council(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    """Let people sit for the works council, or no more.

    Raises:
        NotFound: somebody is not there.
    """
    for number, sits in wanted.items():
        person = person_by_id(connection, int(number))
        if person is None or (sits and person.left):
            raise NotFound
        now, who = site.now(), actor.id
        if sits:
            name_member(connection, person.id, now)
            log(connection, now, who, "council_named", about=person.id)
        else:
            drop_member(connection, person.id)
            log(connection, now, who, "council_left", about=person.id)


def keep_locks(site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]) -> None:
    """Let go of what was agreed on.

    Raises:
        WishStale: something else is locked by now that wants these.
    """
    left = all_locks(connection).keys() - wanted.keys()
    if left - agreed.WHO and wanted.keys() & agreed.WHO:
        raise WishStale
    for key in wanted:
        drop_lock(connection, key)
        log(connection, site.now(), actor.id, "agreed_let_go", name=agreed.NAMES[key])


_ALL = (
    Agreement(agreed.RETENTION, lambda c, _: asdict(terms_in(c)), tell_term, _keep_terms),
    Agreement(
        agreed.REDACTION, lambda c, _: as_items(rules_in(c)), tell_redaction, _keep_redaction
    ),
    Agreement(agreed.CONSENT, _consent, tell_consent, _keep_consent),
    Agreement(agreed.PRIVATE, lambda _, s: {"hours": s.private_hours}, tell_private),
    Agreement(agreed.SEERS, lambda c, _: dict(seers_in(c)), tell_seer, keep_seers),
    Agreement(agreed.SOURCES, lambda c, _: facts_of_sources(c), tell_source, keep_sources),
    Agreement(
        agreed.OUTLETS,
        lambda c, _: {one.text: one.inside for one in all_outlets(c)},
        tell_outlet,
        _keep_outlets,
    ),
    Agreement(agreed.EXPORT, lambda c, _: {"allowed": may_export(c)}, tell_export, keep_export),
    Agreement(agreed.RECOGNISER, _recogniser, tell_recogniser),
    Agreement(
        agreed.COUNCIL,
        lambda c, _: {str(number): True for number in sorted(council_members(c))},
        tell_member,
        keep_council,
    ),
)
AGREEMENTS: dict[str, Agreement] = {one.key: one for one in _ALL}
"""Everything that can be locked, by its key."""
TELLS: dict[str, Tell] = {one.key: one.tell for one in _ALL} | {
    "measures": tell_measure,
    "program": tell_program,
    "house": lambda name, value, teller: HOUSE_TELLS[name](value, teller.translate),
    agreed.LOCKS: lambda key, _value, teller: teller.translate(agreed.NAMES[key]),
}
"""How each fact is told."""


def tell(key: str, name: str, value: Any, teller: Teller) -> str:
    """A fact in words; "–" where there is none."""
    return "–" if value is None else TELLS[key](name, value, teller)


def lines_of(key: str, items: Mapping[str, Any], teller: Teller) -> list[str]:
    """All of it in words, a sentence each."""
    return [tell(key, name, value, teller) for name, value in items.items()]


def difference(key: str, name: str, was: Any, now: Any, teller: Teller) -> str:
    """What became of a setting, in a sentence or two."""
    _ = teller.translate
    if was is None:
        return _("Erbij: {now}").format(now=tell(key, name, now, teller))
    if now is None:
        return _("Weg: {was}").format(was=tell(key, name, was, teller))
    return _("Eerst: {was} Nu: {now}").format(
        was=tell(key, name, was, teller), now=tell(key, name, now, teller)
    )


def wish(key: str, name: str, was: Any, wanted: Any, teller: Teller) -> str:
    """What somebody asks to become of a setting."""
    _ = teller.translate
    if was is None or wanted is None:
        return difference(key, name, was, wanted, teller)
    return _("Nu: {was} Het wordt: {now}").format(
        was=tell(key, name, was, teller), now=tell(key, name, wanted, teller)
    )


def differences(
    was: Mapping[str, Mapping[str, Any]],
    now: Mapping[str, Mapping[str, Any]],
    teller: Teller,
) -> list[str]:
    """What changed between two moments, a sentence each."""
    return [
        difference(key, name, was.get(key, {}).get(name), now.get(key, {}).get(name), teller)
        for key in TELLS
        for name in agreed.changes(was.get(key, {}), now.get(key, {}))
    ]
