"""By how much one file of a call runs behind another, from what is heard on both.

Only where a voice is heard on both: one party's echo, or a room that both microphones are in.
"""

from __future__ import annotations

import numpy as np

from klankbord.speech.bleed import SHARP
from klankbord.speech.decode import Samples, Sound
from klankbord.speech.recording import LOW

HEARD_S = 600
"""So much of both is compared,"""
FURTHEST_S = 60
"""and so far apart may they be."""


def lag_ms(one: Sound, other: Sound) -> int | None:
    """How much later the same is heard in `other` than in `one`; None where nothing is.

    Raises:
        SoundRefused: one of them cannot be decoded.
    """
    first, second = _beginning(one), _beginning(other)
    size = len(first) + len(second)
    both = np.fft.rfft(second, size) * np.conj(np.fft.rfft(first, size))
    against = np.abs(np.fft.irfft(both / (np.abs(both) + 1e-9), size))
    furthest = min(FURTHEST_S * LOW, len(first), len(second))
    near = np.r_[against[:furthest], against[-furthest:]]
    place = int(near.argmax())
    if near[place] < SHARP * float(against.std()):
        return None
    lag = place if place < furthest else place - 2 * furthest
    return round(lag * 1000 / LOW)


def _beginning(sound: Sound) -> Samples:
    blocks, have = [], 0
    for block in sound.blocks(LOW):
        blocks.append(block.mean(axis=1))
        have += len(block)
        if have >= HEARD_S * LOW:
            break
    return np.concatenate(blocks)[: HEARD_S * LOW]
