"""What sounds and is no speech: ringing, busy tones, beeps, keys, and music on hold.

A tone of a telephone is steadier than any voice: one or two frequencies that hold the rest of the
sound down and do not glide. Ringing and busy are told by their rhythm. Music is what goes on for
seconds without a pause and is no speech to the network either; without the network's word nothing
is called music, since a call may not lose what a person said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from klankbord.speech.activity import OVER_BACKGROUND, background_level, voice_level
from klankbord.speech.found import Found, Kind
from klankbord.speech.profile import POINT_MS, PURE, STEP_MS, Profile
from klankbord.speech.silero import FRAME_MS, Chances
from klankbord.speech.spans import Span, spans_of

SHORTEST_MS = 96
STEADY_HZ = 20
"""By so much a tone's frequency may move from one look to the next,"""
TRUE_HZ = 12, 5
"""and by so much it may spread: the tones of ringing, which may be two together, and a beep."""
RINGS_HZ = (375, 500)
"""Ringing and busy: 425 Hz in the Low Countries and most of Europe, 400 to 480 elsewhere."""
RINGS_MS = 200
"""Tones of ringing and busy last at least this long,"""
RING_MS = 600
"""and a single one this long, to be called ringing."""
RING_PAUSE_MS = 5_200
"""Four seconds in the Netherlands, three in Belgium, never over five."""
BUSY_MS = 700
"""Tones and pauses of a busy line are no longer than this,"""
BUSY_TIMES = 3
"""and come at least so often."""
BEEP_HZ = (600, 2_200)
BEEP_MS = (120, 1_500)
BEEP_SINGLE = 0.92
LOW_KEYS, HIGH_KEYS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
KEY_OFF_HZ = 20
KEY_MS = 60
PAD_MS = 40

MUSIC_MS = 8_000
MUSIC_PAUSE_MS = 250
MUSIC_CHANCE = 0.25
"""Where the network's chance of speech is under this on average, it is no speech."""


def tones(profile: Profile, channel: int) -> list[Found]:
    """The tones on a channel, in order of start."""
    keys = [Found(_padded(span), Kind.KEYS) for span in _keys(profile, channel)]
    steady = _steady(profile, channel)
    low = [each.span for each in steady if _is_ring(each)]
    beeps = [Found(_padded(each.span), Kind.BEEP) for each in steady if _is_beep(each)]
    return sorted([*keys, *_ringing(low), *beeps])


def music_where(profile: Profile, channel: int) -> list[Span]:
    """The spans that may be music or noise: eight seconds or more without a pause."""
    floor = background_level(profile, channel) + OVER_BACKGROUND
    quiet = max(floor, voice_level(profile, channel) - 30)
    loud = profile.levels[:, channel] > quiet
    return spans_of(loud, STEP_MS, MUSIC_PAUSE_MS, MUSIC_MS)


def music_in(span: Span, chances: Chances) -> list[Found]:
    """Where within a span the network hears no speech, by its chances for that span."""
    silent = _smooth(chances) < MUSIC_CHANCE
    return [
        Found(Span(span.start_ms + run.start_ms, span.start_ms + run.end_ms), Kind.MUSIC)
        for run in spans_of(silent, FRAME_MS, FRAME_MS * 8, MUSIC_MS)
    ]


def _smooth(chances: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The mean over a second."""
    wide = 1000 // FRAME_MS
    even = np.pad(chances.astype(float), (wide // 2, wide - 1 - wide // 2), mode="edge")
    return np.convolve(even, np.ones(wide) / wide, "valid")


def _is_ring(tone: _Tone) -> bool:
    long = tone.span.length_ms >= RINGS_MS - POINT_MS
    return long and _within(tone.hertz, RINGS_HZ) and tone.spread <= TRUE_HZ[0]


def _is_beep(tone: _Tone) -> bool:
    fits = _within(tone.hertz, BEEP_HZ) and _within(tone.span.length_ms, BEEP_MS)
    return fits and tone.single >= BEEP_SINGLE and tone.spread <= TRUE_HZ[1]


@dataclass(frozen=True)
class _Tone:
    """A piece in which one tone holds: its middle frequency, by how much it spreads around it,
    and how much of the power the strongest frequency alone has.
    """

    span: Span
    hertz: float
    spread: float
    single: float


def _steady(profile: Profile, channel: int) -> list[_Tone]:
    pitch, single = profile.pitch[:, channel], profile.single[:, channel]
    pure = profile.purity[:, channel] >= PURE
    holds = pure[1:] & pure[:-1] & (np.abs(np.diff(pitch)) <= STEADY_HZ)
    found = []
    for run in spans_of(holds, POINT_MS, least_ms=SHORTEST_MS):
        span = Span(run.start_ms, run.end_ms + POINT_MS)  # a step holds between two looks
        own = slice(span.start_ms // POINT_MS, span.end_ms // POINT_MS)
        spread = float(np.std(pitch[own]))
        if spread <= max(TRUE_HZ):
            middle = float(np.median(pitch[own]))
            found.append(_Tone(span, middle, spread, float(np.median(single[own]))))
    return found


def _ringing(low: Sequence[Span]) -> list[Found]:
    """Tones in a row as one ringing or one busy line, its pauses included."""
    found: list[Found] = []
    rows: list[list[Span]] = []
    for span in low:
        if rows and span.start_ms - rows[-1][-1].end_ms <= RING_PAUSE_MS:
            rows[-1].append(span)
        else:
            rows.append([span])
    for row in rows:
        whole = Span(row[0].start_ms, row[-1].end_ms)
        pauses = [b.start_ms - a.end_ms for a, b in pairwise(row)]
        short = max([*pauses, *(span.length_ms for span in row)]) <= BUSY_MS
        if short and len(row) >= BUSY_TIMES:
            found.append(Found(_padded(whole), Kind.BUSY))
        elif len(row) > 1 or whole.length_ms >= RING_MS:
            found.append(Found(_padded(whole), Kind.RINGING))
    return found


def _keys(profile: Profile, channel: int) -> list[Span]:
    """Keys that are pressed: one of four low frequencies with one of four high ones."""
    first, second = profile.pitch[:, channel], profile.second[:, channel]
    low, high = np.minimum(first, second), np.maximum(first, second)
    pressed = (profile.purity[:, channel] >= PURE) & _near(low, LOW_KEYS) & _near(high, HIGH_KEYS)
    return spans_of(pressed, POINT_MS, least_ms=KEY_MS)


def _near(values: npt.NDArray[np.float32], of: Sequence[int]) -> npt.NDArray[np.bool_]:
    near: npt.NDArray[np.bool_] = np.abs(values[:, None] - np.array(of)).min(axis=1) <= KEY_OFF_HZ
    return near


def _within(value: float, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _padded(span: Span) -> Span:
    return Span(max(span.start_ms - PAD_MS, 0), span.end_ms + PAD_MS)
