"""Coming in: the first person sets the house up, the others sign in; and going out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from klankbord.errors import AlreadySetUp, WrongPassword
from klankbord.service.access import Actor
from klankbord.service.accounts.passwords import (
    hash_password,
    is_outdated,
    is_right,
    password_mistake,
)
from klankbord.service.accounts.tries import forgive, take_try
from klankbord.service.names import (
    clean,
    email_mistake,
    email_of,
    name_mistake,
    need_language,
    organisation_mistake,
    refuse,
)
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.house import name_organisation
from klankbord.store.people import (
    Person,
    add_person,
    change_person,
    count_people,
    lock_people,
    person_by_email,
    person_by_id,
)
from klankbord.store.sessions import end_session, forget_ended, session_of, start_session

LASTS = timedelta(days=14)
"""A session ends so long after it was last used."""


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in: as it names itself, its address, and the token that it had."""

    agent: str
    address: str
    token: str = ""


def is_fresh(site: Site) -> bool:
    """Whether nobody has set the house up yet."""
    with site.database.reading() as connection:
        return count_people(connection) == 0


def set_up(  # noqa: PLR0913
    site: Site,
    *,
    organisation: str,
    name: str,
    email: str,
    password: str,
    language: str,
    browser: Browser,
) -> str:
    """Make the first person, an admin, and sign them in; the token for their cookie.

    Raises:
        AlreadySetUp: there are people; they let others in.
        Mistakes: something that was filled in cannot be.
    """
    if not is_fresh(site):
        raise AlreadySetUp
    need_language(language)
    organisation, name, email = clean(organisation), clean(name), email_of(email)
    refuse(
        organisation_mistake(organisation),
        name_mistake(name),
        email_mistake(email),
        password_mistake(password, (name, email, organisation)),
    )
    kept = hash_password(password)
    now = site.now()
    with site.database.writing() as connection:
        lock_people(connection)
        if count_people(connection):
            raise AlreadySetUp
        name_organisation(connection, organisation)
        person = add_person(
            connection,
            name=name,
            email=email,
            role="coach",
            admin=True,
            language=language,
            now=now,
            password=kept,
        )
        audit.log(connection, now, person, "set_up", about=person)
        return begin_session(site, connection, person, browser)


def sign_in(site: Site, email: str, password: str, browser: Browser) -> str:
    """Sign somebody in, always with a new token; what the browser had before has ended.

    Raises:
        TooManyTries: from this address of late, for this account or for all together.
        WrongPassword: address and password do not go together, or the account was closed.
    """
    email = email_of(email)
    take_try(site, email, browser.address)
    with site.database.reading() as connection:
        person = person_by_email(connection, email)
    kept = person.password if person and not person.left else None
    if not is_right(kept, password):
        _note_failure(site, person)
        raise WrongPassword
    assert person
    assert kept
    fresh = hash_password(password) if is_outdated(kept) else kept
    now = site.now()
    with site.database.writing() as connection:
        # Hashing took a while: a password changed or an account closed meanwhile counts.
        same = person_by_id(connection, person.id)
        if same is None or same.left or same.password != kept:
            raise WrongPassword
        if fresh != kept:
            change_person(connection, person.id, password=fresh)
        audit.log(connection, now, person.id, "signed_in")
        token = begin_session(site, connection, person.id, browser)
    forgive(site, email, browser.address)
    return token


def sign_out(site: Site, actor: Actor) -> None:
    """End the session by which somebody asks."""
    with site.database.writing() as connection:
        end_session(connection, actor.session_id, actor.id)
        audit.log(connection, site.now(), actor.id, "signed_out")


def begin_session(site: Site, connection: Connection, person: int, browser: Browser) -> str:
    """A new session in a browser, in place of the one that it had; its token."""
    now = site.now()
    forget_ended(connection, now)
    before = session_of(connection, browser.token, now) if browser.token else None
    if before:
        end_session(connection, before.id, before.person_id)
    return start_session(
        connection,
        person,
        now=now,
        lasts=LASTS,
        agent=clean(browser.agent),
        address=browser.address,
    )


def _note_failure(site: Site, person: Person | None) -> None:
    """Whoever it was about: an answer that takes as long tells nobody whether there is anybody."""
    with site.database.writing() as connection:
        if person:
            audit.log(connection, site.now(), None, "sign_in_failed", about=person.id)
        else:
            audit.log(connection, site.now(), None, "sign_in_unknown")
