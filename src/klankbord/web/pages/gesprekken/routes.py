"""The library: find calls, and keep a search."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from klankbord.service.calls import saved
from klankbord.service.calls.finding import Wanted, choices, find
from klankbord.web.door import Here
from klankbord.web.pages.gesprekken.view import LibraryView

router = APIRouter()


@router.get("/gesprekken")
def library(here: Here, pagina: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """The calls that are looked for; all of them without a question."""
    given = here.request.query_params.multi_items()
    if not all(value for _, value in given):  # as a form without script sends what is left open
        return here.to("/gesprekken?" + urlencode([(n, value) for n, value in given if value]))
    wanted = Wanted.of(here.request.query_params)
    misread = Wanted.misread(here.request.query_params)
    found = find(here.site, here.actor, wanted, pagina)
    people, types = choices(here.site, here.actor)
    kept = saved.saved(here.site, here.actor)
    return here.page(LibraryView.of(here, wanted, found, pagina, people, types, kept, misread))


@router.post("/gesprekken/zoekopdrachten")
def keep(
    here: Here, name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = ""
) -> Response:
    """Keep a search."""
    from urllib.parse import parse_qsl

    wanted = Wanted.of(dict(parse_qsl(query[:4000])))
    saved.keep(here.site, here.actor, name, wanted)
    return here.to(f"/gesprekken?{wanted.address}")


@router.post("/gesprekken/zoekopdrachten/{search}/weg")
def remove(here: Here, search: int) -> Response:
    """Remove a search that was kept."""
    saved.remove(here.site, here.actor, search)
    return here.to("/gesprekken")
