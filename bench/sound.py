"""Sound: from recordings of half an hour on two channels to turns, a call a core."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import soundfile

from bench.options import Options
from bench.results import Measured, Result
from bench.workers import Workers
from klankbord.demo import FOLDER as DEMO
from klankbord.speech.activity import By
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.decode import Samples, open_sound, read_all
from klankbord.speech.listening import Told, listen
from klankbord.speech.recording import LOW, Recording
from klankbord.speech.silero import LEAD, PIECE, TOGETHER, _session, _through

MINUTES = 30
CALLS = 4
TARGETS = {By.SILERO: (600, 1_500), By.ENERGY: (5_000, 12_000)}
KINDS = {"wav, mu-law": {"format": "WAV", "subtype": "ULAW"}, "mp3": {"format": "MP3"}}
Job: TypeAlias = Callable[[Path], object]


def run(options: Options) -> list[Result]:
    """The rows: by energy and by the network, from mu-law; and by energy from mp3."""
    with tempfile.TemporaryDirectory() as folder, Workers() as workers:
        files = {name: _made(Path(folder), name) for name in KINDS}
        workers.run(partial(_listened, by=By.SILERO), files["mp3"])  # imports, and the model
        return [
            _row(workers, options, files["wav, mu-law"], By.ENERGY, "wav, mu-law"),
            _row(workers, options, files["mp3"], By.ENERGY, "mp3"),
            _row(workers, options, files["wav, mu-law"], By.SILERO, "wav, mu-law"),
        ]


def _row(workers: Workers, options: Options, files: list[Path], by: By, kind: str) -> Result:
    jobs: dict[str, Job] = {"decoding alone": _decoded}
    if by is By.SILERO:
        jobs["the bare model, samples at hand"] = _bare
    ours, peak, busy = _speed(workers, options, files, partial(_listened, by=by))
    floor, aim = TARGETS[by] if kind != "mp3" else (None, None)
    return Result(
        "sound",
        f"decode, activity by {by.value} and turns: {len(files)} calls of {MINUTES} minutes on two "
        f"channels at 8 kHz ({kind}), a process a core",
        "x real time",
        Measured(f"Klankbord: {kind} to turns", ours),
        tuple(
            Measured(what, _speed(workers, options, files, job)[0]) for what, job in jobs.items()
        ),
        floor=floor,
        aim=aim,
        scaled=True,
        peak_mb=peak,
        notes=(
            f"by the processor's clock, which other work does not stretch: {busy:,.0f} x a core",
        ),
    )


def _speed(
    workers: Workers, options: Options, files: list[Path], job: Job
) -> tuple[tuple[float, ...], float, float]:
    """Seconds of sound a second, each round; the most memory; the same by a core's own clock."""
    found, peaks, busy = [], [], []
    for _ in range(options.rounds):
        done = workers.run(job, files)
        bare = [each for each in done.results if isinstance(each, float)]
        seconds = sum(bare) / workers.number if bare else done.seconds
        sound = len(files) * MINUTES * 60
        found.append(sound / seconds)
        busy.append(sound / done.processor_seconds)
        peaks.append(done.peak_mb)
    return tuple(found), max(peaks), max(busy)


def _made(folder: Path, kind: str) -> list[Path]:
    """Calls of the demo's voices, one after another in an order and at a loudness of their own."""
    pieces = [read_all(open_sound(path), LOW) for path in sorted((DEMO / "sound").glob("*.ogg"))]
    dice = np.random.default_rng(3)
    return [_call(folder, f"{kind}-{n}", pieces, dice, KINDS[kind]) for n in range(CALLS)]


def _call(
    folder: Path,
    name: str,
    pieces: list[Samples],
    dice: np.random.Generator,
    how: dict[str, str],
) -> Path:
    size, parts, have = MINUTES * 60 * LOW, [], 0
    while have < size:
        part = pieces[dice.integers(len(pieces))] * dice.uniform(0.5, 1)
        parts.append(part.astype(np.float32))
        have += len(part)
    samples = np.concatenate(parts)[:size] + dice.normal(0, 1e-4, (size, 2))
    path = folder / name
    soundfile.write(path, samples, LOW, **how)
    return path


def _listened(path: Path, by: By) -> int:
    heard = listen(Recording([open_sound(path)]), Told(by=by))
    return len(to_conversation(heard, "call").turns)


def _decoded(path: Path) -> int:
    return sum(len(block) for block in open_sound(path).blocks())


def _bare(path: Path) -> float:
    """The seconds that the network takes over samples that are at hand, piece after piece."""
    samples = read_all(open_sound(path))
    size = PIECE * 256
    whole = samples[: len(samples) // size * size].T.reshape(-1, size)
    lead = np.zeros((len(whole), LEAD * 256), np.float32)
    rows = np.concatenate([lead, whole], axis=1)
    begin = time.perf_counter()
    for start in range(0, len(rows), 2 * TOGETHER):
        _through(_session(), rows[start : start + 2 * TOGETHER], LOW)
    return time.perf_counter() - begin
