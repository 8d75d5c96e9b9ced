"""Search in a million turns, on SQLite."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import quantiles

from bench.corpus import vocabulary
from bench.options import Options
from bench.results import Measured, Result
from bench.stores import coach_of, with_turns
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.site import Site
from klankbord.store.search import Asked, calls_with

CALLS, TURNS = 5_000, 200
RANKS = (12, 30, 60, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600)
"""Words by how often they are said: the twelfth most frequent, and so on."""


def run(options: Options) -> list[Result]:
    """The row: words from frequent to rare, alone, two at once, and by a side."""
    site = with_turns(CALLS, TURNS)
    actor = coach_of(site)
    words = [vocabulary()[rank] for rank in RANKS]
    asked = [Wanted(q=f"{word} ") for word in words]
    asked += [Wanted(q=f"{a} {b} ") for a, b in pairwise(words)]
    asked += [Wanted(q=f"{word} ", by="customer", question="1") for word in words]
    ours, bare = [], []
    for _ in range(options.rounds):
        ours.append(_p95(lambda wanted: find(site, actor, wanted), asked))
        bare.append(_p95(lambda wanted: _bare(site, wanted.asked), asked))
    site.close()
    return [
        Result(
            "search",
            f"{len(asked)} searches in {CALLS * TURNS:,} turns, as a coach of a fifth of the "
            "calls: a page of calls with their snippets and how many there are; "
            "95th percentile, SQLite",
            "ms",
            Measured("Klankbord", tuple(ours)),
            (Measured("the query of the index alone: which calls", tuple(bare)),),
            floor=30,
            aim=10,
        )
    ]


def _bare(site: Site, asked: Asked) -> None:
    with site.database.reading() as connection:
        connection.execute(calls_with(connection, asked)).all()


def _p95(way: Callable[[Wanted], object], asked: list[Wanted]) -> float:
    taken = []
    for wanted in asked:
        begin = time.perf_counter()
        way(wanted)
        taken.append(1000 * (time.perf_counter() - begin))
    return quantiles(taken, n=20)[-1]
