"""Who objects, for admins: noted, looked up, taken back; and the house's list of numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.privacy.objecting import (
    find_objections,
    list_objections,
    note_objection,
    read_objection,
    withdraw_objection,
)
from klankbord.service.privacy.private import add_number, drop_number, house_numbers
from klankbord.web.door import Admin, Number, Visit
from klankbord.web.pages.beheer.bezwaren.view import ObjectionsView, ObjectionView

HERE = "/beheer/bezwaren"
router = APIRouter(prefix=HERE)


@router.get("")
def show(here: Admin) -> Response:
    """The list."""
    return _page(here)


@router.post("")
def note(
    here: Admin, party: Annotated[str, Form()] = "", do: Annotated[str, Form()] = ""
) -> Response:
    """Note that a party objects; or only look whether they do."""
    try:
        if do == "zoek":
            found = find_objections(here.site, here.actor, party)
            return _page(here, party=party, found=found)
        number = note_objection(here.site, here.actor, party)
    except NotTaken as wrong:
        return _page(here, party=party, wrong=wrong)
    return here.to(f"{HERE}/{number}?gedaan=bezwaar")


@router.get("/{number}")
def look(here: Admin, number: Number) -> Response:
    """An objection, with the calls of before."""
    return here.page(ObjectionView.of(here, read_objection(here.site, here.actor, number)))


@router.post("/{number}/weg")
def withdraw(here: Admin, number: Number) -> Response:
    """Take it back."""
    withdraw_objection(here.site, here.actor, number)
    return here.to(f"{HERE}?gedaan=verwijderd")


@router.post("/nummers")
def add(here: Admin, number: Annotated[str, Form()] = "") -> Response:
    """Keep nobody's calls any more with a number."""
    try:
        add_number(here.site, here.actor, number, house=True)
    except NotTaken as wrong:
        return _page(here, number=number, wrong=wrong)
    return here.to(f"{HERE}?gedaan=bewaard#nummers")


@router.post("/nummers/{listed}/weg")
def drop(here: Admin, listed: Number) -> Response:
    """Take a number off the list."""
    drop_number(here.site, here.actor, listed, house=True)
    return here.to(f"{HERE}?gedaan=verwijderd#nummers")


def _page(
    here: Visit,
    *,
    party: str = "",
    number: str = "",
    found: set[int] | None = None,
    wrong: NotTaken | None = None,
) -> Response:
    view = ObjectionsView.of(
        here,
        list_objections(here.site, here.actor),
        house_numbers(here.site, here.actor),
        {"party": party, "number": number},
        found=found,
        wrong=wrong,
    )
    return here.page(view, wrong.http_status if wrong else 200)
