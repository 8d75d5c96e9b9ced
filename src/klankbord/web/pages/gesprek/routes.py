"""One call: its page, its recording, its report to take away, and giving it to somebody else."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import FileResponse, JSONResponse, Response

from klankbord.report.as_html import report_html
from klankbord.report.as_json import report_json
from klankbord.report.view import view_of
from klankbord.service.calls.giving import give_call
from klankbord.service.calls.opening import open_call, open_peaks, open_sound
from klankbord.service.calls.sound import media_type
from klankbord.service.learning.flagging import flag
from klankbord.service.learning.reviewing import look_at
from klankbord.web.door import Here, Number
from klankbord.web.pages.gesprek import facts, hiding, keeping, mending, remarks, removing
from klankbord.web.pages.gesprek.keeping_view import Asked
from klankbord.web.pages.gesprek.view import CallView, file_name
from klankbord.web.remarks import remark_rows

router = APIRouter()
LONGEST_KEY = 100


class AskedFor(BaseModel):
    """What is open on the page, by the names that its address has for it.

    With `herkend` the words and acts that were recognised are marked in what is said.
    """

    herkend: bool = False
    bewerk: int = 0
    opmerking: int = 0
    knip: int = 0
    herschrijf: int = 0
    hernoem: int = 0
    fragment: int = 0
    van: int = 0
    tot: int = 0
    beurt: int = 0
    was: int = 0
    feiten: bool = False

    @property
    def forms(self) -> Asked:
        """The forms, and the clip."""
        return Asked(
            mend=self.bewerk,
            comment=self.opmerking,
            clip=self.knip,
            rewrite=self.herschrijf,
            retitle=self.hernoem,
            listen=self.fragment,
            desk=self.beurt,
            words=(self.van, self.tot),
            was=self.was,
        )


router.include_router(mending.router)
router.include_router(hiding.router)
router.include_router(keeping.router)
router.include_router(remarks.router)
router.include_router(facts.router)
router.include_router(removing.router)


@router.get("/gesprekken/{call:int}")
def page(here: Here, call: Number, asked: Annotated[AskedFor, Query()]) -> Response:
    """A call, with the forms open on it that are asked for."""
    opened = open_call(here.site, here.actor, call)
    view = CallView.of(here, opened, asked.forms, cues=asked.herkend, facts=asked.feiten)
    return here.page(view)


@router.get("/gesprekken/{call:int}/geluid")
def sound(here: Here, call: Number) -> Response:
    """The recording of a call, whole or the range that is asked for."""
    path = open_sound(here.site, here.actor, call)
    return FileResponse(path, media_type=media_type(path))


@router.get("/gesprekken/{call:int}/pieken.json")
def peaks(here: Here, call: Number) -> Response:
    """What the recording looks like: a lane a side."""
    return JSONResponse(asdict(open_peaks(here.site, here.actor, call)))


@router.get("/gesprekken/{call:int}/rapport.html")
def as_html(here: Here, call: Number) -> Response:
    """The report as one file that needs nothing else."""
    opened = open_call(here.site, here.actor, call)
    if opened.folded:
        return here.to(f"/gesprekken/{call}")
    said = remark_rows(here, call)
    view = view_of(opened.measured, opened.conversation, 0, here.language, remarks=said)
    return _download(report_html(view), "text/html", file_name(opened.call, "html"))


@router.get("/gesprekken/{call:int}/rapport.json")
def as_json(here: Here, call: Number) -> Response:
    """The report as JSON."""
    opened = open_call(here.site, here.actor, call)
    if opened.folded:
        return here.to(f"/gesprekken/{call}")
    said = remark_rows(here, call)
    report = report_json(opened.measured, opened.conversation, 0, cues=True, remarks=said)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    return _download(text, "application/json", file_name(opened.call, "json"))


@router.post("/gesprekken/{call:int}/cijfers")
def look(here: Here, call: Number) -> Response:
    """See the figures of a flagged call before having answered."""
    look_at(here.site, here.actor, call)
    return here.to(f"/gesprekken/{call}#vragen")


@router.post("/gesprekken/{call:int}/bewaar")
def keep(
    here: Here,
    call: Number,
    note: Annotated[str, Form()] = "",
    good: Annotated[bool, Form()] = False,  # noqa: FBT002 (a button's value)
    key: Annotated[str, Form(max_length=LONGEST_KEY)] = "",
) -> Response:
    """Keep the call for later; its figures fold until its owner has answered."""
    flag(here.site, here.actor, f"call-{call}-{key or uuid4()}", good=good, note=note, call=call)
    return here.to(f"/gesprekken/{call}?gedaan=later")


@router.post("/gesprekken/{call:int}/geven")
def give(here: Here, call: Number, to: Annotated[int, Form()]) -> Response:
    """Give the call to somebody else."""
    stays = give_call(here.site, here.actor, call, to)
    address = f"/gesprekken/{call}" if stays else "/gesprekken"
    return here.to(f"{address}?gedaan=gegeven&aan={to}")


def _download(text: str, kind: str, name: str) -> Response:
    given = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=kind, headers=given)
