"""From conversations to readings and moments: the whole journey in one call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from klankbord.conversation import Conversation
from klankbord.conversation.frames import Frames, to_frames
from klankbord.dialogue.dialogue import CUES, Dialogue
from klankbord.measures import CATALOGUE
from klankbord.measures.engine import run
from klankbord.measures.grains import Grains
from klankbord.measures.rows import Catalogue


@dataclass(frozen=True)
class Measured:
    """Conversations, measured: plain tables, from which everything is shown.

    `calls`, `turns` and `windows` as `Grains` has them, `cues` as `Dialogue` has them, or only
    `SHOWN` of their columns. `readings` as the engine gives them (see `engine.Result`), with
    `value` and `unit`. `moments` as the engine gives them.
    """

    calls: pl.DataFrame
    turns: pl.DataFrame
    windows: pl.DataFrame
    cues: pl.DataFrame
    readings: pl.DataFrame
    moments: pl.DataFrame


SHOWN: dict[str, dict[str, Any]] = {
    "calls": {
        "call": pl.UInt32,
        "language": pl.String,
        "customers": pl.UInt32,
        "call_ms": pl.Int64,
    },
    "turns": {
        "row": pl.UInt32,
        "call": pl.UInt32,
        "turn": pl.UInt32,
        "backchannel": pl.Boolean,
        "interrupts": pl.Boolean,
        "question": pl.Boolean,
        "speech_ms": pl.Int64,
        "silence_ms": pl.Int64,
    },
    "windows": {
        "call": pl.UInt32,
        "start_ms": pl.Int64,
        "end_ms": pl.Int64,
        "seller_ms": pl.Float64,
        "customer_ms": pl.Float64,
        "share": pl.Float64,
        "imbalance": pl.Float64,
    },
    "cues": CUES,
}
"""The columns that a report draws from, beside the conversation itself."""


def measure(
    conversations: Iterable[Conversation],
    catalogue: Catalogue = CATALOGUE,
    own: Path | None = None,
) -> Measured:
    """Measure conversations by every measure of the catalogue; `own` as in `Dialogue.of`."""
    return measure_frames(to_frames(conversations), catalogue, own)


def measure_frames(
    frames: Frames, catalogue: Catalogue = CATALOGUE, own: Path | None = None
) -> Measured:
    """Measure the conversations of the frames, all at once."""
    return measure_grains(Grains(Dialogue.of(frames, own=own)), catalogue)


def measure_grains(grains: Grains, catalogue: Catalogue = CATALOGUE) -> Measured:
    """Measure grains that are at hand."""
    result = run(grains, catalogue)
    return Measured(
        calls=grains.calls,
        turns=grains.turns,
        windows=grains.windows,
        cues=grains.dialogue.cues,
        readings=with_values(result.readings, catalogue),
        moments=result.moments,
    )


def with_values(readings: pl.DataFrame, catalogue: Catalogue = CATALOGUE) -> pl.DataFrame:
    """Readings with `value` and `unit`: part / whole in the unit, the part, or the statistic."""
    c = pl.col
    units = pl.DataFrame(
        {
            "measure": [m.id for m in catalogue],
            "unit": [m.unit.name for m in catalogue],
            "scale": [float(m.unit.scale) for m in catalogue],
            "statistic": [m.statistic for m in catalogue],
        },
        schema={
            "measure": pl.String,
            "unit": pl.String,
            "scale": pl.Float64,
            "statistic": pl.String,
        },
    )
    of_sample = (
        pl.when(c.statistic == "max").then(c.sample.list.max()).otherwise(c.sample.list.median())
    )
    return (
        readings.join(units, on="measure", how="left", maintain_order="left")
        .with_columns(
            value=pl.when(c.sample.is_not_null())
            .then(of_sample)
            .when(c.whole.is_not_null())
            .then(pl.when(c.whole > 0).then(c.part / c.whole * c.scale))
            .otherwise(c.part)
        )
        .drop("scale", "statistic")
    )


def pool(readings: pl.DataFrame, catalogue: Catalogue = CATALOGUE) -> pl.DataFrame:
    """The readings of many calls as one a measure and kind: parts, wholes and samples added.

    `calls` says of how many calls there was a reading, `of` how many there were.
    """
    c = pl.col
    known = c.unknown.is_null()
    pooled = readings.group_by("measure", "version", "kind", maintain_order=True).agg(
        c.part.filter(known & c.part.is_not_null()).sum(),
        pl.when(c.whole.is_not_null().any()).then(c.whole.filter(known).sum()).alias("whole"),
        c.n.filter(known).sum(),
        c.sample.filter(known & c.sample.is_not_null()).list.explode().alias("sample"),
        calls=known.sum(),
        of=pl.len(),
        sampled=c.sample.is_not_null().any(),
    )
    pooled = pooled.with_columns(
        part=pl.when((c.calls > 0) & ~c.sampled).then("part"),
        sample=pl.when(c.sampled).then("sample"),
        unknown=pl.when(c.calls == 0).then(pl.lit("no_calls")),
    ).drop("sampled")
    return with_values(pooled, catalogue)
