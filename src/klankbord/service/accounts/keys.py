"""Keys of the API: made, shown once, used within bounds, and revoked.

What a key may see is what its maker may see: it is used as them, through `access`, and ends with
their own access. A key for a source gives that source calls and does nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from klankbord.errors import (
    AskedTooMuch,
    BadForm,
    KeyForNothing,
    KeyNameMissing,
    KeyNameTooLong,
    KeyRefused,
    NotFound,
    TooManyKeys,
)
from klankbord.i18n import N_
from klankbord.service.access import Actor, need_admin
from klankbord.service.names import LONGEST, clean, refuse
from klankbord.service.site import Site
from klankbord.store.agreed import may_export
from klankbord.store.audit import log
from klankbord.store.key_tables import keys
from klankbord.store.keys import (
    SHOWN,
    Key,
    add_key,
    count_keys,
    count_use,
    end_key,
    find_keys,
    key_of,
)
from klankbord.store.people import person_by_id
from klankbord.store.sources import Source, all_sources, find_source

READ, EXPORT, FLAGS, ARRIVALS, UPLOAD = "read", "export", "flags", "arrivals", "upload"
SCOPES: dict[str, str] = {
    READ: N_("Gesprekken lezen en doorzoeken: wat er gezegd is, cijfers en momenten"),
    EXPORT: N_("Veel tegelijk ophalen, als CSV, JSON of Parquet"),
    FLAGS: N_("Wat je bewaarde om later te bespreken: lezen, en erbij zetten"),
    ARRIVALS: N_("Zien wat er uit de bronnen aankwam"),
    UPLOAD: N_("Gesprekken aanleveren"),
}
"""What keys may be used for; one of a source has the last alone, and no other key has it."""
OF_ADMINS = frozenset({ARRIVALS})
"""What only a key of an admin can be made for."""
DAYS = (0, 30, 90, 365)
"""After how many days a key can end by itself; 0: it does not."""
MOST = 20
"""So many keys somebody can have."""
UPLOADS = "upload"
"""The kind of source to which calls are sent."""
MINUTE_S = 60


@dataclass(frozen=True)
class Made:
    """A key that was just made; `secret` is the key itself, and kept nowhere."""

    id: int
    secret: str


@dataclass(frozen=True)
class Entered:
    """Who asks by a key, and the key."""

    actor: Actor
    key: Key


def enter(site: Site, given: str, weight: int = 1) -> Entered:
    """Who asks, by the key that they give; counted against what it may ask a minute.

    Raises:
        KeyRefused: it is none, it ended, or its maker may not use it any more.
        AskedTooMuch: with this question it would be more than it may.
    """
    now = site.now()
    minute = now.replace(second=0, microsecond=0)
    with site.database.reading() as connection:
        key = key_of(connection, given)
        person = person_by_id(connection, key.person_id) if key else None
        exports = may_export(connection)
    if key is None or person is None or person.left or key.ended(now):
        raise KeyRefused
    if key.source_id is not None and not person.admin:
        raise KeyRefused
    most = site.settings.api_per_minute
    left_s = MINUTE_S - now.second
    if key.counted_at == minute and key.asked + weight > max(most, weight):
        raise AskedTooMuch(left_s)  # told without writing a thing: whoever goes on costs little
    with site.database.writing() as connection:
        asked = count_use(connection, key.id, minute, weight, now)
    if asked > max(most, weight):
        raise AskedTooMuch(left_s)
    if not exports:
        key = replace(key, scopes=key.scopes - {EXPORT})
    return Entered(Actor.of(person), key)


def scopes_for(actor: Actor) -> dict[str, str]:
    """What somebody can make a key of their own for."""
    return {
        scope: text
        for scope, text in SCOPES.items()
        if scope != UPLOAD and (actor.admin or scope not in OF_ADMINS)
    }


def scopes_here(site: Site, actor: Actor) -> dict[str, str]:
    """The same, as far as this house lets keys take much at once along."""
    with site.database.reading() as connection:
        exports = may_export(connection)
    offered = scopes_for(actor)
    return {scope: text for scope, text in offered.items() if exports or scope != EXPORT}


def make_key(site: Site, actor: Actor, name: str, scopes: Collection[str], days: int = 0) -> Made:
    """Make a key that may see what its maker may.

    Raises:
        Mistakes: it has no name, or nothing that it may; or somebody has too many.
        BadForm: there is no such scope for them, or no such number of days.
    """
    if not set(scopes) <= scopes_here(site, actor).keys():
        raise BadForm
    return _make(site, actor, name, frozenset(scopes), days)


def make_source_key(site: Site, actor: Actor, source: int, name: str, days: int = 0) -> Made:
    """Make a key by which a system gives a source its calls, and can do nothing else.

    Raises:
        NotFound: there is no such source to send to; or it is no admin who asks.
        Mistakes: it has no name; or somebody has too many.
        BadForm: there is no such number of days.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        found = find_source(connection, source)
    if found is None or found.kind != UPLOADS:
        raise NotFound
    return _make(site, actor, name, frozenset({UPLOAD}), days, source)


def own_keys(site: Site, actor: Actor) -> list[Key]:
    """Somebody's keys, the newest first; those that ended too, for a while."""
    with site.database.reading() as connection:
        return find_keys(connection, keys.c.person_id == actor.id)


def all_keys(site: Site, actor: Actor) -> tuple[list[Key], list[Source]]:
    """Everybody's keys, and the sources that calls can be sent to.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return find_keys(connection), all_sources(connection, UPLOADS)


def shown_key(site: Site, actor: Actor, number: int, secret: str) -> Key:
    """The key that was just made, for its maker, who has it.

    Raises:
        NotFound: it is not theirs, or another, or it ended.
    """
    with site.database.reading() as connection:
        found = key_of(connection, secret)
    if found is None or (found.id, found.person_id) != (number, actor.id):
        raise NotFound
    if found.ended(site.now()):
        raise NotFound
    return found


def revoke(site: Site, actor: Actor, number: int) -> None:
    """Let a key be used no more: its maker's, or by an admin anybody's.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    now = site.now()
    with site.database.writing() as connection:
        found = find_keys(connection, keys.c.id == number)
        if not found or (found[0].person_id != actor.id and not actor.admin):
            raise NotFound
        if end_key(connection, number, now):
            about = found[0].person_id
            log(connection, now, actor.id, "key_revoked", about=about, name=found[0].prefix)


def _make(
    site: Site,
    actor: Actor,
    name: str,
    scopes: frozenset[str],
    days: int,
    source: int | None = None,
) -> Made:
    if days not in DAYS:
        raise BadForm
    name, now = clean(name), site.now()
    with site.database.writing() as connection:
        refuse(
            _name_mistake(name),
            None if scopes else KeyForNothing(),
            TooManyKeys(MOST) if count_keys(connection, actor.id, now) >= MOST else None,
        )
        number, secret = add_key(
            connection,
            actor.id,
            name,
            scopes,
            now=now,
            expires_at=now + timedelta(days=days) if days else None,
            source=source,
        )
        # By how it begins, not by its name: this log is never erased.
        log(connection, now, actor.id, "key_made", about=actor.id, name=secret[:SHOWN])
    return Made(number, secret)


def _name_mistake(name: str) -> KeyNameMissing | KeyNameTooLong | None:
    if not name:
        return KeyNameMissing()
    return KeyNameTooLong(LONGEST) if len(name) > LONGEST else None
