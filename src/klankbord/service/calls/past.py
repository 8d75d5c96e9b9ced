"""A person's own past: what the figures of a call are seen against, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import quantiles

from sqlalchemy import Connection, func

from klankbord.service.access import is_told_of
from klankbord.service.learning.folding import is_folded
from klankbord.store.calls import Call
from klankbord.store.measurements import past_readings
from klankbord.store.tables import calls

LATEST = 30
"""So many earlier calls at most; who sold otherwise two years ago was, in a way, somebody else."""
FEWEST = 4
"""With fewer there is no telling what is usual."""


@dataclass(frozen=True)
class Usual:
    """What was usual: median and middle half, lowest and highest, over so many calls."""

    low: float
    first: float
    middle: float
    third: float
    high: float
    calls: int


@dataclass(frozen=True)
class Past:
    """The earlier calls of a call's owner: how many, and what was usual by measure and kind."""

    calls: int
    usual: Mapping[tuple[str, str], Usual]


def past_of(connection: Connection, call: Call, digest: str, reader: int = 0) -> Past:
    """The past before a call, of calls measured by the same digest, the latest of them.

    For a `reader` (0 for its owner) without the calls whose figures are folded for them, or that
    are not theirs to see yet: what is usual would tell.
    """
    when = func.coalesce(calls.c.started_at, calls.c.created_at)
    rows = past_readings(
        connection,
        digest,
        calls.c.owner_id == call.owner_id,
        calls.c.id != call.id,
        is_told_of(call.owner_id, reader or call.owner_id),
        when < (call.started_at or call.created_at),
        ~is_folded(reader),
        latest=LATEST,
    )
    values: dict[tuple[str, str], list[float]] = {}
    for _, measure, kind, value in rows:
        values.setdefault((measure, kind), []).append(value)
    usual = {key: _usual(own) for key, own in values.items() if len(own) >= FEWEST}
    return Past(len({row[0] for row in rows}), usual)


def _usual(values: list[float]) -> Usual:
    values.sort()
    first, middle, third = quantiles(values, n=4, method="inclusive")
    return Usual(values[0], first, middle, third, values[-1], len(values))
