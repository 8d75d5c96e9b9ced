"""Keys of the API. Only the SHA-256 of a key is kept: who reads the database can use none."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, or_, select, update

from klankbord.store.arrival_tables import sources
from klankbord.store.key_tables import keys
from klankbord.store.tables import people

SIGN = "kb"
"""How every key begins, so that one is known where it leaked;"""
SHOWN = 11
"""and so many characters of it stay visible: kb_1f2e3d4c."""


@dataclass(frozen=True)
class Key:
    """A key; `source_id` is set of one that gives a source calls, and then does nothing else.

    `counted_at` is the minute of which `asked` says how much was asked with it. `person` and
    `source` are names.
    """

    id: int
    prefix: str
    name: str
    person_id: int
    person: str
    source_id: int | None
    source: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    counted_at: datetime | None
    asked: int

    def ended(self, now: datetime) -> bool:
        """Whether it was revoked, or its time is up."""
        return self.revoked_at is not None or (
            self.expires_at is not None and self.expires_at <= now
        )


def add_key(  # noqa: PLR0913 (a row)
    connection: Connection,
    person: int,
    name: str,
    scopes: Collection[str],
    *,
    now: datetime,
    expires_at: datetime | None = None,
    source: int | None = None,
) -> tuple[int, str]:
    """Make a key: its number, and the key itself, which is to be seen this once.

    It has a part that stays visible, and thirty-two random bytes.
    """
    whole = f"{SIGN}_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    row = {"token": _hashed(whole), "prefix": whole[:SHOWN], "name": name, "person_id": person}
    row |= {"source_id": source, "scopes": sorted(scopes), "created_at": now, "asked": 0}
    done = connection.execute(
        insert(keys).values(row | {"expires_at": expires_at}).returning(keys.c.id)
    )
    return int(done.scalar_one()), whole


def key_of(connection: Connection, given: str) -> Key | None:
    """The key that somebody gives, ended or not; None where there is no such key."""
    return next(iter(find_keys(connection, keys.c.token == _hashed(given))), None)


def find_keys(connection: Connection, *where: ColumnElement[bool]) -> list[Key]:
    """The keys for which all of `where` holds, the newest first."""
    named = (people.c.name.label("person"), sources.c.name.label("source"))
    wanted = (
        select(keys, *named)
        .join(people, people.c.id == keys.c.person_id)
        .outerjoin(sources, sources.c.id == keys.c.source_id)
        .where(*where)
        .order_by(keys.c.id.desc())
    )
    return [
        Key(
            id=row.id,
            prefix=row.prefix,
            name=row.name,
            person_id=row.person_id,
            person=row.person,
            source_id=row.source_id,
            source=row.source or "",
            scopes=frozenset(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            used_at=row.used_at,
            counted_at=row.counted_at,
            asked=row.asked,
        )
        for row in connection.execute(wanted)
    ]


def count_keys(connection: Connection, person: int, now: datetime) -> int:
    """How many keys somebody has that have not ended."""
    wanted = select(func.count()).select_from(keys).where(keys.c.person_id == person, _valid(now))
    return int(connection.execute(wanted).scalar_one())


def count_use(
    connection: Connection, key: int, minute: datetime, weight: int, now: datetime
) -> int:
    """Note that a key is used; how much was asked with it in this minute by now."""
    before = case((keys.c.counted_at == minute, keys.c.asked), else_=0)
    done = connection.execute(
        update(keys)
        .where(keys.c.id == key)
        .values(counted_at=minute, asked=before + weight, used_at=now)
        .returning(keys.c.asked)
    )
    return int(done.scalar_one_or_none() or 0)


def end_key(connection: Connection, key: int, now: datetime) -> bool:
    """Let a key be used no more; False where it was so already."""
    wanted = update(keys).where(keys.c.id == key, _valid(now))
    return connection.execute(wanted.values(revoked_at=now)).rowcount == 1


def end_keys(connection: Connection, person: int, now: datetime) -> None:
    """Let none of somebody's keys be used any more."""
    wanted = update(keys).where(keys.c.person_id == person, _valid(now))
    connection.execute(wanted.values(revoked_at=now))


def forget_ended_keys(connection: Connection, before: datetime) -> None:
    """Throw away the keys that ended before a moment."""
    ended = or_(keys.c.revoked_at < before, keys.c.expires_at < before)
    connection.execute(delete(keys).where(ended))


def _valid(now: datetime) -> ColumnElement[bool]:
    lasting = or_(keys.c.expires_at.is_(None), keys.c.expires_at > now)
    return keys.c.revoked_at.is_(None) & lasting


def _hashed(given: str) -> str:
    return hashlib.sha256(given.encode("utf-8", "replace")).hexdigest()
