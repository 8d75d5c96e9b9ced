"""A worker's sign of life, for as long as it lives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from klankbord.service.running.workers import ALIVE
from klankbord.service.site import Site
from klankbord.store.workers import forget_worker, forget_workers, touch_worker

EVERY_S = ALIVE.total_seconds() / 4
FORGOTTEN = timedelta(days=1)

_log = logging.getLogger(__name__)


@contextmanager
def beating(site: Site, name: str) -> Iterator[None]:
    """Give signs of life in a thread beside the work; the last tells that it is over."""
    data, over = site.settings.data, threading.Event()

    def beat() -> None:
        told = False
        while True:
            try:
                touch_worker(data, name, site.now())
                told = False
            except OSError:
                if not told:
                    _log.warning("no sign of life can be given", exc_info=True)
                told = True
            if over.wait(EVERY_S):
                return

    with suppress(OSError):
        forget_workers(data, site.now() - FORGOTTEN)
    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        with suppress(OSError):
            forget_worker(data, name)
