"""Removing a call: first what goes with it, then for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from starlette.responses import Response

from klankbord.i18n import Translate
from klankbord.service.keeping.removing import Goes, remove, what_goes
from klankbord.web.door import Here, Number

router = APIRouter(prefix="/gesprekken/{call:int}/verwijderen")


@dataclass(frozen=True)
class RemovingView:
    """What goes with a call, a line each, before somebody removes it."""

    template: ClassVar[str] = "gesprek/removing.html"
    call: int
    title: str
    goes: tuple[str, ...]

    @classmethod
    def of(cls, found: Goes, _: Translate) -> RemovingView:
        """The page that asks whether it is sure."""
        title = found.call.title or _("Gesprek zonder titel")
        return cls(found.call.id, title, tuple(_lines(found, _)))


@router.get("")
def ask(here: Here, call: Number) -> Response:
    """What goes, and whether that is what is wanted."""
    return here.page(RemovingView.of(what_goes(here.site, here.actor, call), here.translate))


@router.post("")
def away(here: Here, call: Number) -> Response:
    """Remove it."""
    remove(here.site, here.actor, call)
    return here.to("/gesprekken?gedaan=weg")


def _lines(found: Goes, _: Translate) -> Iterator[str]:
    yield _("het transcript, ook zoals het voor elke verbetering was")
    if found.call.sound:
        yield _("de opname")
    yield _("alle cijfers en momenten")
    counted = {
        _("opmerkingen: {n}"): found.comments,
        _("fragmenten: {n}"): found.clips,
        _("context die erbij geschreven is: {n}"): found.remarks,
        _("keer bewaard voor later: {n}"): found.flags,
        _("besprekingen: {n}"): found.reviews,
    }
    yield from (text.format(n=n) for text, n in counted.items() if n)
    yield _("wat anderen er voor zichzelf bij schreven")
