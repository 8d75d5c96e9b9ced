"""The audit log, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.store.audit import Entry
from klankbord.store.people import Team
from klankbord.web.dates import day_and_time
from klankbord.web.deeds import Teller

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class Line:
    """A line of the log."""

    when: str
    what: str


@dataclass(frozen=True)
class LogView:
    """A page of the log; `older` and `newest` lead on, and are "" where there is nothing."""

    template: ClassVar[str] = "beheer/logboek/page.html"
    lines: tuple[Line, ...]
    older: str
    newest: str

    @classmethod
    def of(
        cls, here: Visit, log: Sequence[Entry], teams: Iterable[Team], size: int, *, first: bool
    ) -> LogView:
        """A page of `size` lines, of a log that has one line more where it goes on."""
        shown = log[:size]
        return cls(
            lines=lines_of(here, shown, teams),
            older=f"/beheer/logboek?voor={shown[-1].id}" if len(log) > size else "",
            newest="" if first else "/beheer/logboek",
        )


def lines_of(here: Visit, log: Iterable[Entry], teams: Iterable[Team]) -> tuple[Line, ...]:
    """Lines of the log, told in the reader's language."""
    teller = Teller(here.translate, {team.id: team.name for team in teams})
    return tuple(Line(day_and_time(entry.at, here.language), teller.tell(entry)) for entry in log)
