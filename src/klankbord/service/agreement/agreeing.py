"""Locking what was agreed on, asking for changes to it, and saying yes or no as the second."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import BadForm, LockedTogether, NotFound, OwnChange, PackChanged, WishStale
from klankbord.service.access import Actor, need_admin
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import (
    NAMES,
    WHO,
    Wish,
    changes,
    changing,
    guard,
    need_reader,
    speaks,
)
from klankbord.service.agreement.agreements import (
    AGREEMENTS,
    facts_of,
    keep_council,
    keep_export,
    keep_locks,
)
from klankbord.service.agreement.seconds import need_rested, need_two, rests_until, seconds_in
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.agreed import (
    AgreedPack,
    Asked,
    Lock,
    add_pack,
    all_locks,
    confirm_lock,
    council_members,
    decide_change,
    decided_changes,
    last_pack,
    put_lock,
    waiting_changes,
    was_there_a_council,
)
from klankbord.store.audit import log
from klankbord.store.people import Person, all_people

SHOWN = 20
"""So many decisions of before are told."""


@dataclass(frozen=True)
class Agreed:
    """What was agreed on, how it is now, what is asked, and who is there to be the second.

    `apart` are the keys of what is locked and is not as it was agreed on; `rests` tells from when
    somebody may approve whom something was done to, and `seconds` who may at all. `had_council`
    says that somebody sits for the works council, or ever sat.
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
    had_council: bool
    seconds: frozenset[int]
    rests: Mapping[int, datetime]

    @property
    def alone(self) -> bool:
        """Whether nobody is there to approve what the one admin asks."""
        return len(self.seconds) < 2  # noqa: PLR2004 (one asks, another approves)

    def may_decide(self, asked: Asked, actor: Actor) -> bool:
        """Whether somebody else asked, and this actor says yes or no to it."""
        # That a pack was agreed on, the works council says.
        may = actor.id in self.council or asked.key != agreed.PACK
        return may and asked.person_id != actor.id

    def may_approve(self, asked: Asked, actor: Actor, now: datetime) -> bool:
        """Whether this actor can say yes to it now."""
        rests = self.rests.get(actor.id, now) > now
        return self.may_decide(asked, actor) and not rests and not self.is_stale(asked)

    def is_stale(self, asked: Asked) -> bool:
        """Whether what would change is by now neither what it was nor what was asked."""
        if asked.key == agreed.PACK:
            return bool(asked.wanted["digest"] != self.digest)
        return asked.key in self.facts and _is_stale(asked, self.facts[asked.key])


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
    people, council = tuple(all_people(connection)), frozenset(council_members(connection))
    return Agreed(
        locks=locks,
        facts=facts,
        apart=frozenset(k for k, lock in locks.items() if changes(lock.agreed, facts[k])),
        waiting=tuple(waiting_changes(connection)),
        decided=tuple(decided_changes(connection, SHOWN)),
        pack=last_pack(connection),
        digest=digest_of(facts),
        people=people,
        council=council,
        had_council=bool(council) or was_there_a_council(connection),
        seconds=seconds_in(connection),
        rests=rests_until(connection, [person.id for person in people]),
    )


