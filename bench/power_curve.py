"""The power curve alone, over the same calls as ConvoKit's talk-time sharing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench import plain
from bench.corpus import TURNS_A_CALL, Shard, samples, shards
from bench.measures import on_all_cores
from bench.options import Options
from bench.results import Measured, Result
from bench.workers import Workers, cores
from klankbord.conversation import Side
from klankbord.measures.engine import run as run_engine
from klankbord.measures.power import POWER_CURVE
from klankbord.measures.rows import Catalogue

CALLS = 1_000
PYTHON = "BENCH_CONVOKIT_PYTHON"
"""Names a Python that has ConvoKit, where this one has not."""
SCRIPT = Path(__file__).parent / "convokit_script.py"


def run(options: Options) -> list[Result]:
    """The row, on one core, because ConvoKit uses one."""
    corpus = shards(CALLS)
    with Workers(1) as workers:
        rounds = [workers.run(measure, corpus * 2) for _ in range(options.rounds)]
    ours = [2 * CALLS / done.seconds for done in rounds]
    many = shards(options.calls)
    on_all = options.calls / on_all_cores(measure, many).seconds
    with Workers(1) as workers:
        (plainly,) = workers.run(measure_plainly, corpus).results
    theirs = _convokit(corpus[0], options.rounds)
    notes = [f"on {cores()} cores, over {options.calls:,} calls: {on_all:,.0f} calls/s"]
    references = [Measured("plain Python, calls in memory, no moments", (plainly,))]
    if theirs:
        build, transform, version = theirs
        whole = tuple(1 / (1 / b + 1 / t) for b, t in zip(build, transform, strict=True))
        references += [
            Measured(f"ConvoKit {version}: TalkTimeSharing alone", transform),
            Measured(f"ConvoKit {version}: its corpus built first", whole),
        ]
        middle = references[1].middle
        notes.append(
            f"against ConvoKit's alone (at least 50 x, aim 200 x): {median(ours) / middle:,.0f} x "
            f"on one core, {on_all / middle:,.0f} x on {cores()} cores against its one"
        )
    else:
        notes.append(f"ConvoKit is not installed (set {PYTHON} to a Python that has it)")
    return [
        Result(
            "power_curve",
            f"the power curve alone over {CALLS:,} calls of {TURNS_A_CALL} turns, one core",
            "calls/s",
            Measured("Klankbord: Parquet to readings and moments", tuple(ours)),
            tuple(references),
            peak_mb=rounds[-1].peak_mb,
            notes=tuple(notes),
        )
    ]


def measure(shard: Shard) -> int:
    """One shard, from its files to the readings of one measure."""
    grains = shard.grains()
    return run_engine(grains, Catalogue((POWER_CURVE,))).readings.height


def measure_plainly(shard: Shard) -> float:
    """Calls a second of the plain way; the conversations are at hand."""
    calls = [
        plain.turns_of(
            conversation, [0] * len(conversation.turns), [False] * len(conversation.turns)
        )
        for conversation in samples(shard, CALLS)
    ]
    begin = time.perf_counter()
    for turns in calls:
        start = turns[0].start
        plain.power_curve(turns, start, max(turn.end for turn in turns) - start)
    return len(calls) / (time.perf_counter() - begin)


def _convokit(shard: Shard, rounds: int) -> tuple[tuple[float, ...], tuple[float, ...], str] | None:
    """Calls a second to build a corpus and to transform it, and the version; None without it."""
    python = os.environ.get(PYTHON, sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.json"
        file.write_text(json.dumps(_turns(shard)), "utf-8")
        done = subprocess.run(
            [python, str(SCRIPT), str(file), str(rounds)],
            capture_output=True,
            check=False,
            text=True,
        )
    if done.returncode:
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    build, transform = (tuple(CALLS / s for s in found[name]) for name in ("build", "transform"))
    return build, transform, found["version"]


def _turns(shard: Shard) -> list[list[dict[str, Any]]]:
    """The calls as plain values: who, of which group, from when to when in seconds, and what."""
    return [
        [
            {
                "speaker": turn.party,
                "group": "A" if conversation.party(turn.party).side is Side.SELLER else "B",
                "start": (turn.start_ms or 0) / 1000,
                "stop": (turn.end_ms or 0) / 1000,
                "text": turn.text,
            }
            for turn in conversation.turns
        ]
        for conversation in samples(shard, CALLS)
    ]
