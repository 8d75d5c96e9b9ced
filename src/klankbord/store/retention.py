"""How long calls are kept: the terms, what is kept longer or held, what goes and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from klankbord.store.retention_tables import going, holds, library, soundless
from klankbord.store.rows import PIECE, put_row
from klankbord.store.tables import calls, people, site

Part = Literal["sound", "text"]
_TERMS = "retention"


def read_terms(connection: Connection) -> dict[str, Any]:
    """What was set; empty before anything was."""
    found = select(site.c.value).where(site.c.key == _TERMS)
    return dict(connection.execute(found).scalar_one_or_none() or {})


def write_terms(connection: Connection, terms: Mapping[str, Any]) -> None:
    """Set it."""
    connection.execute(delete(site).where(site.c.key == _TERMS))
    connection.execute(insert(site).values(key=_TERMS, value=dict(terms)))


# ── how old calls are ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Aged:
    """A call as far as its age matters: `begun` is when it was held, or else when it came in.

    `agreed_at` is since when it is in the library, None where it is not.
    """

    id: int
    begun: datetime
    sound: bool
    agreed_at: datetime | None


def aged_calls(
    connection: Connection,
    begun_before: datetime,
    *where: ColumnElement[bool],
) -> list[Aged]:
    """The calls that are this old; not those that are held."""
    c = calls.c
    # A clock that ran ahead keeps nothing longer.
    begun = case((c.started_at < c.created_at, c.started_at), else_=c.created_at)
    wanted = (
        select(c.id, c.started_at, c.created_at, c.sound.is_not(None), library.c.agreed_at)
        .select_from(calls.outerjoin(library, library.c.call_id == c.id))
        .where(begun <= begun_before, c.id.not_in(held()), *where)
        .order_by(c.id)
    )
    return [
        Aged(row[0], min(filter(None, (row[1], row[2]))), bool(row[3]), row[4])
        for row in connection.execute(wanted)
    ]


def next_after(connection: Connection, after: int, many: int) -> int | None:
    """The last number of the next so many calls after one; None where there are no more."""
    wanted = select(calls.c.id).where(calls.c.id > after).order_by(calls.c.id)
    return connection.execute(wanted.offset(many - 1).limit(1)).scalar_one_or_none()


# ── what goes ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Going:
    """A part of a call that goes, since when that was told, and when it does."""

    call_id: int
    part: Part
    told_at: datetime
    goes_at: datetime


def all_going(connection: Connection, *where: ColumnElement[bool]) -> list[Going]:
    """What goes, the soonest first."""
    c = going.c
    wanted = select(c.call_id, c.part, c.told_at, c.goes_at).where(*where)
    rows = connection.execute(wanted.order_by(c.goes_at, c.call_id, c.part))
    return [Going(*row) for row in rows]


def going_of(connection: Connection, owner: int) -> list[Going]:
    """What goes of somebody's calls."""
    own = select(calls.c.id).where(calls.c.owner_id == owner)
    return all_going(connection, going.c.call_id.in_(own))


def going_now(connection: Connection, now: datetime, limit: int) -> list[Going]:
    """What was told for long enough and goes now; nothing that is held."""
    over = and_(going.c.goes_at <= now, going.c.call_id.not_in(held()))
    return all_going(connection, over)[:limit]


def put_going(connection: Connection, rows: Collection[Going]) -> None:
    """Note what goes, and when; in place of what was noted of the same."""
    drop_going(connection, [(one.call_id, one.part) for one in rows])
    if rows:
        connection.execute(insert(going), [asdict(one) for one in rows])


def drop_going(connection: Connection, of: Collection[tuple[int, str]]) -> None:
    """Take back that something goes."""
    keys = sorted(of)
    for first in range(0, len(keys), PIECE):
        piece = keys[first : first + PIECE]
        same = tuple_(going.c.call_id, going.c.part).in_(piece)
        connection.execute(delete(going).where(same))


# ── what is held ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Held:
    """A call under dispute: why, by whom ("" where they are gone) and since when.

    `erase_at` is when somebody's erasure was asked that waits for it; None where none does.
    """

    call_id: int
    reason: str
    person: str
    since: datetime
    erase_at: datetime | None
    owner: str
    started_at: datetime | None


def held() -> Select[tuple[int]]:
    """The numbers of the calls of which nothing may go."""
    return select(holds.c.call_id)


def held_among(connection: Connection, of: Collection[int]) -> set[int]:
    """Those of some calls of which nothing may go."""
    found = connection.execute(held().where(holds.c.call_id.in_(of)))
    return {int(row.call_id) for row in found}


def all_held(connection: Connection) -> list[Held]:
    """Every call that is held, the latest first."""
    c, owner = holds.c, people.alias("owner")
    joined = (
        holds.join(calls, calls.c.id == c.call_id)
        .join(owner, owner.c.id == calls.c.owner_id)
        .outerjoin(people, people.c.id == c.person_id)
    )
    columns = (c.call_id, c.reason, func.coalesce(people.c.name, ""), c.since, c.erase_at)
    wanted = select(*columns, owner.c.name, calls.c.started_at).select_from(joined)
    rows = connection.execute(wanted.order_by(c.since.desc(), c.call_id.desc()))
    return [Held(*row) for row in rows]


