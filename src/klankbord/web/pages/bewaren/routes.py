"""Set the terms, hold calls; see what of one's own goes, and say yes to the library."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from klankbord.errors import NotFound, NotTaken
from klankbord.i18n import N_
from klankbord.service.keeping.holding import hold_call, lift_hold, list_held, list_shelf
from klankbord.service.keeping.retention_terms import NAMES, read_all_terms, set_terms
from klankbord.service.keeping.what_goes import going_of_house, going_of_own
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
def show(here: Admin) -> Response:
    """The terms, and what is held."""
    return _house(here)


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
    found = next(iter(numbers([call.strip()])), 0)
    try:
        hold_call(here.site, here.actor, found, reason)
    except NotTaken as wrong:
        return _house(here, held={"call": call, "reason": reason}, wrong=wrong)
    except NotFound:
        text = here.translate(N_("Er is geen gesprek met dit nummer."))
        return _house(here, held={"call": call, "reason": reason}, unknown=text)
    return here.to(f"{HOUSE}?gedaan=vastgehouden#vast")


@router.post(f"{HOUSE}/vasthouden/{{call}}/los")
def let_go(here: Admin, call: Number) -> Response:
    """Hold it no longer."""
    lift_hold(here.site, here.actor, call)
    return here.to(f"{HOUSE}?gedaan=losgelaten#vast")


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
) -> Response:
    view = HouseKeepingView.of(
        here,
        read_all_terms(here.site),
        going_of_house(here.site, here.actor),
        list_held(here.site, here.actor),
        terms_filled=terms,
        held_filled=held,
        wrong=wrong,
        unknown=unknown,
    )
    return here.page(view, wrong.http_status if wrong else 422 if unknown else 200)
