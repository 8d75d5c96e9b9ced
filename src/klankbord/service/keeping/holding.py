"""What stays longer: calls in the library, with their seller's yes; calls held for a dispute."""

from __future__ import annotations

from sqlalchemy import Connection

from klankbord.conversation.assembly import clean
from klankbord.errors import NotAllowed, NotFound, ReasonMissing, ReasonTooLong
from klankbord.service.access import Actor, fetch_call, need_admin
from klankbord.service.keeping.removing import erase_calls, wipe
from klankbord.service.names import refuse
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call, find_call, lock_calls
from klankbord.store.retention import (
    Held,
    Shelved,
    agree,
    all_held,
    held_among,
    hold,
    in_library,
    lift,
    shelf_of,
    shelve,
    shelved,
    unshelve,
    waits_for_erasing,
    waits_for_yes,
)
from klankbord.store.tables import calls

LONGEST_REASON = 200


# ── the library ───────────────────────────────────────────────────────────────────────────────


def put_in_library(site: Site, actor: Actor, call: int, reason: str) -> bool:
    """Keep a call longer, to learn from; whether it is, or its seller is asked first.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        Mistakes: there is no reason, or too much of it.
    """
    with site.database.writing() as connection:
        found, now = _locked(connection, actor, call), site.now()
        said = _reason(reason)
        own = found.owner_id == actor.id
        there = shelf_of(connection, call)
        if there is not None and there.agreed_at is not None:
            return True
        shelve(connection, call, said, actor.id, now=now, agreed=own)
        if own:
            log(connection, now, actor.id, "shelved", call=call, about=found.owner_id)
        else:
            log(connection, now, actor.id, "shelf_asked", call=call, about=found.owner_id)
        return own


def say_yes(site: Site, actor: Actor, call: int) -> None:
    """Let a call of one's own be kept longer, as somebody asked.

    Raises:
        NotFound: there is no such call, or nobody asked.
        NotAllowed: it is somebody else's.
    """
    with site.database.writing() as connection:
        found, now = _locked(connection, actor, call), site.now()
        if found.owner_id != actor.id:
            raise NotAllowed
        if not agree(connection, call, now):
            raise NotFound
        log(connection, now, actor.id, "shelved", call=call, about=found.owner_id)


def take_out(site: Site, actor: Actor, call: int) -> None:
    """Keep a call no longer than any other; or say no to who asked, or ask no more.

    Its seller can do that at any time, and who put it there or asked.

    Raises:
        NotFound: there is no such call, or it is not in the library.
        NotAllowed: it is none of theirs.
    """
    with site.database.writing() as connection:
        found = _locked(connection, actor, call)
        there = shelf_of(connection, call)
        if there is None:
            raise NotFound
        if actor.id not in {found.owner_id, there.person_id}:
            raise NotAllowed
        unshelve(connection, call)
        log(connection, site.now(), actor.id, "unshelved", call=call, about=found.owner_id)


def list_shelf(site: Site, actor: Actor) -> tuple[list[Shelved], list[Shelved]]:
    """Of somebody's calls those that are in the library, and those for which they are asked."""
    with site.database.reading() as connection:
        return (
            shelved(connection, in_library(actor.id)),
            shelved(connection, waits_for_yes(actor.id)),
        )


# ── under dispute ─────────────────────────────────────────────────────────────────────────────


def hold_call(site: Site, actor: Actor, call: int, reason: str) -> None:
    """Let nothing of a call go until it is lifted; whatever its owner, a term or a party asks.

    Raises:
        NotFound: there is no such call; or it is no admin who asks.
        Mistakes: there is no reason, or too much of it.
    """
    need_admin(actor)
    said = _reason(reason)
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        found = _there(connection, call)
        now = site.now()
        hold(connection, call, said, actor.id, now)
        log(connection, now, actor.id, "held", call=call, about=found.owner_id)


def lift_hold(site: Site, actor: Actor, call: int) -> bool:
    """Hold a call no longer; what was kept for long enough is told again, and goes later.

    Where somebody's erasure was asked meanwhile, it is done at once.

    Returns:
        Whether it was.

    Raises:
        NotFound: it is not held; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        found, now = _there(connection, call), site.now()
        erasing = waits_for_erasing(connection, call)
        if not lift(connection, call):
            raise NotFound
        log(connection, now, actor.id, "hold_lifted", call=call, about=found.owner_id)
        if not erasing:
            return False
        files = erase_calls(connection, [call], now)
        log(connection, now, actor.id, "call_erased", call=call, about=found.owner_id)
    wipe(site, call, files)
    return True


def list_held(site: Site, actor: Actor) -> list[Held]:
    """Every call that is held.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return all_held(connection)


def is_held(site: Site, call: int) -> bool:
    """Whether nothing of a call may go."""
    with site.database.reading() as connection:
        return bool(held_among(connection, [call]))


def _locked(connection: Connection, actor: Actor, call: int) -> Call:
    lock_calls(connection, [call])
    return fetch_call(connection, actor, call)


def _there(connection: Connection, call: int) -> Call:
    found = find_call(connection, calls.c.id == call)
    if found is None:
        raise NotFound
    return found


def _reason(text: str) -> str:
    said = clean(text)
    refuse(
        ReasonMissing() if not said else None,
        ReasonTooLong(LONGEST_REASON) if len(said) > LONGEST_REASON else None,
    )
    return said
