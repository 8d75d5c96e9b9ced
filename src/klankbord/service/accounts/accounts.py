"""What people do with their own account: name, language, password, where they are signed in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from klankbord.errors import NotFound, WrongCurrent
from klankbord.service.access import Actor
from klankbord.service.accounts.passwords import hash_password, is_right, password_mistake
from klankbord.service.accounts.tries import forgive, take_try
from klankbord.service.names import clean, name_mistake, need_language, refuse
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.audit import Entry
from klankbord.store.people import Person, all_teams, change_person, person_by_id
from klankbord.store.sessions import Session, end_session, end_sessions, sessions_of


@dataclass(frozen=True)
class Account:
    """Somebody's account as they see it themselves; `looked` is who opened their calls,
    `happened` what others did besides.

    `teams` are the names of all teams, by their numbers.
    """

    person: Person
    sessions: tuple[Session, ...]
    looked: tuple[Entry, ...]
    happened: tuple[Entry, ...]
    teams: dict[int, str]


def read_account(site: Site, actor: Actor) -> Account:
    """Somebody's own account."""
    with site.database.reading() as connection:
        return Account(
            person=_self(connection, actor),
            sessions=tuple(sessions_of(connection, actor.id, site.now())),
            looked=tuple(audit.entries_by_others(connection, actor.id, looking=True)),
            happened=tuple(audit.entries_by_others(connection, actor.id, looking=False)),
            teams={team.id: team.name for team in all_teams(connection)},
        )


def change_own(
    site: Site, actor: Actor, *, name: str, language: str, shortcuts: bool = True
) -> None:
    """Give oneself another name or language, and have single letters as keys or not.

    Raises:
        Mistakes: the name cannot be.
        BadForm: Klankbord does not speak the language.
    """
    need_language(language)
    name = clean(name)
    refuse(name_mistake(name))
    with site.database.writing() as connection:
        before = _self(connection, actor)
        change_person(connection, actor.id, name=name, language=language, shortcuts=shortcuts)
        if (before.name, before.language) == (name, language):
            return
        audit.log(connection, site.now(), actor.id, "account_changed", about=actor.id)


def change_password(site: Site, actor: Actor, *, current: str, new: str, address: str) -> None:
    """Take another password; everywhere else one is signed out.

    Raises:
        Mistakes: the current one is wrong, or the new one cannot be.
        TooManyTries: the current one was tried too often.
    """
    with site.database.reading() as connection:
        person = _self(connection, actor)
    take_try(site, person.email, address)
    right = is_right(person.password, current)
    refuse(
        None if right else WrongCurrent(),
        password_mistake(new, (person.name, person.email)),
    )
    kept = hash_password(new)
    with site.database.writing() as connection:
        if _self(connection, actor).password != person.password:
            raise WrongCurrent  # it was changed elsewhere while this one was hashed
        change_person(connection, actor.id, password=kept)
        end_sessions(connection, actor.id, but=actor.session_id)
        audit.log(connection, site.now(), actor.id, "password_changed", about=actor.id)
    forgive(site, person.email, address)


def sign_out_of(site: Site, actor: Actor, session: int) -> None:
    """Sign out in one of one's browsers.

    Raises:
        NotFound: it is no session of theirs, or has ended.
    """
    with site.database.writing() as connection:
        if session not in {s.id for s in sessions_of(connection, actor.id, site.now())}:
            raise NotFound
        end_session(connection, session, actor.id)
        audit.log(connection, site.now(), actor.id, "session_ended", about=actor.id)


def sign_out_everywhere(site: Site, actor: Actor) -> None:
    """Sign out in all of one's browsers, this one too."""
    with site.database.writing() as connection:
        end_sessions(connection, actor.id)
        audit.log(connection, site.now(), actor.id, "sessions_ended", about=actor.id)


def _self(connection: Connection, actor: Actor) -> Person:
    person = person_by_id(connection, actor.id)
    if person is None:
        raise NotFound
    return person
