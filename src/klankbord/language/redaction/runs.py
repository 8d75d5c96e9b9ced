"""Rows of digits, and the stretches of them that may be a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from klankbord.language.redaction.kinds import Kind, Span
from klankbord.language.redaction.spoken import Role, Unit

OTHER = "other"
"""Something that is nobody's secret was named just now."""
Found = tuple[int, Span] | None
"""How many units something takes, and the span."""


@dataclass(frozen=True)
class Run:
    """Digits that follow each other, perhaps with what stands for nothing between."""

    units: Sequence[Unit]

    @property
    def digits(self) -> str:
        """All of them."""
        return "".join(unit.value for unit in self.units)

    @property
    def groups(self) -> tuple[int, ...]:
        """How many digits each unit has."""
        return tuple(len(unit.value) for unit in self.units)

    @property
    def is_dictated(self) -> bool:
        """Whether it was said digit by digit or in twos and threes, as numbers are given."""
        return all(unit.said or len(unit.value) == 1 for unit in self.units)

    def span(self, kind: Kind) -> Span:
        """Where it stands, as something of a kind."""
        return Span(self.units[0].start, self.units[-1].end, kind, self.digits)


def stretches(units: Sequence[Unit], at: int, least: int, most: int) -> Iterator[tuple[int, Run]]:
    """The runs that begin at a place and have so many digits, the longest first."""
    size, found = 0, []
    for count, unit in enumerate(units[at:], 1):
        if unit.role is Role.PLUS:
            break
        size += len(unit.value)
        if size > most:
            break
        if size >= least:
            found.append((count, Run(units[at : at + count])))
    yield from reversed(found)
