"""Locking what was agreed on, asking for changes to it, and saying yes or no as the second."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import AwaitsSecond, BadForm, NotFound, OwnChange, PackChanged
from klankbord.service.access import Actor, need_admin
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import NAMES, ask, changes, guard_change, need_reader
from klankbord.service.agreement.agreements import (
    AGREEMENTS,
    facts_of,
    keep_council,
    keep_export,
    keep_locks,
)
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.agreed import (
    AgreedPack,
    Asked,
    Lock,
    add_pack,
    all_locks,
    council_members,
    decide_change,
    decided_changes,
    last_pack,
    put_lock,
    waiting_changes,
)
from klankbord.store.audit import log
from klankbord.store.people import Person, all_people

SHOWN = 20
"""So many decisions of before are told."""


@dataclass(frozen=True)
class Agreed:
    """What was agreed on, how it is now, what is asked, and who is there to be the second.

    `apart` are the keys of what is locked and is not as it was agreed on.
    """

    locks: Mapping[str, Lock]
    facts: Mapping[str, Mapping[str, Any]]
    apart: frozenset[str]
    waiting: tuple[Asked, ...]
    decided: tuple[Asked, ...]
    pack: AgreedPack | None
    digest: str
    people: tuple[Person, ...]
    council: frozenset[int]

    @property
    def seconds(self) -> frozenset[int]:
        """Who may approve what somebody else asked: admins, and the works council."""
        admins = {one.id for one in self.people if one.admin and not one.left}
        return frozenset(admins) | self.council

    @property
    def alone(self) -> bool:
        """Whether nobody is there to approve what the one admin asks."""
        return len(self.seconds) < 2  # noqa: PLR2004 (one asks, another approves)


def read_agreed(site: Site, actor: Actor) -> Agreed:
    """All of it.

    Raises:
        NotFound: it is no admin, and nobody of the works council, who asks.
    """
    with site.database.reading() as connection:
        need_reader(connection, actor)
        return agreed_in(connection, site.settings)


def agreed_in(connection: Connection, settings: Settings) -> Agreed:
    """The same, for who was let through."""
    locks, facts = all_locks(connection), facts_of(connection, settings)
    return Agreed(
        locks=locks,
        facts=facts,
        apart=frozenset(k for k, lock in locks.items() if changes(lock.agreed, facts[k])),
        waiting=tuple(waiting_changes(connection)),
        decided=tuple(decided_changes(connection, SHOWN)),
        pack=last_pack(connection),
        digest=digest_of(facts),
        people=tuple(all_people(connection)),
        council=frozenset(council_members(connection)),
    )


def digest_of(facts: Mapping[str, Any]) -> str:
    """A short name of everything that is set: another digest is another pack."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12]


def agree(site: Site, actor: Actor, key: str) -> None:
    """Lock settings as they are now.

    Raises:
        NotFound: it is no admin who asks.
        BadForm: there are no such settings.
        AwaitsSecond: they were agreed on otherwise; a second person says whether this is it now.
    """
    need_admin(actor)
    if key not in AGREEMENTS:
        raise BadForm
    with site.database.writing() as connection:
        now = AGREEMENTS[key].read(connection, site.settings)
        lock = all_locks(connection).get(key)
        if lock is None:
            put_lock(connection, key, now, actor.id, site.now())
            log(connection, site.now(), actor.id, "agreed", name=NAMES[key])
            return
        if not (wanted := changes(lock.agreed, now)):
            return
        ask(site, connection, actor, key, {n: lock.agreed.get(n) for n in wanted}, wanted)
    raise AwaitsSecond(NAMES[key])


def let_go(site: Site, actor: Actor, key: str) -> None:
    """Ask to lock settings no more; a second person decides.

    Raises:
        NotFound: it is no admin who asks, or they are not locked.
        AwaitsSecond: always else.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        if key not in all_locks(connection):
            raise NotFound
        ask(site, connection, actor, agreed.LOCKS, {key: True}, {key: None})
    raise AwaitsSecond(NAMES[agreed.LOCKS])


def agree_pack(site: Site, actor: Actor, digest: str) -> None:
    """Mark the pack as agreed on: what changes from now on is told in the next.

    Where somebody sits for the works council, one of them says so, or approves that it was said.

    Raises:
        NotFound: it is no admin, and nobody of the works council, who asks.
        PackChanged: it is no longer the pack that was read.
        AwaitsSecond: somebody of the works council is to approve it.
    """
    with site.database.writing() as connection:
        need_reader(connection, actor)
        members = council_members(connection)
        if digest != digest_of(facts_of(connection, site.settings)):
            raise PackChanged
        if actor.id in members or not members:
            _keep_pack(site, connection, actor, {"digest": digest})
            return
        ask(site, connection, actor, agreed.PACK, {}, {"digest": digest})
    raise AwaitsSecond(NAMES[agreed.PACK])


def set_council(site: Site, actor: Actor, person: int, *, sits: bool) -> None:
    """Name who sits for the works council here, or no more.

    Raises:
        NotFound: it is no admin who asks, or there is nobody.
        AwaitsSecond: who sits was agreed on.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        before = {str(one): True for one in council_members(connection)}
    key, wanted = str(person), True if sits else None
    if before.get(key) == wanted:
        return
    guard_change(site, actor, agreed.COUNCIL, {key: before.get(key)}, {key: wanted})
    with site.database.writing() as connection:
        keep_council(site, connection, actor, {key: wanted})


