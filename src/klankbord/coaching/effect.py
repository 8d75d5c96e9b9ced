"""Before and after: one measure in one person's own calls, and how sure the difference is.

A side's value is pooled as `measures.measuring.pool` pools: parts and wholes are added, samples are
joined. Two cases cannot be compared between sides of different size that way, and are told a call:

- a plain count is divided by the calls it was counted in;
- of a longest (the statistic `max`), which can only grow with more calls, the middle of the calls'
  own longest is told.

The interval says within what the difference would mostly lie if these calls had been others of the
same sort. It is the bootstrap over calls (Efron and Tibshirani, *An Introduction to the Bootstrap*,
1993, chapters 8 and 13). A call is drawn whole, for its turns are alike:

    of each side of n calls, draw n calls with putting back, and pool them    → b*, a*
    do so 4,000 times; the differences a* - b* in order                       → D
    interval = quantiles q and 1 - q of D
    q = Φ(-t(0.975; n - 1) · √(n / (n - 1))), n that of the smaller side

A plain 2.5 % in place of q is too narrow of few calls; this q is as wide as Student's interval
would be (Hesterberg, *What Teachers Should Know About the Bootstrap*, 2015, on 'expanded
percentile' intervals). Where all calls of a side say the same, nothing can be drawn that differs,
and there is no interval: that is not certainty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from klankbord.measures.measure import Measure

LEAST = 5
"""With a reading of fewer calls on either side, nothing is said."""
LEAST_MIX = 0.25
"""A type of call whose share differs by less is the same mix of calls."""
DRAWS = 4000
SEED = 1905
_NORMAL = NormalDist()
_Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CallReading:
    """The reading of one measure and kind in one call, as the readings' table has it.

    `digest` says by what it was measured; `known` is false where the reading is unknown. `type` is
    the call's, "" for none.
    """

    digest: str
    known: bool
    part: float | None = None
    whole: float | None = None
    sample: tuple[float, ...] | None = None
    type: str = ""


@dataclass(frozen=True)
class Half:
    """The calls before, or those after: of how many there is a reading, of how many, and the value.

    `otherwise` calls more were measured by another digest, and left out. `value` is in the unit of
    the measure, None where no call has a reading.
    """

    value: float | None
    calls: int
    of: int
    otherwise: int = 0


@dataclass(frozen=True)
class Mix:
    """The type of call ("" for none) that took another share of the calls before than after."""

    type: str
    before: float
    after: float


@dataclass(frozen=True)
class Effect:
    """A measure before and after; `difference` and `interval` are None where too few calls tell.

    `interval` is None besides where all calls of a side say the same. `mix` is there where both
    sides are of calls of different types, by LEAST_MIX or more. `chained`: before is before the
    experiment that this one follows, or the first of them. `folded` calls were left out, since who
    reads may not see their figures yet.
    """

    measure: str
    kind: str
    before: Half
    after: Half
    difference: float | None = None
    interval: tuple[float, float] | None = None
    mix: Mix | None = None
    chained: bool = False
    folded: int = 0

    @property
    def enough(self) -> bool:
        """Whether anything can be said."""
        return self.difference is not None


def compare(
    measure: Measure,
    kind: str,
    before: Sequence[CallReading],
    after: Sequence[CallReading],
    digest: str,
) -> Effect:
    """One measure and kind before and after, in calls measured by one digest.

    The order of the calls changes nothing; before and after changed places, the difference and the
    interval change their sign alone.
    """
    sides = [_side(measure, own, digest) for own in (before, after)]
    halves = [
        Half(
            value=drawn.value() if drawn.calls else None,
            calls=drawn.calls,
            of=sum(reading.digest == digest for reading in own),
            otherwise=sum(reading.digest != digest for reading in own),
        )
        for drawn, own in zip(sides, (before, after), strict=True)
    ]
    first, then = halves
    if min(first.calls, then.calls) < LEAST or first.value is None or then.value is None:
        return Effect(measure.id, kind, first, then)
    difference = then.value - first.value
    told = [[one for one in own if one.known and one.digest == digest] for own in (before, after)]
    return Effect(
        measure.id, kind, first, then, difference, _interval(*sides), mix=_mix(told[0], told[1])
    )


def _mix(before: Sequence[CallReading], after: Sequence[CallReading]) -> Mix | None:
    """The type of which the share differs most, where that is much; the first of them by name."""
    sides = [Counter(one.type for one in own) for own in (before, after)]
    shares = [
        Mix(type_, *(side[type_] / side.total() for side in sides))
        for type_ in sorted(sides[0].keys() | sides[1].keys())
    ]
    most = max(shares, key=lambda one: round(abs(one.after - one.before), 9))
    return most if round(abs(most.after - most.before), 9) >= LEAST_MIX else None


@dataclass(frozen=True)
class _Side:
    """The known calls of a side: the sample of each, or its part and whole."""

    rows: tuple[tuple[float, ...], ...]
    sampled: bool
    scale: float

    @property
    def calls(self) -> int:
        return len(self.rows)

    def value(self) -> float:
        """All calls pooled, each once."""
        return float(self.pool(np.ones((1, self.calls)))[0])

    def draws(self, stream: int) -> _Array:
        """The value of so many draws of as many calls."""
        drawn = np.random.default_rng([SEED, stream])
        n = self.calls
        return self.pool(drawn.multinomial(n, np.full(n, 1 / n), DRAWS // 2).astype(float))

    def pool(self, weights: _Array) -> _Array:
        """The value for each row of weights: how often each call was drawn."""
        if self.sampled:
            return _medians(self.rows, weights)
        part, whole = (weights @ np.array(self.rows)).T
        return np.asarray(part / whole * self.scale)


def _side(measure: Measure, readings: Sequence[CallReading], digest: str) -> _Side:
    known = [reading for reading in readings if reading.known and reading.digest == digest]
    if measure.sample is not None:
        samples = sorted(reading.sample for reading in known if reading.sample)
        if measure.statistic == "max":
            samples = sorted((max(sample),) for sample in samples)
        return _Side(tuple(samples), sampled=True, scale=1.0)
    rows = sorted(
        (float(reading.part), 1.0 if reading.whole is None else float(reading.whole))
        for reading in known
        if reading.part is not None
    )
    scale = 1.0 if measure.whole is None else measure.unit.scale
    return _Side(tuple(rows), sampled=False, scale=scale)


def _medians(samples: Sequence[tuple[float, ...]], weights: _Array) -> _Array:
    """The median of the samples joined, each value as often as its call was drawn."""
    values = np.array([value for sample in samples for value in sample], dtype=float)
    call = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    order = np.argsort(values, kind="stable")
    up_to = np.zeros((len(values), len(samples)))
    up_to[np.arange(len(values)), call[order]] = 1.0
    up_to = up_to.cumsum(axis=0)  # how many of each call are among the lowest so many
    every = weights @ up_to[-1]
    low, high = (_nth(up_to, weights, n) for n in (np.ceil(every / 2), every // 2 + 1))
    ordered = values[order]
    return np.asarray((ordered[low] + ordered[high]) / 2)


def _nth(up_to: _Array, weights: _Array, n: _Array) -> npt.NDArray[np.intp]:
    """For each row of weights, the place of its n-th lowest value, by halving."""
    low = np.zeros(len(weights), dtype=np.intp)
    high = np.full(len(weights), len(up_to) - 1, dtype=np.intp)
    while (low < high).any():
        middle = (low + high) // 2
        enough = (weights * up_to[middle]).sum(axis=1) >= n
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low


@lru_cache(maxsize=512)
def _interval(before: _Side, after: _Side) -> tuple[float, float] | None:
    """Each stream of draws serves each side once: changing places changes the sign alone."""
    differences = []
    for first_stream, then_stream in ((0, 1), (1, 0)):
        first, then = before.draws(first_stream), after.draws(then_stream)
        if np.allclose(first, first[0]) or np.allclose(then, then[0]):
            return None
        differences.append(then - first)
    q = _quantile(min(before.calls, after.calls))
    low, high = np.quantile(np.concatenate(differences), (q, 1 - q))
    return float(low), float(high)


def _quantile(n: int) -> float:
    return _NORMAL.cdf(-_student(n - 1) * sqrt(n / (n - 1)))


def _student(df: int) -> float:
    """The 97.5 % point of Student's t, within 0.01 from 4 degrees of freedom on.

    Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.5.
    """
    z = _NORMAL.inv_cdf(0.975)
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
    )
