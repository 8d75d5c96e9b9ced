"""Which call somebody meant who flagged it as it ended, before the call itself was here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

EARLY = timedelta(minutes=2)
"""Clocks of phones and of phone systems differ by so much."""
LATE = timedelta(minutes=15)
"""So long after a call ended it is still the call that just ended."""
SAME_DAY = timedelta(hours=12)
"""Within so long a telephone number says which call it was."""
TELLING = 6
"""The last digits of a number that tell it from others, however its country is written."""


@dataclass(frozen=True)
class Waiting:
    """A flag, as far as matching goes; `told` is the number or whom it was with, or ""."""

    id: int
    at: datetime
    told: str


@dataclass(frozen=True)
class Held:
    """A call, as far as matching goes."""

    id: int
    start: datetime
    length_ms: int
    number: str
    names: str


def pair(flags: Iterable[Waiting], calls: Iterable[Held]) -> dict[int, int]:
    """The call of each flag for which there is one; one flag a call, the nearest goes first.

    A number or name that fits goes before time, and a number that is another's goes against it. By
    time it is the call that goes on or ended last, and no other: who flagged two calls in a row, of
    which one is here, waits for the second.
    """
    held = list(calls)
    fitting = sorted(place for flag in flags for place in _places(flag, held))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_, flag, call in fitting:
        if flag not in found and call not in taken:
            found[flag] = call
            taken.add(call)
    return found


def _places(flag: Waiting, calls: Sequence[Held]) -> list[tuple[bool, bool, timedelta, int, int]]:
    """What a flag may be of, the best first: whether only by time, too early, and how far away."""
    at, told = flag.at, flag.told
    fitting = [call for call in calls if _fits(told, call) and _away(at, call) <= SAME_DAY]
    now = [call for call in calls if _is_now(at, call) and not _differs(told, call)]
    by_time = not fitting
    places = sorted(
        (by_time, at < call.start, _away(at, call), flag.id, call.id)
        for call in (now if by_time else fitting)
    )
    return places[:1] if by_time else places


def _is_now(at: datetime, call: Held) -> bool:
    return -EARLY <= _late(at, call) <= LATE


def _late(at: datetime, call: Held) -> timedelta:
    """How long after a call; nothing while it goes on, less than nothing before it."""
    if at < call.start:
        return at - call.start
    return max(at - _end(call), timedelta(0))


def _away(at: datetime, call: Held) -> timedelta:
    return abs(_late(at, call))


def _end(call: Held) -> datetime:
    return call.start + timedelta(milliseconds=call.length_ms)


def _differs(told: str, call: Held) -> bool:
    """Whether a number was told, and the call's is another."""
    return bool(_digits(told) and _digits(call.number))


def _digits(number: str) -> str:
    """The last digits of a telephone number, "" where there are too few to be one."""
    digits = re.sub(r"\D", "", number)
    return digits[-TELLING:] if len(digits) >= TELLING else ""


def _fits(told: str, call: Held) -> bool:
    if _digits(told):
        return _digits(told) == _digits(call.number)
    words = set(re.findall(r"\w{3,}", told.casefold()))
    return bool(words) and words <= set(re.findall(r"\w{3,}", call.names.casefold()))
