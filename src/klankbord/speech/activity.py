"""When somebody speaks, a channel at a time: by energy where it is clean, else by the network.

A channel is clean where its background lies far under its voice. There, whatever is loud is the
party on it, and energy tells that exactly and at once. On one channel for all, or over noise, what
is loud may be anything, and Silero's network is asked.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from klankbord.speech.profile import STEP_MS, Profile
from klankbord.speech.silero import FRAME_MS, Chances
from klankbord.speech.spans import Span, joined

Values = npt.NDArray[np.float32]

VOICE = -60.0
"""A channel whose loudest speech lies under this level (in dB) is silent."""
CLEAN = 35.0
"""From so many dB between background and voice on, a channel is clean."""
OVER_BACKGROUND = 12.0
UNDER_VOICE = 35.0
"""Speech is louder than the background by the first, or than the voice less the second."""
DEEPEST = -80.0
"""A background under this is as good as none."""
EDGE = 5.0
"""A sound goes on for as long as it lies no more than this under where it began."""
PEAK = 6.0
"""Speech rises this much over where it begins; breath and hum do not."""
SURE, UNSURE = 0.4, 0.25
"""The network's chance from which speech begins, and under which it ends."""
SHORTEST_MS = 60
PAD_MS = 40
GAP_MS = 300
"""A pause shorter than this is no pause: stops and breath are part of speaking."""


class By(StrEnum):
    """What told when somebody spoke."""

    ENERGY = "energy"
    SILERO = "silero"


def voice_level(profile: Profile, channel: int) -> float:
    """How loud a channel's speech is, in dB; QUIETEST where there is nothing."""
    levels = profile.levels[:, channel]
    loud = levels[levels > VOICE]
    return float(np.percentile(loud, 95)) if len(loud) else float(levels.max(initial=-100.0))


def background_level(profile: Profile, channel: int) -> float:
    """How loud it is where nobody speaks, in dB."""
    levels = profile.levels[:, channel]
    return max(float(np.percentile(levels, 10)), DEEPEST) if len(levels) else DEEPEST


def is_silent(profile: Profile, channel: int) -> bool:
    """Whether nothing sounds on a channel; a click or two is nothing."""
    loud = int((profile.levels[:, channel] > VOICE).sum())
    return loud * STEP_MS < 2 * SHORTEST_MS


def is_clean(profile: Profile, channel: int) -> bool:
    """Whether a channel's background lies far under its voice."""
    return voice_level(profile, channel) - background_level(profile, channel) >= CLEAN


def by_energy(profile: Profile, channel: int) -> list[Span]:
    """The spans in which a clean channel is louder than its background."""
    voice, background = voice_level(profile, channel), background_level(profile, channel)
    on = max(background + OVER_BACKGROUND, voice - UNDER_VOICE)
    levels = profile.levels[:, channel]
    return _spans(levels, on + PEAK, on - EDGE, STEP_MS, profile.length_ms)


def by_chance(chances: Chances, channel: int, length_ms: int) -> list[Span]:
    """The spans in which the network hears speech on a channel."""
    return _spans(chances[:, channel], SURE, UNSURE, FRAME_MS, length_ms)


def _spans(values: Values, high: float, low: float, step_ms: int, length_ms: int) -> list[Span]:
    """Runs of values from `low` that somewhere reach `high`, without the shortest, joined."""
    edges = np.flatnonzero(np.diff(np.r_[False, values >= low, False].astype(np.int8)))
    if not len(edges):
        return []
    tops = np.maximum.reduceat(np.r_[values, np.float32(-np.inf)], edges)[::2]
    starts, ends = edges[::2] * step_ms, edges[1::2] * step_ms
    kept = (tops >= high) & (ends - starts >= SHORTEST_MS)
    starts = np.maximum(starts[kept] - PAD_MS, 0)
    ends = np.minimum(ends[kept] + PAD_MS, length_ms)
    whole = starts < ends
    spans = zip(starts[whole].tolist(), ends[whole].tolist(), strict=True)
    return joined([Span(start, end) for start, end in spans], GAP_MS)
