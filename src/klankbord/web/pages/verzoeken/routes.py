"""Look what there is of somebody; give it, or erase it; and the proof that it was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response, StreamingResponse

from klankbord.errors import NotFound, NotTaken
from klankbord.service.keeping.access_request import give
from klankbord.service.keeping.erasing import erase, look_for
from klankbord.service.keeping.requests import list_requests
from klankbord.service.keeping.retention_terms import read_all_terms
from klankbord.web.door import Admin, Number, Visit
from klankbord.web.forms import numbers
from klankbord.web.pages.verzoeken.view import FoundView, ProofView, RequestsView

HERE = "/beheer/verzoeken"
router = APIRouter(prefix=HERE)
Picked = Annotated[tuple[str, ...], Form()]
Text = Annotated[str, Form()]


@router.get("")
def show(here: Admin) -> Response:
    """Who is it about? And what was done before."""
    return _ask(here)


@router.post("")
def look(here: Admin, who: Text = "") -> Response:
    """What there is; a page at once, so that nobody's number comes in an address."""
    try:
        found = look_for(here.site, here.actor, who)
    except NotTaken as wrong:
        return _ask(here, who, wrong)
    return here.page(FoundView.of(here, who, found))


@router.post("/inzage")
def given(
    here: Admin, who: Text = "", seen: Text = "", others: Text = "", call: Picked = ()
) -> Response:
    """All of it in one archive."""
    try:
        pieces = give(
            here.site,
            here.actor,
            who,
            picked=numbers(call),
            seen=seen,
            others=bool(others),
        )
    except NotTaken as wrong:
        return _ask(here, who, wrong)
    told = {"content-disposition": 'attachment; filename="klankbord-inzage.zip"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=told)


@router.post("/wissen")
def erased(
    here: Admin, who: Text = "", seen: Text = "", count: Text = "", call: Picked = ()
) -> Response:
    """Erase it, and go on to the proof."""
    picked = numbers(call)
    try:
        number = erase(here.site, here.actor, who, picked=picked, seen=seen, count=count)
    except NotTaken as wrong:
        return _again(here, who, picked, wrong)
    return here.to(f"{HERE}/{number}?gedaan=gewist")


@router.get("/{number}")
def proof(here: Admin, number: Number) -> Response:
    """That it was done: when, by whom, how many of what; and of nobody."""
    found = next((one for one in list_requests(here.site, here.actor) if one.id == number), None)
    if found is None:
        raise NotFound
    return here.page(ProofView.of(here, found, read_all_terms(here.site)))


def _again(here: Visit, who: str, picked: Iterable[int], wrong: NotTaken) -> Response:
    """What was found, once more, with what is wrong."""
    if {mistake.field for mistake in wrong.mistakes} != {"count"}:
        return _ask(here, who, wrong)
    found = look_for(here.site, here.actor, who)
    return here.page(FoundView.of(here, who, found, set(picked), wrong), wrong.http_status)


def _ask(here: Visit, who: str = "", wrong: NotTaken | None = None) -> Response:
    view = RequestsView.of(here, list_requests(here.site, here.actor), who, wrong)
    return here.page(view, wrong.http_status if wrong else 200)
