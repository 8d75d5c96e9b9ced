"""A worker in a process of its own, to be killed."""

from __future__ import annotations

import threading

from klankbord.service.site import open_site
from klankbord.settings import Settings
from klankbord.worker.loop import work_on


def run_worker(settings: Settings, lease_s: float) -> None:
    """What `klankbord worker` does, until it is killed."""
    work_on(open_site(settings), threading.Event(), lease_s)
