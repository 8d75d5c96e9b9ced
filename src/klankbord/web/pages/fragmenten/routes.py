"""The clips of all calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from klankbord.service.calls.all_clips import all_clips
from klankbord.web.door import Here
from klankbord.web.pages.fragmenten.view import ClipsView

router = APIRouter()


@router.get("/fragmenten")
def clips(here: Here, pagina: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """One's own, and those that others share."""
    found = all_clips(here.site, here.actor, pagina)
    return here.page(ClipsView.of(here, found, pagina))
