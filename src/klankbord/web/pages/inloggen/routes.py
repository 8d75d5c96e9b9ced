"""Sign in, and out."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from klankbord.errors import NotTaken
from klankbord.service.accounts.signing_in import is_fresh, sign_in, sign_out
from klankbord.service.accounts.tries import wait_s
from klankbord.service.names import email_of
from klankbord.web.door import Guest, Here, give_cookie, take_cookie
from klankbord.web.pages.inloggen.view import SignInView

router = APIRouter()
_OURS = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")


@router.get("/inloggen")
def ask(here: Guest, naar: str = "/") -> Response:
    """The form; whoever is in goes on."""
    if here.visitor:
        return here.to(ours(naar))
    if is_fresh(here.site):
        return here.to("/opzetten")
    return here.page(SignInView.of(here, ours(naar)))


async def slowed(here: Guest, email: Annotated[str, Form()] = "") -> None:
    """Let a try wait where many were at the same account; no thread waits with it."""
    await asyncio.sleep(await run_in_threadpool(wait_s, here.site, email_of(email)))


@router.post("/inloggen", dependencies=[Depends(slowed)])
def enter(
    here: Guest,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    naar: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in, and on to the page that was asked for."""
    try:
        token = sign_in(here.site, email, password, here.browser)
    except NotTaken as wrong:
        view = SignInView.of(here, ours(naar), email, wrong)
        return here.page(view, wrong.http_status)
    answer = here.to(ours(naar))
    give_cookie(answer, here.site, token)
    return answer


@router.post("/uitloggen")
def leave(here: Here) -> Response:
    """Sign out."""
    sign_out(here.site, here.actor)
    answer = here.to("/inloggen")
    take_cookie(answer, here.site)
    return answer


def ours(address: str) -> str:
    """An address where it is a path of ours; else the beginning."""
    return address if _OURS.fullmatch(address) else "/"
