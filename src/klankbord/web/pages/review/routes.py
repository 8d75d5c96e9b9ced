"""The queue: flags that wait, reviews under way and closed, and what can be done with a flag."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.service.learning import flagging
from klankbord.service.learning.queue import queue_of
from klankbord.service.learning.reviewing import begin
from klankbord.web.door import Here, Number
from klankbord.web.pages.review.view import QueueView

router = APIRouter(prefix="/review")
BACK = "/review?gedaan=bewaard"


@router.get("")
def page(here: Here) -> Response:
    """What waits, what is under way, and what was learned."""
    return here.page(QueueView.of(here, queue_of(here.site, here.actor)))


@router.post("/bewaard/{flag}/begin")
def start(
    here: Here,
    flag: Number,
    manner: Annotated[str, Form()] = "",
    coach: Annotated[int, Form(ge=0, lt=1 << 63)] = 0,
) -> Response:
    """Begin the review of a flag: alone, or with a coach."""
    return here.to(f"/review/{begin(here.site, here.actor, flag, manner, coach)}")


@router.post("/bewaard/{flag}/deel")
def share(here: Here, flag: Number, coach: Annotated[int, Form(ge=1, lt=1 << 63)]) -> Response:
    """Let one coach see it."""
    flagging.share(here.site, here.actor, flag, coach)
    return here.to(BACK)


@router.post("/bewaard/{flag}/terug")
def take_back(here: Here, flag: Number) -> Response:
    """Let nobody else see it any more."""
    flagging.unshare(here.site, here.actor, flag)
    return here.to(BACK)


@router.post("/bewaard/{flag}/gesprek")
def name(here: Here, flag: Number, call: Annotated[int, Form(ge=1, lt=1 << 63)]) -> Response:
    """Say which call it is about."""
    flagging.name_call(here.site, here.actor, flag, call)
    return here.to(BACK)


@router.post("/bewaard/{flag}/weg")
def drop(here: Here, flag: Number) -> Response:
    """Take it off the queue."""
    flagging.drop(here.site, here.actor, flag)
    return here.to("/review?gedaan=verwijderd")
