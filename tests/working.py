"""Doing in a test what a worker does, at once and to the end."""

from __future__ import annotations

import threading
from datetime import timedelta

from klankbord.service.site import Site
from klankbord.worker.loop import work_once

LEASE = timedelta(seconds=30)


def work_off(site: Site) -> int:
    """Do all jobs that are due; how many there were."""
    stop, done = threading.Event(), 0
    while work_once(site, stop, "tester", LEASE):
        done += 1
    return done
