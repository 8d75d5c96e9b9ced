"""What a validation gives: figures with their formula, tables, and remarks on what is weak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure; `ok` is None where nothing is demanded of it."""

    name: str
    formula: str
    result: str
    demand: str = ""
    ok: bool | None = None


@dataclass(frozen=True)
class Table:
    """A table that stands under the figures, for instance by call."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """What one data set shows, in one language."""

    name: str
    about: str
    licence: str
    language: str
    size: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing that is demanded fails."""
        return all(figure.ok is not False for figure in self.figures)


@dataclass(frozen=True)
class Agreement:
    """How two ways of marking the same rows agree: counts of rows marked by both, one, none."""

    both: int
    ours_only: int
    theirs_only: int
    neither: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Agreement:
        """The agreement over pairs (ours, theirs)."""
        counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
        for ours, theirs in pairs:
            counts[bool(ours), bool(theirs)] += 1
        return cls(*counts.values())

    @property
    def n(self) -> int:
        """The number of rows."""
        return self.both + self.ours_only + self.theirs_only + self.neither

    @property
    def ours(self) -> int:
        """The rows that we mark."""
        return self.both + self.ours_only

    @property
    def theirs(self) -> int:
        """The rows that they mark."""
        return self.both + self.theirs_only

    @property
    def precision(self) -> float:
        """Of what we mark, the share that they mark too."""
        return _ratio(self.both, self.ours)

    @property
    def recall(self) -> float:
        """Of what they mark, the share that we mark too."""
        return _ratio(self.both, self.theirs)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.both, self.ours + self.theirs)

    @property
    def same(self) -> float:
        """The share of rows on which both say the same."""
        return _ratio(self.both + self.neither, self.n)

    @property
    def kappa(self) -> float:
        """Cohen's kappa: agreement beyond what chance gives."""
        not_ours, not_theirs = self.n - self.ours, self.n - self.theirs
        chance = _ratio(self.ours * self.theirs + not_ours * not_theirs, self.n * self.n)
        return _ratio(self.same - chance, 1 - chance)

    @property
    def words(self) -> str:
        """Precision, recall and F1 in words."""
        return (
            f"precision {self.precision:.2f}, recall {self.recall:.2f}, F1 {self.f1:.2f} "
            f"(ours {self.ours:,}, theirs {self.theirs:,}, both {self.both:,})"
        )


def percent(part: float, whole: float) -> str:
    """A share as text, one decimal."""
    return f"{100 * _ratio(part, whole):.1f} %"


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, each on one line."""
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