def digest_of(facts: Mapping[str, Any]) -> str:
    """A short name of everything that is set: another digest is another pack."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12]


def agree(site: Site, actor: Actor, key: str) -> None:
    """Lock settings as they are now; who sees and who approves goes on the lock with them.

    Raises:
        NotFound: it is no admin who asks.
        BadForm: there are no such settings.
        NoSecond: nobody is there who could approve a change.
        AwaitsSecond: they were agreed on otherwise; a second person says whether this is it now.
    """
    need_admin(actor)
    if key not in AGREEMENTS:
        raise BadForm
    with changing(site, actor) as connection:
        locks = all_locks(connection)
        if key in locks:
            _relock(locks[key], AGREEMENTS[key].read(connection, site.settings))
            return
        need_two(connection)
        for one in sorted({key, *WHO} - locks.keys()):
            facts = AGREEMENTS[one].read(connection, site.settings)
            put_lock(connection, one, facts, actor.id, site.now())
            log(connection, site.now(), actor.id, "agreed", name=NAMES[one])


def confirm(site: Site, actor: Actor, key: str) -> None:
    """Say, as the second, that what somebody locked was agreed on.

    Where anybody sits for the works council, or ever sat, one of them says so.

    Raises:
        NotFound: it is not locked, or they may not say.
        OwnChange: they locked it themselves.
        SecondRests: they may not say yet.
    """
    with changing(site, actor) as connection:
        need_reader(connection, actor)
        lock = all_locks(connection).get(key)
        if lock is None:
            raise NotFound
        if lock.person_id == actor.id:
            raise OwnChange
        if not speaks(connection, actor):
            raise NotFound
        need_rested(connection, actor, site.now())
        _confirm(site, connection, actor, lock)


def let_go(site: Site, actor: Actor, key: str) -> None:
    """Ask to lock settings no more; a second person decides.

    Who sees and who approves are let go together, once nothing else is locked.

    Raises:
        NotFound: it is no admin who asks, or they are not locked.
        LockedTogether: it is who sees or approves, and something else is locked.
        AwaitsSecond: always else.
    """
    need_admin(actor)
    with changing(site, actor) as connection:
        locks = all_locks(connection)
        if key not in locks:
            raise NotFound
        if key in WHO and locks.keys() - WHO:
            raise LockedTogether
        gone = locks.keys() & WHO if key in WHO else {key}
        raise Wish(agreed.LOCKS, dict.fromkeys(gone, True), dict.fromkeys(sorted(gone)))


def agree_pack(site: Site, actor: Actor, digest: str) -> None:
    """Mark the pack as agreed on: what changes from now on is told in the next.

    Where somebody sits for the works council, or ever sat, one of them says so, or approves that it
    was said; and with it that what is locked was agreed on.

    Raises:
        NotFound: it is no admin, and nobody of the works council, who asks.
        PackChanged: it is no longer the pack that was read.
        SecondRests: they sit for the works council, and may not say yet.
        AwaitsSecond: somebody of the works council is to approve it.
    """
    with changing(site, actor) as connection:
        need_reader(connection, actor)
        members = council_members(connection)
        if digest != digest_of(facts_of(connection, site.settings)):
            raise PackChanged
        if actor.id in members:
            need_rested(connection, actor, site.now())
        elif not speaks(connection, actor):
            raise Wish(agreed.PACK, {}, {"digest": digest})
        _keep_pack(site, connection, actor, {"digest": digest})


def set_council(site: Site, actor: Actor, person: int, *, sits: bool) -> None:
    """Name who sits for the works council here, or no more.

    Raises:
        NotFound: it is no admin who asks, or there is nobody.
        AwaitsSecond: who sits was agreed on.
    """
    need_admin(actor)
    key, wanted = str(person), True if sits else None
    with changing(site, actor) as connection:
        before = {str(one): True for one in council_members(connection)}
        if before.get(key) == wanted:
            return
        guard(connection, agreed.COUNCIL, {key: before.get(key)}, {key: wanted})
        keep_council(site, connection, actor, {key: wanted})


def set_export(site: Site, actor: Actor, *, allowed: bool) -> None:
    """Let keys of the API take much at once along, or not; stopping it can be done at once.

    Raises:
        NotFound: it is no admin who asks.
        AwaitsSecond: it was agreed on that they may not.
    """
    need_admin(actor)
    with changing(site, actor) as connection:
        before = AGREEMENTS[agreed.EXPORT].read(connection, site.settings)
        if before["allowed"] == allowed:
            return
        if allowed:
            guard(connection, agreed.EXPORT, before, {"allowed": True})
        keep_export(site, connection, actor, {"allowed": allowed})


def approve(site: Site, actor: Actor, number: int) -> None:
    """Say yes to what somebody else asked: it is changed now, and is what is agreed on.

    Raises:
        NotFound: it does not wait (any more), or they may not say.
        OwnChange: they asked for it themselves.
        SecondRests: they may not say yes yet.
        WishStale: what would change is something else by now than when it was asked.
        PackChanged: it was a pack, and that is another by now.
        NoSecond: nobody would be left to approve what somebody else asks.
    """
    with changing(site, actor) as connection:
        asked = _asked(connection, actor, number)
        now, key = site.now(), asked.key
        need_rested(connection, actor, now)
        decide_change(connection, number, "approved", actor.id, now)
        if key == agreed.PACK:
            _keep_pack(site, connection, actor, asked.wanted)
        elif key == agreed.LOCKS:
            keep_locks(site, connection, actor, asked.wanted)
        else:
            _keep(site, connection, actor, asked)
        if all_locks(connection):
            need_two(connection)
        name, about = NAMES[key], asked.person_id
        log(connection, now, actor.id, "agreed_approved", about=about, name=name)


def refuse_change(site: Site, actor: Actor, number: int) -> None:
    """Say no to what somebody else asked.

    Raises:
        NotFound: it does not wait (any more), or they may not say.
        OwnChange: they asked for it themselves.
    """
    with changing(site, actor) as connection:
        asked = _asked(connection, actor, number)
        decide_change(connection, number, "refused", actor.id, site.now())
        name, about = NAMES[asked.key], asked.person_id
        log(connection, site.now(), actor.id, "agreed_refused", about=about, name=name)


def withdraw(site: Site, actor: Actor, number: int) -> None:
    """Ask for something no more.

    Raises:
        NotFound: it does not wait (any more), or somebody else asked.
    """
    with changing(site, actor) as connection:
        asked = _waiting(connection, number)
        if asked.person_id != actor.id:
            raise NotFound
        decide_change(connection, number, "withdrawn", actor.id, site.now())
        log(connection, site.now(), actor.id, "agreed_withdrawn", name=NAMES[asked.key])


def _relock(lock: Lock, now: Mapping[str, Any]) -> None:
    wanted = changes(lock.agreed, now)
    if wanted:
        raise Wish(lock.key, {name: lock.agreed.get(name) for name in wanted}, wanted)


def _confirm(site: Site, connection: Connection, actor: Actor, lock: Lock) -> None:
    if lock.second or lock.person_id == actor.id:
        return
    confirm_lock(connection, lock.key, actor.id)
    name, about = NAMES[lock.key], lock.person_id
    log(connection, site.now(), actor.id, "agreed_confirmed", about=about, name=name)


def _keep(site: Site, connection: Connection, actor: Actor, asked: Asked) -> None:
    one = AGREEMENTS[asked.key]
    now = one.read(connection, site.settings)
    if _is_stale(asked, now):
        raise WishStale
    # What a file or the environment says, or what is so already, is agreed on and nothing else.
    wanted = {name: value for name, value in asked.wanted.items() if now.get(name) != value}
    if one.keep and wanted:
        one.keep(site, connection, actor, wanted)
    lock = all_locks(connection).get(asked.key)
    if lock is not None:
        # What was really kept: a team that is gone by now would be agreed on for another.
        after = one.read(connection, site.settings)
        told = {**lock.agreed, **{name: after.get(name) for name in asked.wanted}}
        kept = {name: value for name, value in told.items() if value is not None}
        put_lock(connection, asked.key, kept, asked.person_id, site.now(), second=actor.id)


def _is_stale(asked: Asked, now: Mapping[str, Any]) -> bool:
    """Whether something that would change is by now neither what it was nor what was asked."""
    known = ((asked.before.get(name), asked.wanted[name]) for name in asked.wanted)
    return any(now.get(name) not in pair for name, pair in zip(asked.wanted, known, strict=True))


def _keep_pack(site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]) -> None:
    facts = facts_of(connection, site.settings)
    if wanted["digest"] != digest_of(facts):
        raise PackChanged
    add_pack(connection, wanted["digest"], facts, actor.id, site.now())
    log(connection, site.now(), actor.id, "pack_agreed")
    if actor.id not in council_members(connection):
        return
    for lock in all_locks(connection).values():
        if not changes(lock.agreed, facts[lock.key]):
            _confirm(site, connection, actor, lock)


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
