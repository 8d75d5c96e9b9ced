"""What was removed goes from the bytes of the database too: soon, and for good the next night.

Both are jobs: nobody waits for them who removes something. A job ends before it begins its work,
so that what is removed while it works plans it again; and every day it is planned whatever went.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from klankbord.service.site import ZONE
from klankbord.service.work import Work
from klankbord.store.jobs import enqueue
from klankbord.store.scrubbing import (
    forget_rows,
    note_scrubbed,
    note_unscrubbed,
    unscrubbed,
    write_anew,
)
from klankbord.store.search import forget_words

AGAIN = timedelta(seconds=30)
"""So much later it is tried again where somebody was reading."""
NIGHT, MORNING = time(3, 15), time(6)
"""When hardly anybody works, by the clocks of the house."""
LATER = timedelta(hours=1)
"""So much later in the same night it is tried again: a backup that was made is over then."""


def plan_scrubbing(connection: Connection, now: datetime) -> None:
    """Plan, in the transaction in which something is removed, that no byte of it stays."""
    note_unscrubbed(connection, now)
    plan_scrubbing_left(connection, now)


def plan_scrubbing_left(connection: Connection, now: datetime) -> None:
    """Plan it for what was removed before, and may still be there."""
    enqueue(connection, "scrub", {}, now=now, key="scrub", rank=1)
    if unscrubbed(connection):
        _plan_night(connection, now)


def scrub_step(work: Work) -> bool:
    """Forget the words in the index, and empty the journal; again before long, where it is read."""
    site = work.site
    with work.finishing() as connection:
        forget_words(connection)
    if not forget_rows(site.database):
        with site.database.writing() as connection:
            now = site.now()
            enqueue(connection, "scrub", {}, now=now, key="scrub", due_at=now + AGAIN, rank=1)
    return False


def write_anew_step(work: Work) -> bool:
    """Write the database's files anew, where something was removed; what is left of it, later."""
    site, began = work.site, work.site.now()
    with work.finishing() as connection:
        noted = unscrubbed(connection)
    if noted is not None:
        left = write_anew(site.database, noted.left)
        with site.database.writing() as connection:
            now = site.now()
            note_scrubbed(connection, noted, left, began)
            if left:
                _plan_night(connection, now, _later(now))
            plan_scrubbing_left(connection, now)
    return False


def _plan_night(connection: Connection, now: datetime, due: datetime | None = None) -> None:
    due = due or _night(now)
    enqueue(connection, "write_anew", {}, now=now, key="write_anew", due_at=due, rank=1)


def _later(now: datetime) -> datetime:
    """Later in the same night; the next one, where it is nearly over."""
    here = (now + LATER).astimezone(ZONE)
    return now + LATER if NIGHT <= here.time() < MORNING else _night(now)


def _night(now: datetime) -> datetime:
    """The next time that it is night."""
    here = now.astimezone(ZONE)
    tonight = datetime.combine(here.date(), NIGHT, ZONE)
    return tonight if here < tonight else datetime.combine(here.date() + timedelta(1), NIGHT, ZONE)
