"""Today: keep a call for later, answer three questions or skip them, and go on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import FileResponse, JSONResponse, Response

from klankbord.coaching.reframing import wording
from klankbord.errors import BadForm
from klankbord.service.learning.flagging import answer_questions, drop, flag
from klankbord.service.learning.today import put_on_list, read_today, strike_off
from klankbord.web.door import Here, Number
from klankbord.web.page import HERE
from klankbord.web.pages.vandaag.view import ShellView, TodayView

router = APIRouter(prefix="/vandaag")
LONGEST_KEY = 64
ROW = 1 << 63


class Kept(BaseModel):
    """A flag as the page sends it: `key` is its own, `at` the moment by the browser's clock."""

    key: str = ""
    good: bool = False
    note: str = ""
    number: str = ""
    call: int = 0
    at: str = ""


class Answered(BaseModel):
    """The three questions as they were answered; skipped ones are empty."""

    key: str = ""
    permanent: str = ""
    pervasive: str = ""
    personal: str = ""


class Listed(BaseModel):
    """Something for the list, with a time or none; `at` is when it was written."""

    key: str = ""
    text: str = ""
    time: str = ""
    at: str = ""


@router.get("")
def page(here: Here, bewaard: Annotated[int, Query(ge=0, lt=ROW)] = 0) -> Response:
    """What to do next."""
    return here.page(TodayView.of(here, read_today(here.site, here.actor, bewaard)))


@router.post("/bewaar")
def keep(here: Here, sent: Annotated[Kept, Form()]) -> Response:
    """Keep a call for later."""
    number = flag(
        here.site,
        here.actor,
        _key(sent.key),
        good=sent.good,
        note=sent.note,
        number=sent.number,
        at=_moment(sent.at),
        call=sent.call or None,
    )
    return here.to(f"/vandaag?bewaard={number}" if not sent.good else "/vandaag?gedaan=later")


@router.post("/vragen")
def answer(here: Here, sent: Annotated[Answered, Form()]) -> Response:
    """Keep the answers to the three questions."""
    answers = sent.model_dump(exclude={"key"})
    answer_questions(here.site, here.actor, _key(sent.key), answers)
    return here.to("/vandaag")


@router.post("/bewaard/{number}/weg")
def undo(here: Here, number: Number) -> Response:
    """Take a flag back."""
    drop(here.site, here.actor, number)
    return here.to("/vandaag?gedaan=verwijderd")


@router.post("/lijst")
def put(here: Here, sent: Annotated[Listed, Form()]) -> Response:
    """Put something on the list."""
    written = _moment(sent.at)
    put_on_list(here.site, here.actor, _key(sent.key), sent.text, sent.time, written)
    return here.to("/vandaag#lijst")


@router.post("/lijst/{number}/klaar")
def done(here: Here, number: Number) -> Response:
    """Strike it off."""
    strike_off(here.site, here.actor, number)
    return here.to("/vandaag")


@router.get("/los")
def shell(here: Here) -> Response:
    """The page as a browser keeps it for when there is no connection: without anybody's calls."""
    return here.page(ShellView.of(here))


@router.get("/woorden.json")
def words(here: Here) -> Response:
    """By what a browser finds permanent, pervasive and personal wording, all by itself."""
    return JSONResponse(wording(here.language))


@router.get("/werker.js", include_in_schema=False)
def worker() -> Response:
    """What opens this page where there is no connection; it may do so for this page alone."""
    path = HERE / "static" / "vandaag-werker.js"
    headers = {"service-worker-allowed": "/vandaag", "cache-control": "no-cache"}
    return FileResponse(path, media_type="text/javascript", headers=headers)


def _key(key: str) -> str:
    """What makes a thing that is sent twice the same thing."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadForm
    return key


def _moment(told: str) -> datetime | None:
    """A moment by the browser's clock; None where it tells none."""
    try:
        return datetime.fromisoformat(told).astimezone(UTC) if told else None
    except (ValueError, OverflowError):
        return None
