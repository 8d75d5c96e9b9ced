"""One's own keys: made, shown once, revoked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import BadForm, NotFound, NotTaken
from klankbord.service.accounts.keys import Made, make_key, own_keys, revoke, shown_key
from klankbord.web.door import Here, Number, Visit
from klankbord.web.pages.instellingen.sleutels.view import Given, KeysView, MadeView
from klankbord.web.shown_once import show_once

router = APIRouter(prefix="/instellingen/sleutels")
HERE = "/instellingen/sleutels"
SECRET = "klankbord-sleutel"  # noqa: S105 (a cookie's name)
"""The cookie by which a key that was just made reaches the page that shows it, once."""


@router.get("")
def show(here: Here) -> Response:
    """The keys, and the form for another."""
    return here.page(KeysView.of(here, own_keys(here.site, here.actor)))


@router.post("")
def make(
    here: Here,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[tuple[str, ...], Form()] = (),
    days: Annotated[str, Form()] = "0",
) -> Response:
    """Make a key, shown next."""
    try:
        made = make_key(here.site, here.actor, name, scopes, number_of_days(days))
    except NotTaken as wrong:
        given = Given(name, scopes, days)
        view = KeysView.of(here, own_keys(here.site, here.actor), given, wrong)
        return here.page(view, wrong.http_status)
    return to_made(here, made)


@router.get("/{number}")
def shown(here: Here, number: Number, terug: str = "") -> Response:
    """The key that was just made; at a second look it is gone."""
    secret = here.request.cookies.get(SECRET, "")
    try:
        name = shown_key(here.site, here.actor, number, secret).name
    except NotFound:
        secret = name = ""
    base = (here.site.settings.public_url or str(here.request.base_url)).rstrip("/")
    back = "/beheer/sleutels" if terug == "beheer" and here.actor.admin else HERE
    answer = here.page(MadeView(secret=secret, name=name, base=base, back=back))
    answer.delete_cookie(SECRET, path=f"{HERE}/{number}")
    return answer


@router.post("/{number}/intrekken")
def end(here: Here, number: Number) -> Response:
    """Revoke a key."""
    revoke(here.site, here.actor, number)
    return here.to(f"{HERE}?gedaan=ingetrokken")


def to_made(here: Visit, made: Made, back: str = "") -> Response:
    """Go on to the page that shows a key that was just made."""
    address = f"{HERE}/{made.id}"
    page = f"{address}?terug={back}" if back else address
    return show_once(here, page, SECRET, made.secret, address)


def number_of_days(text: str) -> int:
    """How many days a form says.

    Raises:
        BadForm: it is no number.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 6):  # noqa: PLR2004
        raise BadForm
    return int(text)
