"""The engine: one select of all row values a grain, then sums and samples by call and kind.

A **slot** is one call and one kind of a measure: the slots of a measure are numbered call by
call, kind by kind, and each slot becomes one reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.measures.grains import Grains
from klankbord.measures.measure import CODES, NEEDS, TOO_FEW, Measure, Moments

Array: TypeAlias = npt.NDArray[Any]

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
MOMENTS: dict[str, Any] = {
    "call": pl.UInt32,
    "measure": pl.String,
    "kind": pl.String,
    "turn": pl.UInt32,
    "to_turn": pl.UInt32,
    "start_ms": pl.Int64,
    "end_ms": pl.Int64,
    "quote": pl.String,
}


@dataclass(frozen=True)
class Result:
    """What was measured.

    `readings`: call, measure, version, kind, part, whole, n (occasions), sample, unknown (a code,
    or null; where it is not null, part, whole and sample are).
    `moments`: call, measure, kind, turn, to_turn, start_ms, end_ms, quote.
    """

    readings: pl.DataFrame
    moments: pl.DataFrame


@dataclass(frozen=True)
class Catalogue(Sequence[Measure]):
    """Measures in the order of the report, with their row values ready to select."""

    measures: tuple[Measure, ...]

    def __getitem__(self, index: Any) -> Any:
        return self.measures[index]

    def __len__(self) -> int:
        return len(self.measures)

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures)

    @cached_property
    def selects(self) -> dict[str, list[pl.Expr]]:
        """All row values that are asked of each grain; the columns are named measure|name."""
        wanted: dict[str, list[pl.Expr]] = {}
        for measure in self.measures:
            wanted.setdefault(measure.of, []).extend(_columns(measure))
            for number, pick in enumerate(measure.moments):
                wanted.setdefault(pick.of or measure.of, []).extend(
                    _pick_columns(measure, number, pick)
                )
        return wanted


def run(grains: Grains, catalogue: Catalogue) -> Result:
    """Measure all calls at once, by every measure of the catalogue."""
    tables = {
        grain: _Rows(getattr(grains, grain), selects, grains.calls)
        for grain, selects in {"turns": list[pl.Expr](), **catalogue.selects}.items()
    }
    calls = _Calls(grains.calls, catalogue)
    readings, moments = [], []
    for number, measure in enumerate(catalogue):
        reading = _read(measure, tables[measure.of], calls)
        readings.append(reading)
        for place, pick in enumerate(measure.moments):
            found = _pick(
                measure, place, tables[pick.of or measure.of], tables["turns"], reading.unknown == 0
            )
            moments.append(found | {"measure": np.full(len(found["call"]), number)})
    return Result(
        _readings_table(catalogue, readings, calls), _moments_table(catalogue, moments, grains)
    )


def _columns(measure: Measure) -> Iterator[pl.Expr]:
    if measure.part is not None:
        yield measure.part.fill_null(value=False).alias(f"{measure.id}|part")
    if isinstance(measure.whole, pl.Expr):
        yield measure.whole.fill_null(value=False).alias(f"{measure.id}|whole")
    if measure.sample is not None:
        yield measure.sample.cast(pl.Float64).alias(f"{measure.id}|sample")
    if measure.kind is not None:
        yield _kind(measure, measure.kind).alias(f"{measure.id}|kind")


def _pick_columns(measure: Measure, number: int, pick: Moments) -> Iterator[pl.Expr]:
    name = f"{measure.id}|{number}"
    if pick.rows is not None:
        yield pick.rows.fill_null(value=False).alias(f"{name}.rows")
    if pick.top is not None:
        yield pick.top.cast(pl.Float64).alias(f"{name}.top")
    if pick.kind is not None:
        yield _kind(measure, pick.kind).alias(f"{name}.kind")
    if pick.start is not None:
        yield pick.start.cast(pl.Float64).alias(f"{name}.start")
    if pick.end is not None:
        yield pick.end.cast(pl.Float64).alias(f"{name}.end")
    if pick.since is not None:
        yield pick.since.cast(pl.Float64).alias(f"{name}.since")
    if pick.until is not None:
        yield pick.until.cast(pl.Float64).alias(f"{name}.until")


def _kind(measure: Measure, kind: pl.Expr) -> pl.Expr:
    """The number of a row's kind, -1 where it has none."""
    numbers = {name: number for number, name in enumerate(measure.kinds)}
    return kind.cast(pl.String).replace_strict(
        list(numbers), list(numbers.values()), default=-1, return_dtype=pl.Int8
    )


