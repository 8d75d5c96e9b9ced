"""Ask for a new password by mail; only where there is a server of mail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotFound
from klankbord.service.accounts.letters import ask_reset
from klankbord.service.outward.mail import sends_mail
from klankbord.web.door import Guest
from klankbord.web.forms import Field
from klankbord.web.pages.vergeten.view import ForgottenView

router = APIRouter(prefix="/wachtwoord-vergeten")


@router.get("")
def ask(here: Guest, *, gestuurd: bool = False) -> Response:
    """The form; or, once it was sent, what comes next: the same for every address."""
    _need_mail(here)
    return here.page(ForgottenView(Field(), sent=gestuurd))


@router.post("")
def send(here: Guest, email: Annotated[str, Form()] = "") -> Response:
    """Send a letter, if somebody has this address; it is not told whether."""
    _need_mail(here)
    ask_reset(here.site, email, here.browser.address)
    return here.to("/wachtwoord-vergeten?gestuurd=1")


def _need_mail(here: Guest) -> None:
    if not sends_mail(here.site.settings):
        raise NotFound
