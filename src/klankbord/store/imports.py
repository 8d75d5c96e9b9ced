"""Imports: the files that somebody gave, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from klankbord.store.arrival_tables import arrivals
from klankbord.store.jobs import Reason
from klankbord.store.tables import imports, jobs


@dataclass(frozen=True)
class Import:
    """A file that somebody gave, with the recording that goes with it.

    `state` is that of its job (waiting, running, done, refused or failed), `given` before there is
    one; `payload` and `stage` too. `source` is None where there is no transcript. `arrived` is
    whether it came by itself, from a source of calls.
    """

    id: int
    person_id: int
    job_id: int | None
    name: str
    source: str | None
    sound: str | None
    sound_name: str
    told: dict[str, Any]
    calls: list[dict[str, Any]]
    created_at: datetime
    state: str
    stage: str
    payload: dict[str, Any]
    reason: Reason | None
    arrived: bool = False

    @property
    def halves(self) -> tuple[str, ...]:
        """The files that its transcript or its recording is made of, where that is two."""
        return tuple(self.payload.get("halves", ()))


_STATE = case(
    (imports.c.refusal.is_not(None), "refused"), else_=func.coalesce(jobs.c.state, "given")
).label("state")
_ARRIVED = select(arrivals.c.id).where(arrivals.c.import_id == imports.c.id).exists()


def add_import(  # noqa: PLR0913 (a row)
    connection: Connection,
    person: int,
    name: str,
    *,
    now: datetime,
    source: str | None = None,
    sound: str | None = None,
    refusal: Reason | None = None,
) -> int:
    """Note a file that somebody gave: a transcript, a recording, or one that was refused."""
    row = {
        "person_id": person,
        "name": name,
        "source": source,
        "sound": sound,
        "sound_name": name if sound else "",
        "refusal": refusal,
        "told": {},
        "calls": [],
        "created_at": now,
    }
    done = connection.execute(insert(imports).values(row).returning(imports.c.id))
    return int(done.scalar_one())


def change_import(connection: Connection, number: int, **values: Any) -> None:
    """Set columns of an import."""
    connection.execute(update(imports).where(imports.c.id == number).values(values))


def find_import(connection: Connection, number: int) -> Import | None:
    """An import by its number."""
    row = connection.execute(_imports().where(imports.c.id == number)).one_or_none()
    return _import(row) if row else None


def lock_import(connection: Connection, number: int) -> None:
    """Let whoever works on an import wait till the end; what they did before is there to see."""
    job = select(imports.c.job_id).where(imports.c.id == number).scalar_subquery()
    connection.execute(select(jobs.c.id).where(jobs.c.id == job).with_for_update())


def imports_of(connection: Connection, person: int, limit: int) -> list[Import]:
    """What somebody gave that was started on or refused, the newest first."""
    newest = _shown(_imports(), person).limit(limit)
    return [_import(row) for row in connection.execute(newest)]


def imports_from(connection: Connection, *hashes: str | None) -> list[Import]:
    """Everybody's imports of a file: of a transcript, or of a recording that came alone."""
    wanted = [hash_ for hash_ in hashes if hash_]
    alone = and_(imports.c.source.is_(None), imports.c.sound.in_(wanted))
    rows = connection.execute(_imports().where(or_(imports.c.source.in_(wanted), alone)))
    return [_import(row) for row in rows]


def progress_of(connection: Connection, person: int, limit: int) -> list[tuple[Any, ...]]:
    """How far those imports are: number, state, stage, and what its job knows; nothing of calls."""
    newest = _shown(select(imports.c.id), person).limit(limit).subquery()
    wanted = (
        select(imports.c.id, _STATE, jobs.c.stage, jobs.c.payload)
        .select_from(imports.outerjoin(jobs, jobs.c.id == imports.c.job_id))
        .join(newest, newest.c.id == imports.c.id)
        .order_by(imports.c.id)
    )
    return [tuple(row) for row in connection.execute(wanted)]


def given_by(connection: Connection, person: int, numbers: Collection[int]) -> list[Import]:
    """Files that somebody gave and that are still to be started on, in the order given."""
    wanted = _imports().where(imports.c.person_id == person, *_not_started())
    rows = connection.execute(wanted.order_by(imports.c.id))
    asked = set(numbers)  # by whoever made the form: there may be any number of them
    return [_import(row) for row in rows if row.id in asked]


def alone(connection: Connection, person: int, since: datetime, *, sound: bool) -> list[Import]:
    """Somebody's recordings that lack a transcript; or else transcripts that lack a recording."""
    lone = and_(imports.c.sound.is_not(None), imports.c.source.is_(None))
    bare = and_(imports.c.source.is_not(None), imports.c.sound.is_(None))
    started = or_(imports.c.job_id.is_not(None), imports.c.refusal.is_not(None))
    wanted = _imports().where(
        imports.c.person_id == person,
        imports.c.created_at >= since,
        started,
        lone if sound else bare,
    )
    return [_import(row) for row in connection.execute(wanted.order_by(imports.c.id))]


def remove_import(connection: Connection, number: int) -> None:
    """Take an import off the list; the calls that came of it stay."""
    job = select(imports.c.job_id).where(imports.c.id == number)
    found = connection.execute(job).scalar_one_or_none()
    connection.execute(delete(imports).where(imports.c.id == number))
    if found is not None:
        connection.execute(delete(jobs).where(jobs.c.id == found))


def forget_given(connection: Connection, before: datetime) -> set[str]:
    """Throw away what was given long ago and never started on; the files that went with it."""
    rows = connection.execute(
        delete(imports)
        .where(imports.c.created_at < before, *_not_started())
        .returning(imports.c.source, imports.c.sound)
    )
    return {hash_ for row in rows for hash_ in row if hash_}


def _shown(wanted: Select[Any], person: int) -> Select[Any]:
    """Of somebody's imports those that are on the list, the newest first; none that arrived."""
    started = or_(imports.c.job_id.is_not(None), imports.c.refusal.is_not(None))
    mine = wanted.where(imports.c.person_id == person, started, not_(_ARRIVED))
    return mine.order_by(imports.c.created_at.desc(), imports.c.id.desc())


def _not_started() -> tuple[ColumnElement[bool], ...]:
    return (imports.c.job_id.is_(None), imports.c.refusal.is_(None))


def _imports() -> Select[Any]:
    joined = imports.outerjoin(jobs, jobs.c.id == imports.c.job_id)
    columns = (_STATE, jobs.c.stage, jobs.c.payload, jobs.c.reason, _ARRIVED.label("arrived"))
    return select(imports, *columns).select_from(joined)


def _import(row: Row[Any]) -> Import:
    return Import(
        id=row.id,
        person_id=row.person_id,
        job_id=row.job_id,
        name=row.name,
        source=row.source,
        sound=row.sound,
        sound_name=row.sound_name,
        told=row.told,
        calls=row.calls,
        created_at=row.created_at,
        state=row.state,
        stage=row.stage or "",
        payload=row.payload or {},
        reason=row.refusal or row.reason,
        arrived=row.arrived,
    )
