"""Asking who speaks, from a process of its own, since what compares voices may end the whole of it.

That process is given the sound by a pipe, so that none of it stands on a disk. Of its answer only
spans and numbers are believed. It is ended where it takes too long, and where we are ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import IO, Any, cast

import numpy as np

from klankbord.errors import (
    ModelBroken,
    SpeakersMissing,
    SpeakersStopped,
    SpeakersTooLong,
    SpeakersTooSlow,
    SpeechMissing,
)
from klankbord.i18n import N_
from klankbord.speech.recognition import RATE, Mono
from klankbord.speech.recording import Recording
from klankbord.speech.spans import Span
from klankbord.speech.speakers.apart import CHANGES, MEMORY, READY, VOICES

MOST = 20
"""No talk on one channel has more people in it."""
LONGEST_H = 2
"""Comparing takes memory by the square of the time: two hours take some 2 GB."""
MEMORY_MB = 6_000
"""Of addresses, which is more than of memory itself."""
START_S, EACH_S = 120, 1.0
"""It may take so long, and a second for each second of sound."""
_LONGEST_ANSWER = 4_000_000


@dataclass(frozen=True)
class Speakers:
    """What is asked: how many people speak on one channel, and by which models to tell.

    Attributes:
        changes: the model that hears where one speaker stops and another begins.
        voices: the model that tells whether two voices are one.
        count: how many people; 0 leaves that to be found.
        label: the models, as the provenance calls them.
        seconds: what it may take; 0 is by the length of the recording.
        memory_mb: what it may take of memory.
    """

    changes: Path
    voices: Path
    count: int = 0
    label: str = ""
    seconds: int = 0
    memory_mb: int = MEMORY_MB


@dataclass(frozen=True, order=True)
class Spoke:
    """Somebody speaks: the first to be numbered is 0."""

    span: Span
    speaker: int


def who_speaks(
    recording: Recording,
    length_ms: int,
    cut: Sequence[Span],
    speakers: Speakers,
    threads: int = 1,
) -> list[Spoke]:
    """Who speaks when on a recording of which everybody is on one channel; spans may overlap.

    Args:
        recording: the sound; of several channels the mean.
        length_ms: of it.
        cut: what is no conversation, and is not given to be compared.
        speakers: what is asked.
        threads: how many the models may use.

    Raises:
        SpeakersMissing: the library is not installed.
        ModelBroken: one of the files is no such model.
        SpeakersTooLong: it lasts longer than can be compared.
        SpeakersTooSlow: it took too long.
        SpeakersStopped: it broke off.
        SoundRefused: the recording cannot be decoded.
    """
    if length_ms > LONGEST_H * 3_600_000:
        raise SpeakersTooLong(recording.name, LONGEST_H)
    return ask(_sound(recording, cut), length_ms, recording.name, speakers, threads)


def ask(
    sound: Iterable[Mono], length_ms: int, name: str, speakers: Speakers, threads: int = 1
) -> list[Spoke]:
    """Who speaks when in some sound at 16 kHz; see `who_speaks`."""
    if find_spec("sherpa_onnx") is None:
        raise SpeakersMissing("sherpa-onnx")  # noqa: EM101
    seconds = speakers.seconds or round(START_S + EACH_S * length_ms / 1000)
    question = {
        "voices": str(speakers.voices.resolve()),
        "changes": str(speakers.changes.resolve()),
        "count": speakers.count,
        "threads": threads,
        "memory_mb": speakers.memory_mb,
        "seconds": seconds * max(threads, 1),
    }
    process = _start()
    late: list[bool] = []
    clock = Timer(seconds, partial(_end, process, late))
    clock.start()
    try:
        answer = _asked(process, question, sound, speakers, name)
    except _Ended as ended:
        if late:
            raise SpeakersTooSlow(name, -(-seconds // 60)) from None
        raise ended.why from None
    finally:
        clock.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                cast(IO[bytes], pipe).close()
        process.wait()
    return _believed(answer, length_ms, name)


class _Ended(Exception):
    """The process is no more, and why that is unless it took too long."""

    def __init__(self, why: Exception) -> None:
        super().__init__()
        self.why = why


def _start() -> subprocess.Popen[bytes]:
    """The process, without what our own surroundings hold of secrets."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KLANKBORD_")}
    return subprocess.Popen(
        [sys.executable, "-P", "-B", "-m", "klankbord.speech.speakers.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**own, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        start_new_session=True,  # who presses Ctrl-C ends us, and we end it
    )


def _end(process: subprocess.Popen[bytes], late: list[bool]) -> None:
    late.append(True)
    process.kill()


def _asked(
    process: subprocess.Popen[bytes],
    question: dict[str, Any],
    sound: Iterable[Mono],
    speakers: Speakers,
    name: str,
) -> Any:
    """The process's answer to the question over the sound."""
    into, back = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    _give(into, [json.dumps(question).encode() + b"\n"])
    at = None
    while (told := _line(back)) in {VOICES, CHANGES}:
        at = told
    if told == READY:
        _give(into, (np.ascontiguousarray(piece, "<f4").tobytes() for piece in sound))
        with suppress(OSError):
            into.close()
        told = _line(back)
    elif told != MEMORY and at is not None:
        file = speakers.voices if at == VOICES else speakers.changes
        raise _Ended(ModelBroken(str(file), N_("dit model houdt geen sprekers uit elkaar")))
    if isinstance(told, list):
        return told
    lacks = told == MEMORY
    raise _Ended(SpeakersStopped(name, N_("te weinig geheugen") if lacks else _BROKE_OFF))


_BROKE_OFF = N_("het programma dat stemmen vergelijkt brak af")


def _give(into: IO[bytes], pieces: Iterable[bytes]) -> None:
    """Give it these, or as many as it takes: one that has ended says why, or nothing."""
    for data in pieces:
        try:
            into.write(data)
            into.flush()
        except OSError:
            return


def _line(back: IO[bytes]) -> Any:
    """What it tells next; None where it tells no more, or nothing that can be read."""
    try:
        return json.loads(back.readline(_LONGEST_ANSWER) or b"null")
    except (OSError, ValueError):
        return None


def _believed(answer: Sequence[Any], length_ms: int, name: str) -> list[Spoke]:
    """The answer, if it is spans within the recording and numbers of speakers, and nothing else."""
    found = []
    for each in answer:
        if not (isinstance(each, list) and [type(part) for part in each] == [int, int, int]):
            raise SpeakersStopped(name, _BROKE_OFF)
        start, end, speaker = each
        if not (0 <= start <= end and speaker >= 0):
            raise SpeakersStopped(name, _BROKE_OFF)
        if start < (end := min(end, length_ms)):
            found.append(Spoke(Span(start, end), speaker))
    return sorted(found)


def _sound(recording: Recording, cut: Sequence[Span]) -> Iterator[Mono]:
    """The sound as models take it, silent where there is no conversation."""
    at, rate = 0, recording.rate
    resampled = _resampler(rate)
    for block in recording.blocks():
        mono = block.mean(axis=1)
        for span in cut:
            start, end = (ms * rate // 1000 - at for ms in (span.start_ms, span.end_ms))
            mono[max(start, 0) : max(end, 0)] = 0
        at += len(mono)
        yield resampled(mono, False)
    yield resampled(np.zeros(0, np.float32), True)


def _resampler(rate: int) -> Callable[[Mono, bool], Mono]:
    if rate == RATE:
        return lambda piece, _last: piece
    try:
        import soxr
    except ImportError:
        raise SpeechMissing("soxr") from None  # noqa: EM101
    stream = soxr.ResampleStream(rate, RATE, 1, dtype="float32")
    return lambda piece, last: cast(Mono, stream.resample_chunk(piece, last=last))
