"""All measures and moments over many calls, from their text: cues too."""

from __future__ import annotations

import polars as pl

from bench.corpus import TURNS_A_CALL, Shard, shards
from bench.measures import in_turns, processor, rate
from bench.options import Options
from bench.results import Result
from bench.workers import cores
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import measure_frames

LITERAL = "de prijs"


def run(options: Options) -> list[Result]:
    """The row."""
    corpus = shards(options.calls)
    searching, ours = in_turns(search, measure, corpus, options.rounds)
    return [
        Result(
            "from_text",
            f"the same from text, cues found too: {len(CATALOGUE)} measures over "
            f"{options.calls:,} calls of {TURNS_A_CALL} turns, {cores()} processes",
            "calls/s",
            rate("Klankbord", options.calls, ours),
            (rate("reading the text, finding one literal in it", options.calls, searching),),
            floor=1_000,
            aim=2_500,
            scaled=True,
            peak_mb=max(done.peak_mb for done in ours),
            notes=(processor(options.calls, ours), f"{sum(ours[0].results):,} cue hits"),
        )
    ]


def measure(shard: Shard) -> int:
    """One shard, from its files to readings and moments, cues included."""
    return measure_frames(shard.frames()).cues.height


def search(shard: Shard) -> int:
    """The text of one shard, read, and one literal found in it."""
    texts = pl.read_parquet(shard.turns, columns=["text"])["text"]
    return int(texts.str.contains(LITERAL, literal=True).sum())
