"""Mending a call from its page: who speaks, what they say, and back to how it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
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
from klankbord.errors import (
    CannotMend,
    KlankbordError,
    MendedMeanwhile,
    NoCut,
    NoSuchParty,
    TooManyParties,
    TooManyTurns,
)
from klankbord.service.calls.mending import go_back, mend, turn_now
from klankbord.service.calls.opening import open_call
from klankbord.service.intake.seats import seller_on
from klankbord.web.door import Here, Number, Visit
from klankbord.web.pages.gesprek.keeping_view import Asked
from klankbord.web.pages.gesprek.mending_view import NEWCOMER, Typed, told
from klankbord.web.pages.gesprek.view import CallView

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
    typed = Typed(party=sent.party, name=sent.name, side=sent.side.value)
    return _mended(here, call, sent.seen, edits, typed)


@router.post("/spreker/samen")
def merge(here: Here, call: Number, seen: Seen, party: Text = "", into: Text = "") -> Response:
    """Two speakers are one and the same."""
    return _mended(here, call, seen, [Merge(party, into)], Typed(party=party, to=into))


class Given(BaseModel):
    """To whom turns are given: somebody who is there, or somebody new by their name."""

    seen: int
    party: str = ""
    to: str = ""
    name: str = ""

    @property
    def known(self) -> str:
        """Who of those who are there; "" for somebody new."""
        return "" if self.to == NEWCOMER else self.to


@router.post("/spreker/beurten")
def give_all(here: Here, call: Number, sent: Annotated[Given, Form()]) -> Response:
    """All that somebody says, somebody else says."""
    edits = [GiveAll(sent.party, sent.known, sent.name)]
    typed = Typed(party=sent.party, to=sent.to, newcomer=sent.name)
    return _mended(here, call, sent.seen, edits, typed)


@router.post("/beurten/{turn}/tekst")
def reword(here: Here, call: Number, turn: int, seen: Seen, text: Text = "") -> Response:
    """What is said in a turn."""
    return _mended(here, call, seen, [Reword(turn, text)], Typed(turn, text=text))


@router.post("/beurten/{turn}/splitsen")
def split(here: Here, call: Number, turn: int, seen: Seen, text: Text = "") -> Response:
    """A turn becomes two at the mark in its text, which may be mended at once."""
    return _mended(here, call, seen, _split(turn, text), Typed(turn, text=text))


@router.post("/beurten/{turn}/samenvoegen")
def join(here: Here, call: Number, turn: int, seen: Seen, text: Text = "") -> Response:
    """A turn becomes one with the next of the same speaker; its text may be mended at once."""
    edits = Reword(turn, text), Join(turn)
    return _mended(here, call, seen, edits, Typed(turn, text=text))


@router.post("/beurten/{turn}/geven")
def give(here: Here, call: Number, turn: int, sent: Annotated[Given, Form()]) -> Response:
    """Somebody else said this."""
    edits = [Give(turn, sent.known, sent.name)]
    return _mended(here, call, sent.seen, edits, Typed(turn, to=sent.to, newcomer=sent.name))


@router.post("/kanalen")
def seat(here: Here, call: Number, seen: Seen, party: Text = "") -> Response:
    """Whose channel is that of who sells; the other of two is then the customer's."""
    opened = open_call(here.site, here.actor, call)
    edit = seller_on(opened.conversation, party, here.site.settings.language)
    if edit is None:
        raise NoSuchParty
    return _mended(here, call, seen, [edit], Typed())


@router.post("/terug")
def back(here: Here, call: Number, seen: Seen, to: Annotated[int, Form()]) -> Response:
    """Back to how it was."""
    try:
        after = go_back(here.site, here.actor, call, seen, to)
    except MendedMeanwhile as error:
        return again(here, call, error, Typed())
    return here.to(_done(call, seen, after))


def _split(turn: int, text: str) -> Iterator[Edit]:
    before, cut, after = text.partition(CUT)
    if not cut or CUT in after:
        raise NoCut
    first, second = clean(before), clean(after)
    apart = " " if before[-1:].isspace() or after[:1].isspace() else ""
    yield Reword(turn, first + apart + second)
    yield Split(turn, len(first))


def _mended(here: Visit, call: int, seen: int, edits: Iterable[Edit], typed: Typed) -> Response:
    """The page with the mend on it; or with its form, as it was typed, and why it was not taken."""
    try:
        after = mend(here.site, here.actor, call, seen, *edits)
    except MendedMeanwhile as error:
        now = turn_now(here.site, here.actor, call, seen, typed.turn)
        return again(here, call, error, replace(typed, turn=now))
    except (CannotMend, TooManyTurns, TooManyParties) as error:
        return again(here, call, error, typed)
    return here.to(_done(call, seen, after) + (f"#t{typed.turn}" if typed.turn else ""))


def _done(call: int, seen: int, after: int) -> str:
    """The address that tells what was done; where something changed, with how it was before."""
    was = f"&was={seen}" if after != seen else ""
    return f"/gesprekken/{call}?gedaan=verbeterd{was}"


def again(here: Visit, call: int, error: KlankbordError, typed: Typed) -> Response:
    """The page with a form that was not taken, as it was typed, and why."""
    opened = open_call(here.site, here.actor, call)
    wrong = replace(typed, mistake=told(error, here.translate))
    view = CallView.of(here, opened, Asked(mend=typed.turn), cues=False, wrong=wrong)
    return here.page(view, error.http_status)
