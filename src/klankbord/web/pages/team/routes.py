"""The page of a coach."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from klankbord.service.learning.team import read_team
from klankbord.web.door import Here
from klankbord.web.pages.team.view import TeamView

router = APIRouter(prefix="/team")


@router.get("")
def show(here: Here) -> Response:
    """Who asked, what is planned, what comes back; for coaches alone."""
    return here.page(TeamView.of(here, read_team(here.site, here.actor)))
