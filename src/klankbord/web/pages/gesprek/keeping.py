"""What somebody keeps of a call, from its page: comments at a turn, and clips."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from klankbord.service.calls import clips, comments
from klankbord.service.calls.clip_sound import clip_sound
from klankbord.web.door import Here, Number
from klankbord.web.ranges import in_range

router = APIRouter(prefix="/gesprekken/{call:int}")


class Written(BaseModel):
    """A comment as its form sends it."""

    text: str = ""
    shared: bool = False


class WrittenAt(Written):
    """A new one: at a turn, of the revision that the page showed; or at its words [start, end)."""

    seen: int
    turn: int
    start: int = 0
    end: int = 0


class Titled(BaseModel):
    """A clip as its form sends it."""

    title: str = ""
    shared: bool = False


class Clipped(Titled):
    """A new one: from one turn until another, of the revision that the page showed."""

    seen: int
    turn: int
    until: int


@router.post("/opmerkingen")
def comment(here: Here, call: Number, sent: Annotated[WrittenAt, Form()]) -> Response:
    """Write something at a turn."""
    where = call, sent.seen, sent.turn
    words = (sent.start, sent.end) if sent.end else None
    number = comments.comment(
        here.site, here.actor, *where, sent.text, shared=sent.shared, words=words
    )
    return here.to(f"/gesprekken/{call}#o{number}")


@router.post("/opmerkingen/{number}")
def rewrite(here: Here, call: Number, number: Number, sent: Annotated[Written, Form()]) -> Response:
    """Write it anew, or share it."""
    comments.rewrite(here.site, here.actor, call, number, sent.text, shared=sent.shared)
    return here.to(f"/gesprekken/{call}#o{number}")


@router.post("/opmerkingen/{number}/weg")
def remove_comment(here: Here, call: Number, number: Number) -> Response:
    """Remove it."""
    comments.remove_comment(here.site, here.actor, call, number)
    return here.to(f"/gesprekken/{call}?gedaan=verwijderd")


@router.post("/fragmenten")
def clip(here: Here, call: Number, sent: Annotated[Clipped, Form()]) -> Response:
    """Keep a piece, from one turn to another."""
    turns = sent.turn, sent.until
    number = clips.clip(
        here.site, here.actor, call, sent.seen, turns, sent.title, shared=sent.shared
    )
    return here.to(f"/gesprekken/{call}?fragment={number}#t{min(turns)}")


@router.post("/fragmenten/{number}")
def retitle(here: Here, call: Number, number: Number, sent: Annotated[Titled, Form()]) -> Response:
    """Give it another title, or share it."""
    clips.retitle(here.site, here.actor, call, number, sent.title, shared=sent.shared)
    return here.to(f"/gesprekken/{call}?gedaan=bewaard#f{number}")


@router.post("/fragmenten/{number}/weg")
def remove_clip(here: Here, call: Number, number: Number) -> Response:
    """Remove it."""
    clips.remove_clip(here.site, here.actor, call, number)
    return here.to(f"/gesprekken/{call}?gedaan=verwijderd")


@router.get("/fragmenten/{number:int}.wav")
def sound(here: Here, call: Number, number: Number) -> Response:
    """The sound of a clip, to play or to take away, whole or the range that is asked for."""
    made = clip_sound(here.site, here.actor, call, number)
    named = {"content-disposition": f'attachment; filename="fragment-{call}-{number}.wav"'}
    return in_range(made, here.request.headers.get("range"), "audio/wav", named)
