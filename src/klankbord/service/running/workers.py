"""Which workers are alive."""

from __future__ import annotations

from datetime import timedelta

from klankbord.service.site import Site
from klankbord.store.workers import Seen, seen_workers

ALIVE = timedelta(minutes=1)
"""Who gave a sign of life so long ago at most is alive."""


def workers_alive(site: Site) -> tuple[Seen, ...]:
    """The workers that are at work, or ready for it."""
    since = site.now() - ALIVE
    return tuple(seen for seen in seen_workers(site.settings.data) if seen.at >= since)
