"""Look what there is of somebody; give it, or erase it; and the proof that it was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response, StreamingResponse

from klankbord.errors import NotFound, NotTaken
from klankbord.report.copies import copy_pages
from klankbord.service.keeping.access_request import Asked, give
from klankbord.service.keeping.copying import copyable
from klankbord.service.keeping.erasing import erase, look_for
from klankbord.service.keeping.given_archive import Told
from klankbord.service.keeping.requests import list_requests
from klankbord.service.keeping.retention_terms import read_all_terms
from klankbord.service.learning.reminding import local
from klankbord.web.door import Admin, Number, Visit
from klankbord.web.forms import numbers
from klankbord.web.pages.verzoeken.copy import CopyView, places_of
from klankbord.web.pages.verzoeken.view import FoundView, ProofView, RequestsView

HERE = "/beheer/verzoeken"
MOST = 100_000
"""So many fields a form of ours may send: somebody can have many calls."""
router = APIRouter(prefix=HERE, form_limits={"max_fields": MOST})
Picked = Annotated[tuple[str, ...], Form()]
Text = Annotated[str, Form()]


@router.get("")
def show(here: Admin) -> Response:
    """Who is it about? And what was done before."""
    return _ask(here)


async def chosen(  # noqa: PLR0913, PLR0917 (a form)
    here: Admin,
    call: Picked = (),
    party: Picked = (),
    note: Picked = (),
    others: Text = "",
    originals: Text = "",
    authors: Text = "",
    language: Text = "",
    also: Text = "",
) -> Asked:
    """What is to go in a copy, as it is filled in."""
    return Asked(
        picked=frozenset(numbers(call)),
        places=places_of(party),
        others=others,
        originals=bool(originals),
        notes=note,
        authors=bool(authors),
        language=language or here.language,
        also=also,
    )


Chosen = Annotated[Asked, Depends(chosen)]


@router.post("")
def look(here: Admin, asked: Chosen, who: Text = "", notes: Text = "") -> Response:
    """What there is; a page at once, so that nobody's number comes in an address."""
    try:
        found = look_for(here.site, here.actor, who)
    except NotTaken as wrong:
        return _ask(here, who, wrong)
    offered = copyable(here.site, here.actor, found, read=asked.picked if notes else None)
    picked = set(asked.picked) if notes else None
    return here.page(FoundView.of(here, who, found, CopyView.of(here, offered, asked), picked))


@router.post("/inzage")
def given(here: Admin, asked: Chosen, who: Text = "", seen: Text = "") -> Response:
    """All of it in one archive."""
    try:
        pieces = give(here.site, here.actor, who, asked=asked, seen=seen, pages=_pages)
    except NotTaken as wrong:
        return _ask(here, who, wrong)
    told = {"content-disposition": 'attachment; filename="klankbord-inzage.zip"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=told)


@router.post("/wissen")
def erased(
    here: Admin,
    asked: Chosen,
    who: Text = "",
    seen: Text = "",
    count: Text = "",
    beside: Picked = (),
) -> Response:
    """Erase it, and go on to the proof."""
    try:
        number = erase(
            here.site,
            here.actor,
            who,
            picked=asked.picked,
            beside=beside,
            seen=seen,
            count=count,
        )
    except NotTaken as wrong:
        return _again(here, who, asked, wrong, beside)
    return here.to(f"{HERE}/{number}?gedaan=gewist")


@router.get("/{number}")
def proof(here: Admin, number: Number) -> Response:
    """That it was done: when, by whom, how many of what; and of nobody."""
    found = next((one for one in list_requests(here.site, here.actor) if one.id == number), None)
    if found is None:
        raise NotFound
    return here.page(ProofView.of(here, found, read_all_terms(here.site)))


def _pages(told: Told) -> Iterator[tuple[str, Iterable[str]]]:
    return copy_pages(told, local)


def _again(here: Visit, who: str, asked: Asked, wrong: NotTaken, beside: Iterable[str]) -> Response:
    """What was found, once more, with what is wrong."""
    if {mistake.field for mistake in wrong.mistakes} != {"count"}:
        return _ask(here, who, wrong)
    found = look_for(here.site, here.actor, who)
    copy = CopyView.of(here, copyable(here.site, here.actor, found), asked)
    view = FoundView.of(here, who, found, copy, set(asked.picked), wrong, set(beside))
    return here.page(view, wrong.http_status)


def _ask(here: Visit, who: str = "", wrong: NotTaken | None = None) -> Response:
    view = RequestsView.of(here, list_requests(here.site, here.actor), who, wrong)
    return here.page(view, wrong.http_status if wrong else 200)
