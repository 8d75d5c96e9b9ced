"""Readings: for each slot the sum or sample of its rows, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from klankbord.measures.measure import CODES, NEEDS, TOO_FEW, Measure
from klankbord.measures.rows import (
    NOTHING,
    Array,
    Catalogue,
    Rows,
    joined,
    kind_names,
    named,
    whole_names,
)

READINGS: dict[str, Any] = {
    "call": pl.UInt32,
    "measure": pl.String,
    "version": pl.UInt16,
    "kind": pl.String,
    "part": pl.Float64,
    "whole": pl.Float64,
    "n": pl.Int64,
    "sample": pl.List(pl.Float64),
    "unknown": pl.String,
}


class Calls:
    """The calls: how many, their numbers, and the quantities that the catalogue asks of them."""

    def __init__(self, calls: pl.DataFrame, catalogue: Catalogue) -> None:
        names = {need for measure in catalogue for need in measure.needs}
        names |= {name for measure in catalogue for name in whole_names(measure)}
        self.number = calls["call"]
        self.height = calls.height
        self.quantity = {name: calls[name].to_numpy() for name in names}


@dataclass(frozen=True)
class Reading:
    """The readings of one measure, an entry a slot; `unknown` is a place in CODES, 0 if known."""

    part: Array
    whole: Array
    n: Array
    unknown: Array
    sample_slot: Array
    sample: Array


def reading_of(measure: Measure, rows: Rows, calls: Calls) -> Reading:
    """The readings of one measure."""
    size = calls.height * len(measure.kinds)
    slot, sample = rows.slots(measure), rows.get(measure, "sample")
    part = whole = np.full(size, np.nan)
    if sample is None:
        part = _sums(slot, rows.get(measure, "part"), size)
        whole = _whole(measure, rows, calls)
        n = whole if measure.counts_whole else part
        unknown = _unknown(measure, calls, (n < measure.fewest) | (whole <= 0))
        slot = sample = NOTHING
    else:
        taken = np.flatnonzero(~np.isnan(sample) & (slot >= 0))
        n = np.bincount(slot[taken], minlength=size)
        unknown = _unknown(measure, calls, n < measure.fewest)
        taken = taken[unknown[slot[taken]] == 0]
        slot, sample = slot[taken], sample[taken]
    known = unknown == 0
    part, whole = (np.where(known, values, np.nan) for values in (part, whole))
    return Reading(part, whole, n, unknown, slot, sample)


def _sums(slot: Array, values: Array | None, size: int) -> Array:
    """The sum of the values of each slot; rows without a slot are left out."""
    if values is None:
        return np.zeros(size)
    rows = np.flatnonzero((values != 0) & (slot >= 0))
    weights = None if values.dtype == bool else values[rows]
    return np.bincount(slot[rows], weights=weights, minlength=size).astype(float)


def _whole(measure: Measure, rows: Rows, calls: Calls) -> Array:
    """The whole of each slot; not-a-number for a plain count."""
    kinds = len(measure.kinds)
    if isinstance(measure.whole, pl.Expr):
        return np.repeat(_sums(rows.place, rows.get(measure, "whole"), calls.height), kinds)
    names = whole_names(measure)
    if not names:
        return np.full(calls.height * kinds, np.nan)
    return np.column_stack([calls.quantity[name] for name in names]).astype(float).ravel()


def _unknown(measure: Measure, calls: Calls, too_few: Array) -> Array:
    """For each slot, the place in CODES of why it has no reading; the first need that lacks."""
    unknown = np.where(too_few, CODES.index(TOO_FEW), 0)
    for need in reversed(measure.needs):
        lacks = np.repeat(~calls.quantity[need], len(measure.kinds))
        unknown[lacks] = CODES.index(NEEDS[need])
    return unknown


def readings_table(catalogue: Catalogue, readings: Sequence[Reading], calls: Calls) -> pl.DataFrame:
    """All readings as one table, with the names of calls, measures and kinds."""
    size = [len(reading.n) for reading in readings]
    first = np.cumsum([0, *size])
    of = np.repeat(np.arange(len(size)), size)
    kinds = np.array([len(measure.kinds) for measure in catalogue], dtype=int)
    slot = np.arange(first[-1]) - first[of]
    unknown = joined(reading.unknown for reading in readings).astype(int)
    sampled = np.array([measure.sample is not None for measure in catalogue], dtype=bool)
    return pl.DataFrame(
        {
            "call": calls.number.gather(slot // kinds[of]),
            "measure": named([measure.id for measure in catalogue], of),
            "version": named([measure.version for measure in catalogue], of),
            "kind": kind_names(catalogue, of, slot % kinds[of]),
            "part": pl.Series(joined(r.part for r in readings), nan_to_null=True),
            "whole": pl.Series(joined(r.whole for r in readings), nan_to_null=True),
            "n": joined(r.n for r in readings).astype(np.int64),
            "sample": _sample_lists(readings, first, sampled[of] & (unknown == 0)),
            "unknown": named(list(CODES), unknown).replace("", None),
        },
        schema=READINGS,
    )


def _sample_lists(readings: Sequence[Reading], first: Array, told: Array) -> pl.Series:
    """The sample of each reading as a list; null where there is none to tell."""
    slot = joined(first[k] + reading.sample_slot for k, reading in enumerate(readings))
    values = joined(reading.sample for reading in readings)
    lists = (
        pl.DataFrame({"slot": slot.astype(np.int64), "sample": values.astype(float)})
        .group_by("slot", maintain_order=True)
        .agg("sample")
    )
    every = pl.DataFrame({"slot": np.arange(len(told)), "told": told})
    empty = pl.lit(pl.Series([[]], dtype=pl.List(pl.Float64)))
    both = every.join(lists, on="slot", how="left", maintain_order="left")
    return both.select(pl.when("told").then(pl.col("sample").fill_null(empty)))["sample"]
