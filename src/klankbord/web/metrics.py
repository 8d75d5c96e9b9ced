"""How the service does, for Prometheus: counts and durations; nobody's, and of nothing said."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from klankbord import __version__
from klankbord.service.running.figures import Figures, read_figures
from klankbord.service.site import Site
from klankbord.store.trouble import FAULTS

TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24)
"""The bounds of the histogram of durations."""


class Requests:
    """What was asked of this process since it began."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._count = Counter(
            "klankbord_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "klankbord_http_request_seconds",
            "How long answering took.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )

    def note(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count a request."""
        self._count.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(took_s)


def metrics_of(site: Site, requests: Requests) -> bytes:
    """All figures of this moment, as Prometheus reads them."""
    now = CollectorRegistry()
    now.register(_House(site))
    return generate_latest(requests.registry) + generate_latest(now)


class _House(Collector):
    """What the store and the disk tell, read when it is asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        about = GaugeMetricFamily("klankbord_info", "Which version answers.", labels=["version"])
        about.add_metric([__version__], 1)
        yield about
        try:
            figures = read_figures(self._site)
        except FAULTS:
            yield _gauge("klankbord_database_up", "Whether the database answers.", 0)
            return
        yield _gauge("klankbord_database_up", "Whether the database answers.", 1)
        yield from _of(figures)


def _of(figures: Figures) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("klankbord_jobs", "Jobs by kind and state.", labels=["kind", "state"])
    for (kind, state), count in figures.jobs.items():
        jobs.add_metric([kind, state], count)
    yield jobs
    yield _gauge(
        "klankbord_oldest_due_job_seconds",
        "How long the job that is due longest has been waiting; 0 where none is.",
        figures.oldest_due_s,
    )
    yield _gauge("klankbord_workers", "Workers that gave a sign of life of late.", figures.workers)
    yield _gauge("klankbord_calls", "Calls that are kept.", figures.calls)
    yield _gauge(
        "klankbord_disk_free_bytes", "Room left where the data are.", figures.disk_free_bytes
    )
    hooks = GaugeMetricFamily(
        "klankbord_webhook_deliveries", "Webhooks going out, by state.", labels=["state"]
    )
    for state, count in figures.deliveries.items():
        hooks.add_metric([state], count)
    yield hooks
    arrived = GaugeMetricFamily(
        "klankbord_arrivals",
        "Calls that sources offered, by kind of source and what became of them.",
        labels=["kind", "state"],
    )
    for (kind, state), count in figures.arrivals.items():
        arrived.add_metric([kind, state], count)
    yield arrived
    since = GaugeMetricFamily(
        "klankbord_last_arrival_seconds",
        "How long ago a source of this kind last offered a call.",
        labels=["kind"],
    )
    for kind, seconds in figures.since_arrival_s.items():
        since.add_metric([kind], seconds)
    yield since
    yield _gauge(
        "klankbord_unscrubbed_seconds",
        "How long what was removed may stand in the files of the database; 0 where nothing does.",
        figures.unscrubbed_s,
    )


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)
