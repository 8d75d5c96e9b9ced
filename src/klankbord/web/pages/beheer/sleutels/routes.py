"""All keys, for admins: whose they are and when they were last used; never the keys themselves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.accounts.keys import all_keys, make_source_key, revoke
from klankbord.web.door import Admin, Number
from klankbord.web.forms import numbers
from klankbord.web.pages.beheer.sleutels.view import AllKeysView
from klankbord.web.pages.instellingen.sleutels.routes import number_of_days, to_made
from klankbord.web.pages.instellingen.sleutels.view import Given

router = APIRouter(prefix="/beheer/sleutels")


@router.get("")
def show(here: Admin, bron: str = "") -> Response:
    """Everybody's keys; with `bron` the form is for that source."""
    found = all_keys(here.site, here.actor)
    return here.page(AllKeysView.of(here, found, source=bron))


@router.post("")
def make(
    here: Admin,
    name: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "0",
) -> Response:
    """Make a key by which a source is given its calls, shown next."""
    number = next(iter(numbers([source])), 0)
    try:
        made = make_source_key(here.site, here.actor, number, name, number_of_days(days))
    except NotTaken as wrong:
        found = all_keys(here.site, here.actor)
        view = AllKeysView.of(here, found, Given(name, (), days), source, wrong)
        return here.page(view, wrong.http_status)
    return to_made(here, made, "beheer")


@router.post("/{number}/intrekken")
def end(here: Admin, number: Number) -> Response:
    """Revoke anybody's key."""
    revoke(here.site, here.actor, number)
    return here.to("/beheer/sleutels?gedaan=ingetrokken")
