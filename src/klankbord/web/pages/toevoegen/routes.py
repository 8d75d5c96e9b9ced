"""Add conversations: files in one form, or one by one with progress; and the list of imports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from inspect import signature
from typing import Annotated

from anyio import sleep
from fastapi import APIRouter, Depends, Form, Query
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from klankbord.errors import BadForm
from klankbord.i18n import LANGUAGES
from klankbord.service.intake.adding import Told, add, start
from klankbord.service.intake.imports import Progress, forget, list_imports, look, retry
from klankbord.service.names import LONGEST, clean, need_choice
from klankbord.service.privacy.consent import HOWS
from klankbord.web.dates import moment_of
from klankbord.web.door import Here, Visit, visit
from klankbord.web.kinds import DIRECTIONS, TYPES
from klankbord.web.pages.toevoegen.receiving import receive_body, receive_form
from klankbord.web.pages.toevoegen.view import CHANNELS, MOST_PEOPLE, AddView, ListView

router = APIRouter(prefix="/toevoegen")
EVERY_S = 0.7
"""So often the list looks whether something changed."""
LOOKS = 800
"""After so many looks a stream ends, and the browser asks for the next."""


def told(  # noqa: PLR0913, PLR0917 (a field each)
    when: Annotated[str, Form()] = "",
    type: Annotated[str, Form()] = "",  # noqa: A002 (the name of the field)
    direction: Annotated[str, Form()] = "",
    number: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    seller: Annotated[str, Form()] = "",
    channels: Annotated[str, Form()] = "",
    people: Annotated[str, Form()] = "",
    consent: Annotated[str, Form()] = "",
) -> Told:
    """What a form tells of the conversations.

    Raises:
        BadForm: it has what no form of ours sends.
    """
    need_choice(type, ("", *TYPES))
    need_choice(direction, ("", *DIRECTIONS))
    need_choice(language, ("", *LANGUAGES))
    need_choice(channels, ("", *CHANNELS))
    need_choice(consent, ("", *HOWS))
    need_choice(people, ("", *map(str, range(1, MOST_PEOPLE + 1))))
    return Told(
        when=moment_of(when),
        type=type,
        direction=direction,
        number=_short(number),
        language=language,
        seller=_short(seller),
        channels=channels,
        people=int(people or 0),
        consent=consent,
    )


@router.get("")
def show(here: Here) -> Response:
    """The form, and the list."""
    return here.page(AddView.of(here, list_imports(here.site, here.actor)))


@router.post("")
async def take_form(here: Here) -> Response:
    """Take in all files of one form; the way without script."""
    form, files = await receive_form(here)
    try:
        values = {name: value for name, value in form.items() if isinstance(value, str)}
        said = told(**{name: values.get(name, "") for name in signature(told).parameters})
        await run_in_threadpool(add, here.site, here.actor, files, said)
    finally:
        await form.close()
    return here.to("/toevoegen")


@router.post("/bestanden")
async def take_file(here: Here, naam: Annotated[str, Query()] = "") -> Response:
    """Take in one file, whose bytes are the whole body; nothing is done with it before `klaar`."""
    received = await receive_body(here, naam)
    refusal = received.refusal
    answer = {"number": received.number, "refusal": refusal.say(here.translate) if refusal else ""}
    return JSONResponse(answer, refusal.http_status if refusal else 201)


@router.post("/klaar")
def begin(
    here: Here,
    told: Annotated[Told, Depends(told)],
    given: Annotated[tuple[int, ...], Form()] = (),
) -> Response:
    """Start on files that were taken in one by one."""
    start(here.site, here.actor, given, told)
    return here.to("/toevoegen")


@router.get("/verloop")
async def follow(here: Here) -> Response:
    """The list, again whenever it changed, until nothing is under way any more."""
    return EventSourceResponse(_changes(here))


@router.post("/{number}/opnieuw")
def again(here: Here, number: int, seller: Annotated[str, Form()] = "") -> Response:
    """Try an import again."""
    retry(here.site, here.actor, number, _short(seller))
    return here.to("/toevoegen")


@router.post("/{number}/weg")
def away(here: Here, number: int) -> Response:
    """Take an import off the list."""
    forget(here.site, here.actor, number)
    return here.to("/toevoegen")


async def _changes(here: Visit) -> AsyncIterator[dict[str, str]]:
    shown = None
    for _ in range(LOOKS):
        found = await run_in_threadpool(_look, here)
        if found is not None and found != shown:
            shown = found
            page = await run_in_threadpool(_list, here)
            yield {"data": page.decode()}
        if found is None or not found.under_way:
            yield {"event": "klaar", "data": "klaar"}
            return
        await sleep(EVERY_S)


def _look(here: Visit) -> Progress | None:
    """How far the imports are; None where the visitor signed out meanwhile, or left."""
    still = visit(here.request).visitor
    return look(here.site, still) if still else None


def _list(here: Visit) -> bytes:
    return bytes(here.page(ListView.of(here, list_imports(here.site, here.actor))).body)


def _short(text: str) -> str:
    cleaned = clean(text)
    if len(cleaned) > LONGEST:
        raise BadForm
    return cleaned
