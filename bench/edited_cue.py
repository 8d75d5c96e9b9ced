"""One cue with other words: every hit of it anew, then the readings that depend on it."""

from __future__ import annotations

import polars as pl

from bench.corpus import TURNS_A_CALL, Shard, shards, some_words
from bench.measures import in_turns, processor, rate, read
from bench.options import Options
from bench.results import Result
from bench.workers import cores
from klankbord.dialogue.dialogue import Dialogue
from klankbord.language.matching import find_cue
from klankbord.language.packs import Cue
from klankbord.measures.depending import depending_on
from klankbord.measures.engine import run as run_engine
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import with_values

DESIGNED_FOR = 50_000
"""The design says in how many seconds so many calls must be done."""
EDITED = Cue("product", phrases=("Contractvrij", *some_words(3)), also_heard=True)
"""A name that may be misheard, and words that the corpus holds."""


def run(options: Options) -> list[Result]:
    """The two rows."""
    corpus = shards(options.calls)
    literal, found = in_turns(literally, find, corpus, options.rounds)
    reading, measured = in_turns(read, find_and_measure, corpus, options.rounds)
    where = f"{options.calls:,} calls of {TURNS_A_CALL} turns, {cores()} processes"
    names = ", ".join(measure.id for measure in depending_on(EDITED.name))
    return [
        Result(
            "edited_cue",
            f"every hit of one edited cue in {where}",
            "calls/s",
            rate("Klankbord", options.calls, found),
            (rate("reading the text, finding one literal in it", options.calls, literal),),
            floor=DESIGNED_FOR / 3,
            aim=DESIGNED_FOR / 1,
            scaled=True,
            peak_mb=max(done.peak_mb for done in found),
            notes=(processor(options.calls, found), f"{sum(found[0].results):,} hits"),
        ),
        Result(
            "edited_cue",
            f"the same, then the readings that depend on it: {where}",
            "calls/s",
            rate("Klankbord", options.calls, measured),
            (rate("reading the same Parquet alone", options.calls, reading),),
            floor=DESIGNED_FOR / 25,
            aim=DESIGNED_FOR / 8,
            scaled=True,
            peak_mb=max(done.peak_mb for done in measured),
            notes=(processor(options.calls, measured), f"measured: {names}"),
        ),
    ]


def find(shard: Shard) -> int:
    """The hits of the cue in one shard, from its file."""
    return find_cue(_texts(shard), EDITED, "nl").height


def find_and_measure(shard: Shard) -> int:
    """One shard, from its files to the readings that depend on the cue."""
    frames = shard.frames()
    hits, acts, lemmas = shard.at_hand()
    others = hits.filter(pl.col.cue != EDITED.name)
    hits = pl.concat([others, find_cue(frames.turns["text"], EDITED, "nl")])
    catalogue = depending_on(EDITED.name)
    result = run_engine(Grains(Dialogue.of(frames, hits=hits, acts=acts, lemmas=lemmas)), catalogue)
    return with_values(result.readings, catalogue).height


def literally(shard: Shard) -> int:
    """The text of one shard, read, and one literal found in it."""
    return int(_texts(shard).str.contains(EDITED.phrases[0], literal=True).sum())


def _texts(shard: Shard) -> pl.Series:
    return pl.read_parquet(shard.turns, columns=["text"])["text"]
