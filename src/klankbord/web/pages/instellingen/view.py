"""Somebody's own account: who they are, their password, where they are in, who was at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import Translate
from klankbord.service.accounts.accounts import Account
from klankbord.service.accounts.passwords import LEAST
from klankbord.service.agreement.agreed import sits
from klankbord.service.learning.reminding import FROM, KINDS, UNTIL, read_chosen
from klankbord.service.learning.sharing import read_sharing
from klankbord.service.outward.hooking import may_rule
from klankbord.service.outward.mail import sends_mail
from klankbord.store.audit import Entry
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
class Seen:
    """What others did: the newest, and what was before."""

    rows: tuple[SeenRow, ...]
    before: tuple[SeenRow, ...]


@dataclass(frozen=True)
class Reminding:
    """How they are reminded: `mail` where there is a server of mail, `by_mail` if they want it."""

    mail: bool
    by_mail: bool
    at: str
    times: tuple[Option, ...]
    kinds: tuple[Option, ...]

    @classmethod
    def of(cls, here: Visit, _: Translate) -> Reminding:
        """What they chose; the times are every quarter of an hour of the working day."""
        chosen = read_chosen(here.site, here.actor)
        quarters = (time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))
        within = [f"{one:%H:%M}" for one in quarters if FROM <= one < UNTIL]
        at = f"{chosen.at:%H:%M}"
        names = {kind: _(text) for kind, text in KINDS.items()}
        return cls(
            mail=sends_mail(here.site.settings),
            by_mail=chosen.mail,
            at=at,
            times=options_of({one: one for one in within}, [at]),
            kinds=options_of(names, KINDS.keys() - chosen.off),
        )


@dataclass(frozen=True)
class SettingsView:
    """The page of one's own account; `rules`: they may let a program be told of calls.

    `council`: they sit for the works council.
    """

    template: ClassVar[str] = "instellingen/page.html"
    name: Field
    email: str
    languages: tuple[Option, ...]
    shortcuts: bool
    current: Field
    password: Field
    least: int
    sessions: tuple[SessionRow, ...]
    reminding: Reminding
    coaches: tuple[Option, ...]
    rules: bool
    council: bool
    looked: Seen
    happened: Seen

    @classmethod
    def of(
        cls,
        here: Visit,
        account: Account,
        *,
        name: str | None = None,
        language: str | None = None,
        shortcuts: bool | None = None,
        wrong: NotTaken | None = None,
    ) -> SettingsView:
        """The page; a form of it as it was filled in, where something is wrong with that."""
        _, person = here.translate, account.person
        name = person.name if name is None else name
        return cls(
            **fields_of({"name": name, "current": "", "password": ""}, wrong, _),
            email=person.email,
            languages=options_of(LANGUAGE_NAMES, [language or person.language]),
            shortcuts=person.shortcuts if shortcuts is None else shortcuts,
            least=LEAST,
            sessions=tuple(_session(session, here) for session in account.sessions),
            reminding=Reminding.of(here, _),
            coaches=_coaches(here, _),
            rules=may_rule(here.actor),
            council=sits(here.site, here.actor),
            looked=_seen(account, account.looked, here),
            happened=_seen(account, account.happened, here),
        )


def _coaches(here: Visit, _: Translate) -> tuple[Option, ...]:
    """With whom they can always share; nothing where nobody coaches them."""
    sharing = read_sharing(here.site, here.actor)
    if not sharing.coaches:
        return ()
    nobody = {"0": _("Met niemand, tenzij ik het per gesprek zeg")}
    named = {str(one.id): _("Altijd met {name}").format(name=one.name) for one in sharing.coaches}
    return options_of(nobody | named, [str(sharing.always or 0)])


def _session(session: Session, here: Visit) -> SessionRow:
    this = session.id == here.actor.session_id
    return SessionRow(
        browser=browser_name(session.agent, here.translate),
        seen=ago(session.seen_at, here.site.now(), here.language),
        end="" if this else f"/instellingen/sessies/{session.id}/weg",
    )


def _seen(account: Account, entries: Iterable[Entry], here: Visit) -> Seen:
    teller = Teller(here.translate, account.teams, account.person.id)
    rows = tuple(
        SeenRow(
            when=day_and_time(entry.at, here.language),
            what=teller.tell(entry),
            url=f"/gesprekken/{entry.call_id}" if entry.call and entry.many == 1 else "",
        )
        for entry in entries
    )
    return Seen(rows[:NEWEST], rows[NEWEST:])
