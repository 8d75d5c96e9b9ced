"""All measures and moments over many calls, the cues at hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench import plain
from bench.corpus import TURNS_A_CALL, Shard, samples, shards
from bench.options import Options
from bench.results import Measured, Result
from bench.workers import Done, Workers, cores
from klankbord.conversation.frames import to_frames
from klankbord.measures import CATALOGUE
from klankbord.measures.engine import run as run_engine
from klankbord.measures.measuring import measure_frames, with_values

SAMPLE = 100


def run(options: Options) -> list[Result]:
    """The row."""
    corpus = shards(options.calls)
    reading, ours = in_turns(read, measure, corpus, options.rounds)
    rates, names, differing = plainly(corpus)
    readings = sum(readings for readings, _ in ours[0].results)
    moments = sum(moments for _, moments in ours[0].results)
    return [
        Result(
            "measures",
            f"all {len(CATALOGUE)} measures and their moments over {options.calls:,} calls of "
            f"{TURNS_A_CALL} turns, cues at hand, from Parquet, {cores()} processes",
            "calls/s",
            rate("Klankbord", options.calls, ours),
            (
                rate("reading the same Parquet alone", options.calls, reading),
                Measured(f"plain Python, no moments, {SAMPLE} calls a process", (sum(rates),)),
            ),
            floor=2_000,
            aim=5_000,
            scaled=True,
            peak_mb=max(done.peak_mb for done in ours),
            most_mb=600,
            notes=(
                processor(options.calls, ours),
                f"{readings:,} readings, {moments:,} moments",
                f"plain Python does {len(names)} of the {len(CATALOGUE)}, and gives "
                + (f"OTHER VALUES: {', '.join(sorted(differing))}" if differing else "the same"),
            ),
        )
    ]


def in_turns(
    one: Callable[[Shard], Any], other: Callable[[Shard], Any], corpus: list[Shard], rounds: int
) -> tuple[list[Done], list[Done]]:
    """Two jobs over all shards, in turns, so that a busy moment of the machine hits both."""
    pairs = [(on_all_cores(one, corpus), on_all_cores(other, corpus)) for _ in range(rounds)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def rate(what: str, calls: int, rounds: list[Done]) -> Measured:
    """Calls a second, each round."""
    return Measured(what, tuple(calls / done.seconds for done in rounds))


def processor(calls: int, rounds: list[Done]) -> str:
    """What a call takes of a processor, whatever else the machine does."""
    a_call = median(done.processor_seconds for done in rounds) / calls
    return (
        f"{1000 * a_call:.2f} ms of one core a call; {cores() / a_call:,.0f} calls/s of idle cores"
    )


def on_all_cores(job: Callable[[Shard], Any], corpus: list[Shard]) -> Done:
    """A job over all shards in processes of its own, so that the peak is that job's."""
    with Workers() as workers:
        return workers.run(job, corpus)


def measure(shard: Shard) -> tuple[int, int]:
    """One shard, from its files to readings and moments."""
    result = run_engine(shard.grains(), CATALOGUE)
    return with_values(result.readings).height, result.moments.height


def read(shard: Shard) -> int:
    """The files of one shard, read and no more."""
    return shard.frames().turns.height + sum(table.height for table in shard.at_hand())


def plainly(corpus: list[Shard]) -> tuple[list[float], set[str], set[str]]:
    """Plain Python's rate in each process, its measures, and those on which it differs."""
    with Workers() as workers:
        found = workers.run(measure_plainly, [corpus[k % len(corpus)] for k in range(cores())])
    rates, names, differing = zip(*found.results, strict=True)
    return list(rates), names[0], set().union(*differing)


def measure_plainly(shard: Shard) -> tuple[float, set[str], set[str]]:
    """Some calls of a shard in plain Python; conversations and cues are at hand."""
    conversations = list(samples(shard, SAMPLE))
    measured = measure_frames(to_frames(conversations))
    theirs: list[plain.Values] = [{} for _ in conversations]
    for row in measured.readings.iter_rows(named=True):
        value = row["value"] if row["unknown"] is None else None
        theirs[row["call"]][row["measure"], row["kind"]] = value
    calls = plain.with_cues(conversations, measured.cues)
    begin = time.perf_counter()
    values = [plain.measure(turns) for turns in calls]
    seconds = time.perf_counter() - begin
    pairs = zip(values, theirs, strict=True)
    differing = set[str]().union(*(plain.differing(a, b) for a, b in pairs))
    return len(calls) / seconds, {name for name, _ in values[0]}, differing
