"""A job in a worker's hands, and the only ways to get on with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import KlankbordError
from klankbord.i18n import LANGUAGES, translator
from klankbord.service.site import Site
from klankbord.store import jobs
from klankbord.store.jobs import Job, Reason


class LeaseLost(Exception):
    """Another worker holds the job by now; what this one was doing is undone."""


@dataclass
class Work:
    """A job that this worker holds.

    Whatever a stage changes, it changes in a transaction of `getting_on` or `finishing`: the job
    moves on in that same transaction, or nothing was changed at all.
    """

    site: Site
    job: Job
    worker: str

    @property
    def payload(self) -> dict[str, Any]:
        """What the job needs to know."""
        return self.job.payload

    @contextmanager
    def getting_on(self, stage: str, **payload: Any) -> Iterator[Connection]:
        """A transaction that ends with the job at a stage, and `payload` added to what it knows.

        Raises:
            LeaseLost: the job is no longer this worker's; the transaction is undone.
        """
        known = self.job.payload | payload
        with self.site.database.writing() as connection:
            _need(jobs.advance(connection, self.job.id, self.worker, stage, known))
            yield connection
        self.job = replace(self.job, stage=stage, payload=known, attempts=1)

    def tell(self, **payload: Any) -> None:
        """Note how far within a stage it is, for who looks; the stage is as it was.

        Raises:
            LeaseLost: the job is no longer this worker's.
        """
        known = self.job.payload | payload
        with self.site.database.writing() as connection:
            _need(jobs.tell(connection, self.job.id, self.worker, known))
        self.job = replace(self.job, payload=known)

    @contextmanager
    def finishing(self) -> Iterator[Connection]:
        """A transaction that ends with the job done.

        Raises:
            LeaseLost: the job is no longer this worker's; the transaction is undone.
        """
        with self.site.database.writing() as connection:
            _need(jobs.finish(connection, self.job.id, self.worker, self.site.now()))
            yield connection

    def refuse(self, error: KlankbordError) -> None:
        """End the job: what it was given cannot be taken in."""
        with self.site.database.writing() as connection:
            now = self.site.now()
            _need(jobs.refuse(connection, self.job.id, self.worker, now, reason_of(error)))

    def put_off(self, until: datetime, error: KlankbordError) -> None:
        """Let another try begin at some moment."""
        with self.site.database.writing() as connection:
            _need(jobs.put_off(connection, self.job.id, self.worker, until, reason_of(error)))

    def give_up(self, error: KlankbordError, last: KlankbordError | None = None) -> None:
        """End the job: it failed too often; `last` is how it did the last time."""
        reason = reason_of(error)
        if last is not None:
            reason |= {f"last_{name}": told for name, told in reason_of(last).items()}
        with self.site.database.writing() as connection:
            now = self.site.now()
            _need(jobs.give_up(connection, self.job.id, self.worker, now, reason))

    def end_for_good(self, error: KlankbordError) -> None:
        """End the job, also where it repeats: this version can do nothing with it."""
        with self.site.database.writing() as connection:
            now = self.site.now()
            _need(jobs.end_for_good(connection, self.job.id, self.worker, now, reason_of(error)))

    def release(self, until: datetime | None = None) -> None:
        """Leave the job, as it is, to another worker; not before `until`."""
        with self.site.database.writing() as connection:
            jobs.release(connection, self.job.id, self.worker, until)


def reason_of(error: KlankbordError) -> Reason:
    """An error as it is kept: its sentence in each language, and what kind it is."""
    said = {language: error.say(translator(language)) for language in LANGUAGES}
    return said | {"error": type(error).__name__}


def _need(held: bool) -> None:  # noqa: FBT001 (it is all there is)
    if not held:
        raise LeaseLost
