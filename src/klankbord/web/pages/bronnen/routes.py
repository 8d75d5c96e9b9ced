"""Sources: add one, set it, try it, turn it on, and see what arrived."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from klankbord.errors import FolderClosed, Mistake, NotTaken
from klankbord.service.sources.source_trial import preview, test_source
from klankbord.service.sources.sources import (
    change,
    end_source,
    list_sources,
    make_source,
    read_source,
    try_again,
    turn,
)
from klankbord.web.door import Admin, Number, Visit
from klankbord.web.pages.bronnen.list_view import SourcesView
from klankbord.web.pages.bronnen.trial_view import PreviewView, TrialView
from klankbord.web.pages.bronnen.view import PAGE, STATES, SourceView

router = APIRouter(prefix="/beheer/bronnen")


class Filled(BaseModel):
    """The form of a source, as it was filled in; which fields it has depends on the kind."""

    model_config = ConfigDict(extra="ignore")

    name: str = ""
    person: str = ""
    extensions: str = ""
    folder: str = ""
    patterns: str = ""
    zone: str = ""
    inward: str = ""
    outward: str = ""
    direction: str = ""
    own_digits: str = ""
    outside: str = ""
    channels_in: str = ""
    channels_out: str = ""
    first_half: str = ""
    second_half: str = ""
    language: str = ""
    least_s: str = ""
    still_s: str = ""
    every_s: str = ""
    since: str = ""
    colleagues: str = ""
    cdr_file: str = ""
    cdr_separator: str = "comma"
    cdr_header: str = "yes"
    cdr_columns: str = ""
    secret: str = ""
    media_host: str = ""
    media_key: str = ""
    account: str = ""
    channels: str = ""
    take: str = "sound"


@router.get("")
def show(here: Admin) -> Response:
    """All sources."""
    return here.page(SourcesView.of(here, list_sources(here.site, here.actor)))


@router.post("")
def make(
    here: Admin,
    system: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    folder: Annotated[str, Form()] = "",
) -> Response:
    """Add a source, and go on to set it."""
    try:
        made = make_source(here.site, here.actor, system, name, folder)
    except NotTaken as wrong:
        filled = {"system": system, "name": name, "folder": folder}
        view = SourcesView.of(here, list_sources(here.site, here.actor), filled, wrong)
        return here.page(view, wrong.http_status)
    return here.to(f"/beheer/bronnen/{made}")


@router.get("/{number}")
def look(here: Admin, number: Number, stand: str = "", voor: int | None = None) -> Response:
    """A source: its settings, and what arrived; of some state, and before one, to page on."""
    return _page(here, number, stand, voor)


@router.post("/{number}")
def keep(here: Admin, number: Number, filled: Annotated[Filled, Form()]) -> Response:
    """Other settings."""
    form = filled.model_dump()
    try:
        change(here.site, here.actor, number, form)
    except NotTaken as wrong:
        return _page(here, number, form=form, wrong=wrong)
    return here.to(f"/beheer/bronnen/{number}?gedaan=bewaard")


@router.get("/{number}/voorbeeld")
def show_preview(here: Admin, number: Number) -> Response:
    """What each name in the folder would become."""
    source = read_source(here.site, here.actor, number, limit=1).source
    try:
        found = preview(here.site, here.actor, number)
    except (Mistake, FolderClosed) as error:
        return here.page(PreviewView.failed(here, source, error))
    return here.page(PreviewView.of(here, source, found))


@router.get("/{number}/proef")
def show_trial(here: Admin, number: Number) -> Response:
    """Whether all is in order."""
    source = read_source(here.site, here.actor, number, limit=1).source
    return here.page(TrialView.of(here, source, test_source(here.site, here.actor, number)))


@router.post("/{number}/aan")
def turn_on(here: Admin, number: Number) -> Response:
    """Have it take calls in from now on."""
    try:
        turn(here.site, here.actor, number, on=True)
    except NotTaken as wrong:
        return _page(here, number, wrong=wrong)
    return here.to(f"/beheer/bronnen/{number}?gedaan=bewaard")


@router.post("/{number}/uit")
def turn_off(here: Admin, number: Number) -> Response:
    """Have it stop."""
    turn(here.site, here.actor, number, on=False)
    return here.to(f"/beheer/bronnen/{number}?gedaan=bewaard")


@router.post("/{number}/weg")
def end(here: Admin, number: Number) -> Response:
    """Remove a source."""
    end_source(here.site, here.actor, number)
    return here.to("/beheer/bronnen?gedaan=verwijderd")


@router.post("/{number}/aankomsten/{arrival}/opnieuw")
def again(here: Admin, number: Number, arrival: Number) -> Response:
    """Let a call that came to nothing begin anew."""
    try_again(here.site, here.actor, number, arrival)
    return here.to(f"/beheer/bronnen/{number}?gedaan=bewaard#aankomsten")


def _page(
    here: Visit,
    number: int,
    stand: str = "",
    before: int | None = None,
    form: dict[str, str] | None = None,
    wrong: NotTaken | None = None,
) -> Response:
    states = STATES.get(stand, ())
    found = read_source(here.site, here.actor, number, PAGE, before, states)
    view = SourceView.of(here, found, form=form, wrong=wrong, chosen=stand)
    return here.page(view, wrong.http_status if wrong else 200)
