"""One's own development, what becomes of experiments, and answers to proposals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.learning.development import read_development
from klankbord.service.learning.effect import choose
from klankbord.service.learning.proposing import answer
from klankbord.service.site import end_of_day
from klankbord.web.door import Here, Number
from klankbord.web.pages.ontwikkeling.view import DevelopmentView

router = APIRouter(prefix="/ontwikkeling")


@router.get("")
def show(here: Here) -> Response:
    """Me against my own past."""
    return here.page(DevelopmentView.of(here, read_development(here.site, here.actor)))


@router.post("/experimenten/{experiment}")
def end(
    here: Here,
    experiment: Number,
    outcome: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    """A habit by now, let go, or going on otherwise."""
    try:
        choose(here.site, here.actor, experiment, outcome, text=text, until=_end_of(until))
    except NotTaken as wrong:
        found = read_development(here.site, here.actor)
        told = {"changing": experiment, "text": text, "until": until, "wrong": wrong}
        return here.page(DevelopmentView.of(here, found, **told), wrong.http_status)  # type: ignore[arg-type]
    return here.to("/ontwikkeling?gedaan=bewaard")


@router.post("/voorstellen/{proposal}")
def answer_proposal(
    here: Here,
    proposal: Number,
    keep: Annotated[bool, Form()] = False,  # noqa: FBT002 (whoever says nothing keeps nothing)
) -> Response:
    """Keep a proposed call for later, or be proposed it never again."""
    answer(here.site, here.actor, proposal, keep=keep)
    return here.to("/review?gedaan=bewaard" if keep else "/review")


def _end_of(day: str) -> datetime | None:
    """The end of a day, as a form gives it; None where it is none."""
    try:
        return end_of_day(date.fromisoformat(day))
    except (ValueError, OverflowError):
        return None
