"""Where somebody may stand: every place in the tables, its rows read, its rows thrown away.

`PLACES` are all of them; a test demands that every column with texts stands there, or in `LEFT_OUT`
with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Table,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from klankbord.store.arrival_tables import arrivals, watched_files
from klankbord.store.consent_tables import consents, private_numbers
from klankbord.store.documents import from_document
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
from klankbord.store.tables import (
    audit,
    calls,
    clips,
    comments,
    imports,
    jobs,
    parties,
    revisions,
    searches,
)

Kind = Literal[
    "field", "about", "arrival", "import", "flag", "sent", "told", "text", "search", "left"
]
"""What a place is: a field of a call that holds a party, something about a call, or beside it."""
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """Columns of a table in which somebody may stand.

    Attributes:
        kind: what becomes of a row with them.
        table: the table.
        columns: which of its columns.
        joined: the table with what is read along.
        also: what is read along, by name.
        at: since when a row says what it says.
        call: the call that it is of, where it is of one.
        where: which of its rows.
    """

    kind: Kind
    table: Table
    columns: tuple[str, ...]
    joined: FromClause | None = None
    also: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    at: ColumnElement[Any] | None = None
    call: ColumnElement[Any] | None = None
    where: tuple[ColumnElement[bool], ...] = ()

    @property
    def name(self) -> str:
        """By which it is told from others."""
        return f"{self.kind} {self.table.name}"

    @property
    def number(self) -> ColumnElement[Any] | None:
        """By which its rows are numbered: their own number, or that of their call."""
        columns = self.table.c
        return columns["id"] if "id" in columns else columns.get("call_id")


@dataclass(frozen=True)
class Row:
    """A row of a place; `calls` are those that are there and that it is of."""

    place: Place
    key: Key
    calls: tuple[int, ...]
    at: datetime | None
    open: bool
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """Which rows: those that were found, by the names of places, and those that came since."""

    found: Mapping[str, Collection[int]]
    after: Mapping[str, int]


_ALONG = ("reason", "side", "name", "told_by")
"""Of what is read along, that in which somebody may stand as well, or tells on whose side."""
_JOBS = {"reason": jobs.c.reason, "job_state": jobs.c.state}


_TOLD_BY = (
    select(arrivals.c.told).where(arrivals.c.import_id == imports.c.id).limit(1).scalar_subquery()
)
"""What the source told of the call of which an import is."""


def _text(
    table: Table, *columns: str, at: ColumnElement[Any], call: ColumnElement[Any] | None = None
) -> Place:
    own = table.c.get("call_id")
    return Place("text", table, columns, at=at, call=own if call is None else call)


PLACES: tuple[Place, ...] = (
    Place("field", calls, ("number",), at=calls.c.created_at, call=calls.c.id),
    Place(
        *("field", parties, ("number", "email")),
        also={"side": parties.c.side, "name": parties.c.name},
        call=parties.c.call_id,
    ),
    Place("about", calls, ("title", "customers"), call=calls.c.id),
    Place("about", parties, ("name",), call=parties.c.call_id),
    Place("about", revisions, ("change",), call=revisions.c.call_id),
    Place("about", consents, ("text",), call=consents.c.call_id),
    Place(
        *("arrival", arrivals, ("key", "told", "detail", "files", "payload")),
        joined=arrivals.outerjoin(imports, imports.c.id == arrivals.c.import_id).outerjoin(
            jobs, jobs.c.id == arrivals.c.job_id
        ),
        also={**_JOBS, "came": imports.c.calls, "state": arrivals.c.state},
        at=arrivals.c.received_at,
    ),
    Place(
        *("import", imports, ("name", "sound_name", "told", "refusal")),
        joined=imports.outerjoin(jobs, jobs.c.id == imports.c.job_id),
        also={**_JOBS, "came": imports.c.calls, "told_by": _TOLD_BY},
        at=imports.c.created_at,
    ),
    Place("flag", flags, ("number",), at=flags.c.created_at, where=(flags.c.call_id.is_(None),)),
    Place("sent", uploads, ("key", "facts", "files"), at=uploads.c.created_at),
    Place("told", pieces, ("key", "part", "told"), at=pieces.c.at),
    _text(todos, "text", at=todos.c.created_at),
    Place(
        *("text", flags, ("number",)),
        at=flags.c.created_at,
        call=flags.c.call_id,
        where=(flags.c.call_id.is_not(None),),
    ),
    _text(flags, "note", "answers", at=flags.c.created_at),
    _text(lessons, "text", at=lessons.c.created_at),
    _text(experiments, "text", at=experiments.c.started_at),
    _text(comments, "text", at=func.coalesce(comments.c.changed_at, comments.c.created_at)),
    _text(remarks, "text", at=remarks.c.created_at),
    _text(
        *(answers, "text"),
        at=answers.c.changed_at,
        call=select(reviews.c.call_id).where(reviews.c.id == answers.c.review_id).scalar_subquery(),
    ),
    _text(clips, "title", at=clips.c.created_at),
    _text(library, "reason", at=library.c.asked_at),
    _text(holds, "reason", at=holds.c.since),
    Place("search", searches, ("name", "query"), at=searches.c.created_at),
    Place("left", private_numbers, ("pattern",)),
    Place("left", hooks, ("name", "query")),
    Place("left", watched_files, ("path",)),
)
"""All of them. What people wrote (`text`) is written anew without them; `left` stays."""
BOTH = {"revisions": ("document",), "jobs": ("reason",)}
"""What is read beside those: the parties of earlier revisions, and why a job did not get on."""
COUNTED = {"private_numbers": "kept_out", "hooks": "rules", "watched_files": "paths"}
"""How what stays is counted."""

_SAID = "what was said: search finds it, and who is spoken of in it is for people to tell"
_OWN = "our own people, and what is theirs"
_HOUSE = "of the house: what is set, and by whom"
_CODE = "a word of ours, a number or a digest"
LEFT_OUT: dict[str, str] = {
    "site": _HOUSE,
    "people": _OWN,
    "teams": _OWN,
    "sessions": _OWN,
    "links": _OWN,
    "tries": _CODE,
    "preferences": _OWN,
    "reminders": _CODE,
    "keys": _OWN,
    "sources": _HOUSE,
    "extensions": _OWN,
    "notices": _HOUSE,
    "outlets": _HOUSE,
    "locks": _HOUSE,
    "asked_changes": _HOUSE,
    "packs": _HOUSE,
    "objections": "a hint of who objects: their wish is kept, and outlives what is erased",
    "objection_digests": _CODE,
    "remembered": _CODE,
    "kept_back": _CODE,
    "redacted": _SAID,
    "turns": _SAID,
    "moments": _SAID,
    "keymoments": _SAID,
    "measurements": "figures and places of a call, drawn from what was said; goes with it",
    "readings": _CODE,
    "proposals": _CODE,
    "reviews": _CODE,
    "past_reviews": _CODE,
    "going": _CODE,
    "erased": _CODE,
    "requests": "counts, and a digest by a key that is kept nowhere",
    "deliveries": "what became of it; what went out is not kept",
    "heard": _CODE,
    "audit": "the log: numbers of calls and what was set; it is never changed",
    **dict.fromkeys(("comments.quote", "comments.before", "clips.quote"), _SAID),
    **dict.fromkeys(("answers.quote", "answers.before"), _SAID),
    **dict.fromkeys(("calls.source", "calls.sound", "imports.source", "imports.sound"), _CODE),
    **dict.fromkeys(("calls.language", "calls.direction", "calls.type"), _CODE),
    **dict.fromkeys(("calls.folded", "parties.folded"), "its words stand in the column it is of"),
    **dict.fromkeys(("parties.side", "consents.way", "consents.how", "uploads.digest"), _CODE),
    **dict.fromkeys(("imports.calls", "arrivals.state", "arrivals.reason"), _CODE),
    **dict.fromkeys(("flags.key", "todos.key"), "made by the browser"),
    **dict.fromkeys(("remarks.measure", "answers.question"), _CODE),
    **{f"experiments.{name}": _CODE for name in ("type", "measure", "kind", "outcome")},
    **{f"jobs.{name}": _CODE for name in ("kind", "key", "payload", "state", "stage", "leased_by")},
    **dict.fromkeys(("hooks.url", "hooks.secret"), _HOUSE),
    "uploads.expects": _CODE,
}
"""Tables and columns in which nobody from outside is looked for, and why."""


def rows_of(connection: Connection, place: Place, scope: Scope | None = None) -> Iterator[Row]:
    """The rows of a place, one by one."""
    key = list(place.table.primary_key.columns)
    columns = [place.table.c[name] for name in place.columns]
    named = {f"also_{name}": column for name, column in place.also.items()}
    wanted = select(
        *(column.label(f"key_{n}") for n, column in enumerate(key)),
        *(column.label(f"own_{column.name}") for column in columns),
        *(column.label(name) for name, column in named.items()),
        (literal(None) if place.call is None else place.call).label("of"),
        (literal(None) if place.at is None else place.at).label("at"),
    ).select_from(place.table if place.joined is None else place.joined)
    wanted = wanted.where(*place.where, *_within(place, scope)).order_by(*key)
    streamed = connection.execute(wanted.execution_options(yield_per=1000))
    for row in streamed.mappings():
        also = {name: row[f"also_{name}"] for name in place.also}
        values = {name: row[f"own_{name}"] for name in place.columns}
        came = [one["call"] for one in also.get("came") or () if not one.get("gone")]
        open_ = also.get("state") in {"waiting", "fetching"}
        if place.kind == "import":
            open_ = also["job_state"] in OPEN
        yield Row(
            place=place,
            key=tuple(row[f"key_{n}"] for n in range(len(key))),
            calls=(row["of"],) if row["of"] is not None else tuple(came),
            at=row["at"],
            open=open_,
            values=values | {name: also[name] for name in _ALONG if name in also},
        )


def earlier_parties(
    connection: Connection, scope: Scope | None = None
) -> Iterator[tuple[int, list[Any]]]:
    """Who took part in a call and what it was called, as revisions before the newest have it."""
    c = revisions.c
    wanted = select(c.call_id, c.document).join(calls, calls.c.id == c.call_id)
    wanted = wanted.where(c.number < calls.c.revision)
    if scope is not None:
        known = scope.found.get("earlier", ())
        wanted = wanted.where(or_(c.call_id.in_(known), c.call_id > scope.after["calls"]))
    for row in connection.execute(wanted.execution_options(yield_per=100)):
        said = from_document(row.document)
        yield (
            row.call_id,
            [said.title, *((one.name, one.number, one.email) for one in said.parties)],
        )


def tops(connection: Connection) -> dict[str, int]:
    """The highest number of each table of a place."""
    numbered = {place.table: place.number for place in PLACES if place.number is not None}
    return {
        table.name: int(connection.execute(select(func.max(number))).scalar() or 0)
        for table, number in numbered.items()
    }


def _within(place: Place, scope: Scope | None) -> list[ColumnElement[bool]]:
    """Which rows are read again; all with the fields by which a call is somebody's, for one that
    was there can be given their number meanwhile.
    """
    if scope is None or place.number is None or place.kind == "field":
        return []
    known = scope.found.get(place.name, ())
    return [or_(place.number.in_(known), place.number > scope.after[place.table.name])]


# ── what hangs on calls ───────────────────────────────────────────────────────────────────────


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


def created_of(connection: Connection, of: Collection[int]) -> dict[int, datetime]:
    """When each of some calls came in."""
    wanted = select(calls.c.id, calls.c.created_at).where(calls.c.id.in_(of))
    return {row.id: row.created_at for row in connection.execute(wanted)}


def _count(connection: Connection, table: Table, *where: Any) -> int:
    wanted = select(func.count()).select_from(table).where(*where)
    return int(connection.execute(wanted).scalar_one())


# ── taken away ────────────────────────────────────────────────────────────────────────────────


def drop_rows(connection: Connection, table: Table, keys: Collection[Key]) -> None:
    """Throw rows away."""
    if keys:
        where = tuple_(*table.primary_key.columns).in_(list(keys))
        connection.execute(delete(table).where(where))


def rewrite(connection: Connection, row: Row, values: Mapping[str, Any]) -> None:
    """Put other texts in the place of what somebody wrote."""
    table = row.place.table
    where = tuple_(*table.primary_key.columns).in_([row.key])
    connection.execute(update(table).where(where).values(dict(values)))


def forget_reasons(connection: Connection, of: Collection[int]) -> None:
    """Let the jobs of arrivals no longer say why they did not get on: files are named in it."""
    own = select(arrivals.c.job_id).where(arrivals.c.id.in_(of))
    connection.execute(update(jobs).where(jobs.c.id.in_(own)).values(reason=None))
