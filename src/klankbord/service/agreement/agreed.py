"""What was agreed on is changed by two: one asks, another approves. The one place that sees to it.

A service that changes settings calls `guard_change` before it changes anything. What takes less in,
shows less or sends less out is not guarded: that can always be done at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import AwaitsSecond, NotFound
from klankbord.i18n import N_
from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.agreed import (
    Items,
    all_locks,
    ask_change,
    council_members,
    waiting_changes,
)
from klankbord.store.audit import log

RETENTION, REDACTION, CONSENT, PRIVATE = "retention", "redaction", "consent", "private"
SEERS, SOURCES, OUTLETS, EXPORT = "seers", "sources", "outlets", "export"
RECOGNISER, COUNCIL, LOCKS, PACK = "recogniser", "council", "locks", "pack"
NAMES: dict[str, str] = {
    RETENTION: N_("hoelang alles bewaard wordt"),
    REDACTION: N_("wat onleesbaar wordt gemaakt"),
    CONSENT: N_("hoe klanten van de opname weten"),
    PRIVATE: N_("hoelang alleen de verkoper een nieuw gesprek ziet"),
    SEERS: N_("wie meekijkt"),
    SOURCES: N_("waar gesprekken vandaan komen"),
    OUTLETS: N_("waar gegevens heen mogen"),
    EXPORT: N_("veel tegelijk ophalen met een sleutel"),
    RECOGNISER: N_("waar woorden herkend worden"),
    COUNCIL: N_("wie er voor de ondernemingsraad zit"),
    LOCKS: N_("een afspraak loslaten"),
    PACK: N_("het dossier als afgesproken"),
}
"""What can be agreed on, by its key; the last two are asked for in the same way."""


def guard_change(site: Site, actor: Actor, key: str, before: Items, after: Items) -> None:
    """Let a change through, or have it wait for a second person.

    Args:
        site: the installation.
        actor: who changes something; that they may at all, was seen to.
        key: of which settings (see `NAMES`).
        before: the settings that change, as they are.
        after: as they are to be; what is not in it goes.

    Raises:
        AwaitsSecond: it was agreed on; it is noted that they asked, and nothing else is changed.
    """
    wanted = changes(before, after)
    if not wanted:
        return
    with site.database.writing() as connection:
        lock = all_locks(connection).get(key)
        # Back to what was agreed on, anybody may bring it who may change it.
        if lock is None or all(lock.agreed.get(name) == wanted[name] for name in wanted):
            return
        ask(site, connection, actor, key, {name: before.get(name) for name in wanted}, wanted)
    raise AwaitsSecond(NAMES[key])


def ask(
    site: Site, connection: Connection, actor: Actor, key: str, before: Items, wanted: Items
) -> None:
    """Note that somebody asks for a change; asked twice, it is one question."""
    for asked in waiting_changes(connection):
        if (asked.key, asked.wanted, asked.person_id) == (key, dict(wanted), actor.id):
            return
    now = site.now()
    ask_change(connection, key, before, wanted, actor.id, now)
    log(connection, now, actor.id, "agreed_asked", name=NAMES[key])


def changes(before: Items, after: Items) -> dict[str, Any]:
    """What becomes different; None where something goes."""
    names: Iterable[str] = {**before, **after}
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def additions(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What is new, or another."""
    return {name: value for name, value in after.items() if before.get(name) != value}


def is_locked(connection: Connection, key: str) -> bool:
    """Whether these settings were agreed on."""
    return key in all_locks(connection)


def sits(site: Site, actor: Actor) -> bool:
    """Whether somebody sits for the works council here."""
    with site.database.reading() as connection:
        return actor.id in council_members(connection)


def need_reader(connection: Connection, actor: Actor) -> None:
    """Let an admin through, and who sits for the works council.

    Raises:
        NotFound: it is somebody else.
    """
    if not actor.admin and actor.id not in council_members(connection):
        raise NotFound
