"""Timing whole processes, from nothing to their end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path


def command() -> str:
    """The klankbord command beside this Python, or "" where it is not installed."""
    path = Path(sys.executable).parent / "klankbord"
    return str(path) if path.exists() else ""


def ms_of(words: Sequence[str], times: int) -> tuple[float, ...]:
    """How long a command takes in ms, each time but the first, which warms the disk."""
    taken = []
    for _ in range(times + 1):
        begin = time.perf_counter()
        subprocess.run(words, capture_output=True, check=True)
        taken.append(1000 * (time.perf_counter() - begin))
    return tuple(taken[1:])
