"""What was erased, as digests: enough to erase it again from a backup, and to tell of nobody.

A call is known by its number and when it came in, which are no secret. A party is known by a keyed
digest of the number or address, each with a key of its own that lies beside it; whoever has the
list can try numbers one by one, but not look one up.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from klankbord.store.retention_tables import erased, past_reviews, requests
from klankbord.store.rows import insert_new
from klankbord.store.tables import calls, people

Kind = Literal["call", "sound", "number", "email"]
KINDS: tuple[Kind, ...] = ("call", "sound", "number", "email")


@dataclass(frozen=True)
class Erased:
    """A line of the list."""

    kind: Kind
    salt: str
    digest: str
    at: datetime

    def is_of(self, text: str) -> bool:
        """Whether it is of this number or address."""
        return hmac.compare_digest(self.digest, _keyed(self.salt, text))


def mark_of(call: int, created_at: datetime) -> str:
    """By what a call is known, in this store and in any backup of it."""
    return sha256(f"call {call} {created_at.isoformat()}".encode()).hexdigest()


def note_call(
    connection: Connection, kind: Literal["call", "sound"], call: int, now: datetime
) -> None:
    """Note that a call, or its recording, is being erased; while it is still there."""
    created = select(calls.c.created_at).where(calls.c.id == call)
    mark = mark_of(call, connection.execute(created).scalar_one())
    add_erased(connection, [Erased(kind, "", mark, now)])


def note_party(
    connection: Connection, kind: Literal["number", "email"], forms: Iterable[str], now: datetime
) -> None:
    """Note that all there is of a party is being erased."""
    for form in sorted(forms):
        salt = token_hex(16)
        add_erased(connection, [Erased(kind, salt, _keyed(salt, form), now)])


def add_erased(connection: Connection, rows: Iterable[Erased]) -> None:
    """Add lines to the list; those that are on it stay as they are."""
    for one in rows:
        row = {"kind": one.kind, "salt": one.salt, "digest": one.digest, "at": one.at}
        insert_new(connection, erased, row, erased.c.kind, erased.c.digest)


def all_erased(connection: Connection, after: int = 0) -> list[tuple[int, Erased]]:
    """The list, with the number of each line; those after a line."""
    c = erased.c
    wanted = select(c.id, c.kind, c.salt, c.digest, c.at).where(c.id > after).order_by(c.id)
    return [(row[0], Erased(*row[1:])) for row in connection.execute(wanted)]


def calls_on(connection: Connection, marks: Collection[str]) -> list[tuple[int, str]]:
    """The calls that are there and stand on the list, with their marks."""
    wanted = select(calls.c.id, calls.c.created_at).order_by(calls.c.id)
    found = ((row.id, mark_of(row.id, row.created_at)) for row in connection.execute(wanted))
    return [(call, mark) for call, mark in found if mark in marks]


def _keyed(salt: str, text: str) -> str:
    return hmac.new(salt.encode(), text.encode(), "sha256").hexdigest()


# ── that it was done ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Request:
    """That an admin gave or erased somebody's data; `digest` tells nobody whose."""

    id: int
    kind: str
    digest: str
    counts: dict[str, int]
    person: str
    at: datetime


def add_request(
    connection: Connection,
    kind: Literal["access", "erasure"],
    digest: str,
    *,
    counts: dict[str, int],
    person: int,
    now: datetime,
) -> int:
    """Note that it was done; its number."""
    row = {"kind": kind, "digest": digest, "counts": counts, "person_id": person, "at": now}
    done = connection.execute(requests.insert().values(row).returning(requests.c.id))
    return int(done.scalar_one())


def all_requests(connection: Connection) -> list[Request]:
    """Everything that was given or erased, the latest first."""
    c = requests.c
    columns = (c.id, c.kind, c.digest, c.counts, func.coalesce(people.c.name, ""), c.at)
    joined = requests.outerjoin(people, people.c.id == c.person_id)
    wanted = select(*columns).select_from(joined).order_by(c.at.desc(), c.id.desc())
    return [Request(*row) for row in connection.execute(wanted)]


# ── reviews whose call is gone ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PastReview:
    """A review whose call is gone; `moments` tells from when to when each was (ms), where known."""

    id: int
    person_id: int
    coach_id: int | None
    manner: str
    held_at: datetime
    closed_at: datetime | None
    moments: tuple[tuple[int | None, int | None], ...]
    lesson_id: int | None
    experiment_id: int | None
    why: str
    gone_at: datetime


def past_reviews_of(connection: Connection, *where: Any) -> list[PastReview]:
    """Reviews whose call is gone, the latest first."""
    wanted = select(past_reviews).where(*where).order_by(past_reviews.c.held_at.desc())
    return [
        PastReview(
            id=row.id,
            person_id=row.person_id,
            coach_id=row.coach_id,
            manner=row.manner,
            held_at=row.held_at,
            closed_at=row.closed_at,
            moments=tuple((start, until) for start, until in row.moments),
            lesson_id=row.lesson_id,
            experiment_id=row.experiment_id,
            why=row.why,
            gone_at=row.gone_at,
        )
        for row in connection.execute(wanted)
    ]
