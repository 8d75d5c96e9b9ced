"""One look over a whole recording: how loud, how tonal, and how alike its channels are.

A profile is a handful of numbers for each hundredth of a second. It lives as long as the
listening does: nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klankbord.speech.decode import Samples
from klankbord.speech.recording import Recording

STEP_MS = 10
"""A level each 10 ms."""
POINT_MS = 32
"""A look at the pitch each 32 ms."""
QUIETEST = -100.0
"""The level of digital silence, in dB under the loudest that a file can hold."""
WORTH = -58.0
"""Below this level no tone is looked for."""
LOWEST_HZ, HIGHEST_HZ = 200, 3_400
"""What a telephone lets through."""
WIDE = 2
"""So many bins to each side belong to a peak."""
PURE = 0.85
"""The share of power from which on one or two frequencies are a tone, and no voice."""
ECHO_S = 0.5
"""An echo comes back within half a second."""

Levels = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Profile:
    """What a recording is like, a column a channel.

    Attributes:
        rate: samples a second of what was looked at.
        frames: how many of them.
        levels: in dB, each 10 ms.
        pitch: the strongest frequency in Hz, each 32 ms; 0 where it is too quiet to say, and where
            there can be no tone.
        second: the strongest one apart from that.
        purity: the share of power in those two, 0 to 1.
        single: the share in the strongest alone.
        likeness: how alike two channels are, -1 to 1, channel by channel.
        crossing: for two channels, by how many samples the second follows the first (the negative:
            the first the second), and how sharply that shows.
    """

    rate: int
    frames: int
    levels: Levels
    pitch: Levels
    second: Levels
    purity: Levels
    single: Levels
    likeness: npt.NDArray[np.float64]
    crossing: tuple[int, float]

    @property
    def length_ms(self) -> int:
        """How long the recording is."""
        return round(self.frames * 1000 / self.rate)


def profile_of(recording: Recording) -> Profile:
    """Look a recording over, block by block.

    Raises:
        SoundRefused: it cannot be decoded.
    """
    rate = recording.rate
    levels, points = [], []
    sums = np.zeros((recording.channels, recording.channels))
    cross = _Crossing(rate)
    frames = 0
    for block in recording.blocks():
        frames += len(block)
        lanes = np.ascontiguousarray(block.T)  # a channel at a time is quicker by far
        levels.append(_levels(lanes, rate))
        points.append(_points(lanes, rate))
        sums += lanes @ lanes.T
        if recording.channels == 2:  # noqa: PLR2004
            cross.add(block, levels[-1])
    power = np.sqrt(np.diag(sums))
    likeness = sums / np.maximum(np.outer(power, power), 1e-12)
    pitch, second, purity, single = (np.concatenate(column) for column in zip(*points, strict=True))
    return Profile(
        rate, frames, np.concatenate(levels), pitch, second, purity, single, likeness, cross.found()
    )


def _levels(lanes: Samples, rate: int) -> Levels:
    power = _power(_whole(lanes, rate * STEP_MS // 1000)).T
    found: Levels = (10 * np.log10(power + 10 ** (QUIETEST / 10))).astype(np.float32)
    return found


def _power(pieces: Samples) -> Samples:
    """The mean power of each piece."""
    sums: Samples = np.einsum("cij,cij->ci", pieces, pieces)
    return sums / np.float32(pieces.shape[2])


def _points(lanes: Samples, rate: int) -> tuple[Levels, ...]:
    """Pitch, second pitch, purity and singleness of each 32 ms.

    No tone is as short as one look. So each second look is taken, and of the others only those
    beside one that is pure: whatever is left out is no part of two pure looks in a row.
    """
    size = rate * POINT_MS // 1000
    whole = _whole(lanes, size)
    loud = 10 * np.log10(_power(whole) + 1e-12) > WORTH
    found = np.zeros((4, *loud.shape), np.float32)
    every_second = loud.copy()
    every_second[:, 1::2] = False
    _look(found, whole, every_second, rate)
    pure = found[2] >= PURE
    beside = np.zeros_like(loud)
    beside[:, 1:] |= pure[:, :-1]
    beside[:, :-1] |= pure[:, 1:]
    _look(found, whole, beside & loud & ~every_second, rate)
    return tuple(found.transpose(0, 2, 1))


def _look(found: Levels, whole: Samples, where: npt.NDArray[np.bool_], rate: int) -> None:
    if where.any():
        found[:, where] = _peaks(whole[where], rate, whole.shape[2])


def _peaks(pieces: Samples, rate: int, size: int) -> Levels:
    spectrum = np.fft.rfft(pieces * np.hanning(size).astype(np.float32), axis=1)
    low, high = LOWEST_HZ * size // rate, HIGHEST_HZ * size // rate
    heard = spectrum[:, low : high + 1]
    power = np.zeros((len(pieces), heard.shape[1] + 2 * WIDE), np.float32)
    power[:, WIDE:-WIDE] = heard.real**2 + heard.imag**2
    total = power.sum(axis=1) + 1e-12
    first, of_first = _highest(power)
    second, of_second = _highest(power)
    hertz = np.float32(rate / size)
    found = (
        (first + low) * hertz,
        (second + low) * hertz,
        (of_first + of_second) / total,
        of_first / total,
    )
    return np.stack(found).astype(np.float32)


def _highest(power: Levels) -> tuple[Levels, Levels]:
    """Where the highest peak lies, in bins, and its power; it is taken out of `power`.

    Its place is the middle of its power, so that two tones side by side lie still between them.
    """
    bins = power.argmax(axis=1)[:, None] + np.arange(-WIDE, WIDE + 1)
    bins = np.clip(bins, 0, power.shape[1] - 1)
    around = np.take_along_axis(power, bins, axis=1)
    of_peak = around.sum(axis=1)
    place = ((bins - WIDE) * around).sum(axis=1) / (of_peak + 1e-20)
    np.put_along_axis(power, bins, 0, axis=1)
    return place.astype(np.float32), of_peak


def _whole(lanes: Samples, size: int) -> Samples:
    """Each lane as pieces of a size; the last is filled with silence."""
    missing = -lanes.shape[1] % size
    if missing:
        lanes = np.pad(lanes, ((0, 0), (0, missing)))
    return lanes.reshape(len(lanes), -1, size)


class _Crossing:
    """Whether one of two channels is heard in the other, later: their crossing, whitened.

    A look at each ten seconds, where both sound: an echo shows as one sharp peak.
    """

    def __init__(self, rate: int) -> None:
        self.size = rate  # one second
        self.longest = round(ECHO_S * rate)
        self.sum = np.zeros(self.size + 1, complex)
        self.looks = 0

    def add(self, block: Samples, levels: Levels) -> None:
        """Look at the second of a block in which both channels sound loudest."""
        steps = 1000 // STEP_MS
        if len(block) < self.size:
            return
        joint = np.minimum(levels[:, 0], levels[:, 1])
        sums = np.convolve(joint, np.ones(steps, np.float32), "valid")
        best = int(sums.argmax()) if len(sums) else 0
        if sums[best] / steps < WORTH:
            return
        start = min(best * self.size // steps, len(block) - self.size)
        piece = block[start : start + self.size] * np.hanning(self.size)[:, None]
        one, two = np.fft.rfft(piece, 2 * self.size, axis=0).T
        both = two * np.conj(one)
        self.sum += both / (np.abs(both) + 1e-9)
        self.looks += 1

    def found(self) -> tuple[int, float]:
        """By how many samples the second follows the first, and how sharply that shows."""
        if not self.looks:
            return 0, 0.0
        against = np.abs(np.fft.irfft(self.sum))
        near = np.r_[against[: self.longest], against[-self.longest :]]
        place = int(near.argmax())
        lag = place if place < self.longest else place - 2 * self.longest
        return lag, float(near[place] / max(float(against.std()), 1e-12))
