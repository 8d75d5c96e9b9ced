"""What can be agreed on, told in words: a sentence or two each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from klankbord.i18n import N_, Translate
from klankbord.language.redaction import Kind, mark_of
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about
from klankbord.service.privacy.consent import HOWS
from klankbord.service.redaction.redaction_rules import Mode
from klankbord.service.sources.sources import KINDS
from klankbord.store.people import all_people, all_teams
from klankbord.store.sources import all_sources


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


TERMS = {
    "coaching_sound": N_("Opnamen gaan {days} dagen na het gesprek weg."),
    "coaching_text": N_(
        "Gesprekken gaan {days} dagen na het gesprek weg, met hun cijfers, fragmenten, opmerkingen "
        "en bewaarde momenten."
    ),
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


def tell_term(name: str, days: Any, teller: Teller) -> str:
    """How long something is kept."""
    return teller.translate(TERMS[name]).format(days=days)


def tell_redaction(name: str, value: Any, teller: Teller) -> str:
    """What is made unreadable."""
    _ = teller.translate
    if name == "mode":
        return _(_MODES[value])
    marks = ", ".join(mark_of(Kind(kind)) for kind in value) or "–"
    return _("Het gaat om: {kinds}.").format(kinds=marks)


def tell_consent(name: str, value: Any, teller: Teller) -> str:
    """How the parties of a source know."""
    _ = teller.translate
    told = HOWS.get(value["how"])
    known = {"source": teller.source(name), "text": value["text"], "hours": value["wait_h"]}
    if told:
        said = _(
            "Bij ‘{source}’ weet de klant het zo: {how}. De tekst: ‘{text}’ Elk gesprek bij deze "
            "bron geldt als verteld; er wordt niets geweigerd."
        )
        return said.format(how=_(told), **known)
    return f"{_('Bij ‘{source}’ is dat per gesprek anders.')} {_(_unless(value))}".format(**known)


def _unless(rule: Mapping[str, Any]) -> str:
    """What becomes of a call of which it is told nowhere."""
    if not rule["demanded"]:
        return N_("Staat nergens dat de klant het wist, dan wordt een gesprek toch bewaard.")
    if rule["spoken"]:
        if rule["wait_h"]:
            return N_(
                "Staat het nergens en is het niet in het gesprek gezegd, dan gaat een gesprek na "
                "{hours} uur weg; tot dan ziet niemand het."
            )
        return N_(
            "Staat het nergens en is het niet in het gesprek gezegd, dan gaat een gesprek weg "
            "zodra het is uitgeschreven."
        )
    if rule["wait_h"]:
        return N_(
            "Staat het nergens, dan gaat een gesprek na {hours} uur weg; tot dan ziet niemand het."
        )
    return N_("Staat het nergens, dan wordt het niet bewaard.")


def tell_private(_name: str, hours: Any, teller: Teller) -> str:
    """How long a new call is its seller's alone."""
    _ = teller.translate
    if not hours:
        return _("Een nieuw gesprek is meteen te zien voor de coach.")
    return _(
        "Een gesprek dat vanzelf binnenkomt of dat een ander toevoegt, ziet de eerste {hours} uur "
        "alleen de verkoper zelf; zo lang kan die het privé noemen, en dan is het weg."
    ).format(hours=hours)


def tell_seer(name: str, value: Any, teller: Teller) -> str:
    """Who may see, and who is seen; or the address that one of them is to have."""
    _ = teller.translate
    what, *numbers = name.split(":")
    person = teller.person(numbers[-1])
    if what == "email":
        return _("{person} heeft als e-mailadres {email}.").format(person=person, email=value)
    if what == "admin":
        return _("{person} is beheerder.").format(person=person)
    said = _("{person} ziet als coach de gesprekken van de verkopers van team ‘{team}’.")
    if what == "seller":
        said = _("De gesprekken van {person} ziet wie team ‘{team}’ coacht.")
    return said.format(person=person, team=teller.team(numbers[0]))


def tell_source(name: str, value: Any, teller: Teller) -> str:
    """A source that is on: where it takes calls from, and whose they become."""
    _ = teller.translate
    facts: dict[str, Any] = value if isinstance(value, dict) else {"kind": value}
    kind, config = facts["kind"], facts.get("config", {})
    said = [_("‘{source}’ ({kind}) staat aan.")]
    if config.get("folder"):
        said.append(_("Gevolgd wordt de map {folder}."))
    if config.get("since"):
        said.append(_("Wat van vóór {since} is, blijft liggen."))
    elif config.get("folder"):
        said.append(_("Ook wat er al lag, komt mee."))
    if config.get("media_host"):
        said.append(_("Opnamen worden opgehaald bij {media_host}."))
    if facts.get("person"):
        said.append(_("Is niet te zien van wie een gesprek is, dan wordt het van {person}."))
    if facts.get("extensions"):
        said.append(_("Toestellen: {extensions}."))
    if config:
        said.append(_("Kenmerk van alle instellingen: {mark}."))
    owners = facts.get("extensions", {}).items()
    return " ".join(said).format(
        source=teller.source(name),
        kind=_(KINDS.get(kind, kind)),
        folder=config.get("folder"),
        since=config.get("since"),
        media_host=config.get("media_host"),
        person=teller.person(str(facts.get("person") or 0)),
        extensions=", ".join(f"{at} ({teller.person(str(who))})" for at, who in owners),
        mark=sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()[:6],
    )


def tell_outlet(name: str, inside: Any, teller: Teller) -> str:
    """Where data may go."""
    _ = teller.translate
    own = _("Naar {host}, in het eigen netwerk.") if inside else _("Naar {host}.")
    return own.format(host=name)


def tell_export(_name: str, allowed: Any, teller: Teller) -> str:
    """Whether keys take much at once along."""
    _ = teller.translate
    if allowed:
        return _(
            "Wie een sleutel van de API maakt, kan ermee veel gesprekken tegelijk ophalen: wat die "
            "zelf mag zien."
        )
    return _("Met een sleutel van de API kan niemand veel gesprekken tegelijk ophalen.")


def tell_recogniser(_name: str, host: Any, teller: Teller) -> str:
    """Where words are recognised."""
    _ = teller.translate
    if host:
        return _("Opnamen gaan om woorden te herkennen naar {host}.").format(host=host)
    return _("Om woorden te herkennen gaat er geen geluid naar buiten.")


def tell_member(name: str, _value: Any, teller: Teller) -> str:
    """Who sits for the works council."""
    said = teller.translate(N_("{person} leest hier mee voor de ondernemingsraad."))
    return said.format(person=teller.person(name))


def tell_measure(name: str, version: Any, teller: Teller) -> str:
    """What is measured."""
    known = any(measure.id == name for measure in CATALOGUE)
    title = about(name, teller.language).name if known else name
    return teller.translate(N_("Gemeten wordt ‘{name}’ (versie {version}).")).format(
        name=title, version=version
    )


def tell_program(_name: str, version: Any, _teller: Teller) -> str:
    """The version."""
    return f"Klankbord {version}."
