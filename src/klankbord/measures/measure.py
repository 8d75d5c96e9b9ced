"""What a measure declares: for each row, what counts, out of what, and what is the evidence.

A measure is not a loop. It names a table (its grain) and, as Polars expressions over a row of
it, a `part` and a `whole` that the engine sums, or a `sample` of which a statistic is taken.
Because sums are kept apart from their division, the readings of calls add up by adding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import polars as pl

from klankbord.language.precision import is_sure

Grain = Literal[
    "turns", "stretches", "runs", "people", "bins", "windows", "steps", "drivers", "terms"
]
"""The tables a measure may be about; see `klankbord.dialogue`."""


class Family(StrEnum):
    """The families of measures; all but the first are one of the five questions."""

    TURN_TAKING = "turn-taking"
    ATTENTION = "attention"
    POWER = "power"
    ECSTASY = "ecstasy"
    CONNECTION = "connection"
    LEARNING = "learning"


@dataclass(frozen=True)
class Unit:
    """A unit of a value; where there is a whole, value = part / whole × `scale`."""

    name: str
    scale: float = 1


SHARE = Unit("share")
MS = Unit("ms")
COUNT = Unit("count")
WORDS = Unit("words")
PER_100_WORDS = Unit("per 100 words", 100)
PER_MINUTE = Unit("per minute", 60_000)
PER_10_MINUTES = Unit("per 10 minutes", 600_000)
PER_HOUR = Unit("per hour", 3_600_000)
WORDS_PER_MINUTE = Unit("words per minute", 60_000)
INDEX = Unit("0 to 1")

UNITS = (
    SHARE,
    MS,
    COUNT,
    WORDS,
    PER_100_WORDS,
    PER_MINUTE,
    PER_10_MINUTES,
    PER_HOUR,
    WORDS_PER_MINUTE,
    INDEX,
)

SIDES, STARTS, ENDS, OVERLAP = "sides", "starts", "ends", "overlap"
QUESTIONS, CUES, TWO_CUSTOMERS = "questions", "cues", "two_customers"
TEXT = "text"
"""Words: of a recording that nobody wrote out, only who spoke when is known."""

NEEDS: dict[str, str] = {
    TEXT: "no_words",
    SIDES: "no_sides",
    STARTS: "no_starts",
    ENDS: "no_ends",
    OVERLAP: "no_overlap",
    QUESTIONS: "no_punctuation",
    CUES: "no_cues",
    TWO_CUSTOMERS: "one_customer",
}
"""What a call may have to bear, and the code of a reading that is unknown for lack of it."""

TOO_FEW = "too_few"
"""The code of a reading that is unknown because its occasions are fewer than `least`."""

CODES = ("", TOO_FEW, *NEEDS.values())


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Which rows are the evidence of a measure.

    `name` says which of the measure's moments these are, where it has several sorts; the words
    for it stand in `about/<id>.toml`.

    `rows` are those that counted, unless said otherwise; with `top`, only the `count` highest of
    a call and kind. `of` and `kind` are the measure's own unless the evidence is of another
    grain (runs, for a share of speech). `start` and `end` are the row's own times by default.
    `since` and `until` are the rows of an earlier turn with which the moment begins and of a later
    one with which it ends, where they are not null; their times are the moment's unless `start` is
    given.
    """

    name: str = ""
    of: Grain | None = None
    rows: pl.Expr | None = None
    top: pl.Expr | None = None
    count: int = 1
    kind: pl.Expr | None = None
    start: pl.Expr | None = None
    end: pl.Expr | None = None
    since: pl.Expr | None = None
    until: pl.Expr | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure of a call.

    Attributes:
        id: its name everywhere, in kebab-case.
        family: the question that it helps to answer.
        unit: of its value.
        of: the table whose rows it reads.
        part: what counts in a row (true, or a number); summed a call and kind.
        whole: out of what: a row value too (summed a call), the name of a quantity of the call
            (`speech_ms`), or one name a kind; None for a plain count.
        sample: instead of part and whole, the row's value; null is not in the sample.
        statistic: what is told of a sample.
        kinds: the closed list; every call gets a reading for each, or pooling would lie.
        kind: a row's kind; a row whose kind is null counts for none.
        needs: what the call must bear, else the reading is unknown.
        least: the fewest occasions, else unknown; 1 for shares and samples, 0 for the rest.
            Where there is a whole and it is 0, the reading is unknown too.
        occasions: what is counted as such: the whole of a share, the sample, else the part.
        moments: the evidence, possibly in several picks.
        acts: the acts, found by a model, that it rests on.
        version: goes up when the meaning changes.
    """

    id: str
    family: Family
    unit: Unit
    of: Grain = "turns"
    part: pl.Expr | None = None
    whole: pl.Expr | str | Mapping[str, str] | None = None
    sample: pl.Expr | None = None
    statistic: Literal["median", "max"] = "median"
    kinds: tuple[str, ...] = ("",)
    kind: pl.Expr | None = None
    needs: tuple[str, ...] = ()
    least: int | None = None
    occasions: Literal["part", "whole"] | None = None
    moments: tuple[Moments, ...] = ()
    acts: tuple[str, ...] = ()
    version: int = 1

    def is_sure(self, language: str) -> bool:
        """Whether each act that it rests on is right often enough in a language."""
        return all(is_sure(act, language) for act in self.acts)

    @property
    def is_share(self) -> bool:
        """Whether the whole is of the same stuff as the part."""
        return self.unit in (SHARE, INDEX)

    @property
    def fewest(self) -> int:
        """The fewest occasions for which there is a reading."""
        if self.least is not None:
            return self.least
        return 1 if self.is_share or self.sample is not None else 0

    @property
    def counts_whole(self) -> bool:
        """Whether the whole, not the part, is what `least` is about."""
        return (self.occasions or ("whole" if self.is_share else "part")) == "whole"
