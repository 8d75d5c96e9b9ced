"""What was kept for long enough goes: told first, a fortnight ahead, and then gone everywhere.

Every day it is looked what is due. What is due is told, and goes no sooner than `NOTICE` after it
was; so a house that is brought up to date, or shortens a term, loses nothing at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection

from klankbord.service.keeping.erased_beside import put_beside
from klankbord.service.keeping.leftovers import forget_leftovers
from klankbord.service.keeping.removing import take_away, wipe
from klankbord.service.keeping.retention_terms import NOTICE, Terms, terms_in
from klankbord.service.keeping.sound_gone import silence_for_good
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.audit import log
from klankbord.store.calls import find_call, lock_calls
from klankbord.store.corpus import Corpus
from klankbord.store.jobs import enqueue
from klankbord.store.retention import (
    Going,
    Part,
    aged_calls,
    all_going,
    drop_going,
    forget_rows,
    going_now,
    held_among,
    put_going,
)
from klankbord.store.tables import calls

EVERY_S = 24 * 3600
AT_ONCE = 50
LAST = datetime.max.replace(tzinfo=UTC)


def plan_retention(site: Site) -> None:
    """Have it looked after every day from now on."""
    with site.database.writing() as connection:
        now = site.now()
        enqueue(connection, "retain", {}, now=now, key="retain", every_s=EVERY_S, rank=1)


def retain_step(work: Work) -> bool:
    """Tell what is due; take away what was told for long enough; the job is planned again."""
    site = work.site
    if not work.job.stage:
        with work.getting_on("go", gone=0) as connection:
            tell_going(connection, site.now())
        return True
    with site.database.reading() as connection:
        due = going_now(connection, site.now(), AT_ONCE)
    for one in due:
        _take(work, one)
    if due:
        return True
    if forget_leftovers(site) + work.payload.get("gone", 0):
        forget_rows(site.database)
    Corpus(site.settings.data).sweep(site.database)
    put_beside(site, anew=True)
    with work.finishing():
        return False


def tell_going(connection: Connection, now: datetime) -> None:
    """Note what is due within the time of notice, and take back what is not due any more."""
    terms = terms_in(connection)
    due = due_before(connection, terms, now)
    told = {(one.call_id, one.part): one for one in all_going(connection)}
    goes: dict[tuple[int, Part], datetime] = {
        key: max(at, told[key].goes_at if key in told else now + NOTICE) for key, at in due.items()
    }
    for call, part in due:
        if part == "sound" and goes[call, part] >= goes.get((call, "text"), LAST):
            del goes[call, part]  # it goes with the rest
    drop_going(connection, told.keys() - goes.keys())
    put_going(
        connection,
        [
            Going(*key, told[key].told_at if key in told else now, at)
            for key, at in goes.items()
            if key not in told or told[key].goes_at != at
        ],
    )


def due_before(
    connection: Connection, terms: Terms, now: datetime, *where: ColumnElement[bool]
) -> dict[tuple[int, Part], datetime]:
    """What is due before a fortnight from now is over, and since or from when."""
    until = now + NOTICE
    due: dict[tuple[int, Part], datetime] = {}
    for aged in aged_calls(connection, until - terms.shortest, *where):
        sound, text = terms.of(aged)
        if sound is not None and sound <= until:
            due[aged.id, "sound"] = sound
        if text <= until:
            due[aged.id, "text"] = text
    return due


def _take(work: Work, one: Going) -> None:
    """Take one thing away, unless something changed since it was looked up."""
    site, call = work.site, one.call_id
    with work.getting_on("go", gone=work.payload.get("gone", 0) + 1) as connection:
        lock_calls(connection, [call])
        drop_going(connection, [(call, one.part)])
        found = find_call(connection, calls.c.id == call)
        if found is None or held_among(connection, [call]):
            return
        still = due_before(connection, terms_in(connection), site.now(), calls.c.id == call)
        at = still.get((call, one.part))
        if at is None or at > site.now():  # put in the library, or the term is longer by now
            return
        now, about = site.now(), found.owner_id
        if one.part == "sound":
            files = silence_for_good(connection, call, now)
            log(connection, now, None, "sound_expired", call=call, about=about)
        else:
            files = take_away(connection, call, now, "retention")
            log(connection, now, None, "call_expired", call=call, about=about)
    if one.part == "text":
        wipe(site, call, files)
    else:
        for hash_ in files:
            site.files.remove(hash_)
