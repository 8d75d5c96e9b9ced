"""People as their admin sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.accounts.people import House
from klankbord.service.outward.mail import sends_mail
from klankbord.service.running.loopback import is_loopback
from klankbord.store.people import Person, Team
from klankbord.web.dates import ago
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

ROLES = {"seller": N_("Verkoper"), "coach": N_("Coach")}


@dataclass(frozen=True)
class Given:
    """What was filled in about somebody."""

    name: str = ""
    email: str = ""
    role: str = "seller"
    admin: bool = False
    teams: frozenset[int] = frozenset()

    @classmethod
    def about(cls, person: Person) -> Given:
        """What stands in the form before anything is changed."""
        return cls(person.name, person.email, person.role, person.admin, person.teams)


@dataclass(frozen=True)
class PersonRow:
    """Somebody in the list."""

    url: str
    name: str
    email: str
    role: str
    teams: str
    state: str
    left: bool


@dataclass(frozen=True)
class PeopleView:
    """Everybody."""

    template: ClassVar[str] = "beheer/mensen/page.html"
    rows: tuple[PersonRow, ...]

    @classmethod
    def of(cls, here: Visit, house: House) -> PeopleView:
        """The list; those who left stand last."""
        ordered = sorted(house.people, key=lambda person: person.left)
        return cls(tuple(_row(person, house, here) for person in ordered))


@dataclass(frozen=True)
class InviteView:
    """The form to let somebody in."""

    template: ClassVar[str] = "beheer/mensen/invite.html"
    name: Field
    email: Field
    admin: Field
    roles: tuple[Option, ...]
    teams: tuple[Option, ...]

    @classmethod
    def of(
        cls, _: Translate, house: House, given: Given, wrong: NotTaken | None = None
    ) -> InviteView:
        """The form as it was filled in."""
        return cls(
            **_fields(given, wrong, _), roles=_roles(given, _), teams=_teams(given, house.teams)
        )


@dataclass(frozen=True)
class PersonView:
    """Somebody, to be changed."""

    template: ClassVar[str] = "beheer/mensen/person.html"
    title: str
    url: str
    left: bool
    waiting: bool
    name: Field
    email: Field
    admin: Field
    roles: tuple[Option, ...]
    teams: tuple[Option, ...]

    @classmethod
    def of(
        cls,
        _: Translate,
        house: House,
        person: Person,
        given: Given,
        wrong: NotTaken | None = None,
    ) -> PersonView:
        """The page of somebody; its form as it was filled in."""
        return cls(
            title=person.name,
            url=f"/beheer/mensen/{person.id}",
            left=person.left,
            waiting=person.password is None,
            **_fields(given, wrong, _),
            roles=_roles(given, _),
            teams=_teams(given, house.teams),
        )


@dataclass(frozen=True)
class LinkView:
    """A link to pass on, shown once; "" where it was shown before.

    `mailed` is the address to which a link goes by mail as well; "" where there is no mail.
    `only_here`: it leads nowhere from another computer.
    """

    template: ClassVar[str] = "beheer/mensen/link.html"
    name: str
    link: str
    lasts: str
    mailed: str
    back: str
    only_here: bool

    @classmethod
    def of(cls, here: Visit, person: Person, link: str) -> LinkView:
        """The link of somebody."""
        _ = here.translate
        if person.password is None:
            lasts = _("De uitnodiging is een week geldig en werkt één keer.")
        else:
            lasts = _(
                "De link is een dag geldig en werkt één keer. Tot dan blijft het oude wachtwoord."
            )
        return cls(
            name=person.name,
            link=link,
            lasts=lasts,
            mailed=person.email if sends_mail(here.site.settings) else "",
            back=f"/beheer/mensen/{person.id}",
            only_here=is_loopback(urlsplit(link).hostname or ""),
        )


def _row(person: Person, house: House, here: Visit) -> PersonRow:
    _ = here.translate
    role = _(ROLES[person.role])
    names = [team.name for team in house.teams if team.id in person.teams]
    return PersonRow(
        url=f"/beheer/mensen/{person.id}",
        name=person.name,
        email=person.email,
        role=_("{role} en beheerder").format(role=role) if person.admin else role,
        teams=", ".join(names),
        state=_state(person, house, here),
        left=person.left,
    )


def _state(person: Person, house: House, here: Visit) -> str:
    _ = here.translate
    if person.left:
        return _("geen toegang")
    if person.password is None:
        return _("uitgenodigd")
    if person.id not in house.seen:
        return _("niet ingelogd")
    return ago(house.seen[person.id], here.site.now(), here.language)


def _fields(given: Given, wrong: NotTaken | None, _: Translate) -> Mapping[str, Field]:
    admin = "1" if given.admin else ""
    return fields_of({"name": given.name, "email": given.email, "admin": admin}, wrong, _)


def _roles(given: Given, _: Translate) -> tuple[Option, ...]:
    return options_of({role: _(text) for role, text in ROLES.items()}, [given.role])


def _teams(given: Given, teams: Iterable[Team]) -> tuple[Option, ...]:
    return options_of({str(team.id): team.name for team in teams}, map(str, given.teams))
