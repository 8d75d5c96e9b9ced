"""The audit log, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from klankbord.service.accounts.people import House
from klankbord.store.audit import Chosen, Entry
from klankbord.store.people import Team
from klankbord.web.dates import day_and_time
from klankbord.web.deeds import KINDS, Teller
from klankbord.web.forms import Option, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class Line:
    """A line of the log."""

    when: str
    what: str


@dataclass(frozen=True)
class Asked:
    """Which lines are asked for, as the address has it: a person's number, a kind; "" for all."""

    person: str
    kind: str

    @classmethod
    def of(cls, person: str, kind: str, house: House) -> Asked:
        """What is asked, without what is not there."""
        known = {str(one.id) for one in house.people}
        return cls(person if person in known else "", kind if kind in KINDS else "")

    @property
    def chosen(self) -> Chosen:
        """The same to the log."""
        actions = KINDS[self.kind][1] if self.kind else frozenset[str]()
        return Chosen(int(self.person) if self.person else None, actions)

    def address(self, **more: int) -> str:
        """The page with these, and what is asked."""
        given = {"wie": self.person, "wat": self.kind, **more}
        query = urlencode({key: value for key, value in given.items() if value})
        return "/beheer/logboek" + (f"?{query}" if query else "")


@dataclass(frozen=True)
class LogView:
    """A page of the log; `older` and `newest` lead on, and are "" where there is nothing."""

    template: ClassVar[str] = "beheer/logboek/page.html"
    lines: tuple[Line, ...]
    older: str
    newest: str
    people: tuple[Option, ...]
    kinds: tuple[Option, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        log: Sequence[Entry],
        house: House,
        asked: Asked,
        size: int,
        *,
        first: bool,
    ) -> LogView:
        """A page of `size` lines, of a log that has one line more where it goes on."""
        shown, _ = log[:size], here.translate
        named = {str(person.id): person.name for person in house.people}
        kinds = {kind: _(text) for kind, (text, _actions) in KINDS.items()}
        return cls(
            lines=lines_of(here, shown, house.teams),
            older=asked.address(voor=shown[-1].id) if len(log) > size else "",
            newest="" if first else asked.address(),
            people=options_of({"": _("iedereen")} | named, [asked.person]),
            kinds=options_of({"": _("alles")} | kinds, [asked.kind]),
        )


def lines_of(here: Visit, log: Iterable[Entry], teams: Iterable[Team]) -> tuple[Line, ...]:
    """Lines of the log, told in the reader's language."""
    teller = Teller(here.translate, {team.id: team.name for team in teams})
    return tuple(Line(day_and_time(entry.at, here.language), teller.tell(entry)) for entry in log)
