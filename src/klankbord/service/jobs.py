"""Doing jobs: which kinds there are, and what becomes of one that fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from klankbord.errors import (
    AnswerRefuses,
    GaveUp,
    JobUnknown,
    JobUnreadable,
    KlankbordError,
    MailNotSent,
    NoAnswer,
    Refused,
    ServerOdd,
    ServerRefuses,
    ServerSilent,
    UsageError,
    WentWrong,
)
from klankbord.service.accounts.letters import letter_step
from klankbord.service.calls.remeasuring import measure_step, plan_remeasuring
from klankbord.service.intake.stages import import_step
from klankbord.service.keeping.retention import plan_retention, retain_step
from klankbord.service.keeping.scrubbing import scrub_step, write_anew_step
from klankbord.service.learning.digests import digest_step, digests_step, plan_digests
from klankbord.service.learning.proposing import plan_proposing, propose_step
from klankbord.service.outward.hooking import WAITS_S, hook_step, hooks_step
from klankbord.service.privacy.settling import plan_settling, settle_step
from klankbord.service.redaction.redacting import forget_step
from klankbord.service.redaction.redacting_old import redact_step
from klankbord.service.running.housekeeping import housekeeping_step, plan_housekeeping
from klankbord.service.site import Site
from klankbord.service.sources.arrival_stages import arrival_step
from klankbord.service.sources.watching import plan_watching, watch_step
from klankbord.service.sources.webhooks.receiving import half_step
from klankbord.service.work import LeaseLost, Work
from klankbord.store.installation import restoring
from klankbord.store.jobs import claim, extend, is_due
from klankbord.store.trouble import trouble_of
from klankbord.store.types import Unreadable

Step = Callable[[Work], bool]
"""Do one stage of a job, kept whole or not at all; whether there is more to do."""
KINDS: dict[str, Step] = {
    "import": import_step,
    "measure": measure_step,
    "housekeeping": housekeeping_step,
    "letter": letter_step,
    "digests": digests_step,
    "digest": digest_step,
    "propose": propose_step,
    "hooks": hooks_step,
    "hook": hook_step,
    "half": half_step,
    "arrival": arrival_step,
    "forget": forget_step,
    "redact": redact_step,
    "retain": retain_step,
    "scrub": scrub_step,
    "settle": settle_step,
    "watch": watch_step,
    "write_anew": write_anew_step,
}
"""Every kind of job, and who does it."""
BACKOFF_S = (5, 30, 120, 600)
"""So long after each failure the next try begins; after the last, it is given up."""
MOST_TRIES = len(BACKOFF_S) + 1
TROUBLE_S = 30
"""So long a job waits for a full disk or a database that is away; that is no failure of its own."""
PATIENT_S: dict[str, tuple[int, ...]] = {
    "letter": (30, 120, 600, 3600, 3 * 3600, 8 * 3600),
    "arrival": (*BACKOFF_S, 3600, 3 * 3600, 8 * 3600),
    "hook": WAITS_S,
}
"""The same for what hangs on somebody else's server, which may be down for a night."""

_log = logging.getLogger(__name__)


def plan_all(site: Site) -> None:
    """Plan what is always to be done; a worker does this when it begins."""
    plan_housekeeping(site)
    plan_remeasuring(site)
    plan_proposing(site)
    plan_digests(site)
    plan_watching(site)
    plan_settling(site)
    plan_retention(site)


def take(site: Site, worker: str, lease: timedelta) -> Work | None:
    """The next job, in this worker's hands for the length of a lease; None where none is due.

    Nor while a backup is being put back: what was erased since is still there.
    """
    with site.database.reading() as connection:
        if not is_due(connection, site.now()) or restoring(connection):
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
    tries, most = work.job.attempts, len(_backoff_s(work)) + 1
    if not _can_do(work):
        return
    if tries > most:  # each time, whoever did it fell over
        work.give_up(GaveUp(most))
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
    except (MailNotSent, NoAnswer, AnswerRefuses, ServerSilent, ServerRefuses, ServerOdd) as error:
        told = type(error).__name__  # its sentence holds names of others' servers
        _log.warning("job %d (%s): %s", work.job.id, work.job.kind, told)
        _after_failure(work, error)
    except Exception as fault:  # noqa: BLE001 (whatever it is, the work is not lost)
        if trouble := trouble_of(fault):
            told = type(trouble).__name__
            _log.warning("job %d (%s) waits: %s", work.job.id, work.job.kind, told, exc_info=True)
            work.release(work.site.now() + timedelta(seconds=TROUBLE_S))
            return
        _log.exception("job %d (%s) failed", work.job.id, work.job.kind)
        _after_failure(work, WentWrong())


def _can_do(work: Work) -> bool:
    """Whether this version can do a job at all; else it is ended, or left to a newer worker."""
    job = work.job
    if isinstance(job.payload, Unreadable):
        _log.error("job %d (%s) cannot be read", job.id, job.kind)
        work.end_for_good(JobUnreadable(job.id, job.kind))
        return False
    if job.kind in KINDS:
        return True
    _log.warning("job %d is of an unknown kind (%s)", job.id, job.kind)
    error, waits = JobUnknown(job.id, job.kind), _backoff_s(work)
    if job.attempts > len(waits):
        work.end_for_good(error)
    else:
        work.put_off(work.site.now() + timedelta(seconds=waits[job.attempts - 1]), error)
    return False


def _after_failure(work: Work, error: KlankbordError) -> None:
    tries, waits = work.job.attempts, _backoff_s(work)
    if tries > len(waits):
        work.give_up(GaveUp(tries), error)
    else:
        work.put_off(work.site.now() + timedelta(seconds=waits[tries - 1]), error)


def _backoff_s(work: Work) -> tuple[int, ...]:
    return PATIENT_S.get(work.job.kind, BACKOFF_S)
