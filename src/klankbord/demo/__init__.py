"""An invented company, its people and a year of their calls: what the demonstration shows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


class Role(StrEnum):
    """What somebody does with the conversations of their team."""

    SELLER = "seller"
    COACH = "coach"


@dataclass(frozen=True)
class Team:
    """Sellers who learn together, and the e-mail address of the coach who leads them."""

    name: str
    coach: str


@dataclass(frozen=True)
class Person:
    """Somebody who works there; an admin looks after the system besides their role."""

    name: str
    email: str
    role: Role
    team: str
    admin: bool = False


@dataclass(frozen=True)
class Company:
    """A firm, what it sells, its teams and its people."""

    name: str
    place: str
    product: str
    teams: tuple[Team, ...]
    people: tuple[Person, ...]

    def members(self, team: str) -> tuple[Person, ...]:
        """Everybody of a team, its coach too."""
        return tuple(person for person in self.people if person.team == team)


@cache
def read_company() -> Company:
    """The company of the demonstration."""
    values = tomllib.loads((FOLDER / "company.toml").read_text("utf-8"))
    teams = tuple(Team(**team) for team in values.pop("teams"))
    people = tuple(
        Person(**{**person, "role": Role(person["role"])}) for person in values.pop("people")
    )
    return Company(**values, teams=teams, people=people)


def call_paths() -> tuple[Path, ...]:
    """The transcripts of all calls, by name; when they were held stands in each."""
    return tuple(sorted((FOLDER / "calls").glob("*.txt")))


def talk_path(name: str) -> Path:
    """The transcript of a talk between a seller and a coach about a call."""
    return FOLDER / "talks" / f"{name}.txt"


def sound_path(call: Path) -> Path | None:
    """The recording of a call: the seller left, the customer right; None where there is none."""
    path = FOLDER / "sound" / f"{call.stem}.ogg"
    return path if path.is_file() else None
