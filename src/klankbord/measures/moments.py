"""Moments: the rows that bear a reading out, and the turns between which each plays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from klankbord.measures.grains import Grains
from klankbord.measures.measure import Measure
from klankbord.measures.rows import Array, Catalogue, Rows, joined, kind_names, named, names_within

MOMENTS: dict[str, Any] = {
    "call": pl.UInt32,
    "measure": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "turn": pl.UInt32,
    "to_turn": pl.UInt32,
    "start_ms": pl.Int64,
    "end_ms": pl.Int64,
    "quote": pl.String,
}


def moments_of(
    measure: Measure, place: int, rows: Rows, turns: Rows, known: Array
) -> dict[str, Array]:
    """The moments of a measure's pick, in columns; only those of readings that are known."""
    pick = measure.moments[place]
    wanted = rows.get(measure, f"{place}.rows")
    if wanted is None:
        wanted = rows.counted(measure)
    slot = rows.slots(measure, "kind" if pick.kind is None else f"{place}.kind")
    hit = np.flatnonzero(wanted & (slot >= 0))
    hit = hit[known[slot[hit]]]
    top = rows.at(hit, measure, f"{place}.top")
    if top is not None:
        hit = _highest(hit, top, slot[hit], pick.count)
    columns = {
        "call": slot[hit] // len(measure.kinds),
        "kind": slot[hit] % len(measure.kinds),
        "pick": np.full(len(hit), place),
    }
    for name, values in rows.span.items():
        own = rows.at(hit, measure, f"{place}.{name.removesuffix('_ms')}")
        columns[name] = values[hit] if own is None else own
    since, until = (rows.at(hit, measure, f"{place}.{link}") for link in ("since", "until"))
    if since is not None:
        times = ("start_ms",) if pick.start is None else ()
        _begin_with(columns, turns, since, ("row", "turn", *times))
    if until is not None:
        _end_with(columns, turns, until)
    return columns


def _begin_with(columns: dict[str, Array], turns: Rows, row: Array, names: tuple[str, ...]) -> None:
    """Let moments begin with the turns in these rows, where there is one."""
    told = ~np.isnan(row)
    # A moment of one turn then plays up to that turn.
    later = turns.span["turn"][np.where(told, row, 0).astype(int)] < columns["turn"]
    alone = told & later & np.isnan(columns["to_turn"])
    columns["to_turn"] = np.where(alone, columns["turn"], columns["to_turn"])
    for name in names:
        columns[name] = columns[name].copy()
        columns[name][told] = turns.span[name][row[told].astype(int)]


def _end_with(columns: dict[str, Array], turns: Rows, row: Array) -> None:
    """Let moments end with the turns in these rows, where there is one."""
    told = ~np.isnan(row)
    for name, of in (("to_turn", "turn"), ("end_ms", "end_ms")):
        columns[name] = columns[name].copy()
        last = turns.span[of][row[told].astype(int)]
        columns[name][told] = np.fmax(columns[name][told], last)


def _highest(hit: Array, top: Array, slot: Array, count: int) -> Array:
    """Of these rows, the `count` highest of each slot; the earlier one where two are equal."""
    told = ~np.isnan(top)
    hit, top, slot = hit[told], top[told], slot[told]
    order = np.lexsort((hit, -top, slot))
    ranked = slot[order]
    rank = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    return np.sort(hit[order[rank < count]])


def moments_table(
    catalogue: Catalogue, moments: Sequence[dict[str, Array]], grains: Grains
) -> pl.DataFrame:
    """All moments as one table, with the names of calls, measures and kinds, and the quotes."""
    names = ("measure", "call", "kind", "pick", "row", "turn", "to_turn", "start_ms", "end_ms")
    found = {name: joined(columns[name] for columns in moments) for name in names}
    of, kind, pick, row = (found[name].astype(int) for name in ("measure", "kind", "pick", "row"))
    said = pl.Series(~np.isnan(found["turn"]))
    quote = grains.turns["text"].gather(row) if len(row) else pl.Series([], dtype=pl.String)
    return pl.DataFrame(
        {
            "call": grains.calls["call"].gather(found["call"].astype(int)),
            "measure": named([measure.id for measure in catalogue], of),
            "kind": kind_names(catalogue, of, kind),
            "name": names_within(catalogue, lambda m: [p.name for p in m.moments], of, pick),
            **{
                name: pl.Series(found[name], nan_to_null=True).cast(MOMENTS[name])
                for name in names[5:]
            },
            "quote": pl.select(pl.when(said).then(quote)).to_series(),
        },
        schema=MOMENTS,
    )
