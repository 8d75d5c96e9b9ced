"""Putting a call in the library, saying yes to that, taking it out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.service.keeping.holding import put_in_library, say_yes, take_out
from klankbord.web.door import Here, Number

router = APIRouter(prefix="/gesprekken/{call:int}/bibliotheek")


@router.post("")
def put(here: Here, call: Number, reason: Annotated[str, Form()] = "") -> Response:
    """Keep it longer; or ask whose call it is whether that may be."""
    inside = put_in_library(here.site, here.actor, call, reason)
    return here.to(f"/gesprekken/{call}?gedaan={'bewaard' if inside else 'navraag'}#bewaren")


@router.post("/ja")
def agree(here: Here, call: Number) -> Response:
    """It may."""
    say_yes(here.site, here.actor, call)
    return here.to("/bewaren?gedaan=bewaard")


@router.post("/weg")
def out(here: Here, call: Number) -> Response:
    """It may not, or no longer."""
    take_out(here.site, here.actor, call)
    return here.to("/bewaren?gedaan=verwijderd")
