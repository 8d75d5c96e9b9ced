"""Set what is made unreadable, and have the calls that are there looked through."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.service.redaction.redacting_old import look_through, progress_of
from klankbord.service.redaction.redaction_rules import rules_of, set_rules
from klankbord.web.door import Admin
from klankbord.web.pages.beheer.onleesbaar.view import RedactionView

router = APIRouter(prefix="/beheer/onleesbaar")
ADDRESS = "/beheer/onleesbaar"


@router.get("")
def show(here: Admin) -> Response:
    """What is set, and how far the calls that are there are looked through."""
    looked = progress_of(here.site, here.actor)
    return here.page(RedactionView.of(here, rules_of(here.site), looked))


@router.post("")
def change(
    here: Admin, mode: Annotated[str, Form()] = "", kinds: Annotated[tuple[str, ...], Form()] = ()
) -> Response:
    """Set it, from now on."""
    set_rules(here.site, here.actor, mode, kinds)
    return here.to(f"{ADDRESS}?gedaan=bewaard")


@router.post("/tellen")
def count(here: Admin) -> Response:
    """Count what there is in the calls that are there."""
    look_through(here.site, here.actor, dry=True)
    return here.to(f"{ADDRESS}#er-al")


@router.post("/nalopen")
def begin(here: Admin) -> Response:
    """Make that unreadable."""
    look_through(here.site, here.actor, dry=False)
    return here.to(f"{ADDRESS}#er-al")
