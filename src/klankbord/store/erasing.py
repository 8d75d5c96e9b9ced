"""Where somebody stands: in calls, and in what is kept beside them. Found, counted, taken away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import Connection, Table, delete, func, or_, select, tuple_, update

from klankbord.store.arrival_tables import arrivals, watched_files
from klankbord.store.consent_tables import private_numbers
from klankbord.store.hook_tables import hooks, pieces
from klankbord.store.jobs import OPEN
from klankbord.store.key_tables import uploads
from klankbord.store.learning_tables import (
    answers,
    experiments,
    flags,
    keymoments,
    lessons,
    remarks,
    reviews,
    todos,
)
from klankbord.store.retention_tables import holds, library
from klankbord.store.tables import audit, calls, clips, comments, imports, jobs, parties, searches

Has = Callable[[Any], bool]
"""Whether somebody stands in a value."""
TEXTS: tuple[tuple[Table, str], ...] = (
    (todos, "text"),
    (flags, "note"),
    (lessons, "text"),
    (experiments, "text"),
    (comments, "text"),
    (remarks, "text"),
    (answers, "text"),
    (clips, "title"),
    (library, "reason"),
    (holds, "reason"),
)
"""What people wrote of their own."""


def calls_named(connection: Connection, names: Collection[str]) -> list[int]:
    """The calls with a party of this name, folded."""
    wanted = select(parties.c.call_id).where(parties.c.folded.in_(names)).distinct()
    return sorted(connection.execute(wanted).scalars())


def count_marks(connection: Connection, of: Collection[int]) -> dict[str, int]:
    """What hangs on calls: clips, comments, quotes in reviews, flags, lines of the log."""
    own = select(reviews.c.id).where(reviews.c.call_id.in_(of))
    quotes = (keymoments, keymoments.c.review_id), (answers, answers.c.review_id)
    return {
        "clips": _count(connection, clips, clips.c.call_id.in_(of)),
        "comments": _count(connection, comments, comments.c.call_id.in_(of))
        + _count(connection, remarks, remarks.c.call_id.in_(of)),
        "reviews": _count(connection, reviews, reviews.c.call_id.in_(of)),
        "quotes": sum(
            _count(connection, table, column.in_(own), table.c.quote != "")
            for table, column in quotes
        ),
        "flags": _count(connection, flags, flags.c.call_id.in_(of)),
        "lines": _count(connection, audit, audit.c.call_id.in_(of)),
    }


def arrivals_with(connection: Connection, has: Has) -> list[int]:
    """What arrived and tells of somebody; not what became a call that is there."""
    c = arrivals.c
    columns = (c.id, c.key, c.told, c.detail, c.files, c.payload, imports.c.calls)
    joined = arrivals.outerjoin(imports, imports.c.id == c.import_id)
    rows = connection.execute(select(*columns).select_from(joined).order_by(c.id))
    return [
        row.id
        for row in rows
        if not _alive(row.calls)
        and any(map(has, (row.told, row.detail, row.files, row.key, row.payload)))
    ]


def imports_with(connection: Connection, has: Has) -> list[int]:
    """Files that were given and are no call, in whose name or facts somebody stands."""
    c = imports.c
    over = or_(jobs.c.id.is_(None), jobs.c.state.not_in(OPEN))
    columns = (c.id, c.name, c.sound_name, c.told, c.refusal, c.calls)
    wanted = select(*columns).select_from(imports.outerjoin(jobs, jobs.c.id == c.job_id))
    return [
        row.id
        for row in connection.execute(wanted.where(over).order_by(c.id))
        if not _alive(row.calls)
        and any(map(has, (row.name, row.sound_name, row.told, row.refusal)))
    ]


def flags_with(connection: Connection, has: Has) -> list[int]:
    """Flags of a call that never came, with their number."""
    wanted = select(flags.c.id, flags.c.number).where(flags.c.call_id.is_(None))
    return [row.id for row in connection.execute(wanted) if has(row.number)]


def texts_with(connection: Connection, has: Has) -> list[tuple[str, str, tuple[Any, ...], str]]:
    """What people wrote in which somebody stands: table, column, key, and the text."""
    found = []
    for table, name in TEXTS:
        key = list(table.primary_key.columns)
        rows = connection.execute(select(*key, table.c[name].label("said")))
        found += [(table.name, name, tuple(row[:-1]), row.said) for row in rows if has(row.said)]
    return found


def rewrite_text(connection: Connection, of: tuple[str, str, tuple[Any, ...], str]) -> None:
    """Put another text in the place of what somebody wrote."""
    name, column, key, said = of
    table = next(table for table, _ in TEXTS if table.name == name)
    where = tuple_(*table.primary_key.columns).in_([key])
    connection.execute(update(table).where(where).values({column: said}))


def passing_with(connection: Connection, has: Has) -> tuple[list[int], list[tuple[Any, ...]]]:
    """What is under way and tells of somebody: uploads, and pieces of webhooks."""
    u, p = uploads.c, pieces.c
    rows = connection.execute(select(u.id, u.key, u.facts, u.files))
    sent = [row.id for row in rows if any(map(has, (row.key, row.facts, row.files)))]
    told = connection.execute(select(p.source_id, p.key, p.part, p.told))
    return sent, [tuple(row[:3]) for row in told if has(row.key) or has(row.told)]


def drop_passing(
    connection: Connection, sent: Collection[int], told: Collection[tuple[Any, ...]]
) -> None:
    """Throw that away."""
    connection.execute(delete(uploads).where(uploads.c.id.in_(sent)))
    if told:
        connection.execute(delete(pieces).where(tuple_(*pieces.primary_key.columns).in_(told)))


def drop_flags(connection: Connection, of: Collection[int]) -> None:
    """Throw flags away."""
    connection.execute(delete(flags).where(flags.c.id.in_(of)))


def searches_with(connection: Connection, has: Has) -> list[int]:
    """Saved searches for somebody."""
    rows = connection.execute(select(searches.c.id, searches.c.name, searches.c.query))
    return [row.id for row in rows if has(row.name) or has(unquote_plus(row.query))]


def drop_searches(connection: Connection, of: Collection[int]) -> None:
    """Throw saved searches away."""
    connection.execute(delete(searches).where(searches.c.id.in_(of)))


def count_left(connection: Connection, has: Has) -> dict[str, int]:
    """Where somebody stands and stays: lists that keep their calls out, rules, names of files."""
    numbers = connection.execute(select(private_numbers.c.pattern)).scalars()
    rules = connection.execute(select(hooks.c.query)).scalars()
    paths = connection.execute(select(watched_files.c.path)).scalars()
    return {
        "kept_out": sum(map(has, numbers)),
        "rules": sum(has(unquote_plus(query)) for query in rules),
        "paths": sum(map(has, paths)),
    }


def told_of_all(connection: Connection) -> Iterator[Any]:
    """All that was told of parties beside calls, in which numbers and addresses may stand."""
    for column in (arrivals.c.told, uploads.c.facts, pieces.c.told, imports.c.told):
        yield from connection.execute(select(column)).scalars()
    yield from connection.execute(select(flags.c.number)).scalars()


def _alive(rows: list[dict[str, Any]] | None) -> bool:
    """Whether a call is left of an import."""
    return any(not row.get("gone") for row in rows or ())


def _count(connection: Connection, table: Table, *where: Any) -> int:
    wanted = select(func.count()).select_from(table).where(*where)
    return int(connection.execute(wanted).scalar_one())


def older_than(connection: Connection, of: Collection[int], moment: Any) -> list[int]:
    """Those of some calls that came in before a moment."""
    wanted = select(calls.c.id).where(calls.c.id.in_(of), calls.c.created_at < moment)
    return sorted(connection.execute(wanted).scalars())
