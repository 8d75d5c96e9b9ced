"""The house at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_
from klankbord.service.accounts.people import House
from klankbord.store.audit import Entry
from klankbord.web.forms import Field, fields_of
from klankbord.web.pages.beheer.logboek.view import Line, lines_of
from klankbord.web.pages.beheer.steps import StepRow, step_rows

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class HouseView:
    """The first page of admins."""

    template: ClassVar[str] = "beheer/page.html"
    organisation: Field
    people: str
    invited: str
    teams: str
    steps: tuple[StepRow, ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        house: House,
        log: Sequence[Entry],
        *,
        organisation: str | None = None,
        wrong: NotTaken | None = None,
    ) -> HouseView:
        """The page; its form as it was filled in, where something is wrong with that."""
        _ = here.translate
        name = house.organisation if organisation is None else organisation
        inside = [person for person in house.people if not person.left]
        waiting = sum(person.password is None for person in inside)

        def counted(many: int, one: str, more: str) -> str:
            return _(one if many == 1 else more).format(n=many)

        return cls(
            **fields_of({"organisation": name}, wrong, _),
            people=counted(len(inside), N_("1 mens"), N_("{n} mensen")),
            invited=counted(
                waiting,
                N_("1 uitnodiging is nog niet aangenomen"),
                N_("{n} uitnodigingen zijn nog niet aangenomen"),
            )
            if waiting
            else "",
            teams=counted(len(house.teams), N_("1 team"), N_("{n} teams")),
            steps=step_rows(here),
            lines=lines_of(here, log, house.teams),
        )
