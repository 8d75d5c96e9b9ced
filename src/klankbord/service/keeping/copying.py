"""What is to be settled before somebody gets a copy: who they are, and which notes go along.

An admin as such reads nothing of a call. Notes must be read to be weighed, so reading them is
asked for, and told to whose call it is and to who wrote them. What people wrote for themselves
alone is counted and not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from klankbord.service.access import Actor, need_admin
from klankbord.service.keeping.erasing import Found
from klankbord.service.keeping.given_calls import Who, who_of
from klankbord.service.site import Site
from klankbord.store.audit import log_each
from klankbord.store.given import (
    Note,
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


def copyable(site: Site, actor: Actor, found: Found, *, read: bool = False) -> Copyable:
    """What is to be settled before a copy is given of what was found.

    Args:
        site: the installation.
        actor: the admin who asks.
        found: what there is of somebody.
        read: the notes are to be read; that they were is noted.

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
        shared, private = count_notes(connection, ids)
        elsewhere = [
            one for one in notes_with(connection, found.who.is_in) if one.call_id not in ids
        ]
        notes = (*notes_on(connection, ids), *elsewhere) if read else ()
        originals = len(keeping_originals(connection, ids))
    _note_reading(site, actor, notes)
    return Copyable(tuple(unclear), originals, shared + len(elsewhere), private, notes)


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


LONGEST = 18
"""So many digits a number has that a database can count to."""


def _note_reading(site: Site, actor: Actor, notes: tuple[Note, ...]) -> None:
    told = {(one.call_id, about) for one in notes for about in (one.owner_id, one.person_id)}
    rows = [(actor.id, call, about) for call, about in sorted(told) if about != actor.id]
    if rows:
        with site.database.writing() as connection:
            log_each(connection, site.now(), "notes_read", rows)
