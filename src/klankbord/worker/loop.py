"""The loop of a worker: take a job, hold it while doing it, and take the next."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from klankbord.service.jobs import do, hold, plan_all, take
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.worker.beating import beating

LEASE_S = 30.0
"""After so long without a sign of life of a worker, another takes its job over."""
POLL_S = 0.5
"""So often an idle worker looks whether there is work."""
REST_S = 5.0
"""So long a worker waits after a database that does not answer."""

_log = logging.getLogger(__name__)


def work_on(site: Site, stop: threading.Event, lease_s: float = LEASE_S) -> None:
    """Do jobs until `stop` is set: the stage in hand is finished, the rest is left to others."""
    name, lease = worker_name(), timedelta(seconds=lease_s)
    with beating(site, name):
        _work_as(site, stop, name, lease)


def _work_as(site: Site, stop: threading.Event, name: str, lease: timedelta) -> None:
    planned = False
    while not stop.is_set():
        try:
            if not planned:
                plan_all(site)
                planned = True
            idle = not work_once(site, stop, name, lease)
        except SQLAlchemyError:
            _log.warning("the database does not answer", exc_info=True)
            stop.wait(REST_S)
        else:
            if idle:
                stop.wait(POLL_S)


def work_once(site: Site, stop: threading.Event, name: str, lease: timedelta) -> bool:
    """Do the next job that is due; False where there is none."""
    work = take(site, name, lease)
    if work is None:
        return False
    with _held(work, lease):
        do(work, stop.is_set)
    return True


def worker_name() -> str:
    """A name that no other worker has or had."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@contextmanager
def _held(work: Work, lease: timedelta) -> Iterator[None]:
    """Hold a job for as long as it takes, in a thread beside it."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep_holding, args=(work, lease, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_holding(work: Work, lease: timedelta, over: threading.Event) -> None:
    while not over.wait(lease.total_seconds() / 3):
        try:
            if not hold(work, lease):
                return  # the next transaction of the job finds out too
        except SQLAlchemyError:
            _log.warning("job %d: could not be held on to just now", work.job.id)
