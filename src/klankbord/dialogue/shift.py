"""Where a customer's talk changed: the point at which their runs become longer or shorter.

Pettitt's test (1979, Applied Statistics 28) on the ranks of the words of a customer's runs: it
asks of every point whether what comes after differs from what came before, takes the point at
which that is clearest, and says how often chance alone would do as much.
"""

from __future__ import annotations

import polars as pl

CLEAR = 0.05
"""Chance would do as much in at most this share of calls without a change."""
FEWEST_RUNS = 11
"""With fewer, not even the clearest change stands out that much."""


def points(runs: pl.DataFrame) -> pl.DataFrame:
    """The shift of each call that has a clear one.

    Returns:
        call, at (the row of `runs` with which it begins), start_ms (when that is).
    """
    c = pl.col
    n, k = c.n, c.k
    ranked = (
        runs.with_row_index("at")
        .filter(c.side == "customer")
        .with_columns(
            n=pl.len().over("call").cast(pl.Int64),
            k=pl.int_range(1, pl.len() + 1).over("call"),
            rank=c.words_said.rank("average").over("call"),
        )
        .with_columns(
            u=(2 * c.rank.cum_sum().over("call") - k * (n + 1)).abs(),
            next_at=c.at.shift(-1).over("call"),
            next_start=c.start_ms.shift(-1).over("call"),
        )
    )
    best = c.u.arg_max()
    return (
        ranked.filter((n >= FEWEST_RUNS) & (k < n))
        .group_by("call", maintain_order=True)
        .agg(n.first(), c.u.max(), at=c.next_at.get(best), start_ms=c.next_start.get(best))
        .filter(2 * (-6 * c.u**2 / (n**3 + n**2)).exp() <= CLEAR)
        .select("call", c.at.cast(pl.Int64), c.start_ms.fill_null(0))
    )


def with_shift(runs: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Runs with `shift` (before, after) and `turns_it` (the first run after the shift).

    `shift` is null on a run that is no customer's, and where no shift stands out from chance.
    """
    c = pl.col
    of_call = found.select("call", turned="at")
    return (
        runs.with_row_index("at")
        .join(of_call, on="call", how="left", maintain_order="left")
        .with_columns(
            shift=pl.when((c.side == "customer") & c.turned.is_not_null()).then(
                pl.when(c.at >= c.turned).then(pl.lit("after")).otherwise(pl.lit("before"))
            ),
            turns_it=(c.at == c.turned).fill_null(value=False),
        )
        .drop("at", "turned")
    )


def with_lengths(calls: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Calls with before_ms and after_ms: how long they lasted before and after their shift.

    Both are 0 where no shift stands out from chance.
    """
    c = pl.col
    before = c.turned_ms - c.start_ms.fill_null(0)
    return (
        calls.join(
            found.select("call", turned_ms="start_ms"), on="call", how="left", maintain_order="left"
        )
        .with_columns(before_ms=before.fill_null(0), after_ms=(c.call_ms - before).fill_null(0))
        .drop("turned_ms")
    )
