"""One call: its page, its recording, its report to take away, and giving it to somebody else."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel
from starlette.responses import FileResponse, JSONResponse, Response

from klankbord.report.as_html import report_html
from klankbord.report.as_json import report_json
from klankbord.report.view import view_of
from klankbord.service.giving import give_call
from klankbord.service.opening import open_call, open_peaks, open_sound
from klankbord.service.sound import media_type
from klankbord.web.door import Here, Number
from klankbord.web.pages.gesprek import keeping, mending
from klankbord.web.pages.gesprek.keeping_view import Asked
from klankbord.web.pages.gesprek.view import CallView, file_name

router = APIRouter()


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
        )


router.include_router(mending.router)
router.include_router(keeping.router)


@router.get("/gesprekken/{call:int}")
def page(here: Here, call: Number, asked: Annotated[AskedFor, Query()]) -> Response:
    """A call, with the forms open on it that are asked for."""
    opened = open_call(here.site, here.actor, call)
    return here.page(CallView.of(here, opened, asked.forms, cues=asked.herkend))


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
    view = view_of(opened.measured, opened.conversation, 0, here.language)
    return _download(report_html(view), "text/html", file_name(opened.call, "html"))


@router.get("/gesprekken/{call:int}/rapport.json")
def as_json(here: Here, call: Number) -> Response:
    """The report as JSON."""
    opened = open_call(here.site, here.actor, call)
    report = report_json(opened.measured, opened.conversation, 0, cues=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    return _download(text, "application/json", file_name(opened.call, "json"))


@router.post("/gesprekken/{call:int}/geven")
def give(here: Here, call: Number, to: Annotated[int, Form()]) -> Response:
    """Give the call to somebody else."""
    stays = give_call(here.site, here.actor, call, to)
    address = f"/gesprekken/{call}" if stays else "/gesprekken"
    return here.to(f"{address}?gedaan=gegeven")


def _download(text: str, kind: str, name: str) -> Response:
    given = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=kind, headers=given)
