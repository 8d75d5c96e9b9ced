"""What comments and clips share: they are their maker's alone, until they share them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from klankbord.coaching.anchors import Anchor, anchor_of
from klankbord.conversation import Conversation
from klankbord.errors import BadForm, NoSuchTurn, NotAllowed, NotFound
from klankbord.service.access import Actor, fetch_call
from klankbord.service.keeping.removing import need_not_held
from klankbord.service.site import Site
from klankbord.store.calls import Call, lock_calls, read_conversation
from klankbord.store.marks import Clip, Comment

Mark = TypeVar("Mark", Comment, Clip)
Find = Callable[[Connection, int, int, int], Mark | None]
"""How a mark is found: in a transaction, of a call, by its number, for a reader."""


@contextmanager
def changing(site: Site, actor: Actor, call: int) -> Iterator[tuple[Connection, Call]]:
    """A transaction about the marks on a call that somebody may see.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
    """
    with site.database.writing() as connection:
        yield connection, fetch_call(connection, actor, call)


def need_own(
    find: Find[Mark], connection: Connection, actor: Actor, call: int, number: int
) -> Mark:
    """A mark of somebody's own, to change or remove.

    Raises:
        NotFound: there is no such mark, or it is not theirs to see.
        NotAllowed: somebody else made it, and shares it.
        HeldForDispute: nothing of its call may go.
    """
    found = find(connection, call, number, actor.id)
    if found is None:
        raise NotFound
    if found.person_id != actor.id:
        raise NotAllowed
    lock_calls(connection, [call])
    need_not_held(connection, call)
    return found


def as_seen(connection: Connection, call: Call, seen: int) -> Conversation:
    """What somebody looked at; what is mended meanwhile takes nothing from what they make.

    Raises:
        BadForm: there is no such revision.
    """
    if not 1 <= seen <= call.revision:
        raise BadForm
    return read_conversation(connection, call.id, seen)


def anchor_on(
    conversation: Conversation, turn: int, words: tuple[int, int] | None = None
) -> Anchor:
    """The anchor of a whole turn, or of its words from one place in its text to another.

    Raises:
        NoSuchTurn: there is none of that number.
        BadForm: it has nothing said between these places.
    """
    try:
        if words is None:
            return anchor_of(conversation, turn)
        start, end = words
        found = anchor_of(conversation, turn, start, end)
    except IndexError:
        raise NoSuchTurn(turn) from None
    if not 0 <= start < end <= len(conversation.turns[turn - 1].text) or not found.quote:
        raise BadForm
    return found
