"""Looking back and ahead over ordered rows, all calls at once and never across a call's edge."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

NONE = -1
"""The row number that stands for 'there is none'."""


def first_rows(call: Ints) -> Ints:
    """For each row, the row at which its call begins."""
    new = np.r_[True, call[1:] != call[:-1]] if len(call) else np.zeros(0, bool)
    return np.maximum.accumulate(np.where(new, np.arange(len(call)), 0))


def latest(mask: Flags, first: Ints) -> Ints:
    """For each row, the last row before it in its call for which `mask` holds, else NONE."""
    seen = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), NONE))
    before = np.r_[NONE, seen[:-1]][: len(mask)]
    return np.where(before >= first, before, NONE)


def latest_other(lane: Ints, mask: Flags, first: Ints) -> Ints:
    """For each row, the last row before it under `mask` that is in another lane, else NONE."""
    before = latest(mask, first)
    rows = np.flatnonzero(mask)
    previous = before[rows]
    # Where the lane changes, the other lane's last row is the previous one; else it is
    # whatever it was for the previous one.
    fresh = (previous == NONE) | (lane[rows] != lane[previous])
    at = np.maximum.accumulate(np.where(fresh, np.arange(len(rows)), 0))
    others = np.full(len(lane), NONE)
    others[rows] = previous[at] if len(rows) else previous
    same = (before != NONE) & (lane[before] == lane)
    return np.where(same, others[before], before)


def next_same(key: Ints, mask: Flags) -> Ints:
    """For each row under `mask`, the next such row with the same key, else NONE."""
    rows = np.flatnonzero(mask)
    order = rows[np.argsort(key[rows], kind="stable")]
    following = np.full(len(key), NONE)
    same = key[order[1:]] == key[order[:-1]]
    following[order[:-1][same]] = order[1:][same]
    return following


def ends_last(key: Ints, end: Ints, mask: Flags) -> Ints:
    """For each row under `mask`, which of the rows so far with its key ends last, else NONE."""
    rows = np.flatnonzero(mask)
    order = rows[np.argsort(key[rows], kind="stable")]
    group = np.cumsum(np.r_[False, key[order[1:]] != key[order[:-1]]][: len(order)])
    reaches = end[order] == running_max(end[order], group)
    at = np.maximum.accumulate(np.where(reaches, np.arange(len(order)), 0))
    result = np.full(len(key), NONE)
    result[order] = order[at]
    return result


def running_max(values: Ints, group: Ints) -> Ints:
    """The largest value so far within each group; values from 0, groups in rising order."""
    reach = np.int64(values.max(initial=0)) + 1
    result: Ints = np.maximum.accumulate(values + group * reach) - group * reach
    return result


def nullable(values: Ints | pl.Series, known: Flags) -> pl.Series:
    """The values as a column, null where they are not known."""
    column = pl.Series(values=values)
    unknown = np.flatnonzero(~known)
    return column.scatter(unknown, None) if len(unknown) else column
