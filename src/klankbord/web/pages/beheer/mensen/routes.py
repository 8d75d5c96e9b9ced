"""Let people in, change what they are, and let them in no more."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from klankbord.errors import NotFound, NotTaken
from klankbord.service.accounts.invitations import Invitation, invite, open_link, renew_link
from klankbord.service.accounts.people import change_someone, disable, enable, read_house
from klankbord.store.people import Person
from klankbord.web.door import Admin, Visit
from klankbord.web.forms import numbers
from klankbord.web.pages.beheer.mensen.view import (
    Given,
    InviteView,
    LinkView,
    PeopleView,
    PersonView,
)
from klankbord.web.shown_once import show_once

router = APIRouter(prefix="/beheer/mensen")
LINK = "klankbord-link"
"""The cookie by which a link that was just made reaches the page that shows it, once."""


def given(
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    admin: Annotated[str, Form()] = "",
    teams: Annotated[tuple[str, ...], Form()] = (),
) -> Given:
    """The form about somebody."""
    return Given(name, email, role, admin == "1", frozenset(numbers(teams)))


Told = Annotated[Given, Depends(given)]


@router.get("")
def show(here: Admin) -> Response:
    """Everybody."""
    return here.page(PeopleView.of(here, read_house(here.site, here.actor)))


@router.get("/uitnodigen")
def ask(here: Admin) -> Response:
    """The form to let somebody in."""
    house = read_house(here.site, here.actor)
    return here.page(InviteView.of(here.translate, house, Given()))


@router.post("/uitnodigen")
def let_in(here: Admin, told: Told) -> Response:
    """Let somebody in, by a link that is shown next."""
    try:
        person, token = invite(here.site, here.actor, **vars(told))
    except NotTaken as wrong:
        house = read_house(here.site, here.actor)
        return here.page(InviteView.of(here.translate, house, told, wrong), wrong.http_status)
    return _show_link(here, person, token)


@router.get("/{person}")
def look(here: Admin, person: int) -> Response:
    """Somebody, to be changed."""
    return _page(here, person)


@router.post("/{person}")
def change(here: Admin, person: int, told: Told) -> Response:
    """Change who somebody is, what they are, and their teams."""
    try:
        change_someone(here.site, here.actor, person, **vars(told))
    except NotTaken as wrong:
        return _page(here, person, told, wrong)
    return here.to("/beheer/mensen?gedaan=bewaard")


@router.post("/{person}/link")
def renew(here: Admin, person: int) -> Response:
    """A new link for somebody, shown next."""
    return _show_link(here, person, renew_link(here.site, here.actor, person))


@router.get("/{person}/link")
def link(here: Admin, person: int) -> Response:
    """The link that was just made; at a second look it is gone."""
    found = _person(here, person)
    token = here.request.cookies.get(LINK, "")
    of_them = _opened(here, token, person)
    address = f"{_base(here)}/uitnodiging/{token}" if of_them else ""
    answer = here.page(LinkView.of(here, found, address))
    answer.delete_cookie(LINK, path=f"/beheer/mensen/{person}/link")
    return answer


@router.post("/{person}/uit")
def stop(here: Admin, person: int) -> Response:
    """Let somebody in no more."""
    try:
        disable(here.site, here.actor, person)
    except NotTaken as wrong:
        return _page(here, person, None, wrong)
    return here.to("/beheer/mensen?gedaan=bewaard")


@router.post("/{person}/in")
def resume(here: Admin, person: int) -> Response:
    """Let somebody in again."""
    enable(here.site, here.actor, person)
    return here.to("/beheer/mensen?gedaan=bewaard")


def _page(
    here: Visit, person: int, told: Given | None = None, wrong: NotTaken | None = None
) -> Response:
    house = read_house(here.site, here.actor)
    found = _person(here, person)
    filled = told or Given.about(found)
    view = PersonView.of(here.translate, house, found, filled, wrong)
    return here.page(view, wrong.http_status if wrong else 200)


def _person(here: Visit, person: int) -> Person:
    people = read_house(here.site, here.actor).people
    found = next((each for each in people if each.id == person), None)
    if found is None:
        raise NotFound
    return found


def _show_link(here: Visit, person: int, token: str) -> Response:
    address = f"/beheer/mensen/{person}/link"
    return show_once(here, address, LINK, token, address)


def _opened(here: Visit, token: str, person: int) -> Invitation | None:
    from klankbord.errors import LinkGone

    try:
        found = open_link(here.site, token)
    except LinkGone:
        return None
    return found if found.person.id == person else None


def _base(here: Visit) -> str:
    return (here.site.settings.public_url or str(here.request.base_url)).rstrip("/")
