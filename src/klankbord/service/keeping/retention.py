"""What was kept for long enough goes: told first, a fortnight ahead, and then gone everywhere.

Every day it is looked what is due. What is due is told, and goes no sooner than `NOTICE` after it
was; so a house that is brought up to date, or shortens a term, loses nothing at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection

from klankbord.service.keeping.erased_beside import put_beside
from klankbord.service.keeping.leftovers import forget_leftovers
from klankbord.service.keeping.removing import take_away, wipe_many
from klankbord.service.keeping.retention_terms import JOB, NOTICE, Terms, terms_in
from klankbord.service.keeping.scrubbing import plan_scrubbing_left
from klankbord.service.keeping.sound_gone import silence_for_good
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.audit import log
from klankbord.store.calls import find_call, lock_calls
from klankbord.store.corpus import Corpus
from klankbord.store.erased import drop_erased
from klankbord.store.jobs import enqueue
from klankbord.store.retention import (
    Going,
    Part,
    aged_calls,
    all_going,
    drop_going,
    going_now,
    held_among,
    next_after,
    put_going,
)
from klankbord.store.retention_tables import going
from klankbord.store.tables import calls

EVERY_S = 24 * 3600
AT_ONCE = 50
TOLD_AT_ONCE = 1000
"""Of so many calls it is told in one transaction, so that others get their turn."""
LAST = datetime.max.replace(tzinfo=UTC)
LISTED = timedelta(days=30)
"""So much longer than backups are kept, what was erased stays on the list."""


def plan_retention(site: Site) -> None:
    """Have it looked after every day from now on."""
    with site.database.writing() as connection:
        now = site.now()
        enqueue(connection, "retain", {}, now=now, key=JOB, every_s=EVERY_S, rank=1)


def retain_step(work: Work) -> bool:
    """Tell what is due; take away what was told for long enough; the job is planned again."""
    site = work.site
    if work.job.stage in {"", "tell"}:
        after = work.payload.get("told", 0)
        with site.database.reading() as connection:
            until = next_after(connection, after, TOLD_AT_ONCE)
        with work.getting_on("tell" if until else "go", told=until or 0) as connection:
            tell_going(connection, site.now(), after, until)
        return True
    with site.database.reading() as connection:
        due = going_now(connection, site.now(), AT_ONCE)
    if due:
        _take_all(work, due)
        return True
    forget_leftovers(site)
    Corpus(site.settings.data).sweep(site.database)
    with site.database.writing() as connection:
        kept = timedelta(days=terms_in(connection).backups) + LISTED
        drop_erased(connection, site.now() - kept)
    put_beside(site)
    with work.finishing() as connection:
        plan_scrubbing_left(connection, site.now())  # daily, whatever went
        return False


def tell_going(
    connection: Connection, now: datetime, after: int = 0, until: int | None = None
) -> None:
    """Note what is due within the time of notice, and take back what is not due any more.

    Of the calls with a number above `after`, up to `until` where that is given.
    """
    terms = terms_in(connection)
    due = due_before(connection, terms, now, *_between(calls.c.id, after, until))
    those = all_going(connection, *_between(going.c.call_id, after, until))
    told = {(one.call_id, one.part): one for one in those}
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


def _between(
    number: ColumnElement[int], after: int, until: int | None
) -> tuple[ColumnElement[bool], ...]:
    return (number > after,) if until is None else (number > after, number <= until)


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


def _take_all(work: Work, due: Sequence[Going]) -> None:
    """Take them one by one; what is left of them outside the tables is wiped together."""
    taken: list[_Taken] = []
    try:
        taken.extend(_take(work, one) for one in due)
    finally:
        files = {hash_ for one in taken for hash_ in one.files}
        wipe_many(work.site, [one.call for one in taken if one.gone], files)


@dataclass(frozen=True)
class _Taken:
    """What is to be wiped of a call, and whether it is gone; of one that stays after all, none."""

    call: int
    files: frozenset[str] = frozenset()
    gone: bool = False


def _take(work: Work, one: Going) -> _Taken:
    """Take one of them, unless anything changed since it was looked up."""
    site, call = work.site, one.call_id
    with work.getting_on("go") as connection:
        lock_calls(connection, [call])
        drop_going(connection, [(call, one.part)])
        found = find_call(connection, calls.c.id == call)
        if found is None or held_among(connection, [call]):
            return _Taken(call)
        still = due_before(connection, terms_in(connection), site.now(), calls.c.id == call)
        at = still.get((call, one.part))
        if at is None or at > site.now():  # put in the library, or the term is longer by now
            return _Taken(call)
        now, about = site.now(), found.owner_id
        if one.part == "sound":
            files = silence_for_good(connection, call, now)
            log(connection, now, None, "sound_expired", call=call, about=about)
        else:
            files = take_away(connection, call, now, "retention")
            log(connection, now, None, "call_expired", call=call, about=about)
    return _Taken(call, frozenset(files), one.part == "text")
