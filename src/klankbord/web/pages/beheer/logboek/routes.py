"""The audit log, for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from klankbord.service.accounts.people import read_house, read_log
from klankbord.web.door import Admin
from klankbord.web.pages.beheer.logboek.view import Asked, LogView

router = APIRouter(prefix="/beheer/logboek")
PAGE = 50
LAST = 2**63 - 1


@router.get("")
def show(
    here: Admin,
    voor: Annotated[int | None, Query(ge=1, le=LAST)] = None,
    wie: str = "",
    wat: str = "",
) -> Response:
    """The newest lines; with `voor` those before that line, `wie` of somebody, `wat` of a kind."""
    house = read_house(here.site, here.actor)
    asked = Asked.of(wie, wat, house)
    log = read_log(here.site, here.actor, PAGE + 1, voor, asked.chosen)
    return here.page(LogView.of(here, log, house, asked, PAGE, first=voor is None))
