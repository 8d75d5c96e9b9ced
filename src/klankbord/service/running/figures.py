"""What can be counted of an installation without looking at anybody or anything said."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from klankbord.service.running.workers import workers_alive
from klankbord.service.site import Site
from klankbord.store.calls import count_calls
from klankbord.store.job_counts import (
    count_arrivals,
    count_deliveries,
    count_jobs,
    latest_arrivals,
    longest_due,
)
from klankbord.store.scrubbing import unscrubbed


@dataclass(frozen=True)
class Figures:
    """An installation in numbers.

    Attributes:
        jobs: by kind and state (planned, waiting, running, refused, failed).
        oldest_due_s: how long the job that is due longest has been waiting, in seconds.
        workers: how many are alive.
        calls: how many are kept.
        disk_free_bytes: room left where the data folder is.
        deliveries: webhooks going out, by state.
        arrivals: what sources offered, by kind of source and state.
        since_arrival_s: how long ago a source of each kind last offered something, in seconds.
        unscrubbed_s: how long what was removed may stand in the files of the database; 0: nothing.
    """

    jobs: Mapping[tuple[str, str], int]
    oldest_due_s: float
    workers: int
    calls: int
    disk_free_bytes: int
    deliveries: Mapping[str, int]
    arrivals: Mapping[tuple[str, str], int]
    since_arrival_s: Mapping[str, float]
    unscrubbed_s: float


def read_figures(site: Site) -> Figures:
    """The figures of this moment."""
    now = site.now()
    with site.database.reading() as connection:
        due = longest_due(connection, now)
        noted = unscrubbed(connection)
        since = noted.since if noted is not None else None
        return Figures(
            jobs=count_jobs(connection, now),
            oldest_due_s=max((now - due).total_seconds(), 0.0) if due else 0.0,
            workers=len(workers_alive(site)),
            calls=count_calls(connection),
            disk_free_bytes=shutil.disk_usage(site.settings.data).free,
            deliveries=count_deliveries(connection),
            arrivals=count_arrivals(connection),
            since_arrival_s={
                kind: max((now - at).total_seconds(), 0.0)
                for kind, at in latest_arrivals(connection).items()
            },
            unscrubbed_s=max((now - since).total_seconds(), 0.0) if since else 0.0,
        )
