"""What was made unreadable in calls: the rules in force, and what is known of each call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from klankbord.conversation import Conversation
from klankbord.store.calls import put_conversation
from klankbord.store.documents import from_document, to_document
from klankbord.store.learning_tables import (
    answers,
    flags,
    keymoments,
    lessons,
    remarks,
    reviews,
)
from klankbord.store.made import Made
from klankbord.store.redaction_tables import redacted
from klankbord.store.retention import held
from klankbord.store.tables import calls, clips, comments, imports, revisions, site

_RULES = "redaction"


def read_rules(connection: Connection) -> dict[str, Any]:
    """What was set; empty before anything was."""
    found = select(site.c.value).where(site.c.key == _RULES)
    return dict(connection.execute(found).scalar_one_or_none() or {})


def write_rules(connection: Connection, rules: Mapping[str, Any]) -> None:
    """Set it."""
    connection.execute(delete(site).where(site.c.key == _RULES))
    connection.execute(insert(site).values(key=_RULES, value=dict(rules)))


def put_made(connection: Connection, call: int, made: Made, now: datetime) -> None:
    """Keep what is unreadable in a call, in place of what was known of it."""
    connection.execute(delete(redacted).where(redacted.c.call_id == call))
    row = {
        "call_id": call,
        "rules": made.rules,
        "counts": dict(made.counts),
        "still_heard": made.still_heard,
        "pieces": None if made.pieces is None else [dict(one) for one in made.pieces],
        "sound": made.sound,
        "made_at": now,
    }
    connection.execute(insert(redacted).values(row))


def find_made(connection: Connection, call: int) -> Made | None:
    """What is unreadable in a call; None where it was never looked through."""
    row = connection.execute(select(redacted).where(redacted.c.call_id == call)).one_or_none()
    if row is None:
        return None
    return Made(row.rules, row.counts, row.still_heard, row.pieces, row.sound)


def calls_to_redact(connection: Connection, rules: str, after: int, limit: int) -> list[int]:
    """The next calls, by number, that were not looked through by these rules."""
    wanted = (
        select(calls.c.id)
        .where(calls.c.id > after, _is_stale(rules))
        .order_by(calls.c.id)
        .limit(limit)
    )
    return list(connection.execute(_joined(wanted)).scalars())


def count_to_redact(connection: Connection, rules: str) -> int:
    """How many calls were not looked through by these rules."""
    wanted = select(func.count(calls.c.id)).where(_is_stale(rules))
    return int(connection.execute(_joined(wanted)).scalar_one())


def all_documents(connection: Connection, call: int) -> dict[int, Conversation]:
    """Every revision of a call, by its number."""
    wanted = select(revisions.c.number, revisions.c.document).where(revisions.c.call_id == call)
    return {number: from_document(data) for number, data in connection.execute(wanted)}


def rewrite(connection: Connection, call: int, documents: Mapping[int, Conversation]) -> None:
    """Put other conversations in the place of revisions, the newest as rows too."""
    for number, conversation in documents.items():
        connection.execute(
            update(revisions)
            .where(revisions.c.call_id == call, revisions.c.number == number)
            .values(document=to_document(conversation))
        )
    put_conversation(connection, call, documents[max(documents)])


Places = tuple[tuple[Table, ColumnElement[bool], tuple[str, ...]], ...]
"""Tables, which of their rows, and which columns of those."""


def rewrite_quotes(connection: Connection, call: int, veil: Callable[[str], str]) -> None:
    """Put what `veil` makes of them in the place of the quotes by which marks are found."""
    of_review = select(reviews.c.id).where(reviews.c.call_id == call)
    places: Places = (
        (comments, comments.c.call_id == call, ("quote", "before")),
        (clips, clips.c.call_id == call, ("quote", "title")),
        (answers, answers.c.review_id.in_(of_review), ("quote", "before")),
        (
            keymoments,
            keymoments.c.review_id.in_(of_review),
            ("quote", "before", "until_quote", "until_before"),
        ),
    )
    _rewrite_texts(connection, places, veil)


def rewrite_written(connection: Connection, call: int, veil: Callable[[str], str]) -> None:
    """Put what `veil` makes of it in the place of what people wrote about a call."""
    of_review = select(reviews.c.id).where(reviews.c.call_id == call)
    places: Places = (
        (comments, comments.c.call_id == call, ("text",)),
        (remarks, remarks.c.call_id == call, ("text",)),
        (flags, flags.c.call_id == call, ("note",)),
        (answers, answers.c.review_id.in_(of_review), ("text",)),
        (lessons, lessons.c.review_id.in_(of_review), ("text",)),
    )
    _rewrite_texts(connection, places, veil)


def _rewrite_texts(connection: Connection, places: Places, veil: Callable[[str], str]) -> None:
    for table, where, columns in places:
        key = table.primary_key.columns
        for row in connection.execute(select(table).where(where)).mappings().all():
            changed = {
                name: veiled
                for name in columns
                if row[name] and (veiled := veil(row[name])) != row[name]
            }
            if changed:
                same = (column == row[column.name] for column in key)
                connection.execute(update(table).where(*same).values(changed))


def source_of(connection: Connection, call: int) -> str:
    """The file that a call was read or heard from."""
    wanted = select(calls.c.source).where(calls.c.id == call)
    return str(connection.execute(wanted).scalar_one())


def change_sound(connection: Connection, before: str, after: str) -> None:
    """Let imports that lead to a recording lead to another file."""
    connection.execute(update(imports).where(imports.c.sound == before).values(sound=after))


def change_recording(connection: Connection, call: int, before: str, after: str) -> None:
    """Give a call another recording; one that is told by its recording is told by that then."""
    connection.execute(update(calls).where(calls.c.id == call).values(sound=after))
    told_by = (calls.c.id == call, calls.c.source == before)
    connection.execute(update(calls).where(*told_by).values(source=after))


def _is_stale(rules: str) -> ColumnElement[bool]:
    """What holds for calls that these rules did not look through; of one held, nothing goes."""
    stale = or_(redacted.c.rules.is_(None), redacted.c.rules != rules)
    return and_(stale, calls.c.id.not_in(held()))


def _joined(wanted: Any) -> Any:
    return wanted.select_from(calls.outerjoin(redacted, redacted.c.call_id == calls.c.id))
