"""Set the house up: only while there is nobody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.signing_in import is_fresh, set_up
from klankbord.web.door import Guest, give_cookie
from klankbord.web.pages.opzetten.view import SetUpView

router = APIRouter()


@router.get("/opzetten")
def ask(here: Guest) -> Response:
    """The form; later, the way in."""
    if not is_fresh(here.site):
        return here.to("/")
    return here.page(SetUpView.of(here.translate))


@router.post("/opzetten")
def make(
    here: Guest,
    organisation: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Make the first person, and sign them in."""
    told = {"organisation": organisation, "name": name, "email": email}
    try:
        token = set_up(
            here.site, **told, password=password, language=here.language, browser=here.browser
        )
    except NotTaken as wrong:
        return here.page(SetUpView.of(here.translate, **told, wrong=wrong), wrong.http_status)
    answer = here.to("/beheer")
    give_cookie(answer, here.site, token)
    return answer
