"""Row values: what a catalogue asks of each grain, and where each row of it belongs.

A **slot** is one call and one kind of a measure: the slots of a measure are numbered call by
call, kind by kind, and each slot becomes one reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.measures.measure import Measure, Moments

Array: TypeAlias = npt.NDArray[Any]
NOTHING = np.zeros(0)


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
    if pick.kind is not None:
        yield _kind(measure, pick.kind).alias(f"{name}.kind")
    for said in ("top", "start", "end", "since", "until"):
        value = getattr(pick, said)
        if value is not None:
            yield value.cast(pl.Float64).alias(f"{name}.{said}")


def _kind(measure: Measure, kind: pl.Expr) -> pl.Expr:
    """The number of a row's kind, -1 where it has none."""
    numbers = {name: number for number, name in enumerate(measure.kinds)}
    return kind.replace_strict(
        list(numbers), list(numbers.values()), default=-1, return_dtype=pl.Int8
    )


def whole_names(measure: Measure) -> list[str]:
    """The quantity of the call that is the whole, a kind; none where it is no quantity."""
    if measure.whole is None or isinstance(measure.whole, pl.Expr):
        return []
    names = measure.whole
    return [names if isinstance(names, str) else names[kind] for kind in measure.kinds]


class Rows:
    """The row values of one grain, and where each row belongs."""

    def __init__(self, table: pl.DataFrame, selects: list[pl.Expr], calls: pl.DataFrame) -> None:
        self.place = calls["call"].search_sorted(table["call"]).to_numpy()
        """For each row, the place of its call in the table of calls."""
        self.height = table.height
        # Lazily: then what several measures ask for is computed once.
        self.table = table.lazy().select(selects).collect()
        self.names = {*self.table.columns}
        spans = ("row", "turn", "to_turn", "start_ms", "end_ms")
        self.span = {
            name: table[name].cast(pl.Float64).to_numpy()
            if name in table.columns
            else np.full(table.height, np.nan)
            for name in spans
        }

    def get(self, measure: Measure, name: str) -> Array | None:
        """A value of a measure for each row, or None where it declares none."""
        column = f"{measure.id}|{name}"
        return self.table[column].to_numpy() if column in self.names else None

    def at(self, hit: Array, measure: Measure, name: str) -> Array | None:
        """The same for some rows."""
        column = f"{measure.id}|{name}"
        return self.table[column][hit].to_numpy() if column in self.names else None

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


def kind_names(catalogue: Catalogue, of: Array, kind: Array) -> pl.Series:
    """The names of kinds: those of measures `of`, by their number within the measure."""
    return names_within(catalogue, lambda measure: measure.kinds, of, kind)


def names_within(
    catalogue: Catalogue,
    names_of: Callable[[Measure], Sequence[str]],
    of: Array,
    number: Array,
) -> pl.Series:
    """The names that measures `of` have for something, by their number within the measure."""
    names = [name for measure in catalogue for name in names_of(measure)]
    first = np.cumsum([0, *(len(names_of(measure)) for measure in catalogue)])
    return named(names, first[of] + number)


def named(names: list[Any], numbers: Array) -> pl.Series:
    """For each number, what stands at that place."""
    return pl.Series(names)[numbers]


def joined(arrays: Iterable[Array]) -> Array:
    """The arrays one after another; an empty one where there are none."""
    parts = list(arrays)
    return np.concatenate(parts) if parts else NOTHING
