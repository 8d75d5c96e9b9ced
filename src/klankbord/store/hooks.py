"""Rules by which calls are told of, and each delivery by them with what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from klankbord.store.hook_tables import deliveries, hooks
from klankbord.store.jobs import Reason
from klankbord.store.rows import insert_new
from klankbord.store.tables import people


@dataclass(frozen=True)
class Hook:
    """A rule: calls that its maker may see and that a search finds are told of to an address.

    `query` is the question part of that search's address, `person` its maker's name; `facts`: title
    and customer go along.
    """

    id: int
    person_id: int
    person: str
    name: str
    query: str
    url: str
    secret: str = field(repr=False)
    facts: bool
    enabled: bool
    created_at: datetime


@dataclass(frozen=True)
class Delivery:
    """One call told of by a rule, or a try-out (`call_id` None).

    `state` is waiting, sent or failed; `status` what was last answered, `reason` why it was not
    taken; `key` is told with each try.
    """

    id: int
    hook_id: int
    call_id: int | None
    key: str
    state: str
    tries: int
    status: int | None
    reason: Reason | None
    created_at: datetime
    changed_at: datetime


def add_hook(connection: Connection, person: int, now: datetime, **values: Any) -> int:
    """Add a rule; its number."""
    row = {"person_id": person, "enabled": True, "created_at": now, **values}
    done = connection.execute(insert(hooks).values(row).returning(hooks.c.id))
    return int(done.scalar_one())


def change_hook(connection: Connection, hook: int, **values: Any) -> None:
    """Set columns of a rule."""
    connection.execute(update(hooks).where(hooks.c.id == hook).values(values))


def rest_hooks(connection: Connection, person: int) -> None:
    """Lay all of somebody's rules to rest."""
    connection.execute(update(hooks).where(hooks.c.person_id == person).values(enabled=False))


def remove_hook(connection: Connection, hook: int) -> None:
    """Remove a rule, with its list of deliveries."""
    connection.execute(delete(hooks).where(hooks.c.id == hook))


def find_hook(connection: Connection, hook: int) -> Hook | None:
    """A rule by its number."""
    return next(iter(_hooks(connection, hooks.c.id == hook)), None)


def hooks_of(connection: Connection, person: int) -> list[Hook]:
    """Somebody's rules, the oldest first."""
    return _hooks(connection, hooks.c.person_id == person)


def all_hooks(connection: Connection) -> list[Hook]:
    """Everybody's rules."""
    return _hooks(connection)


def live_hooks(connection: Connection) -> list[Hook]:
    """The rules that are at work."""
    return _hooks(connection, hooks.c.enabled)


def has_live_hooks(connection: Connection) -> bool:
    """Whether any rule is at work."""
    wanted = select(hooks.c.id).where(hooks.c.enabled).limit(1)
    return connection.execute(wanted).first() is not None


def add_deliveries(
    connection: Connection, hook: int, calls: Iterable[int], now: datetime
) -> list[int]:
    """Note that calls are to be told of; the numbers of those that were not told of before."""
    c = deliveries.c
    rows = [_row(hook, call, now) for call in calls]
    new = [
        row["key"] for row in rows if insert_new(connection, deliveries, row, c.hook_id, c.call_id)
    ]
    found = select(c.id).where(c.key.in_(new)).order_by(c.id)
    return list(connection.execute(found).scalars())


def add_try_out(connection: Connection, hook: int, now: datetime) -> int:
    """Note a delivery that tells of no call; its number."""
    done = connection.execute(
        insert(deliveries).values(_row(hook, None, now)).returning(deliveries)
    )
    return int(done.one().id)


def find_delivery(connection: Connection, number: int) -> Delivery | None:
    """A delivery by its number."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == number)).one_or_none()
    return _delivery(row) if row else None


def deliveries_of(
    connection: Connection, hook: int, limit: int, before: int | None = None
) -> list[Delivery]:
    """The newest deliveries by a rule; those before one, to page on."""
    c = deliveries.c
    wanted = select(deliveries).where(c.hook_id == hook).order_by(c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(c.id < before)
    return [_delivery(row) for row in connection.execute(wanted)]


def change_delivery(connection: Connection, number: int, now: datetime, **values: Any) -> None:
    """Set columns of a delivery."""
    changed = values | {"changed_at": now}
    connection.execute(update(deliveries).where(deliveries.c.id == number).values(changed))


def count_by_hook(connection: Connection) -> dict[int, dict[str, int]]:
    """How many deliveries there are in each state, a rule."""
    c = deliveries.c
    rows = connection.execute(select(c.hook_id, c.state, func.count()).group_by(c.hook_id, c.state))
    found: dict[int, dict[str, int]] = {}
    for hook, state, many in rows:
        found.setdefault(hook, {})[state] = many
    return found


def forget_try_outs(connection: Connection, before: datetime) -> None:
    """Throw away try-outs of before a moment."""
    c = deliveries.c
    connection.execute(delete(deliveries).where(c.call_id.is_(None), c.created_at < before))


def _row(hook: int, call: int | None, now: datetime) -> dict[str, Any]:
    row = {"hook_id": hook, "call_id": call, "key": str(uuid4()), "state": "waiting"}
    return row | {"tries": 0, "created_at": now, "changed_at": now}


def _hooks(connection: Connection, *where: ColumnElement[bool]) -> list[Hook]:
    joined = select(hooks, people.c.name.label("person")).join(
        people, people.c.id == hooks.c.person_id
    )
    rows = connection.execute(joined.where(*where).order_by(hooks.c.id))
    return [Hook(**row._asdict()) for row in rows]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**row._asdict())