def _whole_names(measure: Measure) -> list[str]:
    """The quantity of the call that is the whole, a kind; none where it is no quantity."""
    if measure.whole is None or isinstance(measure.whole, pl.Expr):
        return []
    names = measure.whole
    return [names if isinstance(names, str) else names[kind] for kind in measure.kinds]


class _Rows:
    """The row values of one grain, and where each row belongs."""

    def __init__(self, table: pl.DataFrame, selects: list[pl.Expr], calls: pl.DataFrame) -> None:
        self.place = calls["call"].search_sorted(table["call"]).to_numpy()
        """For each row, the place of its call in the table of calls."""
        self.height = table.height
        self.values = {s.name: s.to_numpy() for s in table.select(selects)}
        spans = ("row", "turn", "to_turn", "start_ms", "end_ms")
        self.span = {
            name: table[name].cast(pl.Float64).to_numpy()
            if name in table.columns
            else np.full(table.height, np.nan)
            for name in spans
        }

    def get(self, measure: Measure, name: str) -> Array | None:
        """A value of a measure for each row, or None where it declares none."""
        return self.values.get(f"{measure.id}|{name}")

    def slots(self, measure: Measure, name: str = "kind") -> Array:
        """The slot of each row, -1 where its kind is none."""
        kind = self.get(measure, name)
        if kind is None:
            return self.place * len(measure.kinds)
        return np.where(kind >= 0, self.place * len(measure.kinds) + kind, -1)

    def counted(self, measure: Measure) -> Array:
        """Which rows count."""
        sample = self.get(measure, "sample")
        part = self.get(measure, "part")
        if sample is not None:
            return ~np.isnan(sample)
        return part > 0 if part is not None else np.zeros(self.height, bool)


class _Calls:
    """The calls: how many, their numbers, and the quantities that the catalogue asks of them."""

    def __init__(self, calls: pl.DataFrame, catalogue: Catalogue) -> None:
        names = {need for measure in catalogue for need in measure.needs}
        names |= {name for measure in catalogue for name in _whole_names(measure)}
        self.number = calls["call"]
        self.height = calls.height
        self.quantity = {name: calls[name].to_numpy() for name in names}


@dataclass(frozen=True)
class _Reading:
    """The readings of one measure, an entry a slot; `unknown` is a place in CODES, 0 if known."""

    part: Array
    whole: Array
    n: Array
    unknown: Array
    sample_slot: Array
    sample: Array


_NOTHING = np.zeros(0)


def _read(measure: Measure, rows: _Rows, calls: _Calls) -> _Reading:
    size = calls.height * len(measure.kinds)
    slot, sample = rows.slots(measure), rows.get(measure, "sample")
    part = whole = np.full(size, np.nan)
    if sample is None:
        part = _sums(slot, rows.get(measure, "part"), size)
        whole = _whole(measure, rows, calls)
        n = whole if measure.counts_whole else part
        unknown = _unknown(measure, calls, (n < measure.fewest) | (whole <= 0))
        slot = sample = _NOTHING
    else:
        taken = np.flatnonzero(~np.isnan(sample) & (slot >= 0))
        n = np.bincount(slot[taken], minlength=size)
        unknown = _unknown(measure, calls, n < measure.fewest)
        taken = taken[unknown[slot[taken]] == 0]
        slot, sample = slot[taken], sample[taken]
    known = unknown == 0
    part, whole = (np.where(known, values, np.nan) for values in (part, whole))
    return _Reading(part, whole, n, unknown, slot, sample)


