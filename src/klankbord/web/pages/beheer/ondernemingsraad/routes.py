"""The works council's page: its papers, what was agreed, and what waits for a second person.

It is there for admins, and for who sits for the works council; services see to who may what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.responses import HTMLResponse, Response

from klankbord.errors import AwaitsSecond
from klankbord.report.council import paper_html, paper_pdf
from klankbord.service.agreement.agreeing import (
    agree,
    agree_pack,
    approve,
    confirm,
    let_go,
    read_agreed,
    refuse_change,
    set_council,
    set_export,
    withdraw,
)
from klankbord.service.agreement.works_council import read_pack
from klankbord.service.site import ZONE
from klankbord.web.door import Admin, Here, Number, Visit
from klankbord.web.forms import numbers
from klankbord.web.page import frame
from klankbord.web.pages.beheer.ondernemingsraad.view import FILES, CouncilView

router = APIRouter(prefix="/beheer/ondernemingsraad")
ADDRESS = "/beheer/ondernemingsraad"
Paper = Literal["pack", "dpia", "klanten", "medewerkers"]


@router.get("")
def show(here: Here) -> Response:
    """What was agreed, what waits, and the papers."""
    found = read_agreed(here.site, here.actor)
    pack = read_pack(here.site, here.actor, here.language)
    return here.page(CouncilView.of(here, found, pack))


@router.get("/lezen/{paper}")
def read(here: Here, paper: Paper) -> Response:
    """A paper, to read here."""
    pack, around = read_pack(here.site, here.actor, here.language), frame(here)
    html = paper_html(
        pack, paper, lambda at: at.astimezone(ZONE), sheet=around.style, nonce=around.nonce
    )
    return HTMLResponse(html)


@router.get("/{paper}.{form}")
def take(here: Here, paper: Paper, form: Literal["html", "pdf"]) -> Response:
    """A paper as a file that needs nothing else."""
    pack = read_pack(here.site, here.actor, here.language)
    html = paper_html(pack, paper, lambda at: at.astimezone(ZONE))
    name = f"klankbord-{FILES[paper]}-{pack.digest}.{form}"
    kept = {"content-disposition": f'attachment; filename="{name}"'}
    if form == "pdf":
        return Response(paper_pdf(html), media_type="application/pdf", headers=kept)
    return HTMLResponse(html, headers=kept)


@router.post("/afgesproken")
def agree_all(here: Here, digest: Annotated[str, Form()] = "") -> Response:
    """Mark the pack as agreed on."""
    return _done(here, lambda: agree_pack(here.site, here.actor, digest))


@router.post("/slot/{key}")
def lock(here: Admin, key: str) -> Response:
    """Lock settings as they are."""
    return _done(here, lambda: agree(here.site, here.actor, key))


@router.post("/slot/{key}/bevestigd")
def confirm_one(here: Here, key: str) -> Response:
    """Say, as the second, that it was agreed on."""
    return _done(here, lambda: confirm(here.site, here.actor, key))


@router.post("/slot/{key}/los")
def unlock(here: Admin, key: str) -> Response:
    """Ask to lock them no more."""
    return _done(here, lambda: let_go(here.site, here.actor, key))


@router.post("/vragen/{number}/goed")
def say_yes(here: Here, number: Number) -> Response:
    """Approve what somebody else asked."""
    return _done(here, lambda: approve(here.site, here.actor, number))


@router.post("/vragen/{number}/niet")
def say_no(here: Here, number: Number) -> Response:
    """Refuse it."""
    return _done(here, lambda: refuse_change(here.site, here.actor, number))


@router.post("/vragen/{number}/terug")
def take_back(here: Here, number: Number) -> Response:
    """Ask for it no more."""
    return _done(here, lambda: withdraw(here.site, here.actor, number))


@router.post("/leden")
def name(here: Admin, person: Annotated[str, Form()] = "") -> Response:
    """Name who sits for the works council."""
    found = numbers([person]) or {0}
    return _done(here, lambda: set_council(here.site, here.actor, min(found), sits=True))


@router.post("/leden/{number}/weg")
def leave(here: Admin, number: Number) -> Response:
    """Name somebody no more."""
    return _done(here, lambda: set_council(here.site, here.actor, number, sits=False))


@router.post("/meenemen")
def export(
    here: Admin,
    allowed: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box that is not ticked)
) -> Response:
    """Let keys take much at once along, or not."""
    return _done(here, lambda: set_export(here.site, here.actor, allowed=allowed))


def _done(here: Visit, deed: Callable[[], None]) -> Response:
    try:
        deed()
    except AwaitsSecond:
        return here.to(f"{ADDRESS}?gedaan=gevraagd")
    return here.to(f"{ADDRESS}?gedaan=bewaard")
