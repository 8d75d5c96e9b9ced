"""Ones own account: see it, and change it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response, StreamingResponse

from klankbord.errors import NotTaken
from klankbord.service.accounts.accounts import (
    change_own,
    change_password,
    read_account,
    sign_out_everywhere,
    sign_out_of,
)
from klankbord.service.keeping.export_zip import export_all
from klankbord.service.learning.reminding import choose
from klankbord.service.learning.sharing import share_always
from klankbord.service.site import ZONE
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
    here: Here,
    name: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    shortcuts: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box that is not ticked)
) -> Response:
    """Another name or language, and whether letters are keys."""
    told = {"name": name, "language": language}
    try:
        change_own(here.site, here.actor, **told, shortcuts=shortcuts)
    except NotTaken as wrong:
        account = read_account(here.site, here.actor)
        view = SettingsView.of(here, account, **told, shortcuts=shortcuts, wrong=wrong)
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


@router.post("/herinneringen")
def remind(
    here: Here,
    at: Annotated[str, Form()] = "",
    mail: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box that is not ticked)
    kinds: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """How to be reminded, of what, and when."""
    choose(here.site, here.actor, mail=mail, at=at, kinds=kinds)
    return here.to(f"{BACK}#herinneringen")


@router.post("/delen")
def share(here: Here, coach: Annotated[int, Form()] = 0) -> Response:
    """Share every new flag with one coach, or with nobody."""
    share_always(here.site, here.actor, coach)
    return here.to(f"{BACK}#delen")


@router.get("/alles.zip")
def everything(here: Here) -> Response:
    """All that is kept on somebody."""
    made = here.site.now().astimezone(ZONE)
    named = {
        "content-disposition": f'attachment; filename="klankbord-{made:%Y-%m-%d}.zip"',
        "content-encoding": "identity",  # it is compressed already
    }
    pieces = export_all(here.site, here.actor)
    return StreamingResponse(pieces, media_type="application/zip", headers=named)


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
