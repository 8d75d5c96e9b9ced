"""Arrivals: each call that a source offered, once, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Join, Row, Select, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from klankbord.store.arrival_tables import arrivals
from klankbord.store.jobs import Reason
from klankbord.store.tables import calls, imports, jobs

State = Literal["waiting", "fetching", "kept", "left_out", "refused"]
UNDER_WAY: tuple[State, ...] = ("waiting", "fetching")
STATES: tuple[State, ...] = (*UNDER_WAY, "kept", "left_out", "refused")
_OPEN_END = (*UNDER_WAY, "kept")
OVER = ("refused", "failed")
"""States of a job that came to nothing."""


@dataclass(frozen=True)
class ArrivedFile:
    """A file of a call that arrived: kept by its SHA-256, or still where its source has it.

    `role` is sound or transcript; of a pair of recordings, `first` or `second`: the channel that
    it stands for. `path` is where its source has it, and `mtime_ns` when it was last changed there,
    where it is in a watched folder.
    """

    hash: str
    name: str
    role: str
    path: str = ""
    mtime_ns: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Arrival:
    """A call that a source offered.

    Attributes:
        key: the source's own id of the call.
        state: waiting, fetching, kept, left_out or refused.
        reason: a code of why it is no call, "" where it is one.
        detail: facts of the reason; of what was refused its sentences.
        told: what the source tells of the call (see `service.sources.arriving.Arriving`).
        payload: the delivery as it came; None once it is worked off.
        files: what there is of it; without a hash, what there was.
        person_id: whose it became.
        import_state: how far the import is that it became; "" where there is none.
        import_reason: why that was refused.
        calls: the calls that came of it.
        job_state: how its own job is.
        job_reason: why that does not get on.
    """

    id: int
    source_id: int
    key: str
    state: State
    reason: str
    detail: dict[str, Any]
    told: dict[str, Any]
    payload: bytes | None = field(repr=False)
    files: tuple[ArrivedFile, ...]
    person_id: int | None
    import_id: int | None
    job_id: int | None
    received_at: datetime
    changed_at: datetime
    import_state: str = ""
    import_reason: Reason | None = None
    calls: tuple[int, ...] = ()
    job_state: str = ""
    job_reason: Reason | None = None

    @property
    def outcome(self) -> State:
        """What became of it in the end: what is kept may yet turn out to be unreadable."""
        of = self.import_state if self.state == "kept" else self.job_state
        return "refused" if self.state in _OPEN_END and of in OVER else self.state


def add_arrival(  # noqa: PLR0913 (a row)
    connection: Connection,
    source: int,
    key: str,
    *,
    told: Mapping[str, Any],
    now: datetime,
    payload: bytes | None = None,
    files: Sequence[ArrivedFile] = (),
) -> int | None:
    """Note a call that a source offers: one insert; None where it was offered before."""
    row = {
        "source_id": source,
        "key": key,
        "state": "waiting",
        "reason": "",
        "detail": {},
        "told": dict(told),
        "payload": payload,
        "files": [file.as_json() for file in files],
        "received_at": now,
        "changed_at": now,
    }
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = (
        insert(arrivals)
        .values(row)
        .on_conflict_do_nothing(index_elements=[arrivals.c.source_id, arrivals.c.key])
    )
    done = connection.execute(new.returning(arrivals.c.id)).scalar_one_or_none()
    return None if done is None else int(done)


def number_of(connection: Connection, source: int, key: str) -> int | None:
    """The arrival of a call, by the source's own id of it."""
    wanted = select(arrivals.c.id).where(arrivals.c.source_id == source, arrivals.c.key == key)
    found = connection.execute(wanted).scalar_one_or_none()
    return None if found is None else int(found)


def change_arrival(connection: Connection, arrival: int, **values: Any) -> None:
    """Set columns of an arrival."""
    connection.execute(update(arrivals).where(arrivals.c.id == arrival).values(values))


def find_arrival(connection: Connection, arrival: int) -> Arrival | None:
    """An arrival by its number."""
    row = connection.execute(_arrivals().where(arrivals.c.id == arrival)).one_or_none()
    return _arrival(row) if row else None


def arrivals_of(
    connection: Connection,
    source: int,
    limit: int,
    *,
    before: int | None = None,
    states: Collection[State] = (),
) -> list[Arrival]:
    """The newest arrivals from a source; those before one, to page on; those in some states."""
    where: list[ColumnElement[bool]] = [arrivals.c.source_id == source]
    if before is not None:
        where.append(arrivals.c.id < before)
    if states:
        where.append(_OUTCOME.in_(states))
    newest = _arrivals().where(*where).order_by(arrivals.c.id.desc()).limit(limit)
    return [_arrival(row) for row in connection.execute(newest)]


