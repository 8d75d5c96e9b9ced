"""Today: what to do next, the calls of today, and what was kept for later. No figure, ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from klankbord.conversation.assembly import clean
from klankbord.errors import NotFound, NothingWritten
from klankbord.service.access import Actor, may_see_flag
from klankbord.service.learning.flagging import OLDEST
from klankbord.service.learning.folding import folded_of
from klankbord.service.site import ZONE, Site
from klankbord.store.calls import Call, find_calls
from klankbord.store.consent import waits
from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import flags
from klankbord.store.measurements import moments_named
from klankbord.store.tables import calls
from klankbord.store.todos import Todo, add_todo, finish_todo, open_todos

LONGEST_TODO = 200
AGREED = "next-step"
"""The measure whose moments are what was agreed on."""
MOST_AGREED = 3
BEGINS = 80
"""So much of a quote tells that it stands on the list, where it may stand shortened."""


@dataclass(frozen=True)
class Agreed:
    """What was agreed in a call of today or yesterday, in the words of then."""

    call: Call
    quote: str


@dataclass(frozen=True)
class Today:
    """What the page shows; `asked` is the flag whose questions stand open."""

    day: date
    todos: tuple[Todo, ...]
    agreed: tuple[Agreed, ...]
    calls: tuple[Call, ...]
    flags: tuple[Flag, ...]
    asked: Flag | None


def read_today(site: Site, actor: Actor, asked: int = 0) -> Today:
    """Today, for whose it is; `asked` is the flag whose questions are to be asked."""
    day = site.now().astimezone(ZONE).date()
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    own = calls.c.owner_id == actor.id
    with site.database.reading() as connection:
        when = calls.c.started_at
        held = find_calls(connection, own, ~waits(), when >= begin - timedelta(days=1), when < end)
        todos = open_todos(connection, actor.id)
        mine = (flags.c.person_id == actor.id, may_see_flag(actor), flags.c.dropped_at.is_(None))
        kept = find_flags(connection, *mine, flags.c.at >= begin, flags.c.at < end)
        found = find_flags(connection, *mine, flags.c.id == asked) if asked else []
        agreed = _agreed(connection, actor, held, todos)
    return Today(
        day=day,
        todos=tuple(todos),
        agreed=agreed,
        calls=tuple(reversed([one for one in held if (one.started_at or begin) >= begin])),
        flags=tuple(kept),
        asked=found[0] if found else None,
    )


def put_on_list(
    site: Site, actor: Actor, key: str, text: str, at: str = "", written: datetime | None = None
) -> None:
    """Put something on one's own list; `at` is a time (14:30), or "".

    The time is one of the day on which it was `written`, by the person's own clock: it may have
    waited for a connection. Without it, or where that clock cannot be right, of today.

    Raises:
        NothingWritten: there is no text.
    """
    said = clean(text)[:LONGEST_TODO]
    if not said:
        raise NothingWritten
    with site.database.writing() as connection:
        add_todo(connection, actor.id, key, said, _moment(at, _written(site, written)), site.now())


def strike_off(site: Site, actor: Actor, todo: int) -> None:
    """Strike something off one's own list.

    Raises:
        NotFound: it is not on it.
    """
    with site.database.writing() as connection:
        if not finish_todo(connection, actor.id, todo, site.now()):
            raise NotFound


def midnight(day: date) -> datetime:
    """When a day begins, where the reader is."""
    return datetime.combine(day, time(), ZONE)


def _written(site: Site, told: datetime | None) -> datetime:
    now = site.now()
    return told if told is not None and now - OLDEST <= told <= now else now


def _moment(at: str, written: datetime) -> datetime | None:
    try:
        told = time.fromisoformat(at)
    except ValueError:
        return None
    return datetime.combine(written.astimezone(ZONE).date(), told.replace(tzinfo=None), ZONE)


def _agreed(
    connection: Connection, actor: Actor, held: list[Call], todos: list[Todo]
) -> tuple[Agreed, ...]:
    """What was agreed lately and does not stand on the list yet, the latest first.

    Nothing of a call whose figures are folded: what was measured in it is a figure too.
    """
    folded = folded_of(connection, actor.id)
    by_call = {one.id: one for one in held if one.id not in folded}
    there = " ".join(clean(todo.text) for todo in todos)
    quotes = moments_named(connection, AGREED, list(by_call))
    last = {call: quote for call, quote in quotes if quote}
    found = [
        Agreed(by_call[call], quote)
        for call, quote in last.items()
        if clean(quote)[:BEGINS] not in there
    ]
    found.sort(key=lambda one: (str(one.call.started_at), one.call.id), reverse=True)
    return tuple(found[:MOST_AGREED])
