"""What is done every hour by itself: forget what has ended, sweep what was left behind."""

from __future__ import annotations

from datetime import timedelta

from klankbord.service.accounts.tries import WINDOW
from klankbord.service.learning.proposing import plan_next
from klankbord.service.site import Site
from klankbord.service.sources.uploading import REMEMBERED, sweep_uploads
from klankbord.service.sources.webhooks.receiving import forget_old
from klankbord.service.work import Work
from klankbord.store.hooks import forget_try_outs
from klankbord.store.imports import forget_given
from klankbord.store.jobs import enqueue, forget_done
from klankbord.store.keys import forget_ended_keys
from klankbord.store.search import forget_words
from klankbord.store.sessions import forget_ended
from klankbord.store.tries import forget_tries
from klankbord.store.uses import unused

EVERY_S = 3600
PIECE = 500
LEFT_BEHIND = timedelta(days=1)
"""What was given, and not started on for so long, was given up."""


def plan_housekeeping(site: Site) -> None:
    """Have the house kept from now on."""
    with site.database.writing() as connection:
        now = site.now()
        enqueue(connection, "housekeeping", {}, now=now, key="housekeeping", every_s=EVERY_S)


def housekeeping_step(work: Work) -> bool:
    """Keep the house; the job is planned again by itself."""
    site = work.site
    before = site.now() - LEFT_BEHIND
    with work.finishing() as connection:
        forget_ended(connection, site.now())
        forget_tries(connection, site.now() - WINDOW)
        forget_words(connection)
        forget_old(connection, site.now())
        forget_try_outs(connection, before)
        forget_ended_keys(connection, site.now() - REMEMBERED)
        forget_done(connection, before)
        forget_given(connection, before)
        plan_next(connection, site.now())
    sweep_uploads(site)
    _remove_unused(site)  # not before it is certain that no row leads to them
    site.files.sweep(LEFT_BEHIND.total_seconds(), site.now().timestamp())
    return False


def _remove_unused(site: Site) -> None:
    """Remove the files that no import and no call goes back to, a day after they were given."""
    old = [hash_ for hash_ in site.files.hashes() if _is_old(site, hash_)]
    for first in range(0, len(old), PIECE):
        piece = old[first : first + PIECE]
        with site.database.reading() as connection:
            free = unused(connection, piece)
        for hash_ in sorted(free):
            if _is_old(site, hash_):  # it may be given again just now
                site.files.remove(hash_)


def _is_old(site: Site, hash_: str) -> bool:
    path = site.files.path(hash_)
    latest = (site.now() - LEFT_BEHIND).timestamp()
    return path.is_file() and path.stat().st_mtime < latest