def count_arrivals(connection: Connection, source: int | None = None) -> dict[int, dict[str, int]]:
    """How many arrivals there are in each state, a source."""
    where = [] if source is None else [arrivals.c.source_id == source]
    rows = connection.execute(
        select(arrivals.c.source_id, _OUTCOME, func.count())
        .select_from(_joined())
        .where(*where)
        .group_by(arrivals.c.source_id, _OUTCOME)
    )
    found: dict[int, dict[str, int]] = {}
    for of, state, many in rows:
        found.setdefault(of, {})[state] = many
    return found


def hashes_under_way(connection: Connection) -> set[str]:
    """The files of arrivals that are still to be worked off."""
    rows = connection.execute(select(arrivals.c.files).where(arrivals.c.state.in_(UNDER_WAY)))
    return {file["hash"] for (files,) in rows for file in files if file["hash"]}


def hashes_of(connection: Connection, source: int) -> set[str]:
    """The files of everything that arrived from a source."""
    rows = connection.execute(select(arrivals.c.files).where(arrivals.c.source_id == source))
    return {file["hash"] for (files,) in rows for file in files if file["hash"]}


def came_before(connection: Connection, hash_: str, besides: int | None) -> bool:
    """Whether these bytes are a call already, or on their way to be one, by another import."""
    kept = select(calls.c.id).where(or_(calls.c.sound == hash_, calls.c.source == hash_))
    given = _imports_of([hash_])
    if besides is not None:
        given = given.where(imports.c.id != besides)
    return any(connection.execute(query.limit(1)).first() for query in (kept, given))


def imports_of_bytes(connection: Connection, hashes: Collection[str]) -> list[int]:
    """The imports of files that became calls or are on their way to, the first of them first."""
    wanted = _imports_of([one for one in hashes if one]).order_by(imports.c.id)
    return list(connection.execute(wanted).scalars())


def _imports_of(hashes: Collection[str]) -> Select[Any]:
    return (
        select(imports.c.id)
        .outerjoin(jobs, jobs.c.id == imports.c.job_id)
        .where(
            or_(imports.c.sound.in_(hashes), imports.c.source.in_(hashes)),
            imports.c.refusal.is_(None),
            or_(jobs.c.state.is_(None), jobs.c.state.not_in(OVER)),
        )
    )


def calls_of_bytes(connection: Connection, hashes: Collection[str]) -> list[int]:
    """The calls that came of files, whether they have these bytes still or had them."""
    wanted = [one for one in hashes if one]
    of_import = select(imports.c.calls).where(
        or_(imports.c.sound.in_(wanted), imports.c.source.in_(wanted))
    )
    given = {one["call"] for (came,) in connection.execute(of_import) for one in came or ()}
    of_bytes = or_(calls.c.sound.in_(wanted), calls.c.source.in_(wanted), calls.c.id.in_(given))
    return list(
        connection.execute(select(calls.c.id).where(of_bytes).order_by(calls.c.id)).scalars()
    )


_IMPORT_JOBS, _OWN_JOBS = jobs.alias("import_jobs"), jobs.alias("own_jobs")
_IMPORT_STATE = case(
    (imports.c.refusal.is_not(None), "refused"), else_=func.coalesce(_IMPORT_JOBS.c.state, "")
)
_OUTCOME = case(
    ((arrivals.c.state == "kept") & _IMPORT_STATE.in_(OVER), "refused"),
    (arrivals.c.state.in_(UNDER_WAY) & _OWN_JOBS.c.state.in_(OVER), "refused"),
    else_=arrivals.c.state,
)


def _joined() -> Join:
    joined = arrivals.outerjoin(imports, imports.c.id == arrivals.c.import_id)
    joined = joined.outerjoin(_IMPORT_JOBS, _IMPORT_JOBS.c.id == imports.c.job_id)
    return joined.outerjoin(_OWN_JOBS, _OWN_JOBS.c.id == arrivals.c.job_id)


def _arrivals() -> Select[Any]:
    return select(
        arrivals,
        _IMPORT_STATE.label("import_state"),
        func.coalesce(imports.c.refusal, _IMPORT_JOBS.c.reason).label("import_reason"),
        imports.c.calls.label("import_calls"),
        _OWN_JOBS.c.state.label("job_state"),
        _OWN_JOBS.c.reason.label("job_reason"),
    ).select_from(_joined())


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(
        id=row.id,
        source_id=row.source_id,
        key=row.key,
        state=row.state,
        reason=row.reason,
        detail=row.detail,
        told=row.told,
        payload=row.payload,
        files=tuple(ArrivedFile(**file) for file in row.files),
        person_id=row.person_id,
        import_id=row.import_id,
        job_id=row.job_id,
        received_at=row.received_at,
        changed_at=row.changed_at,
        import_state=row.import_state or "",
        import_reason=row.import_reason,
        calls=tuple(one["call"] for one in row.import_calls or ()),
        job_state=row.job_state or "",
        job_reason=row.job_reason,
    )
