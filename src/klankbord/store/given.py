"""What there is about somebody outside the house beside the words of a call: read to be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, Table, func, select, true

from klankbord.store.arrival_tables import arrivals, sources
from klankbord.store.arrivals import OVER
from klankbord.store.consent import is_private_yet, waits
from klankbord.store.hook_tables import deliveries, hooks
from klankbord.store.learning_tables import remarks
from klankbord.store.redaction_tables import redacted
from klankbord.store.tables import calls, comments, imports, jobs, parties, people


@dataclass(frozen=True)
class PartyRow:
    """A party of the newest revision; `place` among the parties of its call."""

    place: int
    name: str
    side: str
    email: str
    number: str


@dataclass(frozen=True)
class Came:
    """A call as its source offered it; `state` says what became of it, `names` are its files'."""

    source: str
    at: datetime
    state: str
    told: dict[str, Any]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Went:
    """A call told of to a host outside; `facts`: with its title and customer."""

    host: str
    at: datetime
    facts: bool


@dataclass(frozen=True)
class Note:
    """What somebody wrote with a call for others to read; `kind` is comment or remark."""

    kind: str
    id: int
    call_id: int
    owner_id: int
    person_id: int
    person: str
    start_ms: int | None
    text: str
    at: datetime


def parties_of_calls(connection: Connection, of: Collection[int]) -> dict[int, list[PartyRow]]:
    """The parties of calls, by call, in order."""
    c = parties.c
    wanted = select(c.call_id, c.party, c.name, c.side, c.email, c.number).where(c.call_id.in_(of))
    found: dict[int, list[PartyRow]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(c.call_id, c.party)):
        own = PartyRow(row.party, row.name, row.side, row.email or "", row.number or "")
        found[row.call_id].append(own)
    return dict(found)


def notes_on(connection: Connection, of: Collection[int]) -> list[Note]:
    """What people wrote with calls and share with whoever sees those; not what is theirs alone.

    Nothing with calls that nobody sees yet, or their owner alone.
    """
    found = _notes(connection, comments, "comment", comments.c.shared, comments.c.call_id.in_(of))
    found += _notes(connection, remarks, "remark", remarks.c.call_id.in_(of))
    return sorted(found, key=lambda one: (one.call_id, one.at, one.kind, one.id))


def notes_by(connection: Connection, keys: Iterable[tuple[str, int]]) -> list[Note]:
    """The same by kind and number: notes on whatever call."""
    by_kind: dict[str, list[int]] = {"comment": [], "remark": []}
    for kind, number in keys:
        by_kind[kind].append(number)
    c = comments.c
    found = _notes(connection, comments, "comment", c.shared, c.id.in_(by_kind["comment"]))
    return found + _notes(connection, remarks, "remark", remarks.c.id.in_(by_kind["remark"]))


def notes_with(connection: Connection, has: Callable[[Any], bool]) -> list[Note]:
    """The same, of whatever call, in which somebody stands."""
    keys = [
        (kind, row.id)
        for kind, table, where in (
            ("comment", comments, comments.c.shared),
            ("remark", remarks, true()),
        )
        for row in connection.execute(select(table.c.id, table.c.text).where(where))
        if has(row.text)
    ]
    return notes_by(connection, keys)


def count_notes(connection: Connection, of: Collection[int]) -> tuple[int, int]:
    """How many notes on calls anybody may read who sees those, and how many are one's own."""
    c = comments.c
    count = select(func.count()).where(c.call_id.in_(of))
    shared = int(connection.execute(count.where(c.shared, _seen(c.call_id))).scalar_one())
    own = int(connection.execute(count.where(~c.shared)).scalar_one())
    of_remarks = select(func.count()).where(remarks.c.call_id.in_(of), _seen(remarks.c.call_id))
    return shared + int(connection.execute(of_remarks).scalar_one()), own


def keeping_originals(connection: Connection, of: Collection[int]) -> set[int]:
    """Those of some calls of which is kept what stands under their marks."""
    c = redacted.c
    wanted = select(c.call_id, c.pieces, c.sound).where(c.call_id.in_(of))
    return {row.call_id for row in connection.execute(wanted) if row.pieces or row.sound}


