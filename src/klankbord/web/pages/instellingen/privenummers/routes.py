"""One's own list of numbers: nobody else sees it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.privacy.private import add_number, drop_number, own_numbers
from klankbord.web.door import Here, Number, Visit
from klankbord.web.pages.instellingen.privenummers.view import OwnNumbersView

HERE = "/instellingen/privenummers"
router = APIRouter(prefix=HERE)


@router.get("")
def show(here: Here) -> Response:
    """The list, and the form for another."""
    return _page(here)


@router.post("")
def add(here: Here, number: Annotated[str, Form()] = "") -> Response:
    """Keep no call of one's own any more with a number."""
    try:
        add_number(here.site, here.actor, number)
    except NotTaken as wrong:
        return _page(here, number, wrong)
    return here.to(f"{HERE}?gedaan=bewaard")


@router.post("/{number}/weg")
def drop(here: Here, number: Number) -> Response:
    """Take a number off the list."""
    drop_number(here.site, here.actor, number)
    return here.to(f"{HERE}?gedaan=verwijderd")


def _page(here: Visit, number: str = "", wrong: NotTaken | None = None) -> Response:
    view = OwnNumbersView.of(here, own_numbers(here.site, here.actor), number, wrong)
    return here.page(view, wrong.http_status if wrong else 200)
