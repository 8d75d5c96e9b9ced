"""Processes to measure in: one a core, spawned, each with Polars on one thread."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any, Self, TypeVar

T = TypeVar("T")
READY_SECONDS = 120
THREADS = "POLARS_MAX_THREADS"


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def peak_mb() -> float:
    """The most memory that this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


@dataclass(frozen=True)
class Done:
    """What a run over all workers took and gave."""

    seconds: float
    processor_seconds: float
    """Of all processes together; told apart because other work on the machine stretches seconds."""
    peak_mb: float
    """Of the process that held the most."""
    results: list[Any]


class Workers:
    """A process a core, started and with everything imported before any clock runs."""

    def __init__(self, number: int | None = None, threads: int | None = 1) -> None:
        self.number = number or cores()
        self.threads = threads

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        barrier = context.Barrier(self.number + 1)
        before = os.environ.pop(THREADS, None)
        if self.threads:
            os.environ[THREADS] = str(self.threads)
        try:
            self.pool = context.Pool(self.number, _get_ready, (barrier,))
            barrier.wait(READY_SECONDS)
        finally:
            os.environ.pop(THREADS, None)
            if before is not None:
                os.environ[THREADS] = before
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.terminate()
        self.pool.join()

    def run(self, job: Callable[[T], Any], items: Iterable[T]) -> Done:
        """Do the job for each item, one at a time in each process."""
        tasks = [(job, item) for item in items]
        begin = time.perf_counter()
        done = self.pool.map(_do, tasks, chunksize=1)
        seconds = time.perf_counter() - begin
        results, processor, peaks = zip(*done, strict=True)
        return Done(seconds, sum(processor), max(peaks), list(results))


def _get_ready(barrier: Barrier) -> None:
    from klankbord.conversation import Conversation, Party, Side, Turn
    from klankbord.measures.measuring import measure

    # What is read from disk once a process (packs, model, dictionary) is no part of any figure.
    party = Party("v", "Verkoper", Side.SELLER)
    measure([Conversation("x", (party,), (Turn(0, 900, "v", "Goedemiddag."),), language="nl")])
    barrier.wait(READY_SECONDS)


def _do(task: tuple[Callable[[Any], Any], Any]) -> tuple[Any, float, float]:
    job, item = task
    begin = time.process_time()
    result = job(item)
    return result, time.process_time() - begin, peak_mb()
