"""Calls and their revisions: the newest as rows too, for lists and for search."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)

from klankbord.conversation import Conversation
from klankbord.store.documents import from_document, to_document
from klankbord.store.new_calls import NewCall, Source, columns_of, new_call, parties_of
from klankbord.store.numbers import free_number
from klankbord.store.tables import calls, parties, people, revisions

SOURCES = 500
"""So many files are looked up in one statement."""


@dataclass(frozen=True)
class Call:
    """A call as a row of a list shows it; `length_ms` is None where the source has no times."""

    id: int
    owner_id: int
    owner: str
    uploader_id: int
    title: str
    customers: str
    language: str
    started_at: datetime | None
    direction: str
    type: str
    number: str
    length_ms: int | None
    sound: str | None
    revision: int
    created_at: datetime


@dataclass(frozen=True)
class Revision:
    """One state of a call's transcript: who made it, when, and what they mended."""

    number: int
    made_at: datetime
    person_id: int | None
    change: dict[str, Any]


def add_calls(
    connection: Connection, new: Iterable[NewCall], now: datetime
) -> dict[tuple[str, int], int]:
    """Keep the calls that are not there yet, with their first revision; their numbers by key.

    Whoever would add calls of the same files meanwhile waits till the end, and finds them there.
    """
    given = {call.key: call for call in new}
    take_turns(connection, {source for source, _ in given})
    there = calls_of_sources(connection, given)
    fresh = {key: call for key, call in given.items() if key not in there}
    if not fresh:
        return {}
    told = insert(calls).returning(calls.c.source, calls.c.source_part, calls.c.id)
    given_rows = [c.row | {"created_at": now} for c in fresh.values()]
    if connection.dialect.name == "sqlite":  # which would give a removed call's number again
        for row_number, row in enumerate(given_rows, free_number(connection)):
            row["id"] = row_number
    rows = connection.execute(told, given_rows)
    numbers = {(source, part): number for source, part, number in rows}
    first = {"number": 1, "made_at": now, "change": {"what": "imported"}}
    connection.execute(
        insert(revisions),
        [
            first
            | {
                "call_id": numbers[key],
                "person_id": call.uploader,
                "document": call.document,
            }
            for key, call in fresh.items()
        ],
    )
    _put_parties(connection, [(numbers[key], call.parties) for key, call in fresh.items()])
    return numbers


def add_call(
    connection: Connection,
    conversation: Conversation,
    source: Source,
    *,
    owner: int,
    uploader: int,
    now: datetime,
) -> int:
    """Keep one call, as `add_calls`; its number.

    Raises:
        ValueError: it is there already.
    """
    kept = add_calls(connection, [new_call(conversation, source, owner, uploader)], now)
    if not kept:
        msg = f"a call of part {source.part} of {source.hash} is there already"
        raise ValueError(msg)
    return kept[source.hash, source.part]


def add_revision(  # noqa: PLR0913
    connection: Connection,
    call: int,
    conversation: Conversation,
    *,
    after: int,
    person: int,
    now: datetime,
    change: dict[str, Any],
) -> bool:
    """Keep a next revision; False where `after` is no longer the newest, and nothing is kept."""
    number = after + 1
    done = connection.execute(
        update(calls)
        .where(calls.c.id == call, calls.c.revision == after)
        .values(columns_of(conversation) | {"revision": number})
    )
    if done.rowcount == 0:
        return False
    connection.execute(
        insert(revisions).values(
            call_id=call,
            number=number,
            made_at=now,
            person_id=person,
            change=change,
            document=to_document(conversation),
        )
    )
    connection.execute(delete(parties).where(parties.c.call_id == call))
    _put_parties(connection, [(call, parties_of(conversation))])
    return True


def put_conversation(connection: Connection, call: int, conversation: Conversation) -> None:
    """Let the rows of a call be those of a conversation: its newest revision, said otherwise."""
    row = columns_of(conversation)
    connection.execute(update(calls).where(calls.c.id == call).values(row))
    connection.execute(delete(parties).where(parties.c.call_id == call))
    _put_parties(connection, [(call, parties_of(conversation))])


def find_calls(
    connection: Connection,
    *where: ColumnElement[bool],
    limit: int | None = None,
    offset: int = 0,
) -> list[Call]:
    """The calls for which all of `where` holds, the newest first, those without a date last."""
    wanted = _calls(*where).limit(limit).offset(offset)
    return [_call(row) for row in connection.execute(wanted)]


def find_and_count(
    connection: Connection, *where: ColumnElement[bool], limit: int, offset: int = 0
) -> tuple[list[Call], int]:
    """As `find_calls`, with how many there are in all; both in one look."""
    counted = _calls(*where).add_columns(func.count().over().label("count"))
    rows = connection.execute(counted.limit(limit).offset(offset)).all()
    if not rows and offset:
        return [], count_calls(connection, *where)
    return [_call(row) for row in rows], int(rows[0][-1]) if rows else 0


