"""What was agreed on is changed by two: one asks, another approves. The one place that sees to it.

A service changes settings in a transaction of `changing`, and calls `guard` in it before it changes
anything. What takes less in, shows less or sends less out is not guarded: that can always be done
at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
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
    take_turn,
    waiting_changes,
    was_there_a_council,
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
WHO = frozenset({SEERS, COUNCIL})
"""Locked as soon as anything is: who makes the second person alone, needs none."""


@dataclass
class Wish(Exception):
    """Settings that were agreed on would change: whatever was done so far is undone for it."""

    key: str
    before: Items
    wanted: Items


@contextmanager
def changing(site: Site, actor: Actor) -> Iterator[Connection]:
    """A transaction in which settings change that may have been agreed on; one after another.

    Where `guard` finds that they were, nothing is changed, and what was wanted waits for a second.

    Raises:
        AwaitsSecond: they were; it is noted that this actor asked.
    """
    try:
        with site.database.writing() as connection:
            take_turn(connection)
            yield connection
    except Wish as found:
        wish = found
    else:
        return
    with site.database.writing() as connection:
        ask(site, connection, actor, wish)
    raise AwaitsSecond(NAMES[wish.key])


def guard(connection: Connection, key: str, before: Items, after: Items) -> None:
    """Let a change through, or have it wait for a second person.

    Args:
        connection: a transaction of `changing`.
        key: of which settings (see `NAMES`).
        before: the settings that change, as they are; read in that transaction.
        after: as they are to be; what is not in it goes.

    Raises:
        Wish: it was agreed on; for `changing` to catch.
    """
    wanted = changes(before, after)
    lock = all_locks(connection).get(key)
    # Back to what was agreed on, anybody may bring it who may change it.
    if lock is None or all(lock.agreed.get(name) == wanted[name] for name in wanted):
        return
    raise Wish(key, {name: before.get(name) for name in wanted}, wanted)


def ask(site: Site, connection: Connection, actor: Actor, wish: Wish) -> None:
    """Note that somebody asks for a change; asked twice, it is one question."""
    told = (wish.key, dict(wish.before), dict(wish.wanted), actor.id)
    for asked in waiting_changes(connection):
        if (asked.key, asked.before, asked.wanted, asked.person_id) == told:
            return
    now = site.now()
    ask_change(connection, wish.key, wish.before, wish.wanted, actor.id, now)
    log(connection, now, actor.id, "agreed_asked", name=NAMES[wish.key])


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


def who_was_agreed_on(connection: Connection) -> set[int]:
    """Of whom it was agreed that they see, are seen, approve or sit, whether they do now or not."""
    locks = all_locks(connection)
    names = (name for key in WHO & locks.keys() for name in locks[key].agreed)
    return {int(name.rpartition(":")[2]) for name in names}


def sits(site: Site, actor: Actor) -> bool:
    """Whether somebody sits for the works council here."""
    with site.database.reading() as connection:
        return actor.id in council_members(connection)


def speaks(connection: Connection, actor: Actor) -> bool:
    """Whether somebody can say themselves that something was agreed on.

    Where anybody sits for the works council, or ever sat, that is who sits for it.
    """
    members = council_members(connection)
    return actor.id in members or not (members or was_there_a_council(connection))


def need_reader(connection: Connection, actor: Actor) -> None:
    """Let an admin through, and who sits for the works council.

    Raises:
        NotFound: it is somebody else.
    """
    if not actor.admin and actor.id not in council_members(connection):
        raise NotFound
