"""What becomes of calls that were kept back: seen by all who may when their time is over, or gone.

A call that might have been private is its coach's to see; one of which nobody noted that the other
party was told of the recording, is removed with its bytes, and its arrival says why.
"""

from __future__ import annotations

from sqlalchemy import Connection

from klankbord.errors import NotFound
from klankbord.service.access import Actor
from klankbord.service.keeping.removing import take_away, wipe
from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.privacy.consent import own_call
from klankbord.service.privacy.remembering import forget_old, remember_bytes
from klankbord.service.privacy.told_again import release
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import leave_out
from klankbord.service.work import Work
from klankbord.store.audit import log
from klankbord.store.calls import find_call, lock_calls
from klankbord.store.consent import KeptBack, consents_of, ended, find_kept_back, let_go
from klankbord.store.jobs import enqueue
from klankbord.store.remembered import files_of_call
from klankbord.store.removing import duplicates_of
from klankbord.store.tables import calls

EVERY_S = 300
AT_ONCE = 100


def plan_settling(site: Site) -> None:
    """Have it looked after from now on."""
    with site.database.writing() as connection:
        enqueue(connection, "settle", {}, now=site.now(), key="settle", every_s=EVERY_S)


def settle_step(work: Work) -> bool:
    """Let go of what was kept back for long enough; the job is planned again by itself."""
    site = work.site
    with site.database.reading() as connection:
        private = ended(connection, "private", site.now(), AT_ONCE)
        untold = ended(connection, "consent", site.now(), AT_ONCE)
    if private:
        with work.getting_on("settle") as connection:
            free = let_go(connection, [one.call_id for one in private], "private")
            plan_hooks(connection, free, site.now())
    for one in untold:
        _remove(work, one)
    if len(private) == AT_ONCE or len(untold) == AT_ONCE:
        return True
    with work.finishing() as connection:
        forget_old(connection, site.now())
        return False


def throw_away(site: Site, actor: Actor, call: int) -> None:
    """Remove a call of one's own that waits for consent: the other party was not told.

    Raises:
        NotFound: it is none of theirs, or waits for nothing.
    """
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        own_call(connection, actor, call)
        held = find_kept_back(connection, call, "consent")
        if held is None:
            raise NotFound
        files = _untold(connection, site, held, actor.id, actor.id)
    wipe(site, call, files)


def _remove(work: Work, held: KeptBack) -> None:
    site, call = work.site, held.call_id
    with work.getting_on("settle") as connection:
        lock_calls(connection, [call])
        found = find_call(connection, calls.c.id == call)
        if found is None or find_kept_back(connection, call, "consent") is None:  # noted just now
            return
        if _is_told(connection, held):
            plan_hooks(connection, release(connection, [call]), site.now())
            return
        files = _untold(connection, site, held, None, found.owner_id)
    wipe(site, call, files)


def _is_told(connection: Connection, held: KeptBack) -> bool:
    """Whether it is noted after all how the party of a call that waits was told."""
    ways = {one.way for one in consents_of(connection, held.call_id)}
    return bool(ways if held.spoken else ways - {"spoken"})


def _untold(
    connection: Connection, site: Site, held: KeptBack, person: int | None, owner: int
) -> set[str]:
    """Take a call away of which nobody noted that the other party was told; the files to wipe."""
    came = files_of_call(connection, held.call_id, held.arrival_id)
    remember_bytes(connection, "no_consent", came, site.now())
    again = duplicates_of(connection, held.call_id)
    files = take_away(connection, held.call_id, site.now())
    for number in (held.arrival_id, *again):
        files |= leave_out(connection, site, number, "no_consent")
    log(connection, site.now(), person, "call_untold", call=held.call_id, about=owner)
    return files