def set_export(site: Site, actor: Actor, *, allowed: bool) -> None:
    """Let keys of the API take much at once along, or not; stopping it can be done at once.

    Raises:
        NotFound: it is no admin who asks.
        AwaitsSecond: it was agreed on that they may not.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        before = AGREEMENTS[agreed.EXPORT].read(connection, site.settings)
    if before["allowed"] == allowed:
        return
    if allowed:
        guard_change(site, actor, agreed.EXPORT, before, {"allowed": True})
    with site.database.writing() as connection:
        keep_export(site, connection, actor, {"allowed": allowed})


def approve(site: Site, actor: Actor, number: int) -> None:
    """Say yes to what somebody else asked: it is changed now, and is what is agreed on.

    Raises:
        NotFound: it does not wait (any more), or they may not say.
        OwnChange: they asked for it themselves.
        PackChanged: it was a pack, and that is another by now.
    """
    with site.database.writing() as connection:
        asked = _asked(connection, actor, number)
        now, key = site.now(), asked.key
        decide_change(connection, number, "approved", actor.id, now)
        if key == agreed.PACK:
            _keep_pack(site, connection, actor, asked.wanted)
        elif key == agreed.LOCKS:
            keep_locks(site, connection, actor, asked.wanted)
        else:
            _keep(site, connection, actor, asked)
        name, about = NAMES[key], asked.person_id
        log(connection, now, actor.id, "agreed_approved", about=about, name=name)


def refuse_change(site: Site, actor: Actor, number: int) -> None:
    """Say no to what somebody else asked.

    Raises:
        NotFound: it does not wait (any more), or they may not say.
        OwnChange: they asked for it themselves.
    """
    with site.database.writing() as connection:
        asked = _asked(connection, actor, number)
        decide_change(connection, number, "refused", actor.id, site.now())
        name, about = NAMES[asked.key], asked.person_id
        log(connection, site.now(), actor.id, "agreed_refused", about=about, name=name)


def withdraw(site: Site, actor: Actor, number: int) -> None:
    """Ask for something no more.

    Raises:
        NotFound: it does not wait (any more), or somebody else asked.
    """
    with site.database.writing() as connection:
        asked = _waiting(connection, number)
        if asked.person_id != actor.id:
            raise NotFound
        decide_change(connection, number, "withdrawn", actor.id, site.now())
        log(connection, site.now(), actor.id, "agreed_withdrawn", name=NAMES[asked.key])


def _keep(site: Site, connection: Connection, actor: Actor, asked: Asked) -> None:
    one = AGREEMENTS[asked.key]
    now = one.read(connection, site.settings)
    # What a file or the environment says, or what is so already, is agreed on and nothing else.
    wanted = {name: value for name, value in asked.wanted.items() if now.get(name) != value}
    if one.keep and wanted:
        one.keep(site, connection, actor, wanted)
    lock = all_locks(connection).get(asked.key)
    if lock is not None:
        told = {**lock.agreed, **asked.wanted}
        kept = {name: value for name, value in told.items() if value is not None}
        put_lock(connection, asked.key, kept, actor.id, site.now())


def _keep_pack(site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]) -> None:
    facts = facts_of(connection, site.settings)
    if wanted["digest"] != digest_of(facts):
        raise PackChanged
    add_pack(connection, wanted["digest"], facts, actor.id, site.now())
    log(connection, site.now(), actor.id, "pack_agreed")


def _asked(connection: Connection, actor: Actor, number: int) -> Asked:
    """A change that waits, to whoever may decide on it."""
    need_reader(connection, actor)
    asked = _waiting(connection, number)
    if asked.person_id == actor.id:
        raise OwnChange
    # That a pack was agreed on, the works council says.
    if asked.key == agreed.PACK and actor.id not in council_members(connection):
        raise NotFound
    return asked


def _waiting(connection: Connection, number: int) -> Asked:
    found = next((one for one in waiting_changes(connection) if one.id == number), None)
    if found is None:
        raise NotFound
    return found
