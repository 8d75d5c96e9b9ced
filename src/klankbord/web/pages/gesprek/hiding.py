"""Making words of a turn unreadable, from the page of their call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.conversation.assembly import clean
from klankbord.errors import CannotMend, MendedMeanwhile, NoSuchTurn, NotMarked
from klankbord.service.calls.mending import fetch_to_mend, turn_now
from klankbord.service.redaction.hiding import hide_words
from klankbord.web.door import Here, Number
from klankbord.web.pages.gesprek.mending import CUT, again
from klankbord.web.pages.gesprek.mending_view import Typed

if TYPE_CHECKING:
    from klankbord.web.door import Visit

router = APIRouter(prefix="/gesprekken/{call:int}")
BARS = 2


@router.post("/beurten/{turn}/onleesbaar")
def hide(
    here: Here,
    call: Number,
    turn: int,
    seen: Annotated[int, Form()],
    text: Annotated[str, Form()] = "",
) -> Response:
    """The words between two marks in the text of a turn, or all of it, are unreadable from now."""
    typed = Typed(turn, text=text)
    try:
        hide_words(here.site, here.actor, call, seen, turn, _words(here, call, seen, turn, text))
    except MendedMeanwhile as error:
        now = turn_now(here.site, here.actor, call, seen, turn)
        return again(here, call, error, replace(typed, turn=now))
    except CannotMend as error:
        return again(here, call, error, typed)
    return here.to(f"/gesprekken/{call}?gedaan=onleesbaar#t{turn}")


def _words(here: Visit, call: int, seen: int, turn: int, text: str) -> tuple[int, int]:
    """The places in the turn's text between which the marks stand."""
    _, conversation = fetch_to_mend(here.site, here.actor, call, seen, seen)
    if not 1 <= turn <= len(conversation.turns):
        raise NoSuchTurn(turn)
    said = conversation.turns[turn - 1].text
    pieces = text.split(CUT)
    if len(pieces) == 1 and clean(text) == said:
        return 0, len(said)
    if len(pieces) != BARS + 1 or clean("".join(pieces)) != said:
        raise NotMarked
    start = len(clean(pieces[0]))
    return start, len(clean(pieces[0] + pieces[1]))
