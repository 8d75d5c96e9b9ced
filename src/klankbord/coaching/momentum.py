"""Momentum, told to the person alone: calls per active hour, and recovery after a bad call.

Nothing here says how good a call was, and nobody else's calls are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from statistics import median

LEAST = 5
"""With fewer pauses of either sort, no median is told."""
AT_ONCE = timedelta(minutes=30)
"""A flag of longer after its call was made in another mood than that of calling."""


@dataclass(frozen=True)
class Span:
    """A call: from when to when; `end` is `start` where no length is known."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Rate:
    """So many calls in so many active hours."""

    calls: int
    hours: int

    @property
    def per_hour(self) -> float | None:
        """Calls per active hour; None without calls."""
        return self.calls / self.hours if self.hours else None


@dataclass(frozen=True)
class Recovery:
    """Minutes to the next call after a bad one, and otherwise; None where there were too few."""

    after_bad: float | None
    otherwise: float | None
    bad: int
    others: int


def rate(starts: Iterable[datetime], zone: tzinfo) -> Rate:
    """Calls per active hour: a clock hour in which at least one of these calls began."""
    begun = [start.astimezone(zone) for start in starts]
    hours = {(moment.date(), moment.hour, moment.fold) for moment in begun}
    return Rate(len(begun), len(hours))


def recovery(calls: Sequence[Span], bad: Iterable[datetime], zone: tzinfo) -> Recovery:
    """How long it took, in the middle case, to the next call of the same day.

    After a bad call: from the flag, or from the end of the call that it was made in, to the start
    of the next. Otherwise: from the end of a call to the start of the next, where no such flag came
    between. The last call of a day has no next; a call that began before the one before it ended
    took no time. Flags of longer than half an hour after a call count for neither.
    """
    own = sorted(calls, key=lambda call: (call.start, call.end))
    flagged = sorted(bad)
    after_bad: list[float] = []
    otherwise: list[float] = []
    for call, following in pairwise(own):
        if call.start.astimezone(zone).date() != following.start.astimezone(zone).date():
            continue
        between = [moment for moment in flagged if call.start <= moment < following.start]
        at_once = [moment for moment in between if moment - call.end <= AT_ONCE]
        if at_once:
            after_bad.append(_minutes(max(at_once[0], call.end), following.start))
        elif not between:
            otherwise.append(_minutes(call.end, following.start))
    return Recovery(_middle(after_bad), _middle(otherwise), len(after_bad), len(otherwise))


def _minutes(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds() / 60, 0.0)


def _middle(pauses: Sequence[float]) -> float | None:
    return median(pauses) if len(pauses) >= LEAST else None
