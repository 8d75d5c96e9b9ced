"""Writing down how the other party of a call was told; taking it away; calling it private."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from klankbord.errors import NotFound, NotTaken
from klankbord.service.privacy.consent import note_by_hand, own_call, read_waiting
from klankbord.service.privacy.private import call_private, let_see, may_be_private
from klankbord.service.privacy.settling import throw_away
from klankbord.web.dates import moment_of
from klankbord.web.door import Here, Number, Visit
from klankbord.web.pages.gesprek.toestemming.view import PrivateView, WaitingView

router = APIRouter(prefix="/gesprekken/{call:int}")


class Noted(BaseModel):
    """The form as it was filled in."""

    how: str = ""
    text: str = ""
    told_at: str = ""


@router.get("/toestemming")
def show(here: Here, call: Number) -> Response:
    """A call of one's own that waits; of one that does not, its own page."""
    return _page(here, call)


@router.post("/toestemming")
def note(here: Here, call: Number, sent: Annotated[Noted, Form()]) -> Response:
    """Note how the other party was told."""
    try:
        note_by_hand(here.site, here.actor, call, sent.how, sent.text, moment_of(sent.told_at))
    except NotTaken as wrong:
        return _page(here, call, sent, wrong)
    return here.to(f"/gesprekken/{call}?gedaan=genoteerd#toestemming")


@router.post("/toestemming/weg")
def throw(here: Here, call: Number) -> Response:
    """The other party was not told: away with it."""
    throw_away(here.site, here.actor, call)
    return here.to("/vandaag?gedaan=prive")


@router.get("/prive")
def ask(here: Here, call: Number, van: str = "") -> Response:
    """Which call would go as a private one, and whether that is what is wanted."""
    found = may_be_private(here.site, here.actor, call)
    return here.page(PrivateView.of(here, found, from_call=van == "gesprek"))


@router.post("/prive")
def private(here: Here, call: Number) -> Response:
    """Away with a private call."""
    call_private(here.site, here.actor, call)
    return here.to("/vandaag?gedaan=prive")


@router.post("/zichtbaar")
def seen(here: Here, call: Number) -> Response:
    """Let it be seen by who may."""
    let_see(here.site, here.actor, call)
    return here.to(f"/gesprekken/{call}?gedaan=zichtbaar")


def _page(
    here: Visit, call: int, sent: Noted | None = None, wrong: NotTaken | None = None
) -> Response:
    try:
        waiting = read_waiting(here.site, here.actor, call)
    except NotFound:
        with here.site.database.reading() as connection:
            found = own_call(connection, here.actor, call)
        if wrong is None:
            return here.to(f"/gesprekken/{call}#toestemming")
        view = WaitingView.of(here, found, None, sent.model_dump() if sent else None, wrong)
        return here.page(view, wrong.http_status)
    filled = sent.model_dump() if sent else None
    view = WaitingView.of(here, waiting.call, waiting.until, filled, wrong)
    return here.page(view, wrong.http_status if wrong else 200)
