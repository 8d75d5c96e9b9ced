"""What recognising costs beyond the engine itself: cutting, resampling, keeping, joining."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import soundfile
from tests.speech import tiny_models

from bench.options import Options
from bench.results import Measured, Result
from klankbord.conversation import Side
from klankbord.demo import FOLDER as DEMO
from klankbord.speech import cutting
from klankbord.speech.decode import open_sound, read_all
from klankbord.speech.engines.faster_whisper import FasterWhisper
from klankbord.speech.engines.onnx_asr import OnnxAsr
from klankbord.speech.kept import Kept
from klankbord.speech.listening import Told, listen
from klankbord.speech.pieces import pieces_of
from klankbord.speech.recognition import Mono
from klankbord.speech.recognition import Options as Asked
from klankbord.speech.recording import LOW, Recording
from klankbord.speech.transcribing import transcribe, with_words

MOST, AIM = 1.05, 1.02


class Timed:
    """An engine's own model, with a clock on what is asked of it: the bare engine, in the same run
    and on the same pieces, since two runs after each other differ by more than what we look for.
    """

    def __init__(self, model: Any, clock: Callable[[], float]) -> None:
        self._model, self._clock = model, clock
        self.seconds = 0.0

    def recognize(self, sound: Mono) -> Any:
        """As onnx-asr does."""
        begin = self._clock()
        found = self._model.recognize(sound)
        self.seconds += self._clock() - begin
        return found

    def transcribe(self, sound: Mono, **options: Any) -> tuple[Any, Any]:
        """As faster-whisper does, to the end."""
        begin = self._clock()
        segments, info = self._model.transcribe(sound, **options)
        found = list(segments)
        self.seconds += self._clock() - begin
        return found, info


def run(options: Options) -> list[Result]:
    """A row an engine; a tiny model, so that our own part cannot hide behind a slow one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        transducer = OnnxAsr(tiny_models.tones(folder / "tones"), "tones", 1)
        whisper = FasterWhisper(tiny_models.noise(folder / "noise"), "noise", 1)
        call, short = _made(folder / "call.wav", 600), _made(folder / "short.wav", 60)
        return [
            _row(options, call, transducer, time.thread_time, "transducer on onnx-asr"),
            # Whisper does its arithmetic on threads of its own: the clock on the wall.
            _row(options, short, whisper, time.perf_counter, "Whisper on faster-whisper"),
        ]


def _row(
    options: Options, file: Path, engine: Any, clock: Callable[[], float], what: str
) -> Result:
    recording = Recording([open_sound(file)])
    heard = listen(recording, Told((Side.SELLER, Side.CUSTOMER)))
    lanes = [pieces_of(s, lane, heard.length_ms) for lane, s in enumerate(heard.voices)]
    pieces = list(chain(*lanes))
    speech_s = sum(piece.length_ms for piece in pieces) / 1000
    bare, all_of_it, resampled = [], [], []
    for _ in range(options.rounds + 1):
        engine._model = timed = Timed(engine._model, clock)  # noqa: SLF001 (the bare engine)
        kept = Kept(file.parent, "b" * 64)
        begin = clock()
        with _clocked(cutting, "_at_rate", clock) as resampling:
            with_words(heard, transcribe(recording, heard, engine, Asked("nl"), kept=kept), "x")
        all_of_it.append(1000 * (clock() - begin))
        resampled.append(1000 * sum(resampling))
        bare.append(1000 * timed.seconds)
        kept.remove()
        engine._model = timed._model  # noqa: SLF001
    ours = Measured("Klankbord: voices to turns with words", tuple(all_of_it[1:]))
    reference = Measured("the bare engine, the same pieces, within it", tuple(bare[1:]))
    own_ms = median(a - b for a, b in zip(ours.values, reference.values, strict=True))
    rate_ms = median(resampled[1:])
    rest_ms = own_ms - rate_ms
    return Result(
        "recognition",
        f"words of {heard.length_ms / 60_000:.0f} minutes on two channels at 8 kHz ({len(pieces)} "
        f"pieces, {speech_s:.0f} s of speech), a tiny {what}",
        "ms",
        ours,
        (reference,),
        floor=MOST * reference.middle,
        aim=AIM * reference.middle,
        notes=(
            f"{1 + own_ms / reference.middle:.3f} x the bare engine",
            f"{1 + rest_ms / reference.middle:.3f} x without resampling ({rate_ms:.0f} ms)",
            f"our own part is {own_ms / speech_s:.2f} ms for a second of speech",
            f"the engine does {1000 * speech_s / reference.middle:,.0f} x real time here",
        ),
    )


@contextmanager
def _clocked(module: Any, name: str, clock: Callable[[], float]) -> Iterator[list[float]]:
    """The seconds of each call of one function of a module, meanwhile."""
    real, spent = getattr(module, name), []

    def timed(*given: Any) -> Any:
        begin = clock()
        found = real(*given)
        spent.append(clock() - begin)
        return found

    setattr(module, name, timed)
    yield spent
    setattr(module, name, real)


def _made(path: Path, seconds: int) -> Path:
    """A call of the demo, as often as it takes."""
    sound = read_all(open_sound(DEMO / "sound" / "a15.ogg"), LOW)
    times = -(-seconds * LOW // len(sound))
    soundfile.write(path, np.tile(sound, (times, 1))[: seconds * LOW], LOW, subtype="ULAW")
    return path