def arrivals_of_calls(connection: Connection, of: Collection[int]) -> dict[int, list[Came]]:
    """As what the sources offered what became these calls, by call."""
    of_files = select(calls.c.id, calls.c.source).where(calls.c.id.in_(of))
    read_from = {row.id: row.source for row in connection.execute(of_files)}
    joined = arrivals.join(imports, imports.c.id == arrivals.c.import_id)
    wanted = select(*_CAME, imports.c.calls.label("calls")).select_from(
        joined.join(sources, sources.c.id == arrivals.c.source_id)
    )
    rows = connection.execute(
        wanted.where(imports.c.source.in_(set(read_from.values()))).order_by(arrivals.c.id)
    )
    found: dict[int, list[Came]] = defaultdict(list)
    for row in rows:
        for number in {one["call"] for one in row.calls} & read_from.keys():
            found[number].append(_came(row))
    return dict(found)


def arrivals_with(connection: Connection, has: Callable[[Any], bool]) -> list[Came]:
    """The same of what is no call (any more), and tells of somebody."""
    joined = (
        arrivals.join(sources, sources.c.id == arrivals.c.source_id)
        .outerjoin(imports, imports.c.id == arrivals.c.import_id)
        .outerjoin(jobs, jobs.c.id == imports.c.job_id)
    )
    columns = (arrivals.c.key, imports.c.calls.label("calls"), jobs.c.state.label("read"))
    rows = connection.execute(select(*_CAME, *columns).select_from(joined).order_by(arrivals.c.id))
    return [
        replace(_came(row), state=_state(row))
        for row in rows
        if all(one.get("gone") for one in row.calls or ())
        and any(map(has, (row.told, row.files, row.key)))
    ]


def _state(row: Any) -> str:
    """What became of it: what was kept can be gone, or turn out to be unreadable."""
    if row.state != "kept":
        return str(row.state)
    if row.calls:
        return "gone"
    return "refused" if row.read in OVER else "waiting"


def told_of_calls(connection: Connection, of: Collection[int]) -> dict[int, list[Went]]:
    """Where calls were told of, by call; the address itself can hold a secret."""
    c = deliveries.c
    wanted = (
        select(c.call_id, hooks.c.url, c.changed_at, hooks.c.facts)
        .join(hooks, hooks.c.id == c.hook_id)
        .where(c.call_id.in_(of), c.state == "sent")
        .order_by(c.id)
    )
    found: dict[int, list[Went]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.call_id].append(Went(urlsplit(row.url).hostname or "", row.changed_at, row.facts))
    return dict(found)


_CAME = (
    sources.c.name.label("source"),
    arrivals.c.received_at,
    arrivals.c.state,
    arrivals.c.told,
    arrivals.c.files,
)


def _came(row: Any) -> Came:
    names = tuple(dict.fromkeys(one.get("name", "") for one in row.files))
    return Came(row.source, row.received_at, row.state, row.told, names)


def _seen(call: ColumnElement[int]) -> ColumnElement[bool]:
    """What holds for calls that others than their owner may see."""
    return ~waits(call) & ~is_private_yet(call)


def _notes(connection: Connection, table: Table, kind: str, *where: Any) -> list[Note]:
    c = table.c
    start = c.start_ms if kind == "comment" else None
    columns = (c.id, c.call_id, calls.c.owner_id, c.person_id, people.c.name, c.text, c.created_at)
    wanted = (
        select(*columns, *([] if start is None else [start]))
        .join(people, people.c.id == c.person_id)
        .join(calls, calls.c.id == c.call_id)
        .where(*where, _seen(c.call_id))
    )
    return [
        Note(
            kind=kind,
            id=row.id,
            call_id=row.call_id,
            owner_id=row.owner_id,
            person_id=row.person_id,
            person=row.name,
            start_ms=None if start is None else row.start_ms,
            text=row.text,
            at=row.created_at,
        )
        for row in connection.execute(wanted)
    ]
