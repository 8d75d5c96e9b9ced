"""Set the terms, hold calls; see what of one's own goes, and say yes to the library."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from klankbord.errors import NotFound, NotTaken
from klankbord.i18n import N_
from klankbord.service.keeping.holding import hold_call, lift_hold, list_held, list_shelf
from klankbord.service.keeping.retention_terms import (
    NAMES,
    Terms,
    read_all_terms,
    read_terms_of,
    set_terms,
)
from klankbord.service.keeping.what_goes import going_of_own, would_go
from klankbord.web.door import Admin, Here, Number, Visit
from klankbord.web.forms import numbers
from klankbord.web.pages.bewaren.view import HouseKeepingView, OwnKeepingView

router = APIRouter()
HOUSE = "/beheer/bewaren"


@router.get("/bewaren")
def own(here: Here) -> Response:
    """What of one's own goes before long, and what stays longer."""
    inside, asked = list_shelf(here.site, here.actor)
    going = going_of_own(here.site, here.actor)
    return here.page(OwnKeepingView.of(here, going, inside, asked, read_all_terms(here.site)))


@router.get(HOUSE)
def show(here: Admin, request: Request) -> Response:
    """The terms, and what is held; what would go by others, where those are in the address."""
    asked = request.query_params
    if not any(name in asked for name in NAMES):
        return _house(here)
    return _look(here, {name: asked.get(name, "") for name in NAMES})


@router.post(HOUSE)
async def change(here: Admin, request: Request) -> Response:
    """Set the terms."""
    from starlette.concurrency import run_in_threadpool

    sent = await request.form()
    filled = {name: str(sent.get(name, "")) for name in NAMES}
    return await run_in_threadpool(_set, here, filled)


@router.post(f"{HOUSE}/vasthouden")
def hold(
    here: Admin, call: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = ""
) -> Response:
    """Hold a call, by its number."""
    found = next(iter(numbers([_number_in(call)])), 0)
    try:
        hold_call(here.site, here.actor, found, reason)
    except NotTaken as wrong:
        return _house(here, held={"call": call, "reason": reason}, wrong=wrong)
    except NotFound:
        text = here.translate(N_("Er is geen gesprek met dit nummer."))
        return _house(here, held={"call": call, "reason": reason}, unknown=text)
    return here.to(f"{HOUSE}?gedaan=vastgehouden#vast")


def _number_in(text: str) -> str:
    """The number of a call, from the address of its page or as it stands."""
    found = re.search(r"/gesprekken/(\d+)(?![\d])", text)
    return found[1] if found else text.strip()


@router.post(f"{HOUSE}/vasthouden/{{call}}/los")
def let_go(here: Admin, call: Number) -> Response:
    """Hold it no longer; where its erasure waited for that, it is erased."""
    erased = lift_hold(here.site, here.actor, call)
    return here.to(f"{HOUSE}?gedaan={'alsnog-gewist' if erased else 'losgelaten'}#vast")


def _look(here: Visit, filled: dict[str, str]) -> Response:
    """What would go by other terms; nothing is kept."""
    try:
        return _house(here, terms=filled, looked=read_terms_of(filled))
    except NotTaken as wrong:
        return _house(here, terms=filled, wrong=wrong)


def _set(here: Visit, filled: dict[str, str]) -> Response:
    try:
        set_terms(here.site, here.actor, filled)
    except NotTaken as wrong:
        return _house(here, terms=filled, wrong=wrong)
    return here.to(f"{HOUSE}?gedaan=bewaard")


def _house(
    here: Visit,
    *,
    terms: dict[str, str] | None = None,
    held: dict[str, str] | None = None,
    wrong: NotTaken | None = None,
    unknown: str = "",
    looked: Terms | None = None,
) -> Response:
    view = HouseKeepingView.of(
        here,
        read_all_terms(here.site),
        would_go(here.site, here.actor, looked),
        list_held(here.site, here.actor),
        terms_filled=terms,
        held_filled=held,
        wrong=wrong,
        unknown=unknown,
        looked=looked is not None,
    )
    return here.page(view, wrong.http_status if wrong else 422 if unknown else 200)
