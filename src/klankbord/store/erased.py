"""What was erased, as digests: enough to erase it again from a backup. It is personal data still.

A call is known by its number and when it came in, which are no secret. A party is known by a digest
of the number or address that is slow on purpose, with the salt of the list beside it. Whoever has
the list can still try numbers one by one: all mobile numbers of a country in some months, not in
minutes. With one salt a list, a backup that is put back costs one digest a number in it, however
many were erased. The moment is that of the day's end, so that no line tells of which request it is.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from secrets import token_hex
from typing import Any, Literal, get_args

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from klankbord.store.retention_tables import erased, past_reviews, requests
from klankbord.store.rows import insert_new
from klankbord.store.tables import calls, people, site

Kind = Literal[
    "call", "sound", "arrival", "import", "number", "email", "number_beside", "email_beside"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Of a party: all there was, or (beside) what stood beside calls, of which some were not theirs."""
_SALT = "erased_salt"
_SLOW = "argon2id:"
"""How the salt of a slow digest begins; of an older line it is the key of a quick one."""
TIMES, MEMORY_KB = 2, 64 * 1024
"""What a digest costs: a tenth of a second. A store with 20,000 numbers takes 4 cores some ten
minutes, and all Dutch mobile numbers take them a month."""


@dataclass(frozen=True)
class Erased:
    """A line of the list; `token` is another each time that a party was erased."""

    kind: Kind
    salt: str
    digest: str
    at: datetime
    token: str | None = None


def mark_of(number: int, created_at: datetime, what: str = "call") -> str:
    """By what a call, or something beside calls, is known: in this store, in any backup of it."""
    return sha256(f"{what} {number} {created_at.isoformat()}".encode()).hexdigest()


def note_call(
    connection: Connection, kind: Literal["call", "sound"], call: int, now: datetime
) -> None:
    """Note that a call, or its recording, is being erased; while it is still there."""
    created = select(calls.c.created_at).where(calls.c.id == call)
    mark = mark_of(call, connection.execute(created).scalar_one())
    add_erased(connection, [Erased(kind, "", mark, end_of_day(now))])


def note_row(
    connection: Connection,
    kind: Literal["arrival", "import"],
    number: int,
    created_at: datetime | None,
    now: datetime,
) -> None:
    """Note that something beside calls is being erased."""
    if created_at is None:
        return
    add_erased(connection, [Erased(kind, "", mark_of(number, created_at, kind), end_of_day(now))])


def note_party(
    connection: Connection,
    kind: Literal["number", "email"],
    forms: Iterable[str],
    now: datetime,
    *,
    beside: bool = False,
) -> None:
    """Note that all there is of a party is being erased; or all but some calls, with `beside`.

    Takes a tenth of a second a form.
    """
    of: Kind = f"{kind}_beside" if beside else kind  # type: ignore[assignment]
    salt = _salt_of_list(connection)
    digests, token = sorted(digests_of(salt, forms)), token_hex(8)
    add_erased(connection, [Erased(of, salt, one, end_of_day(now), token) for one in digests])


def add_erased(connection: Connection, rows: Iterable[Erased], *, again: bool = False) -> None:
    """Add lines to the list; of what is on it already the latest counts.

    With `again` they are of another list, and what is not on this one is to be erased again. What
    is, was erased before the backup was made in which it stands: what there is of it came later.
    """
    c, mark = erased.c, {"again": True} if again else {}
    for one in rows:
        row = {"kind": one.kind, "salt": one.salt, "digest": one.digest, "at": one.at}
        if not insert_new(connection, erased, row | {"token": one.token} | mark, c.kind, c.digest):
            other = and_(c.at == one.at, c.token.is_distinct_from(one.token))
            earlier = (c.kind == one.kind, c.digest == one.digest, or_(c.at < one.at, other))
            later = {"at": one.at, "token": one.token} | mark
            connection.execute(update(erased).where(*earlier).values(later))


def to_erase_again(connection: Connection) -> list[Erased]:
    """The lines that came with a list, and are still to be erased again."""
    c = erased.c
    wanted = select(c.kind, c.salt, c.digest, c.at, c.token).where(c.again).order_by(c.id)
    return [Erased(*row) for row in connection.execute(wanted)]


def note_erased_again(connection: Connection) -> None:
    """Note that they were."""
    connection.execute(update(erased).where(erased.c.again).values(again=None))


def drop_erased(connection: Connection, before: datetime) -> int:
    """Throw away lines of before any backup that is kept; how many."""
    old = and_(erased.c.at < before, erased.c.again.is_not(True))
    return connection.execute(delete(erased).where(old)).rowcount


def end_of_day(now: datetime) -> datetime:
    """The end of the day of a moment, in UTC."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def digests_of(salt: str, forms: Iterable[str]) -> dict[str, str]:
    """Numbers or addresses by their digests with the salt of a line, worked out on all cores."""
    wanted, digest = sorted(set(forms)), _slow if salt.startswith(_SLOW) else _quick
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(pool.map(partial(digest, salt), wanted), wanted, strict=True))


def all_erased(connection: Connection, after: int = 0) -> list[tuple[int, Erased]]:
    """The list, with the number of each line; those after a line."""
    c = erased.c
    columns = (c.id, c.kind, c.salt, c.digest, c.at, c.token)
    wanted = select(*columns).where(c.id > after).order_by(c.id)
    return [(row[0], Erased(*row[1:])) for row in connection.execute(wanted)]


def calls_on(connection: Connection, marks: Collection[str]) -> list[tuple[int, str]]:
    """The calls that are there and stand on the list, with their marks."""
    wanted = select(calls.c.id, calls.c.created_at).order_by(calls.c.id)
    found = ((row.id, mark_of(row.id, row.created_at)) for row in connection.execute(wanted))
    return [(call, mark) for call, mark in found if mark in marks]


def _salt_of_list(connection: Connection) -> str:
    new = {"key": _SALT, "value": _SLOW + token_hex(16)}
    insert_new(connection, site, new, site.c.key)
    found = select(site.c.value).where(site.c.key == _SALT)
    return str(connection.execute(found).scalar_one())  # that of who was first


def _slow(salt: str, text: str) -> str:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        text.encode(),
        salt.encode(),
        time_cost=TIMES,
        memory_cost=MEMORY_KB,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    ).hex()


def _quick(salt: str, text: str) -> str:
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
