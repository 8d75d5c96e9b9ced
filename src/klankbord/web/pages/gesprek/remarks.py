"""Contest a figure of one's own call, or add context to it; and take that back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.service.calls import remarks
from klankbord.web.door import Here, Number

router = APIRouter(prefix="/gesprekken/{call:int}/kanttekeningen")


@router.post("")
def add(
    here: Here,
    call: Number,
    text: Annotated[str, Form()] = "",
    measure: Annotated[str, Form()] = "",
) -> Response:
    """Say something of the call, or of a figure."""
    remarks.remark(here.site, here.actor, call, text, measure)
    place = f"m-{measure}" if measure else "context"
    return here.to(f"/gesprekken/{call}?gedaan=bewaard#{place}")


@router.post("/{number}/weg")
def remove(here: Here, call: Number, number: Number) -> Response:
    """Take it back."""
    remarks.remove_remark(here.site, here.actor, call, number)
    return here.to(f"/gesprekken/{call}?gedaan=verwijderd")
