"""The engine: one select of all row values a grain, then sums and samples by call and kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from klankbord.measures.grains import Grains
from klankbord.measures.moments import moments_of, moments_table
from klankbord.measures.readings import Calls, reading_of, readings_table
from klankbord.measures.rows import Catalogue, Rows


@dataclass(frozen=True)
class Result:
    """What was measured.

    `readings`: call, measure, version, kind, part, whole, n (occasions), sample, unknown (a code,
    or null; where it is not null, part, whole and sample are).
    `moments`: call, measure, kind, name (which sort of the measure's moments, "" where it has
    one), turn, to_turn, start_ms, end_ms, quote.
    """

    readings: pl.DataFrame
    moments: pl.DataFrame


def run(grains: Grains, catalogue: Catalogue) -> Result:
    """Measure all calls at once, by every measure of the catalogue."""
    tables = {
        grain: Rows(getattr(grains, grain), selects, grains.calls)
        for grain, selects in {"turns": list[pl.Expr](), **catalogue.selects}.items()
    }
    calls = Calls(grains.calls, catalogue)
    readings, moments = [], []
    for number, measure in enumerate(catalogue):
        reading = reading_of(measure, tables[measure.of], calls)
        readings.append(reading)
        for place, pick in enumerate(measure.moments):
            found = moments_of(
                measure, place, tables[pick.of or measure.of], tables["turns"], reading.unknown == 0
            )
            moments.append(found | {"measure": np.full(len(found["call"]), number)})
    return Result(
        readings_table(catalogue, readings, calls), moments_table(catalogue, moments, grains)
    )
