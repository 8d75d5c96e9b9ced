"""Calls piece by piece: a place in the list stays where it is, whatever comes before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from klankbord.conversation import Conversation
from klankbord.service.access import Actor, fetch_call, may_see_flag
from klankbord.service.calls.finding import Snippet, Wanted, conditions, snippets_in
from klankbord.service.calls.opening import note_opening
from klankbord.service.learning.folding import folded_of
from klankbord.service.site import Site
from klankbord.store.calls import Call, find_calls, read_conversation
from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import flags
from klankbord.store.tables import calls


@dataclass(frozen=True)
class Place:
    """A place in a list, the newest first: the last that was seen. `at` is None without a date."""

    at: datetime | None
    id: int


@dataclass(frozen=True)
class Piece:
    """Some calls of a list; `folded` are those whose figures are not to be seen yet, and `next`
    the place from which the list goes on, None at its end.
    """

    calls: tuple[Call, ...]
    folded: frozenset[int]
    next: Place | None
    snippets: Mapping[int, tuple[Snippet, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """A call and what was said in it."""

    call: Call
    conversation: Conversation
    folded: bool


def list_calls(
    site: Site,
    actor: Actor,
    wanted: Wanted,
    *,
    limit: int,
    after: Place | None = None,
    added_after: datetime | None = None,
) -> Piece:
    """The next calls that somebody may see and looks for, the newest first, undated ones last."""
    with site.database.reading() as connection:
        where = conditions(connection, actor, wanted)
        if added_after is not None:
            where.append(calls.c.created_at > added_after)
        if after is not None:
            where.append(_beyond(after))
        found = find_calls(connection, *where, limit=limit + 1)
        own = found[:limit]
        folded = folded_of(connection, actor.id)
        snippets = snippets_in(connection, wanted.asked, own)
    last = own[-1] if len(found) > limit else None
    return Piece(
        calls=tuple(own),
        folded=frozenset(folded & {call.id for call in own}),
        next=Place(last.started_at, last.id) if last else None,
        snippets=snippets,
    )


def read_call(site: Site, actor: Actor, call: int) -> Said:
    """A call with what was said in it, without a figure; that a coach read it is noted.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        conversation = read_conversation(connection, call, found.revision)
        folded = call in folded_of(connection, actor.id)
    note_opening(site, actor, found)
    return Said(found, conversation, folded)


def list_flags(
    site: Site, actor: Actor, *, limit: int, after: Place | None = None
) -> tuple[list[Flag], Place | None]:
    """Somebody's own flags that are not taken off, the newest first; and where to go on."""
    mine = [flags.c.person_id == actor.id, flags.c.dropped_at.is_(None), may_see_flag(actor)]
    if after is not None and after.at is not None:
        earlier = and_(flags.c.at == after.at, flags.c.id < after.id)
        mine.append(or_(flags.c.at < after.at, earlier))
    with site.database.reading() as connection:
        found = find_flags(connection, *mine)
    own = found[:limit]
    return own, Place(own[-1].at, own[-1].id) if len(found) > limit else None


def _beyond(place: Place) -> ColumnElement[bool]:
    """What holds for every call after a place in the list."""
    c = calls.c
    if place.at is None:
        return and_(c.started_at.is_(None), c.id < place.id)
    later = and_(c.started_at == place.at, c.id < place.id)
    return or_(c.started_at < place.at, later, c.started_at.is_(None))
