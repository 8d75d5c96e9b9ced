"""Comments and clips: what somebody keeps of a call, theirs alone until they share it.

Every reading takes who reads, and gives what is theirs or shared with whoever may see the call;
there is no way to read or count what others keep to themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from klankbord.coaching.anchors import Anchor
from klankbord.store.tables import calls, clips, comments, people, turns


@dataclass(frozen=True)
class Comment:
    """What somebody wrote at a moment of a call; `changed_at` where they rewrote it."""

    id: int
    call_id: int
    person_id: int
    person: str
    anchor: Anchor
    text: str
    shared: bool
    created_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True)
class Clip:
    """A piece of a call that somebody keeps: [start_ms, end_ms), and what is said as it begins."""

    id: int
    call_id: int
    person_id: int
    person: str
    title: str
    start_ms: int
    end_ms: int
    quote: str
    shared: bool
    created_at: datetime


@dataclass(frozen=True)
class Found:
    """A clip with the title of its call, whether that has a recording, and its first turn there."""

    clip: Clip
    call: str
    sound: bool
    turn: int | None


def add_comment(  # noqa: PLR0913 (a row)
    connection: Connection,
    call: int,
    person: int,
    anchor: Anchor,
    *,
    text: str,
    shared: bool,
    now: datetime,
) -> int:
    """Keep a comment; its number."""
    row = {
        "start_ms": anchor.start_ms,
        "quote": anchor.quote,
        "before": anchor.before,
        "text": text,
    }
    return _add(connection, comments, row, call, person, shared=shared, now=now)


def change_comment(
    connection: Connection, comment: int, *, text: str, shared: bool, now: datetime
) -> None:
    """Put another text in the place of a comment's, and say who may read it."""
    values = {"text": text, "shared": shared, "changed_at": now}
    connection.execute(update(comments).where(comments.c.id == comment).values(values))


def remove_comment(connection: Connection, comment: int) -> None:
    """Remove a comment."""
    connection.execute(delete(comments).where(comments.c.id == comment))


def comments_of(connection: Connection, call: int, reader: int) -> list[Comment]:
    """The comments on a call that somebody may read, the oldest first."""
    wanted = _readable(comments, reader, comments.c.call_id == call).order_by(comments.c.id)
    return [_comment(row) for row in connection.execute(wanted)]


def find_comment(connection: Connection, call: int, comment: int, reader: int) -> Comment | None:
    """A comment on a call, if it is there for this reader."""
    where = and_(comments.c.call_id == call, comments.c.id == comment)
    row = connection.execute(_readable(comments, reader, where)).one_or_none()
    return None if row is None else _comment(row)


def add_clip(  # noqa: PLR0913 (a row)
    connection: Connection,
    call: int,
    person: int,
    span: tuple[int, int],
    *,
    title: str,
    quote: str,
    shared: bool,
    now: datetime,
) -> int:
    """Keep a clip; its number."""
    row = {"start_ms": span[0], "end_ms": span[1], "title": title, "quote": quote}
    return _add(connection, clips, row, call, person, shared=shared, now=now)


def change_clip(connection: Connection, clip: int, *, title: str, shared: bool) -> None:
    """Give a clip another title, and say who may see it."""
    values = {"title": title, "shared": shared}
    connection.execute(update(clips).where(clips.c.id == clip).values(values))


def remove_clip(connection: Connection, clip: int) -> None:
    """Remove a clip; the recording stays."""
    connection.execute(delete(clips).where(clips.c.id == clip))


def clips_of(connection: Connection, call: int, reader: int) -> list[Clip]:
    """The clips of a call that somebody may see, in order of time."""
    wanted = _readable(clips, reader, clips.c.call_id == call)
    ordered = wanted.order_by(clips.c.start_ms, clips.c.id)
    return [Clip(**row) for row in connection.execute(ordered).mappings()]


def find_clips(
    connection: Connection, reader: int, where: ColumnElement[bool], *, limit: int, offset: int = 0
) -> list[Found]:
    """The clips that somebody may see, on calls for which `where` holds, the newest first."""
    named = _readable(clips, reader, where).join(calls, calls.c.id == clips.c.call_id)
    told = named.add_columns(
        calls.c.title.label("call"), calls.c.sound.label("recording"), _first_turn().label("turn")
    )
    newest = told.order_by(clips.c.created_at.desc(), clips.c.id.desc())
    found = []
    for row in connection.execute(newest.limit(limit).offset(offset)).mappings():
        facts = dict(row)
        call, sound, turn = (facts.pop(name) for name in ("call", "recording", "turn"))
        found.append(Found(Clip(**facts), call, sound is not None, turn))
    return found


def find_clip(connection: Connection, call: int, clip: int, reader: int) -> Clip | None:
    """A clip of a call, if it is there for this reader."""
    where = and_(clips.c.call_id == call, clips.c.id == clip)
    row = connection.execute(_readable(clips, reader, where)).mappings().one_or_none()
    return None if row is None else Clip(**row)


def _add(  # noqa: PLR0913
    connection: Connection,
    table: Table,
    values: dict[str, Any],
    call: int,
    person: int,
    *,
    shared: bool,
    now: datetime,
) -> int:
    row = values | {"call_id": call, "person_id": person, "shared": shared, "created_at": now}
    return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def _readable(table: Table, reader: int, where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(table, people.c.name.label("person"))
        .join(people, people.c.id == table.c.person_id)
        .where(where, or_(table.c.person_id == reader, table.c.shared))
    )


def _first_turn() -> ScalarSelect[int | None]:
    """The first turn that begins within a clip."""
    within = (turns.c.start_ms >= clips.c.start_ms, turns.c.start_ms < clips.c.end_ms)
    wanted = select(func.min(turns.c.turn)).where(turns.c.call_id == clips.c.call_id, *within)
    return wanted.scalar_subquery()


def _comment(row: Row[Any]) -> Comment:
    return Comment(
        id=row.id,
        call_id=row.call_id,
        person_id=row.person_id,
        person=row.person,
        anchor=Anchor(row.start_ms, row.quote, row.before),
        text=row.text,
        shared=row.shared,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
