"""What the bench is asked to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """How many calls, and how often each thing is timed."""

    calls: int = 8_000
    rounds: int = 3
