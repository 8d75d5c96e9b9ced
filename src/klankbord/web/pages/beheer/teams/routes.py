"""Make teams, say who is in them, and end them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotFound, NotTaken
from klankbord.service.accounts.people import read_house
from klankbord.service.accounts.teams import change_team, end_team, make_team
from klankbord.web.door import Admin, Visit
from klankbord.web.forms import numbers
from klankbord.web.pages.beheer.teams.view import TeamsView, TeamView

router = APIRouter(prefix="/beheer/teams")


@router.get("")
def show(here: Admin) -> Response:
    """All teams."""
    return here.page(TeamsView.of(here.translate, read_house(here.site, here.actor)))


@router.post("")
def make(here: Admin, team: Annotated[str, Form()] = "") -> Response:
    """Make a team, and go on to put people in it."""
    try:
        made = make_team(here.site, here.actor, team)
    except NotTaken as wrong:
        house = read_house(here.site, here.actor)
        return here.page(TeamsView.of(here.translate, house, team, wrong), wrong.http_status)
    return here.to(f"/beheer/teams/{made}")


@router.get("/{number}")
def look(here: Admin, number: int) -> Response:
    """A team, to be changed."""
    return _page(here, number)


@router.post("/{number}")
def change(
    here: Admin,
    number: int,
    team: Annotated[str, Form()] = "",
    members: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """Another name for a team, and who is in it."""
    inside = numbers(members)
    try:
        change_team(here.site, here.actor, number, name=team, members=inside)
    except NotTaken as wrong:
        return _page(here, number, team, inside, wrong)
    return here.to("/beheer/teams?gedaan=bewaard")


@router.post("/{number}/weg")
def end(here: Admin, number: int) -> Response:
    """Remove a team."""
    end_team(here.site, here.actor, number)
    return here.to("/beheer/teams?gedaan=verwijderd")


def _page(
    here: Visit,
    number: int,
    name: str | None = None,
    members: set[int] | None = None,
    wrong: NotTaken | None = None,
) -> Response:
    house = read_house(here.site, here.actor)
    team = next((each for each in house.teams if each.id == number), None)
    if team is None:
        raise NotFound
    view = TeamView.of(
        here.translate,
        house,
        team,
        name=team.name if name is None else name,
        members=team.members if members is None else members,
        wrong=wrong,
    )
    return here.page(view, wrong.http_status if wrong else 200)
