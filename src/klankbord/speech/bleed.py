"""One party's voice heard on the other's channel: an echo, and no speech of that other.

An echo follows what it echoes by one and the same delay, through one and the same room. So the
room is estimated from both channels, the echo is predicted from the far voice, and where the
channel holds little else than that prediction, nobody speaks on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klankbord.speech.decode import Samples
from klankbord.speech.profile import STEP_MS, Profile
from klankbord.speech.recording import Recording

SHARP = 25.0
"""From here on a peak in the crossing of two channels is an echo; without one it stays under 15."""
ROOM_MS = 512
"""An echo and its tail come within so long."""
LOOK_MS = 30
ALIKE = 0.6
"""Where prediction and channel are as alike as this, the channel holds the echo."""
LOUDER = 6.0
"""What is not the echo is louder than it by so many dB."""
TAIL_MS = 150
"""After the far voice its echo rings on for so long."""
AUDIBLE = -75.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Bleed:
    """The voice of channel `of` is heard on channel `on`, so much later."""

    of: int
    on: int
    delay_ms: int


def find_bleed(profile: Profile) -> Bleed | None:
    """Whether one of two channels is heard on the other."""
    lag, sharp = profile.crossing
    if sharp < SHARP:
        return None
    delay = abs(lag) * 1000 // profile.rate
    return Bleed(0, 1, delay) if lag >= 0 else Bleed(1, 0, delay)


def echo_flags(recording: Recording, bleed: Bleed, steps: int) -> npt.NDArray[np.bool_]:
    """For each 10 ms, whether what sounds on the channel is the echo and nothing else."""
    room = _room(recording, bleed)
    pieces = [
        _is_echo(predicted, heard, recording.rate)
        for predicted, heard in _predicted(recording, bleed, room)
    ]
    flags = np.concatenate(pieces)[:steps] if pieces else np.zeros(0, bool)
    return np.pad(flags, (0, steps - len(flags)))


def _room(recording: Recording, bleed: Bleed) -> Floats:
    """What the far voice goes through before it is heard: a filter of half a second."""
    size = recording.rate * ROOM_MS // 1000
    window = np.hanning(size)
    both = np.zeros(size + 1, complex)
    far = np.zeros(size + 1)
    for block in recording.blocks():
        for start in range(0, len(block) - 2 * size, size // 2):
            voice = np.fft.rfft(block[start : start + size, bleed.of] * window, 2 * size)
            heard = np.fft.rfft(block[start : start + 2 * size, bleed.on])
            both += heard * np.conj(voice)
            far += np.abs(voice) ** 2
    # The window takes less from the crossing than from the power: by the ratio of its sums.
    fair = float(np.sum(window**2) / np.sum(window))
    filtered: Floats = np.fft.irfft(both / (far + 1e-3 * far.mean() + 1e-12))[:size]
    return filtered * fair


def _predicted(
    recording: Recording, bleed: Bleed, room: Floats
) -> Iterator[tuple[Floats, Samples]]:
    """The echo as the room makes it, beside what is heard, block by block."""
    before = np.zeros(len(room))
    for block in recording.blocks():
        voice = np.r_[before, block[:, bleed.of]]
        length = len(voice) + len(room)
        made = np.fft.irfft(np.fft.rfft(voice, length) * np.fft.rfft(room, length), length)
        yield made[len(room) : len(voice)], block[:, bleed.on]
        before = voice[-len(room) :]


def _is_echo(predicted: Floats, heard: Samples, rate: int) -> npt.NDArray[np.bool_]:
    look, step = rate * LOOK_MS // 1000, rate * STEP_MS // 1000
    power = _moving(heard.astype(float) ** 2, look, step)
    echo = _moving(predicted**2, look, step)
    joint = _moving(predicted * heard, look, step)
    alike = joint / np.sqrt(power * echo + 1e-16)
    steps = TAIL_MS // STEP_MS
    ringing = np.array([echo[max(at - steps, 0) : at + 1].max() for at in range(len(echo))])
    over = 10 * np.log10((power + 1e-12) / (ringing + 1e-12))
    audible = 10 * np.log10(ringing + 1e-12) > AUDIBLE
    flags: npt.NDArray[np.bool_] = audible & ((alike >= ALIKE) | (over < LOUDER))
    return flags


def _moving(values: Floats, look: int, step: int) -> Floats:
    """The mean around each step."""
    sums = np.cumsum(np.r_[0.0, np.pad(values, (look // 2, look))])
    at = np.arange(0, len(values), step)
    means: Floats = (sums[at + look] - sums[at]) / look
    return means
