"""What is to be settled before somebody gets a copy: who they are, and which notes go along.

An admin as such reads nothing of a call. Notes must be read to be weighed, so reading them is
asked for, call by call, and told to whose call it is and to who wrote them. Those on other calls
are offered where this person stands in them; by a name, only where a party of a call is called so:
else any word would do to read what the house wrote. What people wrote for themselves alone is
counted and not shown; of calls that nobody else sees yet, nothing is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from klankbord.conversation import Side
from klankbord.service.access import Actor, need_admin
from klankbord.service.keeping.erasing import Found
from klankbord.service.keeping.given_calls import Who, who_of
from klankbord.service.site import Site
from klankbord.store.audit import log_each
from klankbord.store.given import (
    Note,
    PartyRow,
    count_notes,
    keeping_originals,
    notes_by,
    notes_on,
    notes_with,
    parties_of_calls,
)


@dataclass(frozen=True)
class Unclear:
    """A call of which somebody is to say who of several people it is; of which revision."""

    call: int
    revision: int
    who: Who


@dataclass(frozen=True)
class Copyable:
    """What is to be settled.

    Attributes:
        unclear: the calls of which somebody is to say who of the people in it they are.
        originals: of how many calls is kept what was made unreadable in them.
        notes: how many notes there are that others may read.
        private: how many people wrote for themselves alone.
        read: the notes, where they were asked for.
    """

    unclear: tuple[Unclear, ...]
    originals: int
    notes: int
    private: int
    read: tuple[Note, ...] = ()


def copyable(
    site: Site, actor: Actor, found: Found, *, read: Collection[int] | None = None
) -> Copyable:
    """What is to be settled before a copy is given of what was found.

    Args:
        site: the installation.
        actor: the admin who asks.
        found: what there is of somebody.
        read: the calls of which the notes are to be read, with those elsewhere in which they
            stand; None where none is. That they were read is noted.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    ids = {call.id for call in found.calls}
    unclear = []
    with site.database.reading() as connection:
        parties = parties_of_calls(connection, ids)
        for call in found.calls:
            who = who_of(found.who, call.number, parties.get(call.id, ()))
            if who.unclear:
                unclear.append(Unclear(call.id, call.revision, who))
        theirs = _theirs(found, parties)
        shared, _ = count_notes(connection, theirs)
        _, private = count_notes(connection, ids)
        offered = bool(theirs) or found.who.kind != "name"
        elsewhere = _elsewhere(connection, found, ids) if offered else []
        ticked = theirs.intersection(read or ())
        notes = () if read is None else (*notes_on(connection, ticked), *elsewhere)
        originals = len(keeping_originals(connection, ids))
    _note_reading(site, actor, notes, mark_of(found))
    return Copyable(tuple(unclear), originals, shared + len(elsewhere), private, notes)


def mark_of(found: Found) -> str:
    """By what the log names a request before it has a number; it tells nothing of who asks."""
    return found.seen[:MARK]


def key_of(note: Note) -> str:
    """By what a note is asked for: it is another once it was rewritten."""
    return f"{note.kind}:{note.id}:{sha256(note.text.encode()).hexdigest()[:16]}"


def notes_asked(site: Site, keys: tuple[str, ...]) -> list[Note] | None:
    """The notes that were asked for; None where one is gone, or says something else by now."""
    wanted = []
    for key in keys:
        kind, _, rest = key.partition(":")
        number = rest.partition(":")[0]
        if kind not in {"comment", "remark"} or not number.isdecimal() or len(number) > LONGEST:
            return None
        wanted.append((kind, int(number)))
    with site.database.reading() as connection:
        found = {key_of(one): one for one in notes_by(connection, wanted)}
    return [found[key] for key in keys] if found.keys() >= set(keys) else None


MARK = 8
"""So many signs tell requests apart in the log."""
LONGEST = 18
"""So many digits a number has that a database can count to."""


def _theirs(found: Found, parties: Mapping[int, Sequence[PartyRow]]) -> set[int]:
    """The calls of which notes may be read: by a name, where one from outside is called so."""
    return {
        call.id
        for call in found.calls
        if found.who.kind != "name"
        or any(
            one.side != Side.SELLER and found.who.is_name(one.name)
            for one in parties.get(call.id, ())
        )
    }


def _elsewhere(connection: Connection, found: Found, ids: Collection[int]) -> list[Note]:
    """The notes on other calls in which they stand."""
    return [one for one in notes_with(connection, found.who.is_in) if one.call_id not in ids]


def _note_reading(site: Site, actor: Actor, notes: tuple[Note, ...], mark: str) -> None:
    told = {(one.call_id, about) for one in notes for about in (one.owner_id, one.person_id)}
    rows = [(actor.id, call, about) for call, about in sorted(told) if about != actor.id]
    if rows:
        with site.database.writing() as connection:
            log_each(connection, site.now(), "notes_read", rows, name=mark)
