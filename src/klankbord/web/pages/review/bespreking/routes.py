"""One review: its page, what each writes in it, and what comes of it.

Every button of what one writes sends all that stands there, and that is kept first.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from klankbord.errors import BadMoment, NotTaken
from klankbord.service.learning import choosing, resolving, reviewing, talks, writing
from klankbord.service.learning.review_room import open_review, other_is_done
from klankbord.service.site import ZONE
from klankbord.web.door import Here, Number
from klankbord.web.pages.review.bespreking.sent import Sent, read_sent
from klankbord.web.pages.review.bespreking.view import Filled, ReviewView

router = APIRouter(prefix="/review/{review:int}")
Written = Annotated[Sent, Depends(read_sent)]
DONE, BUSY = "klaar", "nog bezig"


class AskedFor(BaseModel):
    """What is open on the page: the coach's side, on the seller's screen; a turn to choose."""

    hier: bool = False
    van: int = 0


@router.get("")
def page(here: Here, review: Number, asked: Annotated[AskedFor, Query()]) -> Response:
    """A review, with what is asked for open on it."""
    room = open_review(here.site, here.actor, review)
    return here.page(ReviewView.of(here, room, here_writes=asked.hier, choose=asked.van))


@router.get("/stand")
def stand(here: Here, review: Number) -> Response:
    """Whether the other is done: one of two words, and nothing else."""
    return PlainTextResponse(DONE if other_is_done(here.site, here.actor, review) else BUSY)


@router.post("/schrijf")
def write(here: Here, review: Number, sent: Written) -> Response:
    """Keep what stands there."""
    _keep(here, review, sent)
    return here.to(f"/review/{review}?gedaan=bewaard{sent.back}")


@router.post("/klaar")
def finish(here: Here, review: Number, sent: Written) -> Response:
    """Keep it, and be done."""
    writing.finish(here.site, here.actor, review, sent.written)
    return here.to(f"/review/{review}")


@router.post("/hier")
def finish_here(here: Here, review: Number, sent: Written) -> Response:
    """Keep what the coach wrote on the seller's screen."""
    writing.finish_here(here.site, here.actor, review, sent.written)
    return here.to(f"/review/{review}")


@router.post("/moment")
def choose(here: Here, review: Number, sent: Written) -> Response:
    """Add a key moment."""
    _keep(here, review, sent)
    choosing.choose(here.site, here.actor, review, sent.seen, sent.chosen)
    return here.to(f"/review/{review}?gedaan=bewaard")


@router.post("/moment/{moment}/weg")
def take_off(here: Here, review: Number, moment: Number, sent: Written) -> Response:
    """Take one off."""
    _keep(here, review, sent)
    choosing.take_off(here.site, here.actor, review, moment)
    return here.to(f"/review/{review}?gedaan=verwijderd")


@router.post("/kijk")
def look(here: Here, review: Number, sent: Written) -> Response:
    """See the figures before having answered."""
    _keep(here, review, sent)
    reviewing.look(here.site, here.actor, review)
    return here.to(f"/review/{review}#cijfers")


@router.post("/plan")
def plan(
    here: Here, review: Number, dag: Annotated[str, Form()] = "", tijd: Annotated[str, Form()] = ""
) -> Response:
    """Say when the talk is; empty for no longer."""
    reviewing.plan(here.site, here.actor, review, _moment(dag, tijd) if dag or tijd else None)
    return here.to(f"/review/{review}?gedaan=bewaard")


@router.post("/alleen")
def alone(here: Here, review: Number) -> Response:
    """Go on without the coach."""
    reviewing.go_on_alone(here.site, here.actor, review)
    return here.to(f"/review/{review}")


@router.post("/samen")
def together(
    here: Here,
    review: Number,
    manner: Annotated[str, Form()] = "",
    coach: Annotated[int, Form(ge=0, lt=1 << 63)] = 0,
) -> Response:
    """Do it with a coach after all."""
    reviewing.do_together(here.site, here.actor, review, manner, coach)
    return here.to(f"/review/{review}")


class Resolved(BaseModel):
    """The lesson and the experiment as their form sends them."""

    lesson: str = ""
    text: str = ""
    type: str = ""
    measure: str = ""
    until: str = ""


@router.post("/les")
def resolve(here: Here, review: Number, sent: Annotated[Resolved, Form()]) -> Response:
    """Keep the lesson and the experiment."""
    measure, _, kind = sent.measure.partition(":")
    trial = resolving.Trial(sent.text, sent.type, measure, kind, _day(sent.until))
    wanted = trial if sent.text.strip() or measure else None
    try:
        resolving.resolve(here.site, here.actor, review, sent.lesson, wanted)
    except NotTaken as wrong:
        room = open_review(here.site, here.actor, review)
        view = ReviewView.of(here, room, filled=Filled(sent.model_dump(), wrong))
        return here.page(view, wrong.http_status)
    return here.to(f"/review/{review}?gedaan=bewaard#les")


@router.post("/sluit")
def close(here: Here, review: Number) -> Response:
    """Close it, with a lesson or without."""
    reviewing.close(here.site, here.actor, review)
    return here.to("/review#klaar")


class Recorded(BaseModel):
    """Which call is the recording of the talk; 0 for none."""

    call: int = Field(default=0, ge=0, lt=1 << 63)


@router.post("/opname")
def link_talk(here: Here, review: Number, sent: Annotated[Recorded, Form()]) -> Response:
    """Say which call is the recording of the talk."""
    talks.link_talk(here.site, here.actor, review, sent.call or None)
    return here.to(f"/review/{review}?gedaan=bewaard#gesprek")


def _keep(here: Here, review: int, sent: Sent) -> None:
    writing.write(here.site, here.actor, review, sent.written)


def _moment(on: str, at: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(on), time.fromisoformat(at), ZONE)
    except ValueError:
        raise BadMoment from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
