"""Two small tables of what a call has and lacks: the steps before a closing, and the drivers."""

from __future__ import annotations

import polars as pl

from klankbord.language.packs import DIRECTIONS

STEPS = {"needs": "need_row", "obstacles": "obstacle_row", "decision": "decision_row"}


def steps(turns: pl.DataFrame) -> pl.DataFrame:
    """A row a step of each call in which the seller closes: `step`, and whether it was `skipped`.

    Skipped is what nobody spoke about before the seller's first closing. turn, row, start_ms and
    end_ms are the closing's.
    """
    c = pl.col
    closings = turns.filter("closes")
    tables = [
        closings.select(
            *("call", "row", "turn", "start_ms", "end_ms"),
            step=pl.lit(step),
            skipped=~(c(row) < c.row).fill_null(value=False),
        )
        for step, row in STEPS.items()
    ]
    return pl.concat(tables).sort("call", maintain_order=True)


def drivers(turns: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Three rows a call, one a direction: what is known of what drives the customer there.

    `state` is stay_stated, stay_asked or stay_not_asked, and so on. turn, row, start_ms and
    end_ms are of the customer's first own words, else of the seller's first question; null where
    there is neither.
    """
    c = pl.col
    tables = []
    for direction in DIRECTIONS:
        told = pl.col(f"driver_stated:{direction}")
        asked = pl.col(f"driver_probe:{direction}")
        found = (
            turns.filter(told | asked)
            .sort(pl.col("call"), ~told, "row")
            .group_by("call", maintain_order=True)
            .agg(c.row.first(), c.turn.first(), c.start_ms.first(), c.end_ms.first(), told.first())
        )
        tables.append(
            calls.select("call")
            .join(found, on="call", how="left", maintain_order="left")
            .select(
                *("call", "row", "turn", "start_ms", "end_ms"),
                state=pl.when(told)
                .then(pl.lit(f"{direction}_stated"))
                .when(c.row.is_not_null())
                .then(pl.lit(f"{direction}_asked"))
                .otherwise(pl.lit(f"{direction}_not_asked")),
            )
        )
    return pl.concat(tables).sort("call", maintain_order=True)
