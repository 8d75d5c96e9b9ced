"""People and teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text, update

from klankbord.language.folding import fold
from klankbord.store.numbers import next_number
from klankbord.store.tables import members, people, teams


@dataclass(frozen=True)
class Person:
    """Somebody who uses Klankbord; `role` is seller or coach, and either may be admin too.

    `shortcuts` says whether single letters do something on their pages.
    """

    id: int
    name: str
    email: str
    role: str
    admin: bool
    language: str
    password: str | None
    left: bool
    teams: frozenset[int]
    shortcuts: bool = True


@dataclass(frozen=True)
class Team:
    """A team and who is in it."""

    id: int
    name: str
    members: frozenset[int]


def add_person(  # noqa: PLR0913 (a row)
    connection: Connection,
    *,
    name: str,
    email: str,
    role: str,
    admin: bool,
    language: str,
    now: datetime,
    password: str | None = None,
) -> int:
    """Add somebody; the e-mail address must be new (IntegrityError else)."""
    values = {"name": name, "email": email.casefold(), "role": role, "admin": admin}
    values |= {"language": language, "created_at": now, "password": password}
    done = connection.execute(insert(people).values(values).returning(people.c.id))
    return int(done.scalar_one())


def change_person(connection: Connection, person: int, **values: Any) -> None:
    """Set columns of somebody."""
    connection.execute(update(people).where(people.c.id == person).values(values))


def person_by_id(connection: Connection, person: int) -> Person | None:
    """Somebody by their number."""
    return next(iter(_people(connection, people.c.id == person)), None)


def person_by_email(connection: Connection, email: str) -> Person | None:
    """Somebody by their address, in whatever case."""
    return next(iter(_people(connection, people.c.email == email.casefold())), None)


def all_people(connection: Connection) -> list[Person]:
    """Everybody, by name; those who left too."""
    return sorted(_people(connection), key=lambda person: (fold(person.name), person.id))


def count_people(connection: Connection) -> int:
    """How many there are; 0 before the first has set the house up."""
    return int(connection.execute(select(func.count()).select_from(people)).scalar_one())


def count_admins(connection: Connection) -> int:
    """How many admins can still sign in."""
    able = (
        select(func.count()).select_from(people).where(people.c.admin, people.c.left_at.is_(None))
    )
    return int(connection.execute(able).scalar_one())


def lock_people(connection: Connection) -> None:
    """Let nobody else add or change people until this transaction ends.

    Counting and then deciding needs it: on SQLite a writer is alone by itself.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE"))


def add_team(connection: Connection, name: str) -> int:
    """Add a team; its name must be new (IntegrityError else)."""
    number = next_number(connection, teams)
    connection.execute(insert(teams).values(id=number, name=name))
    return number


def rename_team(connection: Connection, team: int, name: str) -> None:
    """Give a team another name."""
    connection.execute(update(teams).where(teams.c.id == team).values(name=name))


def remove_team(connection: Connection, team: int) -> None:
    """Remove a team; its people stay."""
    connection.execute(delete(teams).where(teams.c.id == team))


def set_members(connection: Connection, team: int, persons: Iterable[int]) -> None:
    """Who is in a team, from now on."""
    connection.execute(delete(members).where(members.c.team_id == team))
    rows = [{"team_id": team, "person_id": person} for person in sorted(set(persons))]
    if rows:
        connection.execute(insert(members), rows)


def set_teams(connection: Connection, person: int, of: Iterable[int]) -> None:
    """Which teams somebody is in, from now on."""
    connection.execute(delete(members).where(members.c.person_id == person))
    rows = [{"team_id": team, "person_id": person} for team in sorted(set(of))]
    if rows:
        connection.execute(insert(members), rows)


def all_teams(connection: Connection) -> list[Team]:
    """All teams, by name."""
    inside: dict[int, set[int]] = {}
    for team, person in connection.execute(select(members.c.team_id, members.c.person_id)):
        inside.setdefault(team, set()).add(person)
    rows = connection.execute(select(teams.c.id, teams.c.name))
    found = [Team(row.id, row.name, frozenset(inside.get(row.id, ()))) for row in rows]
    return sorted(found, key=lambda team: (fold(team.name), team.id))


def _people(connection: Connection, *where: Any) -> list[Person]:
    inside: dict[int, set[int]] = {}
    who = select(people.c.id).where(*where)
    for row in connection.execute(select(members).where(members.c.person_id.in_(who))):
        inside.setdefault(row.person_id, set()).add(row.team_id)
    return [
        Person(
            id=row.id,
            name=row.name,
            email=row.email,
            role=row.role,
            admin=row.admin,
            language=row.language,
            password=row.password,
            left=row.left_at is not None,
            teams=frozenset(inside.get(row.id, ())),
            shortcuts=row.shortcuts,
        )
        for row in connection.execute(select(people).where(*where))
    ]
