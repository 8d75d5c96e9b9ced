"""Two people on one channel, and the models that know them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.speech import tiny_speakers
from tests.speech.sounds import noise, save, silence, voice
from tests.speech.tiny_speakers import RATE, marked

from klankbord.speech.activity import By
from klankbord.speech.decode import Samples, open_sound
from klankbord.speech.listening import Heard, Told, listen
from klankbord.speech.recording import Recording
from klankbord.speech.spans import Span
from klankbord.speech.speakers.asking import Speakers


def both_models(folder: Path) -> Speakers:
    """Both models, and two people to be told."""
    return Speakers(
        tiny_speakers.changes(folder / "wissels.onnx"),
        tiny_speakers.voices(folder / "stemmen.onnx"),
        count=2,
        label="wissels, stemmen",
    )


def said(seconds: float, *who: int, seed: int = 1) -> Samples:
    return marked(voice(seconds, 110 + 40 * sum(who), RATE, seed), *who)


def quiet(seconds: float) -> Samples:
    return silence(seconds, RATE)


TALK = ((1.0, 5.0, 0), (5.6, 10.0, 1), (10.4, 14.0, 0), (16.0, 19.0, 1))
"""Who speaks from and until, in seconds."""


def talk(parts: Sequence[tuple[float, float, int]] = TALK, seconds: float = 20) -> Samples:
    sound = quiet(seconds) + noise(seconds, -85, RATE)
    for seed, (start, end, who) in enumerate(parts, 1):
        piece = said(end - start, who, seed=seed)
        sound[round(start * RATE) : round(start * RATE) + len(piece)] += piece
    return sound


def mono(folder: Path, sound: Samples | None = None) -> Recording:
    return Recording(
        [open_sound(save(folder / "mono.wav", talk() if sound is None else sound, RATE))]
    )


def heard_by(recording: Recording, speakers: Speakers | None) -> Heard:
    return listen(recording, Told(by=By.ENERGY, speakers=speakers))


def spans_of(*pairs: tuple[int, int]) -> list[Span]:
    return [Span(*pair) for pair in pairs]
