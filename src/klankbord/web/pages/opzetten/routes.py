"""Set the house up: only while there is nobody."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from klankbord.errors import NotTaken, SetUpElsewhere
from klankbord.service.accounts.signing_in import is_fresh, set_up
from klankbord.web.door import Guest, Visit, give_cookie
from klankbord.web.pages.opzetten.view import SetUpView

router = APIRouter()


@router.get("/opzetten")
def ask(here: Guest, code: str = "") -> Response:
    """The form; later, the way in."""
    if not is_fresh(here.site):
        return here.to("/")
    _need_code(here, code)
    return here.page(SetUpView.of(here.translate, code=code))


@router.post("/opzetten")
def make(
    here: Guest,
    organisation: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Make the first person, and sign them in."""
    if is_fresh(here.site):
        _need_code(here, code)
    told = {"organisation": organisation, "name": name, "email": email}
    try:
        token = set_up(
            here.site, **told, password=password, language=here.language, browser=here.browser
        )
    except NotTaken as wrong:
        view = SetUpView.of(here.translate, **told, wrong=wrong, code=code)
        return here.page(view, wrong.http_status)
    answer = here.to("/beheer")
    give_cookie(answer, here.site, token)
    return answer


def _need_code(here: Visit, given: str) -> None:
    code: str = here.request.app.state.set_up_code
    if code and not compare_digest(given.encode(), code.encode()):
        raise SetUpElsewhere
