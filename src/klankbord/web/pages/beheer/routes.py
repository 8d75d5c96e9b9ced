"""The house at a glance, and its name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.accounts.people import read_house, read_log, rename_organisation
from klankbord.service.running.first_steps import dismiss_steps
from klankbord.web.door import Admin, Visit
from klankbord.web.pages.beheer.view import HouseView

router = APIRouter(prefix="/beheer")
NEWEST = 5


@router.get("")
def show(here: Admin) -> Response:
    """People, teams and the last lines of the log."""
    return _page(here)


@router.post("/organisatie")
def rename(here: Admin, organisation: Annotated[str, Form()] = "") -> Response:
    """Another name for the organisation."""
    try:
        rename_organisation(here.site, here.actor, organisation)
    except NotTaken as wrong:
        return _page(here, organisation, wrong)
    return here.to("/beheer?gedaan=bewaard")


@router.post("/stappen/weg")
def dismiss(here: Admin) -> Response:
    """Show the first steps no more."""
    dismiss_steps(here.site, here.actor)
    return here.to("/beheer")


def _page(here: Visit, organisation: str | None = None, wrong: NotTaken | None = None) -> Response:
    house = read_house(here.site, here.actor)
    log = read_log(here.site, here.actor, NEWEST)
    view = HouseView.of(here, house, log, organisation=organisation, wrong=wrong)
    return here.page(view, wrong.http_status if wrong else 200)
