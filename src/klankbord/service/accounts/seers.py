"""Who may see calls of others, whose are seen, and who may change that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import EmailTaken, InviteAsSeller, LastAdmin, NotFound, WishStale
from klankbord.service.access import Actor
from klankbord.service.agreement.agreed import (
    COUNCIL,
    SEERS,
    additions,
    guard,
    is_locked,
    who_was_agreed_on,
)
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.agreed import council_members, drop_member
from klankbord.store.people import (
    Person,
    all_people,
    all_teams,
    change_person,
    count_admins,
    lock_people,
    person_by_email,
    person_by_id,
    set_teams,
)


def seers_in(connection: Connection) -> dict[str, bool]:
    """Who is admin (`admin:5`), who coaches a team (`coach:2:5`), who is seen (`seller:2:5`)."""
    return {name: True for person in all_people(connection) for name in seen_by(person)}


def seen_by(person: Person) -> dict[str, bool]:
    """The same of one person."""
    if person.left:
        return {}
    found = {f"admin:{person.id}": True} if person.admin else {}
    return found | {f"{person.role}:{team}:{person.id}": True for team in sorted(person.teams)}


def guard_someone(connection: Connection, person: int, **facts: Any) -> None:
    """Let somebody see more, or be seen by more, only as was agreed on; likewise be no second.

    Args:
        connection: a transaction of `changing`.
        person: who changes.
        facts: what becomes of them: `role`, `admin`, `teams`, `left`, `email`.

    Raises:
        Wish: it was agreed on.
    """
    before = person_by_id(connection, person)
    if before is None:
        return
    after = replace(before, **facts)
    was, then = seen_by(before), seen_by(after)
    # Who may approve goes by two: else one admin is left, and agrees with themselves.
    gone = {name: True for name in was if name.startswith("admin:") and name not in then}
    more = additions(was, then)
    # Who reads the mail of an account can be it; put out of everything first, and back as agreed.
    if after.email != before.email and person in who_was_agreed_on(connection):
        more[f"email:{person}"] = after.email
    guard(connection, SEERS, gone, more)
    if after.left and person in council_members(connection):
        guard(connection, COUNCIL, {str(person): True}, {})


def guard_members(connection: Connection, team: int, members: Iterable[int]) -> None:
    """The same, of who is to be in a team.

    Raises:
        Wish: it was agreed on.
    """
    inside = set(members)
    people = [one for one in all_people(connection) if one.id in inside and team not in one.teams]
    more = {
        name: True
        for person in people
        for name in seen_by(replace(person, admin=False, teams=frozenset({team})))
    }
    guard(connection, SEERS, {}, more)


def invitation_mistake(
    connection: Connection, teams: Iterable[int], *, admin: bool
) -> InviteAsSeller | None:
    """Why somebody cannot be invited as that; None where they can."""
    sees = admin or any(True for _ in teams)
    return InviteAsSeller() if sees and is_locked(connection, SEERS) else None


def keep_seers(site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]) -> None:
    """Let people be what a second person approved.

    Raises:
        NotFound: somebody is not there any more.
        EmailTaken: somebody else has the address by now.
        LastAdmin: nobody else would be admin.
        WishStale: more would follow from it by now than was asked.
    """
    lock_people(connection)
    teams = {team.id for team in all_teams(connection)}
    for number in dict.fromkeys(int(name.rpartition(":")[2]) for name in wanted):
        before = person_by_id(connection, number)
        if before is None:
            raise NotFound
        theirs = {name: on for name, on in wanted.items() if name.endswith(f":{number}")}
        after = _as_wanted(before, theirs, teams)
        if additions(seen_by(before), seen_by(after)).keys() - theirs.keys():
            raise WishStale
        if before.admin and not after.admin and not before.left and count_admins(connection) == 1:
            raise LastAdmin
        need_own_address(connection, number, after.email)
        if before.left and not after.left:
            let_in(connection, site.now(), actor, number)
        facts = {"email": after.email, "role": after.role, "admin": after.admin}
        change_person(connection, number, **facts)
        set_teams(connection, number, after.teams)
        log_change(connection, site.now(), actor, before)


def let_in(connection: Connection, now: datetime, actor: Actor, person: int) -> None:
    """Let somebody in again; not as who sat for the works council, for that takes two."""
    drop_member(connection, person)
    change_person(connection, person, left_at=None)
    audit.log(connection, now, actor.id, "enabled", about=person)


def need_own_address(connection: Connection, person: int, email: str) -> None:
    """Let somebody have an address that nobody else has.

    Args:
        connection: in it, `lock_people` was called.
        person: whose it is to be.
        email: as it is kept.

    Raises:
        EmailTaken: somebody else has it.
    """
    found = person_by_email(connection, email)
    if found is not None and found.id != person:
        raise EmailTaken


def log_change(connection: Connection, now: datetime, actor: Actor, before: Person) -> None:
    """What became different; a name or an address only as such: this log is never erased."""
    after = person_by_id(connection, before.id)

    def was_and_is(*facts: str) -> dict[str, list[Any]]:
        found = {fact: [getattr(before, fact), getattr(after, fact)] for fact in facts}
        return {fact: pair for fact, pair in found.items() if pair[0] != pair[1]}

    changed, renamed = was_and_is("role", "admin", "teams"), list(was_and_is("name", "email"))
    if "teams" in changed:
        changed["teams"] = [sorted(teams) for teams in changed["teams"]]
    if changed or renamed:
        audit.log(
            connection,
            now,
            actor.id,
            "person_changed",
            about=before.id,
            changed=changed,
            renamed=renamed,
        )


def _as_wanted(person: Person, wanted: Mapping[str, Any], known: set[int]) -> Person:
    """Somebody as they are to be; whoever is to be something is inside again."""
    for name, on in wanted.items():
        what, *numbers = name.split(":")
        if what == "email":
            person = replace(person, email=str(on))
        elif what == "admin":
            person = replace(person, admin=bool(on))
        elif on:
            teams = person.teams | ({int(numbers[0])} & known)
            person = replace(person, role=what, teams=teams)
        else:
            person = replace(person, teams=person.teams - {int(numbers[0])})
    inside = any(on for name, on in wanted.items() if not name.startswith("email:"))
    return replace(person, left=False) if inside else person
