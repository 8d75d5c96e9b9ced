"""Calls: the list, one, what was said in it, its figures and its moments; and searching."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from klankbord.errors import FiguresFolded
from klankbord.report.as_json import report_json
from klankbord.service.calls.listing import Piece, list_calls, read_call
from klankbord.service.calls.opening import Opened, open_call
from klankbord.web.api.asked import Filters, Words
from klankbord.web.api.door import Caller, Number, Reader
from klankbord.web.api.shapes import (
    CallList,
    FoundList,
    Moments,
    OneCall,
    Readings,
    Transcript,
)

router = APIRouter(tags=["calls"])
FOLDED: dict[int | str, dict[str, Any]] = {409: {"description": "Its figures are folded."}}


@router.get("/calls")
def list_them(who: Reader, asked: Annotated[Filters, Query()]) -> CallList:
    """The calls that you may see, the newest first, undated ones last."""
    return CallList.of(_found(who, asked))


@router.get("/search")
def search(who: Reader, asked: Annotated[Words, Query()]) -> FoundList:
    """The calls in which something was said, with the first turns that have it.

    Words of a title or a customer's name find a call too, then without a turn.
    """
    return FoundList.of(_found(who, asked))


@router.get("/calls/{id}")
def one(who: Reader, id: Number) -> OneCall:  # noqa: A002 (its name in the address)
    """A call, with who took part. That a coach read it is noted, for whose call it is."""
    return OneCall.of(read_call(who.site, who.actor, id))


@router.get("/calls/{id}/transcript")
def transcript(who: Reader, id: Number) -> Transcript:  # noqa: A002
    """What was said in a call, as its newest revision has it."""
    return Transcript.of(read_call(who.site, who.actor, id))


@router.get("/calls/{id}/readings", responses=FOLDED)
def readings(who: Reader, id: Number) -> Readings:  # noqa: A002
    """What was measured of a call."""
    opened, told = _measured(who, id)
    return Readings(call=id, revision=opened.call.revision, items=told["readings"])


@router.get("/calls/{id}/moments", responses=FOLDED)
def moments(who: Reader, id: Number) -> Moments:  # noqa: A002
    """The moments behind those figures."""
    opened, told = _measured(who, id)
    return Moments(call=id, revision=opened.call.revision, items=told["moments"])


def _found(who: Caller, asked: Filters) -> Piece:
    wanted, after = asked.wanted(), asked.after
    return list_calls(
        who.site,
        who.actor,
        wanted,
        limit=asked.limit,
        after=after,
        added_after=asked.added_after,
    )


def _measured(who: Caller, call: int) -> tuple[Opened, dict[str, Any]]:
    """What was measured of a call, as a report has it.

    Raises:
        FiguresFolded: they are not to be seen yet.
    """
    opened = open_call(who.site, who.actor, call)
    if opened.folded:
        raise FiguresFolded
    return opened, report_json(opened.measured, opened.conversation, 0)
