"""Choose a password by a link that an admin passed on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.accounts.invitations import accept_link, open_link
from klankbord.web.door import Guest, give_cookie
from klankbord.web.pages.uitnodiging.view import InvitationView

router = APIRouter()


@router.get("/uitnodiging/{token}")
def ask(here: Guest, token: str) -> Response:
    """The form; looking does not use the link up."""
    return here.page(InvitationView.of(here.translate, open_link(here.site, token), token))


@router.post("/uitnodiging/{token}")
def accept(here: Guest, token: str, password: Annotated[str, Form()] = "") -> Response:
    """Keep the password, and sign in."""
    try:
        started = accept_link(here.site, token, password, here.browser)
    except NotTaken as wrong:
        invitation = open_link(here.site, token)
        view = InvitationView.of(here.translate, invitation, token, wrong)
        return here.page(view, wrong.http_status)
    answer = here.to("/")
    give_cookie(answer, here.site, started)
    return answer
