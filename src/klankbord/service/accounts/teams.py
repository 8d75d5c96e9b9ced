"""Teams: who coaches whom; for admins."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from klankbord.errors import NotFound, TeamTaken
from klankbord.service.access import Actor, need_admin
from klankbord.service.accounts.seers import guard_members
from klankbord.service.agreement.agreed import changing
from klankbord.service.names import clean, refuse, team_mistake
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.people import (
    Team,
    add_team,
    all_people,
    all_teams,
    lock_people,
    remove_team,
    rename_team,
    set_members,
)


def make_team(site: Site, actor: Actor, name: str) -> int:
    """Add a team without anybody in it; its number.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: the name cannot be.
        TeamTaken: another team has it.
    """
    need_admin(actor)
    name = _named(name)
    try:
        with site.database.writing() as connection:
            team = add_team(connection, name)
            audit.log(connection, site.now(), actor.id, "team_added", team=team, name=name)
            return team
    except IntegrityError:
        raise TeamTaken from None


def change_team(site: Site, actor: Actor, team: int, *, name: str, members: Iterable[int]) -> None:
    """Give a team another name, and say who is in it.

    Raises:
        NotFound: there is no such team; or it is no admin who asks.
        Mistakes: the name cannot be.
        TeamTaken: another team has it.
        AwaitsSecond: who may see was agreed on, and somebody would see or be seen by more.
    """
    need_admin(actor)
    name, members = _named(name), set(members)
    now = site.now()
    try:
        with changing(site, actor) as connection:
            lock_people(connection)
            before = _team(connection, team)
            guard_members(connection, team, members)
            inside = {person.id for person in all_people(connection)} & set(members)
            if name != before.name:
                rename_team(connection, team, name)
                was = before.name
                audit.log(
                    connection, now, actor.id, "team_renamed", team=team, before=was, name=name
                )
            for person in sorted(inside - before.members):
                audit.log(connection, now, actor.id, "team_joined", about=person, team=team)
            for person in sorted(before.members - inside):
                audit.log(connection, now, actor.id, "team_left", about=person, team=team)
            set_members(connection, team, inside)
    except IntegrityError:
        raise TeamTaken from None


def end_team(site: Site, actor: Actor, team: int) -> None:
    """Remove a team; its people stay, and its coaches see their calls no more.

    Raises:
        NotFound: there is no such team; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        before = _team(connection, team)
        remove_team(connection, team)
        audit.log(connection, site.now(), actor.id, "team_removed", team=team, name=before.name)


def _named(name: str) -> str:
    name = clean(name)
    refuse(team_mistake(name))
    return name


def _team(connection: Connection, team: int) -> Team:
    found = next((each for each in all_teams(connection) if each.id == team), None)
    if found is None:
        raise NotFound
    return found
