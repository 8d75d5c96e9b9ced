"""Measure calls again: one that was mended, and all of them where what is measured has changed."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from klankbord.service.calls.measuring import Kept, digest, keep_many, measure_many
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.calls import current_revision, read_conversation
from klankbord.store.jobs import enqueue
from klankbord.store.measurements import calls_to_measure

SHARD = 100
"""So many calls are one job; and so many of those at a time are in the memory:"""
AT_ONCE = 20


def plan_remeasuring(site: Site) -> None:
    """Plan the measuring of all calls that were measured by another catalogue or other words.

    Planned twice it is the same work: jobs are known by digest and shard.
    """
    by, now = digest(site.settings.own_words), site.now()
    with site.database.reading() as connection:
        stale = calls_to_measure(connection, by)
    if not stale:
        return
    with site.database.writing() as connection:
        for shard, ids in groupby(stale, lambda call: call // SHARD):
            payload = {"calls": list(ids)}
            key = f"remeasure:{by}:{shard}"
            enqueue(connection, "measure", payload, now=now, key=key, rank=1)


def measure_step(work: Work) -> bool:
    """Measure the next few calls of the job; whether there are more."""
    done = work.payload.get("done", 0)
    ids = work.payload["calls"][done : done + AT_ONCE]
    if not ids:
        with work.finishing():
            return False
    measured = measure_stale(work.site, ids)
    with work.getting_on("measure", done=done + len(ids)) as connection:
        keep_many(connection, measured, work.site.now())
    return True


def measure_stale(site: Site, ids: Collection[int]) -> list[tuple[int, int, Kept]]:
    """Measure those calls of which the newest revision was not measured by what is in force."""
    own = site.settings.own_words
    with site.database.reading() as connection:
        stale = calls_to_measure(connection, digest(own), among=ids)
        revisions = [current_revision(connection, call) or 0 for call in stale]
        found = [
            read_conversation(connection, call, revision)
            for call, revision in zip(stale, revisions, strict=True)
        ]
    return list(zip(stale, revisions, measure_many(found, own), strict=True))
