"""What another source tells of a call that is there already: how its party was told.

A call may come twice, from a source that does not know and from one that does. What the second
tells counts for the call, and who waited for it sees it from then on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from klankbord.service.calls.matching import match_flags
from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.sources.arriving import Arriving
from klankbord.store.arrivals import Arrival, change_arrival, find_arrival
from klankbord.store.calls import find_calls
from klankbord.store.consent import (
    arrival_of_import,
    consents_of,
    kept_back_among,
    let_go,
    lock_arrival,
    notice_of,
    put_consent,
)
from klankbord.store.imports import find_import
from klankbord.store.tables import calls


def note_duplicate(connection: Connection, arrival: Arrival, now: datetime) -> None:
    """Pass on what a source tells of a call that turned out to be there, or to be on its way."""
    told, known = Arriving.of(arrival).consent, set[int]()
    if "call" in arrival.detail:
        known = {arrival.detail["call"]}
    elif number := arrival.detail.get("import"):
        first = arrival_of_import(connection, number)
        if first is not None and told is not None:
            lock_arrival(connection, first)  # its import may keep calls just now
            found = find_arrival(connection, first)
            if found is not None and not found.told.get("consent"):
                kept = found.told | {"consent": told.model_dump(mode="json")}
                change_arrival(connection, first, told=kept)
        of = find_import(connection, number)
        known = {one["call"] for one in of.calls} if of else set()
    there = [one.id for one in find_calls(connection, calls.c.id.in_(known))]
    note_again(connection, arrival, there, now)


def note_again(
    connection: Connection, arrival: Arrival, of: Collection[int], now: datetime
) -> None:
    """Note what a source tells of calls that were there already; who waited for it see them.

    What was noted of them stays. A text that tells every caller of a source counts for a call that
    waits since another brought it.
    """
    told, notice = Arriving.of(arrival).consent, notice_of(connection, arrival.source_id)
    free = set(of) if told is not None else set[int]()
    if told is not None:
        facts = {"how": told.how, "text": told.text, "told_at": told.when}
        for call in of:
            if all(one.way != "arrival" for one in consents_of(connection, call)):
                put_consent(connection, call, "arrival", now, **facts)
    if notice is not None:
        version = {"how": notice.how, "text": notice.text, "version": notice.version}
        for held in kept_back_among(connection, of, "consent"):
            first = find_arrival(connection, held.arrival_id) if held.arrival_id else None
            if first is not None and first.source_id != arrival.source_id:
                put_consent(connection, held.call_id, "source", now, **version)
                free.add(held.call_id)
    plan_hooks(connection, release(connection, free), now)


def release(connection: Connection, of: Collection[int]) -> list[int]:
    """Let calls be seen that waited for consent."""
    free = let_go(connection, of, "consent") if of else []
    match_flags(connection, set(free))
    return free
