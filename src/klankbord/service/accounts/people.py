"""Who may come in and as what; for admins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import LastAdmin, NotFound
from klankbord.service.access import Actor, need_admin
from klankbord.service.accounts.invitations import known_teams
from klankbord.service.accounts.seers import (
    guard_someone,
    let_in,
    log_change,
    need_own_address,
)
from klankbord.service.agreement.agreed import changing
from klankbord.service.names import (
    clean,
    email_mistake,
    email_of,
    name_mistake,
    need_role,
    organisation_mistake,
    refuse,
)
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.agreed import drop_member
from klankbord.store.audit import Chosen, Entry
from klankbord.store.hooks import rest_hooks
from klankbord.store.house import name_organisation, organisation
from klankbord.store.keys import end_keys
from klankbord.store.people import (
    Person,
    Team,
    all_people,
    all_teams,
    change_person,
    count_admins,
    lock_people,
    person_by_id,
    set_teams,
)
from klankbord.store.sessions import end_links, end_sessions, last_seen


@dataclass(frozen=True)
class House:
    """Everybody and every team; `seen` is when somebody was last there, of who is signed in."""

    organisation: str
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    seen: dict[int, datetime]


def read_house(site: Site, actor: Actor) -> House:
    """Who there is.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return House(
            organisation=organisation(connection),
            people=tuple(all_people(connection)),
            teams=tuple(all_teams(connection)),
            seen=last_seen(connection, site.now()),
        )


def read_log(
    site: Site,
    actor: Actor,
    limit: int,
    before: int | None = None,
    chosen: Chosen = audit.EVERYTHING,
) -> list[Entry]:
    """Lines of the audit log, the newest first; those before a line, to page on.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return audit.all_entries(connection, limit, before, chosen)


def rename_organisation(site: Site, actor: Actor, name: str) -> None:
    """Give the organisation another name.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: the name cannot be.
    """
    need_admin(actor)
    name = clean(name)
    refuse(organisation_mistake(name))
    with site.database.writing() as connection:
        name_organisation(connection, name)
        audit.log(connection, site.now(), actor.id, "organisation_renamed", name=name)


def change_someone(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    person: int,
    *,
    name: str,
    email: str,
    role: str,
    admin: bool,
    teams: Iterable[int],
) -> None:
    """Change who somebody is, what they are, and which teams they are in.

    Raises:
        NotFound: there is nobody; or it is no admin who asks.
        Mistakes: the name or the address cannot be.
        EmailTaken: somebody else has this address.
        LastAdmin: nobody else would be admin.
        BadForm: the role is none.
        AwaitsSecond: who may see was agreed on, and they would see more, be seen by more, be no
            second any more, or get another address.
    """
    need_admin(actor)
    need_role(role)
    name, email = clean(name), email_of(email)
    refuse(name_mistake(name), email_mistake(email))
    with changing(site, actor) as connection:
        before = _someone(connection, person)
        if before.admin and not admin and not before.left:
            _need_another_admin(connection)
        need_own_address(connection, person, email)
        inside = frozenset(known_teams(connection, teams))
        facts: dict[str, Any] = {"email": email, "role": role, "admin": admin}
        guard_someone(connection, person, **facts, teams=inside)
        change_person(connection, person, name=name, **facts)
        set_teams(connection, person, inside)
        log_change(connection, site.now(), actor, before)


def disable(site: Site, actor: Actor, person: int) -> None:
    """Let somebody in no more: sessions, links, keys and rules for webhooks end, calls stay.

    Whoever sat for the works council does so no more, let in again or not.

    Raises:
        NotFound: there is nobody; or it is no admin who asks.
        LastAdmin: nobody else is admin.
        AwaitsSecond: who may see was agreed on, and they are one who approves changes.
    """
    need_admin(actor)
    now = site.now()
    with changing(site, actor) as connection:
        found = _someone(connection, person)
        if found.left:
            return
        if found.admin:
            _need_another_admin(connection)
        guard_someone(connection, person, left=True)
        change_person(connection, person, left_at=now)
        if drop_member(connection, person):
            audit.log(connection, now, actor.id, "council_left", about=person)
        end_sessions(connection, person)
        end_links(connection, person)
        end_keys(connection, person, now)
        rest_hooks(connection, person)
        audit.log(connection, now, actor.id, "disabled", about=person)


def enable(site: Site, actor: Actor, person: int) -> None:
    """Let somebody in again, with the password that they had.

    Raises:
        NotFound: there is nobody; or it is no admin who asks.
        AwaitsSecond: who may see was agreed on, and they would see or be seen.
    """
    need_admin(actor)
    with changing(site, actor) as connection:
        if not _someone(connection, person).left:
            return
        guard_someone(connection, person, left=False)
        let_in(connection, site.now(), actor, person)


def _someone(connection: Connection, person: int) -> Person:
    lock_people(connection)
    found = person_by_id(connection, person)
    if found is None:
        raise NotFound
    return found


def _need_another_admin(connection: Connection) -> None:
    if count_admins(connection) < 2:  # noqa: PLR2004 (the one who stops, and another)
        raise LastAdmin
