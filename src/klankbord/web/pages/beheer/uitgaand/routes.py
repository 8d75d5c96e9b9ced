"""Where Klankbord may go, and everybody's rules for what goes out; for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.outward.hook_rules import forget_host, name_host, read_all_rules, switch_rule
from klankbord.web.door import Admin, Number
from klankbord.web.pages.beheer.uitgaand.view import OutletsView

router = APIRouter(prefix="/beheer/uitgaand")
HERE = "/beheer/uitgaand"


@router.get("")
def show(here: Admin) -> Response:
    """The hosts that were named, and all rules."""
    return here.page(OutletsView.of(here, read_all_rules(here.site, here.actor)))


@router.post("/adressen")
def name(
    here: Admin,
    host: Annotated[str, Form()] = "",
    inside: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box that is not ticked)
) -> Response:
    """Name a host."""
    try:
        name_host(here.site, here.actor, host, inside=inside)
    except NotTaken as wrong:
        rules = read_all_rules(here.site, here.actor)
        view = OutletsView.of(here, rules, host, inside=inside, wrong=wrong)
        return here.page(view, wrong.http_status)
    return here.to(f"{HERE}?gedaan=bewaard")


@router.post("/adressen/{number}/weg")
def forget(here: Admin, number: Number) -> Response:
    """Name a host no more."""
    forget_host(here.site, here.actor, number)
    return here.to(f"{HERE}?gedaan=verwijderd")


@router.post("/{number}/uit")
def stop(here: Admin, number: Number) -> Response:
    """Lay anybody's rule to rest."""
    switch_rule(here.site, here.actor, number, on=False)
    return here.to(f"{HERE}?gedaan=bewaard")
