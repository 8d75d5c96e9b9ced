"""Ones own account: see it, and change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.accounts import (
    change_own,
    change_password,
    read_account,
    sign_out_everywhere,
    sign_out_of,
)
from klankbord.web.door import Here, take_cookie
from klankbord.web.pages.instellingen.view import SettingsView

router = APIRouter(prefix="/instellingen")
BACK = "/instellingen?gedaan=bewaard"


@router.get("")
def show(here: Here) -> Response:
    """The account."""
    return here.page(SettingsView.of(here, read_account(here.site, here.actor)))


@router.post("/jij")
def change(
    here: Here, name: Annotated[str, Form()] = "", language: Annotated[str, Form()] = ""
) -> Response:
    """Another name or language."""
    try:
        change_own(here.site, here.actor, name=name, language=language)
    except NotTaken as wrong:
        account = read_account(here.site, here.actor)
        view = SettingsView.of(here, account, name=name, language=language, wrong=wrong)
        return here.page(view, wrong.http_status)
    return here.to(BACK)


@router.post("/wachtwoord")
def renew(
    here: Here, current: Annotated[str, Form()] = "", password: Annotated[str, Form()] = ""
) -> Response:
    """Another password."""
    address = here.browser.address
    try:
        change_password(here.site, here.actor, current=current, new=password, address=address)
    except NotTaken as wrong:
        view = SettingsView.of(here, read_account(here.site, here.actor), wrong=wrong)
        return here.page(view, wrong.http_status)
    return here.to(BACK)


@router.post("/sessies/{session}/weg")
def end(here: Here, session: int) -> Response:
    """Sign out in another browser."""
    sign_out_of(here.site, here.actor, session)
    return here.to(BACK)


@router.post("/sessies/weg")
def end_all(here: Here) -> Response:
    """Sign out everywhere."""
    sign_out_everywhere(here.site, here.actor)
    answer = here.to("/inloggen")
    take_cookie(answer, here.site)
    return answer
