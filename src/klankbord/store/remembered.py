"""By what a call that was left out is known when it comes another way: digests, for some time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, select

from klankbord.store.arrival_tables import arrivals
from klankbord.store.consent_tables import kept_back, remembered
from klankbord.store.imports import find_import
from klankbord.store.redaction_tables import redacted
from klankbord.store.rows import put_row
from klankbord.store.tables import calls

LeftOut = Literal["no_consent", "private", "gone"]
"""Why a call was left out or taken away, of those that are known again."""


def put_remembered(
    connection: Connection, why: LeftOut, digests: Iterable[str], until: datetime
) -> None:
    """Know these again until then; those that were known already, too."""
    c = remembered.c
    for digest in sorted(set(digests)):
        row = {"why": why, "digest": digest, "until": until}
        put_row(connection, remembered, row, c.why, c.digest)


def is_remembered(connection: Connection, why: LeftOut, digests: Collection[str]) -> bool:
    """Whether one of these is known."""
    c = remembered.c
    wanted = select(c.digest).where(c.why == why, c.digest.in_(sorted(digests))).limit(1)
    return bool(digests) and connection.execute(wanted).first() is not None


def forget_remembered(connection: Connection, now: datetime) -> None:
    """Forget what was known for long enough."""
    connection.execute(delete(remembered).where(remembered.c.until <= now))


def files_of_call(connection: Connection, call: int, arrival: int | None = None) -> set[str]:
    """The hashes of every file that a call came of: as it arrived, and as it is kept."""
    of = select(calls.c.source, calls.c.sound).where(calls.c.id == call)
    found: set[str | None] = set(connection.execute(of).one())
    as_it_was = select(redacted.c.sound).where(redacted.c.call_id == call)
    found.add(connection.execute(as_it_was).scalar_one_or_none())
    arrived = select(arrivals.c.files, arrivals.c.import_id).where(arrivals.c.id == arrival)
    row = connection.execute(arrived).one_or_none() if arrival else None
    if row is not None:
        found |= {file["hash"] for file in row.files}
        one = find_import(connection, row.import_id) if row.import_id else None
        found |= {one.source, one.sound, *one.halves} if one else set()
    return {hash_ for hash_ in found if hash_}


def waiting_with(connection: Connection, hashes: Collection[str]) -> list[tuple[int, int]]:
    """The calls of these files that wait for consent, each with whose it is."""
    c = calls.c
    wanted = (
        select(c.id, c.owner_id)
        .join(kept_back, (kept_back.c.call_id == c.id) & (kept_back.c.why == "consent"))
        .where(c.source.in_(hashes) | c.sound.in_(hashes))
    )
    return [(row.id, row.owner_id) for row in connection.execute(wanted)] if hashes else []
