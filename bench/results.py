"""A result beside its references, as the bench prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.workers import cores

FOUR = 4
"""The cores that the targets of the design are for."""


@dataclass(frozen=True)
class Measured:
    """One thing that was timed, once a round."""

    what: str
    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median over the rounds."""
        return median(self.values)


@dataclass(frozen=True)
class Result:
    """A row of the bench.

    Attributes:
        row: its name.
        what: what was done, and over how much.
        unit: of all its values: calls/s, or ms (then less is better).
        ours: what Klankbord did.
        references: what the same run gave for something to compare with.
        floor: at least this (at most, for ms).
        aim: what we work towards.
        scaled: whether floor and aim are for four cores, and less with fewer.
        peak_mb: of the process that held the most memory.
        most_mb: the most that it may.
        notes: what else to know.
    """

    row: str
    what: str
    unit: str
    ours: Measured
    references: tuple[Measured, ...]
    floor: float | None = None
    aim: float | None = None
    scaled: bool = False
    peak_mb: float | None = None
    most_mb: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def share_of_cores(self) -> float:
        """What this machine's number of cores makes of a target for four."""
        return cores() / FOUR if self.scaled else 1

    def lines(self) -> list[str]:
        """The row as text."""
        width = max(len(m.what) for m in (self.ours, *self.references))
        lines = [f"{self.row}: {self.what}", self._line(self.ours, width, "")]
        lines += [self._line(r, width, self._beside(r)) for r in self.references]
        if self.floor is not None and self.aim is not None:
            lines.append(self._target())
        if self.peak_mb is not None:
            most = f" (at most {self.most_mb:,.0f})" if self.most_mb else ""
            lines.append(f"  peak memory {self.peak_mb:,.0f} MB a process{most}")
        return lines + [f"  {note}" for note in self.notes]

    def _line(self, measured: Measured, width: int, beside: str) -> str:
        low, high = min(measured.values), max(measured.values)
        spread = f"({_figure(low)} to {_figure(high)})" if len(measured.values) > 1 else ""
        value = f"{_figure(measured.middle):>10} {self.unit}"
        return f"  {measured.what:<{width}} {value}  {spread:<22}{beside}".rstrip()

    def _beside(self, reference: Measured) -> str:
        """How ours compares: how many times as fast, or as long."""
        if self.unit == "ms":
            return f"ours takes {self.ours.middle / reference.middle:,.1f} x as long"
        return f"ours does {self.ours.middle / reference.middle:,.2f} x as many"

    def _target(self) -> str:
        assert self.floor is not None
        assert self.aim is not None
        floor, aim = (value * self.share_of_cores for value in (self.floor, self.aim))
        word = "at most" if self.unit == "ms" else "at least"
        sign = -1 if self.unit == "ms" else 1
        reached = "aim reached" if sign * self.ours.middle >= sign * aim else "floor held"
        if sign * self.ours.middle < sign * floor:
            reached = "FLOOR MISSED"
        for_cores = f" on {cores()} cores" if self.scaled else ""
        return f"  {word} {_figure(floor)}, aim {_figure(aim)} {self.unit}{for_cores}: {reached}"


def _figure(value: float) -> str:
    few = 100
    return f"{value:,.0f}" if abs(value) >= few else f"{value:,.1f}"


def show(results: Sequence[Result]) -> None:
    """Print rows."""
    for result in results:
        print("\n".join(result.lines()), end="\n\n", flush=True)