def hold(connection: Connection, call: int, reason: str, person: int, now: datetime) -> None:
    """Let nothing of a call go; what was told to go does not."""
    row = {"call_id": call, "reason": reason, "person_id": person, "since": now}
    put_row(connection, holds, row, holds.c.call_id)
    connection.execute(delete(going).where(going.c.call_id == call))


def erase_once_lifted(connection: Connection, of: Collection[int], now: datetime) -> None:
    """Note that the erasure of calls was asked, and waits until they are held no longer."""
    first = (holds.c.call_id.in_(of), holds.c.erase_at.is_(None))
    connection.execute(update(holds).where(*first).values(erase_at=now))


def waits_for_erasing(connection: Connection, call: int) -> bool:
    """Whether a call is held, and is to be erased once it is not."""
    wanted = select(holds.c.erase_at).where(holds.c.call_id == call)
    return connection.execute(wanted).scalar_one_or_none() is not None


def lift(connection: Connection, call: int) -> bool:
    """Hold a call no longer; whether it was held."""
    return connection.execute(delete(holds).where(holds.c.call_id == call)).rowcount > 0


# ── the library ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Shelved:
    """A call that is to be kept longer to train with: why, who asked, since when; or who said yes.

    `agreed_at` is None as long as its seller has not said yes.
    """

    call_id: int
    owner_id: int
    title: str
    customers: str
    started_at: datetime | None
    reason: str
    person_id: int | None
    person: str
    asked_at: datetime
    agreed_at: datetime | None


def shelved(connection: Connection, *where: ColumnElement[bool]) -> list[Shelved]:
    """Calls in the library or asked for it, the latest first."""
    c = library.c
    joined = library.join(calls, calls.c.id == c.call_id).outerjoin(
        people, people.c.id == c.person_id
    )
    of_call = (calls.c.owner_id, calls.c.title, calls.c.customers, calls.c.started_at)
    name = func.coalesce(people.c.name, "").label("person")
    wanted = select(library, *of_call, name).select_from(joined).where(*where)
    rows = connection.execute(wanted.order_by(c.asked_at.desc(), c.call_id)).mappings()
    return [Shelved(**row) for row in rows]


def shelf_of(connection: Connection, call: int) -> Shelved | None:
    """Why a call is in the library or asked for it; None where it is neither."""
    return next(iter(shelved(connection, library.c.call_id == call)), None)


def shelve(
    connection: Connection,
    call: int,
    reason: str,
    person: int,
    *,
    now: datetime,
    agreed: bool,
) -> None:
    """Put a call in the library; or only ask for it, where its seller has still to say yes."""
    row = {"call_id": call, "reason": reason, "person_id": person, "asked_at": now}
    put_row(connection, library, row | {"agreed_at": now if agreed else None}, library.c.call_id)


def agree(connection: Connection, call: int, now: datetime) -> bool:
    """Let a call that was asked for be in the library; whether it was asked for."""
    asked = (library.c.call_id == call, library.c.agreed_at.is_(None))
    return connection.execute(update(library).where(*asked).values(agreed_at=now)).rowcount > 0


def ask_again(connection: Connection, call: int) -> None:
    """Let a call in the library wait for a yes again: it has another seller now."""
    connection.execute(update(library).where(library.c.call_id == call).values(agreed_at=None))


def unshelve(connection: Connection, call: int) -> bool:
    """Take a call out of the library; whether it was in it, or asked for."""
    return connection.execute(delete(library).where(library.c.call_id == call)).rowcount > 0


# ── sound that is gone ────────────────────────────────────────────────────────────────────────


def soundless_since(connection: Connection, of: Collection[int]) -> dict[int, datetime]:
    """Of those of some calls whose recording went, when that was."""
    wanted = select(soundless.c.call_id, soundless.c.at).where(soundless.c.call_id.in_(of))
    return {row.call_id: row.at for row in connection.execute(wanted)}


def note_soundless(connection: Connection, call: int, now: datetime) -> None:
    """Note that a call's recording is gone."""
    put_row(connection, soundless, {"call_id": call, "at": now}, soundless.c.call_id)


def waits_for_yes(owner: int) -> ColumnElement[bool]:
    """What holds for rows of the library that somebody has still to say yes or no to."""
    return and_(calls.c.owner_id == owner, library.c.agreed_at.is_(None))


def in_library(owner: int | None = None) -> ColumnElement[bool]:
    """What holds for rows of the library that are in it; with `owner`, theirs."""
    inside = library.c.agreed_at.is_not(None)
    return inside if owner is None else and_(inside, calls.c.owner_id == owner)