def find_call(connection: Connection, *where: ColumnElement[bool]) -> Call | None:
    """The call for which all of `where` holds, or None."""
    return next(iter(find_calls(connection, *where, limit=1)), None)


def count_calls(connection: Connection, *where: ColumnElement[bool]) -> int:
    """For how many calls all of `where` holds."""
    wanted = select(func.count()).select_from(calls).where(*where)
    return int(connection.execute(wanted).scalar_one())


def calls_of_sources(
    connection: Connection, keys: Collection[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """Those of the parts of files that are there, each with the number of its call."""
    found: dict[tuple[str, int], int] = {}
    every = list(keys)
    for first in range(0, len(every), SOURCES):
        among = tuple_(calls.c.source, calls.c.source_part).in_(every[first : first + SOURCES])
        rows = connection.execute(
            select(calls.c.source, calls.c.source_part, calls.c.id).where(among)
        )
        found |= {(source, part): number for source, part, number in rows}
    return found


def call_with_sound(connection: Connection, hash_: str) -> int | None:
    """The call of which a file is the recording; of several the first."""
    wanted = select(calls.c.id).where(calls.c.sound == hash_).order_by(calls.c.id).limit(1)
    return connection.execute(wanted).scalar_one_or_none()


def take_turns(connection: Connection, sources: Collection[str]) -> None:
    """Let who would add calls of the same files wait till the end; in one order: none for ever."""
    if connection.dialect.name == "postgresql":
        turns = text(
            "SELECT pg_advisory_xact_lock(turn) FROM (SELECT DISTINCT hashtextextended(source, 0)"
            " AS turn FROM unnest(CAST(:sources AS text[])) AS source ORDER BY turn) AS turns"
        )
        connection.execute(turns, {"sources": list(sources)})


def change_call(connection: Connection, call: int, **values: Any) -> None:
    """Set columns of a call that are no part of its transcript: owner, number, sound."""
    connection.execute(update(calls).where(calls.c.id == call).values(values))


def read_conversation(connection: Connection, call: int, number: int | None = None) -> Conversation:
    """The conversation of a call as a revision has it; the newest without `number`."""
    newest = select(calls.c.revision).where(calls.c.id == call).scalar_subquery()
    wanted = select(revisions.c.document).where(
        revisions.c.call_id == call,
        revisions.c.number == (newest if number is None else number),
    )
    return from_document(connection.execute(wanted).scalar_one())


def current_revision(connection: Connection, call: int) -> int | None:
    """The number of a call's newest revision; None where there is no such call."""
    wanted = select(calls.c.revision).where(calls.c.id == call)
    return connection.execute(wanted).scalar_one_or_none()


def lock_calls(connection: Connection, of: Collection[int]) -> dict[int, int]:
    """Let others wait who would change these calls, or what is measured of them, till the end.

    Returns:
        Of each call that is there, the number of its newest revision.
    """
    ids_and_revisions = select(calls.c.id, calls.c.revision).where(calls.c.id.in_(of))
    rows = connection.execute(ids_and_revisions.order_by(calls.c.id).with_for_update())
    return {row.id: row.revision for row in rows}


def read_revisions(connection: Connection, call: int) -> list[Revision]:
    """What was mended, the newest first."""
    wanted = (
        select(revisions.c.number, revisions.c.made_at, revisions.c.person_id, revisions.c.change)
        .where(revisions.c.call_id == call)
        .order_by(revisions.c.number.desc())
    )
    return [Revision(*row) for row in connection.execute(wanted)]


def _calls(*where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(calls, people.c.name.label("owner"))
        .join(people, people.c.id == calls.c.owner_id)
        .where(*where)
        .order_by(calls.c.started_at.desc().nulls_last(), calls.c.id.desc())
    )


def _put_parties(
    connection: Connection, of: Sequence[tuple[int, Sequence[dict[str, Any]]]]
) -> None:
    rows = [{"call_id": call, **party} for call, own in of for party in own]
    if rows:
        connection.execute(insert(parties), rows)


def _call(row: Row[Any]) -> Call:
    return Call(
        id=row.id,
        owner_id=row.owner_id,
        owner=row.owner,
        uploader_id=row.uploader_id,
        title=row.title,
        customers=row.customers,
        language=row.language,
        started_at=row.started_at,
        direction=row.direction,
        type=row.type,
        number=row.number,
        length_ms=row.length_ms,
        sound=row.sound,
        revision=row.revision,
        created_at=row.created_at,
    )
