"""What is done every hour by itself: forget what has ended, sweep what was left behind."""

from __future__ import annotations

from datetime import timedelta

from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.imports import forget_given, still_used
from klankbord.store.jobs import enqueue, forget_done
from klankbord.store.search import forget_words
from klankbord.store.sessions import forget_ended

EVERY_S = 3600
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
        forget_words(connection)
        forget_done(connection, before)
        left = forget_given(connection, before)
        unused = left - still_used(connection, left)
    for hash_ in unused:  # not before it is certain that no row leads to them
        _remove(site, hash_)
    site.files.sweep(LEFT_BEHIND.total_seconds(), site.now().timestamp())
    return False


def _remove(site: Site, hash_: str) -> None:
    """Remove a file that nothing goes back to; unless it was given again just now."""
    path = site.files.path(hash_)
    if path.is_file() and path.stat().st_mtime < (site.now() - LEFT_BEHIND).timestamp():
        site.files.remove(hash_)
