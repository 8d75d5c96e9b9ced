"""Teams as their admin sees them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.service.accounts.people import House
from klankbord.store.people import Person, Team
from klankbord.web.forms import Field, Option, fields_of, options_of


@dataclass(frozen=True)
class TeamRow:
    """A team in the list."""

    url: str
    name: str
    coaches: str
    sellers: str


@dataclass(frozen=True)
class TeamsView:
    """All teams, and the form to make one."""

    template: ClassVar[str] = "beheer/teams/page.html"
    rows: tuple[TeamRow, ...]
    team: Field

    @classmethod
    def of(
        cls, _: Translate, house: House, name: str = "", wrong: NotTaken | None = None
    ) -> TeamsView:
        """The list; the form as it was filled in."""
        return cls(
            rows=tuple(_row(team, house.people) for team in house.teams),
            **fields_of({"team": name}, wrong, _),
        )


@dataclass(frozen=True)
class TeamView:
    """A team, to be changed."""

    template: ClassVar[str] = "beheer/teams/team.html"
    title: str
    url: str
    team: Field
    coaches: tuple[Option, ...]
    sellers: tuple[Option, ...]

    @classmethod
    def of(
        cls,
        _: Translate,
        house: House,
        team: Team,
        *,
        name: str,
        members: Collection[int],
        wrong: NotTaken | None = None,
    ) -> TeamView:
        """The page of a team; its form as it was filled in."""
        inside = [person for person in house.people if not person.left or person.id in members]

        def of_role(role: str) -> tuple[Option, ...]:
            names = {str(person.id): person.name for person in inside if person.role == role}
            return options_of(names, map(str, members))

        return cls(
            title=team.name,
            url=f"/beheer/teams/{team.id}",
            **fields_of({"team": name}, wrong, _),
            coaches=of_role("coach"),
            sellers=of_role("seller"),
        )


def _row(team: Team, people: Collection[Person]) -> TeamRow:
    def names(role: str) -> str:
        inside = (p for p in people if p.id in team.members and p.role == role and not p.left)
        return ", ".join(person.name for person in inside)

    return TeamRow(f"/beheer/teams/{team.id}", team.name, names("coach"), names("seller"))
