"""What the sources offered and what became of it, for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from klankbord.i18n import translator
from klankbord.service.calls.listing import Place
from klankbord.service.sources.admitting import calls_of, say_reason
from klankbord.service.sources.arrived import list_arrivals, list_sources
from klankbord.store.arrivals import Arrival
from klankbord.web.api.asked import Paged
from klankbord.web.api.cursors import cursor_of
from klankbord.web.api.door import Number, Watcher
from klankbord.web.api.source_shapes import ArrivalList, ArrivalShape, SourceList, SourceShape

router = APIRouter(tags=["sources"])


@router.get("/sources")
def list_them(who: Watcher) -> SourceList:
    """Where calls come from by themselves."""
    rows = list_sources(who.site, who.actor)
    items = [SourceShape(id=r.id, kind=r.kind, name=r.name, enabled=r.enabled) for r in rows]
    return SourceList(items=items)


@router.get("/sources/{id}/arrivals")
def arrived(who: Watcher, id: Number, asked: Annotated[Paged, Query()]) -> ArrivalList:  # noqa: A002
    """Each call that a source offered, the newest first: also those that were not kept."""
    after = asked.after.id if asked.after else None
    found = list_arrivals(who.site, who.actor, id, limit=asked.limit + 1, before=after)
    own = found[: asked.limit]
    last = own[-1] if len(found) > asked.limit else None
    return ArrivalList(
        items=[_shape(one, who.actor.language) for one in own],
        next_cursor=cursor_of(Place(last.received_at, last.id) if last else None),
    )


def _shape(arrival: Arrival, language: str) -> ArrivalShape:
    return ArrivalShape(
        id=arrival.id,
        key=arrival.key,
        state=arrival.outcome,
        reason=arrival.reason,
        sentence=say_reason(arrival, translator(language), language),
        calls=calls_of(arrival),
        received_at=arrival.received_at,
        changed_at=arrival.changed_at,
    )
