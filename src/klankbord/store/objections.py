"""Who objects to being recorded, by keyed digests; and numbers with which nothing is kept."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select

from klankbord.store.consent_tables import objection_digests, objections, private_numbers
from klankbord.store.rows import insert_new
from klankbord.store.tables import calls, parties, people, site

_KEY = "party_key"
"""Of a secret of this installation: a list of digests alone tells of no number."""


@dataclass(frozen=True)
class Objection:
    """A party who objects, as far as it is kept: a hint to recognise it by."""

    id: int
    kind: str
    hint: str
    at: datetime
    person: str


@dataclass(frozen=True)
class PrivateNumber:
    """A number, or how numbers begin, with which nothing is kept; of somebody or everybody."""

    id: int
    pattern: str
    person_id: int | None


def party_key(connection: Connection) -> str:
    """The secret by which parties are digested; "" before anything was."""
    found = select(site.c.value).where(site.c.key == _KEY)
    return str(connection.execute(found).scalar_one_or_none() or "")


def need_party_key(connection: Connection) -> str:
    """The same, made where it is not there yet; in a transaction that writes."""
    if key := party_key(connection):
        return key
    insert_new(connection, site, {"key": _KEY, "value": token_hex(32)}, site.c.key)
    return party_key(connection)  # that of who was first


def digest_of(key: str, text: str) -> str:
    """A text as the digest by which it is known again."""
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def add_objection(
    connection: Connection,
    kind: str,
    hint: str,
    digests: Iterable[str],
    *,
    person: int,
    now: datetime,
) -> int:
    """Note a party who objects; its number."""
    row = {"kind": kind, "hint": hint, "at": now, "person_id": person}
    made = connection.execute(insert(objections).values(row).returning(objections.c.id))
    number = int(made.scalar_one())
    rows = [{"objection_id": number, "digest": one} for one in sorted(set(digests))]
    connection.execute(insert(objection_digests), rows)
    return number


def remove_objection(connection: Connection, number: int) -> None:
    """Take an objection off the list."""
    connection.execute(delete(objections).where(objections.c.id == number))


def all_objections(connection: Connection) -> list[Objection]:
    """Every objection, the latest first."""
    c = objections.c
    wanted = (
        select(c.id, c.kind, c.hint, c.at, func.coalesce(people.c.name, ""))
        .select_from(objections.outerjoin(people, people.c.id == c.person_id))
        .order_by(c.at.desc(), c.id.desc())
    )
    return [Objection(*row) for row in connection.execute(wanted)]


def digests_of(connection: Connection, number: int) -> frozenset[str]:
    """By what an objecting party is known."""
    c = objection_digests.c
    wanted = select(c.digest).where(c.objection_id == number)
    return frozenset(connection.execute(wanted).scalars())


def objections_by(
    connection: Connection, digests: Collection[str], until: datetime | None = None
) -> list[int]:
    """The objections of which one of these is a digest; those that were there by then."""
    c = objection_digests.c
    wanted = select(c.objection_id).where(c.digest.in_(digests)).distinct()
    if until is not None:
        there = select(objections.c.id).where(objections.c.at <= until)
        wanted = wanted.where(c.objection_id.in_(there))
    return sorted(connection.execute(wanted).scalars()) if digests else []


def numbers_in_calls(connection: Connection) -> list[str]:
    """Every telephone number that a call or a party of one has, each once."""
    of_calls = select(calls.c.number).where(calls.c.number != "")
    of_parties = select(parties.c.number).where(parties.c.number.is_not(None))
    return [str(one) for one in connection.execute(of_calls.union(of_parties)).scalars() if one]


def emails_in_calls(connection: Connection) -> list[str]:
    """Every e-mail address that a party of a call has, each once."""
    wanted = select(parties.c.email).where(parties.c.email.is_not(None)).distinct()
    return [str(one) for one in connection.execute(wanted).scalars() if one]


def calls_with(
    connection: Connection, numbers: Collection[str], emails: Collection[str]
) -> list[int]:
    """The calls that have one of these numbers or addresses, as they stand there; in order."""
    found: set[int] = set()
    of_calls = select(calls.c.id).where(calls.c.number.in_(numbers))
    c = parties.c
    of_parties = select(c.call_id).where(or_(c.number.in_(numbers), c.email.in_(emails)))
    for wanted in (of_calls, of_parties):
        found |= set(connection.execute(wanted).scalars())
    return sorted(found)


# ── private numbers ───────────────────────────────────────────────────────────────────────────


def add_private_number(
    connection: Connection, person: int | None, pattern: str, now: datetime
) -> None:
    """Keep nothing with a number any more: of somebody's calls, or of everybody's."""
    row = {"person_id": person, "pattern": pattern, "created_at": now}
    connection.execute(insert(private_numbers).values(row))


def remove_private_number(connection: Connection, person: int | None, number: int) -> bool:
    """Take a number off the list of somebody, or of the house; whether it was on it."""
    where = (private_numbers.c.id == number, _of(person))
    return connection.execute(delete(private_numbers).where(*where)).rowcount > 0


def private_numbers_of(
    connection: Connection, person: int | None, until: datetime | None = None
) -> list[PrivateNumber]:
    """The list of somebody, or with None that of the house; as it was by then."""
    c = private_numbers.c
    wanted = select(c.id, c.pattern, c.person_id).where(_of(person)).order_by(c.pattern)
    if until is not None:
        wanted = wanted.where(c.created_at <= until)
    return [PrivateNumber(*row) for row in connection.execute(wanted)]


def _of(person: int | None) -> Any:
    c = private_numbers.c
    return c.person_id.is_(None) if person is None else c.person_id == person
