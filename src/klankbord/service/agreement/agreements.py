"""What can be agreed on: how each is read as it is now, told in words, and kept once approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from klankbord import __version__
from klankbord.errors import NotFound
from klankbord.i18n import N_, Translate
from klankbord.language.redaction import Kind, mark_of
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about
from klankbord.service.access import Actor
from klankbord.service.accounts.seers import keep_seers, seers_in
from klankbord.service.agreement import agreed
from klankbord.service.keeping.retention_terms import keep_terms, terms_in
from klankbord.service.outward.hook_rules import keep_host
from klankbord.service.privacy.consent import HOWS, consent_items, keep_source_consent
from klankbord.service.redaction.redaction_rules import Mode, Rules, as_items, keep_rules, rules_in
from klankbord.service.site import Site
from klankbord.service.sources.sources import KINDS, keep_turned
from klankbord.settings import Settings
from klankbord.store.agreed import (
    allow_export,
    council_members,
    drop_lock,
    drop_member,
    may_export,
    name_member,
)
from klankbord.store.audit import log
from klankbord.store.outlets import all_outlets
from klankbord.store.people import all_people, all_teams, person_by_id
from klankbord.store.sources import all_sources, find_source

Read = Callable[[Connection, Settings], dict[str, Any]]
Keep = Callable[[Site, Connection, Actor, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Teller:
    """What is needed to tell settings: the reader's language, and names by their numbers."""

    translate: Translate
    language: str
    people: Mapping[int, str]
    teams: Mapping[int, str]
    sources: Mapping[int, str]

    @classmethod
    def of(cls, connection: Connection, translate: Translate, language: str) -> Teller:
        """With the names as they are now."""
        return cls(
            translate,
            language,
            {person.id: person.name for person in all_people(connection)},
            {team.id: team.name for team in all_teams(connection)},
            {source.id: source.name for source in all_sources(connection)},
        )

    def person(self, number: str) -> str:
        """Somebody's name."""
        return self.people.get(int(number)) or self.translate(N_("iemand die er niet meer is"))

    def team(self, number: str) -> str:
        """A team's name."""
        return self.teams.get(int(number)) or self.translate(N_("een opgeheven team"))

    def source(self, number: str) -> str:
        """A source's name."""
        return self.sources.get(int(number)) or self.translate(N_("een bron die weg is"))


Tell = Callable[[str, Any, Teller], str]


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
    return found


# ── told in words ─────────────────────────────────────────────────────────────────────────────

TERMS = {
    "coaching_sound": N_("Opnamen gaan {days} dagen na het gesprek weg."),
    "coaching_text": N_("Gesprekken gaan {days} dagen na het gesprek weg, met alles eraan vast."),
    "library_sound": N_("In de trainingsbibliotheek blijven opnamen {days} dagen."),
    "library_text": N_("In de trainingsbibliotheek blijven gesprekken {days} dagen."),
    "left": N_("Wat niet bewaard werd, laat {days} dagen een regel bij zijn bron na."),
    "backups": N_("Reservekopieën bewaart de organisatie zelf {days} dagen."),
}
_MODES = {
    Mode.OFF.value: N_("Er wordt niets onleesbaar gemaakt."),
    Mode.SHARE.value: N_(
        "Onleesbaar voor iedereen, behalve voor de verkoper van wie het gesprek is."
    ),
    Mode.IMPORT.value: N_("Onleesbaar voor iedereen; het origineel gaat weg bij binnenkomst."),
}


def _tell_term(name: str, days: Any, teller: Teller) -> str:
    return teller.translate(TERMS[name]).format(days=days)


def _tell_redaction(name: str, value: Any, teller: Teller) -> str:
    _ = teller.translate
    if name == "mode":
        return _(_MODES[value])
    marks = ", ".join(mark_of(Kind(kind)) for kind in value) or "–"
    return _("Het gaat om: {kinds}.").format(kinds=marks)


def _tell_consent(name: str, value: Any, teller: Teller) -> str:
    _ = teller.translate
    how = _("Bij ‘{source}’ is dat per gesprek anders.")
    if value["how"]:
        how = _("Bij ‘{source}’ weet de klant het zo: {how}. De tekst: ‘{text}’")
    rule = _("Zonder dat dit vaststaat, wordt een gesprek wel bewaard.")
    if value["demanded"] and value["spoken"]:
        rule = _(
            "Staat het nergens en is het niet in het gesprek gezegd, dan gaat een gesprek na "
            "{hours} uur weg; tot dan ziet niemand het."
        )
    elif value["demanded"]:
        rule = _(
            "Staat het nergens, dan gaat een gesprek na {hours} uur weg; tot dan ziet niemand het."
        )
    told = HOWS.get(value["how"])
    known = {"source": teller.source(name), "text": value["text"], "hours": value["wait_h"]}
    return f"{how} {rule}".format(how=_(told) if told else "", **known)


