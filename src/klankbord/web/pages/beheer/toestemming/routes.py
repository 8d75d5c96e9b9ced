"""What a source demands and tells, for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.privacy.consent import read_source_consent, set_source_consent
from klankbord.web.door import Admin, Number
from klankbord.web.pages.beheer.toestemming.view import SourceConsentView

router = APIRouter(prefix="/beheer/bronnen/{number}/toestemming")


class Filled(BaseModel):
    """The form as it was filled in."""

    how: str = ""
    text: str = ""
    demanded: bool = False
    spoken: bool = False
    wait_h: str = ""


@router.get("")
def show(here: Admin, number: Number) -> Response:
    """What is set."""
    return here.page(SourceConsentView.of(here, read_source_consent(here.site, here.actor, number)))


@router.post("")
def keep(here: Admin, number: Number, filled: Annotated[Filled, Form()]) -> Response:
    """Set it otherwise."""
    try:
        set_source_consent(here.site, here.actor, number, **filled.model_dump())
    except NotTaken as wrong:
        found = read_source_consent(here.site, here.actor, number)
        view = SourceConsentView.of(here, found, filled.model_dump(), wrong)
        return here.page(view, wrong.http_status)
    return here.to(f"/beheer/bronnen/{number}/toestemming?gedaan=bewaard")
