"""Links that let somebody choose a password; an admin makes one, and mail may bring another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from klankbord.errors import EmailTaken, LinkGone, NotFound
from klankbord.service.access import Actor, need_admin
from klankbord.service.accounts.letters import LASTS, plan_letter
from klankbord.service.accounts.passwords import hash_password, password_mistake
from klankbord.service.accounts.seers import invitation_mistake
from klankbord.service.accounts.signing_in import Browser, begin_session
from klankbord.service.accounts.tries import forgive
from klankbord.service.agreement.agreed import changing
from klankbord.service.names import (
    clean,
    email_mistake,
    email_of,
    name_mistake,
    need_role,
    refuse,
)
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.house import organisation
from klankbord.store.people import (
    Person,
    add_person,
    all_teams,
    change_person,
    person_by_id,
    set_teams,
)
from klankbord.store.sessions import (
    Link,
    end_links,
    end_sessions,
    link_of,
    make_link,
    use_link,
)


@dataclass(frozen=True)
class Invitation:
    """An open link: whose it is, what for (`invitation` or `reset`), and where it leads."""

    person: Person
    kind: str
    organisation: str


def invite(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    *,
    name: str,
    email: str,
    role: str,
    admin: bool,
    teams: Iterable[int],
) -> tuple[int, str]:
    """Add somebody, who has no password yet: their number, and the token of their link.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: the name or the address cannot be.
        EmailTaken: somebody has this address.
        BadForm: the role is none, or a team is not there.
        InviteAsSeller: who may see was agreed on, and they would see or be seen at once.
    """
    need_admin(actor)
    need_role(role)
    name, email, teams = clean(name), email_of(email), frozenset(teams)
    refuse(name_mistake(name), email_mistake(email))
    now = site.now()
    try:
        with changing(site, actor) as connection:
            refuse(invitation_mistake(connection, teams, admin=admin))
            person = add_person(
                connection,
                name=name,
                email=email,
                role=role,
                admin=admin,
                language=site.settings.language,
                now=now,
            )
            set_teams(connection, person, known_teams(connection, teams))
            audit.log(connection, now, actor.id, "invited", about=person)
            plan_letter(site, connection, person)
            return person, make_link(connection, "invitation", person, now, LASTS["invitation"])
    except IntegrityError:
        raise EmailTaken from None


def renew_link(site: Site, actor: Actor, person: int) -> str:
    """A new link for somebody in place of the last: an invitation, or a way to a new password.

    Raises:
        NotFound: there is nobody, or they may not sign in; or it is no admin who asks.
    """
    need_admin(actor)
    now = site.now()
    with site.database.writing() as connection:
        found = person_by_id(connection, person)
        if found is None or found.left:
            raise NotFound
        plan_letter(site, connection, person)
        if found.password is None:
            audit.log(connection, now, actor.id, "invited_again", about=person)
            return make_link(connection, "invitation", person, now, LASTS["invitation"])
        audit.log(connection, now, actor.id, "reset_link_made", about=person)
        return make_link(connection, "reset", person, now, LASTS["reset"])


def open_link(site: Site, token: str) -> Invitation:
    """What a link is for; looking does not use it up.

    Raises:
        LinkGone: it has ended, was used, or never was.
    """
    with site.database.reading() as connection:
        link, person = _open(connection, site, token)
        return Invitation(person, link.kind, organisation(connection))


def accept_link(site: Site, token: str, password: str, browser: Browser) -> str:
    """Choose a password by a link, once, and be signed in; the token for the cookie.

    All sessions and all other links of the person end.

    Raises:
        LinkGone: it has ended, was used, or never was.
        Mistakes: the password cannot be.
    """
    person = open_link(site, token).person
    refuse(password_mistake(password, (person.name, person.email)))
    kept = hash_password(password)
    now = site.now()
    with site.database.writing() as connection:
        link, person = _open(connection, site, token)
        if not use_link(connection, link.id, now):
            raise LinkGone
        change_person(connection, person.id, password=kept)
        end_sessions(connection, person.id)
        end_links(connection, person.id)
        if link.kind == "invitation":
            audit.log(connection, now, person.id, "invitation_accepted", about=person.id)
        else:
            audit.log(connection, now, person.id, "password_reset", about=person.id)
        started = begin_session(site, connection, person.id, browser)
    forgive(site, person.email, browser.address)
    return started


def known_teams(connection: Connection, teams: Iterable[int]) -> set[int]:
    """Of these teams, those that are there."""
    return set(teams) & {team.id for team in all_teams(connection)}


def _open(connection: Connection, site: Site, token: str) -> tuple[Link, Person]:
    link = link_of(connection, token, site.now())
    person = person_by_id(connection, link.person_id) if link else None
    if link is None or person is None or person.left:
        raise LinkGone
    return link, person