def _sums(slot: Array, values: Array | None, size: int) -> Array:
    """The sum of the values of each slot; rows without a slot are left out."""
    if values is None:
        return np.zeros(size)
    rows = np.flatnonzero((values != 0) & (slot >= 0))
    weights = None if values.dtype == bool else values[rows]
    return np.bincount(slot[rows], weights=weights, minlength=size).astype(float)


def _whole(measure: Measure, rows: _Rows, calls: _Calls) -> Array:
    """The whole of each slot; not-a-number for a plain count."""
    kinds = len(measure.kinds)
    if isinstance(measure.whole, pl.Expr):
        return np.repeat(_sums(rows.place, rows.get(measure, "whole"), calls.height), kinds)
    names = _whole_names(measure)
    if not names:
        return np.full(calls.height * kinds, np.nan)
    return np.column_stack([calls.quantity[name] for name in names]).astype(float).ravel()


def _unknown(measure: Measure, calls: _Calls, too_few: Array) -> Array:
    """For each slot, the place in CODES of why it has no reading; the first need that lacks."""
    unknown = np.where(too_few, CODES.index(TOO_FEW), 0)
    for need in reversed(measure.needs):
        lacks = np.repeat(~calls.quantity[need], len(measure.kinds))
        unknown[lacks] = CODES.index(NEEDS[need])
    return unknown


def _pick(
    measure: Measure, place: int, rows: _Rows, turns: _Rows, known: Array
) -> dict[str, Array]:
    """The moments of a measure's pick, in columns; only those of readings that are known."""
    pick = measure.moments[place]
    wanted = rows.get(measure, f"{place}.rows")
    if wanted is None:
        wanted = rows.counted(measure)
    slot = rows.slots(measure, "kind" if pick.kind is None else f"{place}.kind")
    hit = np.flatnonzero(wanted & (slot >= 0))
    hit = hit[known[slot[hit]]]
    top = rows.get(measure, f"{place}.top")
    if top is not None:
        hit = _highest(hit, top, slot, pick.count)
    columns = {
        "call": slot[hit] // len(measure.kinds),
        "kind": slot[hit] % len(measure.kinds),
    }
    for name, values in rows.span.items():
        own = rows.get(measure, f"{place}.{name.removesuffix('_ms')}")
        columns[name] = (values if own is None else own)[hit]
    since, until = (rows.get(measure, f"{place}.{link}") for link in ("since", "until"))
    if since is not None:
        _begin_with(columns, turns, since[hit], ("row", "turn"))
        if pick.start is None:
            _begin_with(columns, turns, since[hit], ("start_ms",))
    if until is not None:
        _end_with(columns, turns, until[hit])
    return columns


def _begin_with(
    columns: dict[str, Array], turns: _Rows, row: Array, names: tuple[str, ...]
) -> None:
    """Let moments begin with the turns in these rows, where there is one."""
    told = ~np.isnan(row)
    if "turn" in names:  # a moment of one turn then plays up to that turn
        later = turns.span["turn"][np.where(told, row, 0).astype(int)] < columns["turn"]
        alone = told & later & np.isnan(columns["to_turn"])
        columns["to_turn"] = np.where(alone, columns["turn"], columns["to_turn"])
    for name in names:
        columns[name] = columns[name].copy()
        columns[name][told] = turns.span[name][row[told].astype(int)]


def _end_with(columns: dict[str, Array], turns: _Rows, row: Array) -> None:
    """Let moments end with the turns in these rows, where there is one."""
    told = ~np.isnan(row)
    for name, of in (("to_turn", "turn"), ("end_ms", "end_ms")):
        columns[name] = columns[name].copy()
        last = turns.span[of][row[told].astype(int)]
        columns[name][told] = np.fmax(columns[name][told], last)


