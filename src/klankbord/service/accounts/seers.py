"""Who may see calls of others, and who may let them: coaches by team, and admins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import InviteAsSeller, NotFound
from klankbord.service.access import Actor
from klankbord.service.agreement.agreed import SEERS, additions, guard_change, is_locked
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.people import (
    Person,
    all_people,
    all_teams,
    change_person,
    lock_people,
    person_by_id,
    set_teams,
)


def seers_in(connection: Connection) -> dict[str, bool]:
    """Everybody who is admin (`admin:5`), and who coaches which team (`coach:2:5`)."""
    return {name: True for person in all_people(connection) for name in seen_by(person)}


def seen_by(person: Person) -> dict[str, bool]:
    """The same of one person."""
    if person.left:
        return {}
    found = {f"admin:{person.id}": True} if person.admin else {}
    if person.role == "coach":
        found |= {f"coach:{team}:{person.id}": True for team in sorted(person.teams)}
    return found


def guard_someone(site: Site, actor: Actor, person: int, **facts: Any) -> None:
    """Let somebody be admin or coach of more teams than before only as was agreed on.

    Args:
        site: the installation.
        actor: who changes it.
        person: whom they change.
        facts: what becomes of them: `role`, `admin`, `teams`, `left`.

    Raises:
        AwaitsSecond: who may see was agreed on.
    """
    with site.database.reading() as connection:
        before = person_by_id(connection, person)
    if before is None:
        return
    was = seen_by(before)
    more = additions(was, seen_by(replace(before, **facts)))
    guard_change(site, actor, SEERS, {}, more)


def guard_members(site: Site, actor: Actor, team: int, members: Iterable[int]) -> None:
    """The same, of who is to be in a team.

    Raises:
        AwaitsSecond: who may see was agreed on.
    """
    inside = set(members)
    with site.database.reading() as connection:
        coaches = [
            person
            for person in all_people(connection)
            if person.id in inside and team not in person.teams
        ]
    more = {
        name: True
        for person in coaches
        for name in seen_by(replace(person, teams=frozenset({team})))
        if name.startswith("coach:")
    }
    guard_change(site, actor, SEERS, {}, more)


def invitation_mistake(
    connection: Connection, role: str, teams: Iterable[int], *, admin: bool
) -> InviteAsSeller | None:
    """Why somebody cannot be invited as that; None where they can."""
    sees = admin or (role == "coach" and any(True for _ in teams))
    return InviteAsSeller() if sees and is_locked(connection, SEERS) else None


def keep_seers(site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]) -> None:
    """Let people be what a second person approved.

    Raises:
        NotFound: somebody is not there any more.
    """
    lock_people(connection)
    for name in wanted:
        what, *numbers = name.split(":")
        before = person_by_id(connection, int(numbers[-1]))
        if before is None:
            raise NotFound
        changed: dict[str, Any] = {}
        if what == "admin":
            change_person(connection, before.id, admin=True, left_at=None)
            changed["admin"] = [before.admin, True]
        else:
            change_person(connection, before.id, role="coach", left_at=None)
            known = {team.id for team in all_teams(connection)}
            teams = (before.teams | {int(numbers[0])}) & known
            set_teams(connection, before.id, teams)
            changed["teams"] = [sorted(before.teams), sorted(teams)]
            if before.role != "coach":
                changed["role"] = [before.role, "coach"]
        now, who = site.now(), actor.id
        audit.log(
            connection, now, who, "person_changed", about=before.id, changed=changed, renamed=[]
        )
