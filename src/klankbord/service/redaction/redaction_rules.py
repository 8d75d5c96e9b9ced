"""What is made unreadable here, and for whom: set by an admin, for the whole installation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import BadForm
from klankbord.language.redaction import FOUND, Kind, find, mark_of
from klankbord.service.access import Actor, need_admin
from klankbord.service.agreement.agreed import REDACTION, changing, guard
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.redaction import read_rules, write_rules

VERSION = 2
"""Of the rules by which things are found; calls looked through by older ones may be again."""


class Mode(StrEnum):
    """Whether things are made unreadable, and whether they can still be read by anybody."""

    OFF = "off"
    SHARE = "share"
    """For everybody but whose call it is: the original is kept, for them alone."""
    IMPORT = "import"
    """For everybody, before anything is kept; the original is thrown away."""


@dataclass(frozen=True)
class Rules:
    """What is set."""

    mode: Mode = Mode.OFF
    kinds: frozenset[Kind] = frozenset(FOUND)

    @property
    def on(self) -> bool:
        """Whether anything is made unreadable."""
        return self.mode is not Mode.OFF and bool(self.kinds)

    @property
    def keeps(self) -> bool:
        """Whether originals are kept, for their owner."""
        return self.mode is Mode.SHARE

    @property
    def digest(self) -> str:
        """One short name for them, by which a call knows how it was looked through."""
        told = f"{VERSION} {self.mode} {' '.join(sorted(self.kinds))}"
        return sha256(told.encode()).hexdigest()[:16]


def rules_in(connection: Connection) -> Rules:
    """What is set; nothing is made unreadable before somebody set so."""
    found = read_rules(connection)
    if not found:
        return Rules()
    known = {kind.value for kind in FOUND}
    kinds = frozenset(Kind(kind) for kind in found["kinds"] if kind in known)
    return Rules(Mode(found["mode"]), kinds)


def rules_of(site: Site) -> Rules:
    """What is set, as `rules_in`."""
    with site.database.reading() as connection:
        return rules_in(connection)


def for_others(connection: Connection, text: str, *, but: Collection[Kind] = ()) -> str:
    """What somebody writes and shares, without what is made unreadable here; `but` stays."""
    rules = rules_in(connection)
    if not rules.on:
        return text
    made, at = [], 0
    for span in find(text, rules.kinds - set(but)):
        made += [text[at : span.start], mark_of(span.kind)]
        at = span.end
    return "".join([*made, text[at:]])


def set_rules(site: Site, actor: Actor, mode: str, kinds: Collection[str]) -> Rules:
    """Set what is made unreadable from now on; what is there stays until it is looked through.

    Raises:
        NotFound: it is no admin who asks.
        BadForm: there is no such mode or kind.
        AwaitsSecond: it was agreed on.
    """
    need_admin(actor)
    try:
        rules = Rules(Mode(mode), frozenset(map(Kind, kinds)))
    except ValueError:
        raise BadForm from None
    if not rules.kinds <= frozenset(FOUND):
        raise BadForm
    with changing(site, actor) as connection:
        guard(connection, REDACTION, as_items(rules_in(connection)), as_items(rules))
        keep_rules(site, connection, actor, rules)
    return rules


def keep_rules(site: Site, connection: Connection, actor: Actor, rules: Rules) -> None:
    """Set them, whoever approved."""
    before, items = rules_in(connection), as_items(rules)
    write_rules(connection, items)
    if before != rules:
        log(connection, site.now(), actor.id, "redaction_set", **items)


def as_items(rules: Rules) -> dict[str, Any]:
    """What is set, as JSON has it."""
    return {"mode": rules.mode.value, "kinds": sorted(kind.value for kind in rules.kinds)}