def _highest(hit: Array, top: Array, slot: Array, count: int) -> Array:
    """Of these rows, the `count` highest of each slot; the earlier one where two are equal."""
    hit = hit[~np.isnan(top[hit])]
    order = hit[np.lexsort((hit, -top[hit], slot[hit]))]
    ranked = slot[order]
    rank = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    return np.sort(order[rank < count])


def _readings_table(
    catalogue: Catalogue, readings: Sequence[_Reading], calls: _Calls
) -> pl.DataFrame:
    size = [len(reading.n) for reading in readings]
    first = np.cumsum([0, *size])
    of = np.repeat(np.arange(len(size)), size)
    kinds = np.array([len(measure.kinds) for measure in catalogue], dtype=int)
    slot = np.arange(first[-1]) - first[of]
    unknown = _joined(reading.unknown for reading in readings).astype(int)
    sampled = np.array([measure.sample is not None for measure in catalogue], dtype=bool)
    return pl.DataFrame(
        {
            "call": calls.number.gather(slot // kinds[of]),
            "measure": _named([measure.id for measure in catalogue], of),
            "version": _named([measure.version for measure in catalogue], of),
            "kind": _kind_names(catalogue, of, slot % kinds[of]),
            "part": pl.Series(_joined(r.part for r in readings), nan_to_null=True),
            "whole": pl.Series(_joined(r.whole for r in readings), nan_to_null=True),
            "n": _joined(r.n for r in readings).astype(np.int64),
            "sample": _sample_lists(readings, first, sampled[of] & (unknown == 0)),
            "unknown": _named(list(CODES), unknown).replace("", None),
        },
        schema=READINGS,
    )


def _sample_lists(readings: Sequence[_Reading], first: Array, told: Array) -> pl.Series:
    """The sample of each reading as a list; null where there is none to tell."""
    slot = _joined(first[k] + reading.sample_slot for k, reading in enumerate(readings))
    values = _joined(reading.sample for reading in readings)
    lists = (
        pl.DataFrame({"slot": slot.astype(np.int64), "sample": values.astype(float)})
        .group_by("slot", maintain_order=True)
        .agg("sample")
    )
    every = pl.DataFrame({"slot": np.arange(len(told)), "told": told})
    empty = pl.lit(pl.Series([[]], dtype=pl.List(pl.Float64)))
    joined = every.join(lists, on="slot", how="left", maintain_order="left")
    return joined.select(pl.when("told").then(pl.col("sample").fill_null(empty)))["sample"]


def _moments_table(
    catalogue: Catalogue, moments: Sequence[dict[str, Array]], grains: Grains
) -> pl.DataFrame:
    names = ("measure", "call", "kind", "row", "turn", "to_turn", "start_ms", "end_ms")
    found = {name: _joined(columns[name] for columns in moments) for name in names}
    of, kind, row = (found[name].astype(int) for name in ("measure", "kind", "row"))
    said = pl.Series(~np.isnan(found["turn"]))
    quote = grains.turns["text"].gather(row) if len(row) else pl.Series([], dtype=pl.String)
    return pl.DataFrame(
        {
            "call": grains.calls["call"].gather(found["call"].astype(int)),
            "measure": _named([measure.id for measure in catalogue], of),
            "kind": _kind_names(catalogue, of, kind),
            **{
                name: pl.Series(found[name], nan_to_null=True).cast(MOMENTS[name])
                for name in names[4:]
            },
            "quote": pl.select(pl.when(said).then(quote)).to_series(),
        },
        schema=MOMENTS,
    )


def _kind_names(catalogue: Catalogue, of: Array, kind: Array) -> pl.Series:
    names = [name for measure in catalogue for name in measure.kinds]
    first = np.cumsum([0, *(len(measure.kinds) for measure in catalogue)])
    return _named(names, first[of] + kind)


def _named(names: list[Any], numbers: Array) -> pl.Series:
    return pl.Series(names).gather(numbers)


def _joined(arrays: Iterable[Array]) -> Array:
    parts = list(arrays)
    return np.concatenate(parts) if parts else _NOTHING
