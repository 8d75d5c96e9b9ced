"""What the pack tells of this house beside what can be agreed on: rules, sources, what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection

from klankbord.i18n import Translate
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import NAMES
from klankbord.store.audit import Chosen, all_entries
from klankbord.store.hooks import Hook, all_hooks

_DEEDS: dict[str, str] = {
    agreed.RETENTION: "retention_set",
    agreed.REDACTION: "redaction_set redaction_begun",
    agreed.CONSENT: "consent_set",
    agreed.PRIVATE: "house_numbers_changed",
    agreed.SEERS: "invited person_changed disabled enabled team_joined team_left team_removed",
    agreed.SOURCES: "source_added source_changed source_on source_off source_removed",
    agreed.OUTLETS: "outlet_named outlet_named_inside outlet_forgotten",
    agreed.EXPORT: "export_allowed export_stopped",
    agreed.COUNCIL: "council_named council_left",
    agreed.PACK: "pack_agreed",
    "": "agreed agreed_confirmed agreed_asked agreed_approved agreed_refused agreed_withdrawn "
    "agreed_let_go",
}
DEEDS: dict[str, str] = {deed: key for key, deeds in _DEEDS.items() for deed in deeds.split()}
"""Which actions of the log are about which settings; "" where the line itself names them."""
SHOWN = 20
"""So many changes are told, the newest first."""


@dataclass(frozen=True)
class Outward:
    """The rules that send something: how many, of how many people, where to.

    `facts` of them send title, customer, number, type, direction and seller along.
    """

    rules: int
    people: int
    facts: int
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Deed:
    """Somebody did something to settings that can be agreed on; `who` is "" for Klankbord."""

    at: datetime
    who: str
    what: str


def outward_in(connection: Connection) -> Outward:
    """Where rules send to, of those that are on."""
    rules = [rule for rule in all_hooks(connection) if rule.enabled]
    return Outward(
        rules=len(rules),
        people=len({rule.person_id for rule in rules}),
        facts=sum(rule.facts for rule in rules),
        hosts=_hosts(rules),
    )


def deeds_in(connection: Connection, translate: Translate) -> tuple[Deed, ...]:
    """The newest lines of the log about what can be agreed on."""
    chosen = Chosen(actions=frozenset(DEEDS))
    return tuple(
        Deed(
            at=entry.at,
            who=entry.person,
            what=translate(NAMES.get(DEEDS[entry.action]) or str(entry.detail.get("name", ""))),
        )
        for entry in all_entries(connection, SHOWN, chosen=chosen)
    )


def _hosts(rules: Iterable[Hook]) -> tuple[str, ...]:
    return tuple(sorted({urlsplit(rule.url).hostname or "" for rule in rules} - {""}))
