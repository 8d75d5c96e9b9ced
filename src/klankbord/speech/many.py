"""Many calls at once: a process a core, each with one thread."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from klankbord.errors import KlankbordError
from klankbord.speech.decode import open_sound
from klankbord.speech.listening import Heard, Told, listen
from klankbord.speech.recording import Recording

FEW = 4
"""Starting processes costs a second each: fewer calls are heard one after another."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def listen_to(
    files: Sequence[Path], told: Told | None = None, threads: int = 1
) -> Heard | KlankbordError:
    """One call heard, or why not; a refusal is a value here, so that the others go on."""
    told = told or Told()
    try:
        sounds = [open_sound(path) for path in files]
        return listen(Recording(sounds, told.starts_ms), told, threads)
    except KlankbordError as refusal:
        return refusal


def listen_to_all(
    calls: Sequence[Sequence[Path]], told: Told | None = None, workers: int | None = None
) -> Iterator[Heard | KlankbordError]:
    """Calls heard, in the order given: each its file, or its halves.

    Args:
        calls: the files of each call.
        told: what is said of all of them.
        workers: how many processes; by default as many as there are cores, for few calls none.
    """
    workers = workers or (cores() if len(calls) >= FEW else 1)
    if workers == 1:
        for files in calls:
            yield listen_to(files, told, cores())
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(partial(listen_to, told=told), calls)
