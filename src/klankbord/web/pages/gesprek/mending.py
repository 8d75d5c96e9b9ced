"""Mending a call from its page: who speaks, what they say, and back to how it was."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from klankbord.conversation import Side
from klankbord.conversation.assembly import clean
from klankbord.conversation.mending import (
    Edit,
    Give,
    GiveAll,
    Join,
    Merge,
    Rename,
    Reword,
    SetSide,
    Split,
)
from klankbord.errors import NoCut
from klankbord.service.mending import go_back, mend
from klankbord.web.door import Here, Number, Visit

router = APIRouter(prefix="/gesprekken/{call:int}")

Seen = Annotated[int, Form()]
"""The revision that the page showed."""
Text = Annotated[str, Form()]
CUT = "|"
"""What stands where a turn is to be split."""


class Named(BaseModel):
    """Somebody's name and side, as their form sends them."""

    seen: int
    party: str = ""
    name: str = ""
    side: Side


@router.post("/spreker")
def name(here: Here, call: Number, sent: Annotated[Named, Form()]) -> Response:
    """Somebody's name and side."""
    edits = Rename(sent.party, sent.name), SetSide(sent.party, sent.side)
    return _mended(here, call, sent.seen, *edits)


@router.post("/spreker/samen")
def merge(here: Here, call: Number, seen: Seen, party: Text = "", into: Text = "") -> Response:
    """Two speakers are one and the same."""
    return _mended(here, call, seen, Merge(party, into))


class Given(BaseModel):
    """To whom turns are given: somebody who is there, or somebody new by their name."""

    seen: int
    party: str = ""
    to: str = ""
    name: str = ""


@router.post("/spreker/beurten")
def give_all(here: Here, call: Number, sent: Annotated[Given, Form()]) -> Response:
    """All that somebody says, somebody else says."""
    return _mended(here, call, sent.seen, GiveAll(sent.party, sent.to, sent.name))


@router.post("/beurten/{turn}/tekst")
def reword(here: Here, call: Number, turn: int, seen: Seen, text: Text = "") -> Response:
    """What is said in a turn."""
    return _mended(here, call, seen, Reword(turn, text), turn=turn)


@router.post("/beurten/{turn}/splitsen")
def split(here: Here, call: Number, turn: int, seen: Seen, text: Text = "") -> Response:
    """A turn becomes two at the mark in its text, which may be mended at once."""
    before, cut, after = text.partition(CUT)
    if not cut or CUT in after:
        raise NoCut
    first, second = clean(before), clean(after)
    apart = " " if before[-1:].isspace() or after[:1].isspace() else ""
    edits = Reword(turn, first + apart + second), Split(turn, len(first))
    return _mended(here, call, seen, *edits, turn=turn)


@router.post("/beurten/{turn}/samenvoegen")
def join(here: Here, call: Number, turn: int, seen: Seen, text: Text = "") -> Response:
    """A turn becomes one with the next of the same speaker; its text may be mended at once."""
    return _mended(here, call, seen, Reword(turn, text), Join(turn), turn=turn)


@router.post("/beurten/{turn}/geven")
def give(here: Here, call: Number, turn: int, sent: Annotated[Given, Form()]) -> Response:
    """Somebody else said this."""
    return _mended(here, call, sent.seen, Give(turn, sent.to, sent.name), turn=turn)


@router.post("/terug")
def back(here: Here, call: Number, seen: Seen, to: Annotated[int, Form()]) -> Response:
    """Back to how it was."""
    go_back(here.site, here.actor, call, seen, to)
    return here.to(f"/gesprekken/{call}?gedaan=verbeterd")


def _mended(here: Visit, call: int, seen: int, *edits: Edit, turn: int = 0) -> Response:
    mend(here.site, here.actor, call, seen, *edits)
    return here.to(f"/gesprekken/{call}?gedaan=verbeterd" + (f"#t{turn}" if turn else ""))
