"""Stretches of letters as numbers of 64 bits: the same letters, the same number.

So words are told apart and looked up without being made into strings.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Keys: TypeAlias = npt.NDArray[np.uint64]
Ints: TypeAlias = npt.NDArray[np.int64]

ODD = tuple(
    np.uint64(k)
    for k in (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3)
)
LONGEST = 64
"""Letters beyond this many in one word no longer tell it from another."""
_STEP = np.uint64(0x9E3779B97F4A7C15)
_STEP_BACK = np.uint64(pow(int(_STEP), -1, 1 << 64))
_USUAL = 1 << 18
"""Blocks of texts are mostly of fewer letters than this."""


class Numbered:
    """Letters of which any stretch has a number.

    The sum of its letters, each times a power of its place in the stretch: the difference of two
    sums from the beginning of all letters, moved back to where the stretch begins.
    """

    def __init__(self, codes: npt.NDArray[Any]) -> None:
        powers, self._back = _powers(len(codes))
        summed = np.cumsum((codes + np.uint64(1)) * powers[: len(codes)])
        self._summed = np.append(np.uint64(0), summed)

    def number(self, start: Ints, end: Ints) -> Keys:
        """A number for each stretch, the same wherever those letters stand."""
        end = np.minimum(end, start + LONGEST)
        keys: Keys = (self._summed[end] - self._summed[start]) * self._back[start]
        # Every bit of the number is made to depend on all of its bits.
        keys = (keys ^ (keys >> np.uint64(32))) * ODD[1]
        keys ^= keys >> np.uint64(29)
        return keys


def _powers(length: int) -> tuple[Keys, Keys]:
    """The powers of the step from 0 on, and those that undo them (times the step)."""
    # Longer than any block should be: not kept, or one strange text would hold on to memory.
    return _usual_powers() if length <= _USUAL else _powers_of(length)


@cache
def _usual_powers() -> tuple[Keys, Keys]:
    return _powers_of(_USUAL)


def _powers_of(length: int) -> tuple[Keys, Keys]:
    step, back = (np.full(length, k, dtype=np.uint64) for k in (_STEP, _STEP_BACK))
    step[0], back[0] = 1, _STEP
    return np.cumprod(step), np.cumprod(back)


def distinct(keys: Keys) -> tuple[Ints, Ints]:
    """Where each different number stands first, in that order; and for each number, which it is.

    Quicker than sorting them: every number has a slot, and the first in a slot stands for all
    that are equal to it. Only those that share a slot with another are sorted.
    """
    bits = len(keys).bit_length() + 1
    slot = (keys >> np.uint64(64 - bits)).view(np.int64)
    every = np.arange(len(keys))
    opening = np.zeros(1 << bits, np.int64)
    opening[slot[::-1]] = every[::-1]
    at = opening[slot]
    sharing = np.flatnonzero(keys[at] != keys)
    _, first, which = np.unique(keys[sharing], return_index=True, return_inverse=True)
    at[sharing] = sharing[first][which]
    is_first = at == every
    number = np.cumsum(is_first) - 1
    return np.flatnonzero(is_first), number[at]
