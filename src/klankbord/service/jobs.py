"""Doing jobs: which kinds there are, and what becomes of one that fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from klankbord.errors import GaveUp, Refused, UsageError, WentWrong
from klankbord.service.housekeeping import housekeeping_step, plan_housekeeping
from klankbord.service.remeasuring import measure_step, plan_remeasuring
from klankbord.service.site import Site
from klankbord.service.stages import import_step
from klankbord.service.work import LeaseLost, Work
from klankbord.store.jobs import claim, extend, is_due

Step = Callable[[Work], bool]
"""Do one stage of a job, kept whole or not at all; whether there is more to do."""
KINDS: dict[str, Step] = {
    "import": import_step,
    "measure": measure_step,
    "housekeeping": housekeeping_step,
}
"""Every kind of job, and who does it."""
BACKOFF_S = (5, 30, 120, 600)
"""So long after each failure the next try begins; after the last, it is given up."""
MOST_TRIES = len(BACKOFF_S) + 1

_log = logging.getLogger(__name__)


def plan_all(site: Site) -> None:
    """Plan what is always to be done; a worker does this when it begins."""
    plan_housekeeping(site)
    plan_remeasuring(site)


def take(site: Site, worker: str, lease: timedelta) -> Work | None:
    """The next job, in this worker's hands for the length of a lease; None where none is due."""
    with site.database.reading() as connection:
        if not is_due(connection, site.now()):
            return None
    with site.database.writing() as connection:
        job = claim(connection, worker, site.now(), lease)
    return Work(site, job, worker) if job else None


def hold(work: Work, lease: timedelta) -> bool:
    """Hold a job for longer; False where it is no longer this worker's."""
    with work.site.database.writing() as connection:
        return extend(connection, work.job.id, work.worker, work.site.now(), lease)


def do(work: Work, stopping: Callable[[], bool]) -> None:
    """Do a job, stage by stage, until it is over; or leave it, after a stage, to another worker."""
    job = work.job
    try:
        _try(work, stopping)
    except LeaseLost:
        _log.warning("job %d (%s) went to another worker", job.id, job.kind)


def _try(work: Work, stopping: Callable[[], bool]) -> None:
    tries = work.job.attempts
    if tries > MOST_TRIES:  # each time, whoever did it fell over
        work.give_up(GaveUp(MOST_TRIES))
        return
    try:
        while KINDS[work.job.kind](work):
            if stopping():
                work.release()
                return
    except LeaseLost:
        raise
    except (Refused, UsageError) as error:
        work.refuse(error)
    except Exception:  # noqa: BLE001 (whatever it is, the work is not lost)
        _log.exception("job %d (%s) failed", work.job.id, work.job.kind)
        _after_failure(work)


def _after_failure(work: Work) -> None:
    tries = work.job.attempts
    if tries >= MOST_TRIES:
        work.give_up(GaveUp(tries))
    else:
        until = work.site.now() + timedelta(seconds=BACKOFF_S[tries - 1])
        work.put_off(until, WentWrong())
