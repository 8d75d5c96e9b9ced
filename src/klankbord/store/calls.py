"""Calls and their revisions: the newest as rows too, for lists and for search."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select, update

from klankbord.conversation import Conversation, Side
from klankbord.store.documents import from_document, to_document
from klankbord.store.tables import calls, parties, people, revisions


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


@dataclass(frozen=True)
class Source:
    """What a call came from: the file by its SHA-256, which of its conversations, its sound."""

    hash: str
    part: int
    sound: str | None = None
    number: str = ""


def add_call(
    connection: Connection,
    conversation: Conversation,
    source: Source,
    *,
    owner: int,
    uploader: int,
    now: datetime,
) -> int:
    """Keep a call with its first revision; each source and part is there once (IntegrityError)."""
    row = _of_conversation(conversation) | {
        "owner_id": owner,
        "uploader_id": uploader,
        "source": source.hash,
        "source_part": source.part,
        "sound": source.sound,
        "number": source.number or _number(conversation),
        "revision": 1,
        "created_at": now,
    }
    done = connection.execute(insert(calls).values(row).returning(calls.c.id))
    call = int(done.scalar_one())
    _keep(connection, call, 1, conversation, now, uploader, {"what": "imported"})
    return call


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
        .values(_of_conversation(conversation) | {"revision": number})
    )
    if done.rowcount == 0:
        return False
    _keep(connection, call, number, conversation, now, person, change)
    return True


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


def call_of_source(connection: Connection, hash_: str, part: int) -> int | None:
    """The call that came from this part of a file, if it is there."""
    wanted = select(calls.c.id).where(calls.c.source == hash_, calls.c.source_part == part)
    return connection.execute(wanted).scalar_one_or_none()


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


def lock_calls(connection: Connection, of: Collection[int]) -> None:
    """Let others wait who would change these calls, or what is measured of them, till the end."""
    connection.execute(
        select(calls.c.id).where(calls.c.id.in_(of)).order_by(calls.c.id).with_for_update()
    )


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


def _keep(  # noqa: PLR0913, PLR0917
    connection: Connection,
    call: int,
    number: int,
    conversation: Conversation,
    now: datetime,
    person: int,
    change: dict[str, Any],
) -> None:
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
    rows: Sequence[dict[str, Any]] = [
        {
            "call_id": call,
            "party": place,
            "name": party.name,
            "side": party.side.value,
            "email": party.email,
            "number": party.number,
        }
        for place, party in enumerate(conversation.parties)
    ]
    if rows:
        connection.execute(insert(parties), rows)


def _of_conversation(conversation: Conversation) -> dict[str, Any]:
    """The columns of a call that its conversation tells."""
    of_customers = [p.name for p in conversation.parties if p.side is Side.CUSTOMER and p.name]
    return {
        "title": conversation.title,
        "customers": ", ".join(of_customers),
        "language": conversation.language,
        "started_at": conversation.when.astimezone(UTC) if conversation.when else None,
        "direction": conversation.direction,
        "type": conversation.type,
        "length_ms": _length(conversation),
    }


def _length(conversation: Conversation) -> int | None:
    ends = [turn.end_ms or turn.start_ms or 0 for turn in conversation.turns]
    if not conversation.bears.starts:
        return conversation.end_ms
    return max([conversation.end_ms or 0, *ends])


def _number(conversation: Conversation) -> str:
    of_customers = (p.number for p in conversation.parties if p.side is Side.CUSTOMER)
    return next((number for number in of_customers if number), "")


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