def _tell_private(_name: str, hours: Any, teller: Teller) -> str:
    _ = teller.translate
    if not hours:
        return _("Een nieuw gesprek is meteen te zien voor de coach.")
    return _(
        "Een gesprek dat vanzelf binnenkomt, ziet de eerste {hours} uur alleen de verkoper zelf; "
        "zo lang kan die het privé noemen, en dan is het weg."
    ).format(hours=hours)


def _tell_seer(name: str, _value: Any, teller: Teller) -> str:
    _ = teller.translate
    what, *numbers = name.split(":")
    person = teller.person(numbers[-1])
    if what == "admin":
        return _("{person} is beheerder.").format(person=person)
    return _("{person} ziet als coach de gesprekken van de verkopers van team ‘{team}’.").format(
        person=person, team=teller.team(numbers[0])
    )


def _tell_source(name: str, kind: Any, teller: Teller) -> str:
    _ = teller.translate
    return _("‘{source}’ ({kind}) staat aan.").format(
        source=teller.source(name), kind=_(KINDS.get(kind, kind))
    )


def _tell_outlet(name: str, inside: Any, teller: Teller) -> str:
    _ = teller.translate
    own = _("Naar {host}, in het eigen netwerk.") if inside else _("Naar {host}.")
    return own.format(host=name)


def _tell_export(_name: str, allowed: Any, teller: Teller) -> str:
    _ = teller.translate
    if allowed:
        return _(
            "Wie een sleutel van de API maakt, kan ermee veel gesprekken tegelijk ophalen: wat die "
            "zelf mag zien."
        )
    return _("Met een sleutel van de API kan niemand veel gesprekken tegelijk ophalen.")


def _tell_recogniser(_name: str, host: Any, teller: Teller) -> str:
    _ = teller.translate
    if host:
        return _("Opnamen gaan om woorden te herkennen naar {host}.").format(host=host)
    return _(
        "Woorden worden op de eigen machine herkend; daarvoor gaat er geen geluid naar buiten."
    )


def _tell_member(name: str, _value: Any, teller: Teller) -> str:
    said = teller.translate(N_("{person} leest hier mee voor de ondernemingsraad."))
    return said.format(person=teller.person(name))


def _tell_measure(name: str, version: Any, teller: Teller) -> str:
    known = any(measure.id == name for measure in CATALOGUE)
    title = about(name, teller.language).name if known else name
    return teller.translate(N_("Gemeten wordt ‘{name}’ (versie {version}).")).format(
        name=title, version=version
    )


def _tell_program(_name: str, version: Any, _teller: Teller) -> str:
    return f"Klankbord {version}."


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


def _keep_sources(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    for number in wanted:
        if find_source(connection, int(number)) is None:
            raise NotFound
        keep_turned(site, connection, actor, int(number), on=True)


def _keep_outlets(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    for text, inside in wanted.items():
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
    """Let go of what was agreed on."""
    for key in wanted:
        drop_lock(connection, key)
        log(connection, site.now(), actor.id, "agreed_let_go", name=agreed.NAMES[key])


_ALL = (
    Agreement(agreed.RETENTION, lambda c, _: asdict(terms_in(c)), _tell_term, _keep_terms),
    Agreement(
        agreed.REDACTION, lambda c, _: as_items(rules_in(c)), _tell_redaction, _keep_redaction
    ),
    Agreement(agreed.CONSENT, _consent, _tell_consent, _keep_consent),
    Agreement(agreed.PRIVATE, lambda _, s: {"hours": s.private_hours}, _tell_private),
    Agreement(agreed.SEERS, lambda c, _: dict(seers_in(c)), _tell_seer, keep_seers),
    Agreement(
        agreed.SOURCES,
        lambda c, _: {str(one.id): one.kind for one in all_sources(c) if one.enabled},
        _tell_source,
        _keep_sources,
    ),
    Agreement(
        agreed.OUTLETS,
        lambda c, _: {one.text: one.inside for one in all_outlets(c)},
        _tell_outlet,
        _keep_outlets,
    ),
    Agreement(agreed.EXPORT, lambda c, _: {"allowed": may_export(c)}, _tell_export, keep_export),
    Agreement(agreed.RECOGNISER, _recogniser, _tell_recogniser),
    Agreement(
        agreed.COUNCIL,
        lambda c, _: {str(number): True for number in sorted(council_members(c))},
        _tell_member,
        keep_council,
    ),
)
AGREEMENTS: dict[str, Agreement] = {one.key: one for one in _ALL}
"""Everything that can be locked, by its key."""
TELLS: dict[str, Tell] = {one.key: one.tell for one in _ALL} | {
    "measures": _tell_measure,
    "program": _tell_program,
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
