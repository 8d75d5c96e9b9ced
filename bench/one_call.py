"""One call of an hour, from our JSON file to readings, in a warm process and in a cold one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.corpus import conversations
from bench.options import Options
from bench.processes import command, ms_of
from bench.results import Measured, Result
from bench.workers import Workers
from klankbord.formats import read_file
from klankbord.formats.writing import to_json
from klankbord.measures.measuring import measure

TURNS = 900
TIMES, COLD_TIMES = 30, 10


def run(options: Options) -> list[Result]:
    """The rows: warm, and cold where there is a command to run."""
    (conversation,) = conversations(1, TURNS)
    minutes = (conversation.turns[-1].end_ms or 0) / 60_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "call.json"
        file.write_bytes(to_json([conversation]))
        return [_warm(file, minutes, options), *_cold(file)]


def _warm(file: Path, minutes: float, options: Options) -> Result:
    with Workers(1, threads=None) as workers:
        done = workers.run(timed, [file] * options.rounds)
    ours, reading, parsing = zip(*done.results, strict=True)
    return Result(
        "one_call",
        f"one call of {minutes:.0f} minutes and {TURNS} turns ({file.stat().st_size // 1000} kB), "
        f"imported and measured in a warm process, median of {TIMES} a round",
        "ms",
        Measured("Klankbord: file to readings", ours),
        (Measured("of which importing", reading), Measured("parsing the JSON alone", parsing)),
        floor=100,
        aim=40,
        peak_mb=done.peak_mb,
    )


def timed(file: Path) -> tuple[float, float, float]:
    """Medians in ms: the whole way, importing alone, parsing the JSON alone."""
    ways: tuple[Callable[[], object], ...] = (
        lambda: measure(read_file(file)),
        lambda: read_file(file),
        lambda: json.loads(file.read_bytes()),
    )
    whole, reading, parsing = (_median_ms(way) for way in ways)
    return whole, reading, parsing


def _median_ms(way: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES + 3):
        begin = time.perf_counter()
        way()
        taken.append(1000 * (time.perf_counter() - begin))
    return median(taken[3:])


def _cold(file: Path) -> list[Result]:
    klankbord = command()
    report = [klankbord, "report", str(file), "--format", "json", "-o", str(file) + ".out"]
    if not klankbord or subprocess.run(report, capture_output=True, check=False).returncode:
        print("one_call: there is no command ‘klankbord report’ here; the cold row is left out\n")
        return []
    python = sys.executable
    return [
        Result(
            "one_call, cold",
            "the same by ‘klankbord report FILE --format json’, a process each time",
            "ms",
            Measured("klankbord report", ms_of(report, COLD_TIMES)),
            (
                Measured(
                    'python -c "import polars"', ms_of([python, "-c", "import polars"], COLD_TIMES)
                ),
                Measured("python -c pass", ms_of([python, "-c", "pass"], COLD_TIMES)),
            ),
        )
    ]
