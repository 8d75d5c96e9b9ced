"""The address without a path."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from klankbord.web.door import Here

router = APIRouter()
SELLERS, COACHES = "/vandaag", "/gesprekken"
"""Where somebody who is signed in begins."""


@router.get("/")
def begin(here: Here) -> Response:
    """On to where somebody begins; a guest is led to sign in from there."""
    return here.to(COACHES if here.actor.role == "coach" else SELLERS)
