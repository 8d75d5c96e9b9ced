"""Somebody's own account: who they are, their password, where they are in, who was at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.service.accounts import Account
from klankbord.service.passwords import LEAST
from klankbord.store.sessions import Session
from klankbord.web.browsers import browser_name
from klankbord.web.dates import ago, day_and_time
from klankbord.web.deeds import Teller
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

NEWEST = 8
"""How many lines of what others did stand open."""
LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}


@dataclass(frozen=True)
class SessionRow:
    """A browser in which somebody is signed in; `address` ends it, "" of the one at hand."""

    browser: str
    seen: str
    end: str


@dataclass(frozen=True)
class SeenRow:
    """What somebody else did; `url` leads to the call that it was about, where there is one."""

    when: str
    what: str
    url: str


@dataclass(frozen=True)
class SettingsView:
    """The page of one's own account."""

    template: ClassVar[str] = "instellingen/page.html"
    name: Field
    email: str
    languages: tuple[Option, ...]
    current: Field
    password: Field
    least: int
    sessions: tuple[SessionRow, ...]
    seen: tuple[SeenRow, ...]
    seen_before: tuple[SeenRow, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        account: Account,
        *,
        name: str | None = None,
        language: str | None = None,
        wrong: NotTaken | None = None,
    ) -> SettingsView:
        """The page; a form of it as it was filled in, where something is wrong with that."""
        _, person = here.translate, account.person
        name = person.name if name is None else name
        seen = _seen(account, here, _)
        return cls(
            **fields_of({"name": name, "current": "", "password": ""}, wrong, _),
            email=person.email,
            languages=options_of(LANGUAGE_NAMES, [language or person.language]),
            least=LEAST,
            sessions=tuple(_session(session, here) for session in account.sessions),
            seen=seen[:NEWEST],
            seen_before=seen[NEWEST:],
        )


def _session(session: Session, here: Visit) -> SessionRow:
    this = session.id == here.actor.session_id
    return SessionRow(
        browser=browser_name(session.agent, here.translate),
        seen=ago(session.seen_at, here.site.now(), here.language),
        end="" if this else f"/instellingen/sessies/{session.id}/weg",
    )


def _seen(account: Account, here: Visit, _: Translate) -> tuple[SeenRow, ...]:
    teller = Teller(_, account.teams)
    return tuple(
        SeenRow(
            when=day_and_time(entry.at, here.language),
            what=teller.tell(entry),
            url=f"/gesprekken/{entry.call_id}" if entry.call else "",
        )
        for entry in account.seen
    )
