"""What is unreadable in a call, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Made:
    """By which rules a call was looked through, and how much of each kind was found.

    `still_heard`: of how many the sound stayed, since nobody knows when they were said. `pieces` is
    what stands under the marks, None where that is gone for good; `sound` the recording as it was,
    where that is kept.
    """

    rules: str
    counts: Mapping[str, int]
    still_heard: int
    pieces: Sequence[Mapping[str, Any]] | None = None
    sound: str | None = None
