"""What an arrival says of a call that was not kept after all, or was taken away.

Of some it says neither who nor what: that a call was private, was with a number on somebody's list,
or was with a party who objects, is all that anybody needs to know.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from klankbord.service.site import Site
from klankbord.store.arrivals import (
    Arrival,
    change_arrival,
    find_arrival,
    hashes_under_way,
    number_of,
)
from klankbord.store.imports import find_import, remove_import, still_used
from klankbord.store.objections import digest_of, need_party_key
from klankbord.store.uploads import quiet_upload

QUIET = frozenset({"private", "number", "blocked", "gone"})
"""Reasons of which nothing else is kept."""


def leave_out(connection: Connection, site: Site, number: int | None, reason: str) -> set[str]:
    """Let an arrival say why it is no call, and forget its import; the files that it had."""
    arrival = find_arrival(connection, number) if number else None
    if arrival is None:
        return set()
    values: dict[str, Any] = {"state": "left_out", "reason": reason, "detail": {}, "payload": None}
    values |= {"import_id": None, "changed_at": site.now()}
    if reason in QUIET:
        values |= quiet_values(connection, arrival) | {"files": []}
    else:
        values["files"] = [one.as_json() | {"hash": ""} for one in arrival.files]
    change_arrival(connection, arrival.id, **values)
    files = {one.hash for one in arrival.files if one.hash}
    of = find_import(connection, arrival.import_id) if arrival.import_id else None
    if of is not None and all(one.get("gone") for one in of.calls):
        files |= {one for one in (of.source, of.sound, *of.halves) if one}
        remove_import(connection, of.id)
    return files - still_used(connection, files) - hashes_under_way(connection)


def forget_arrival(
    connection: Connection, number: int, now: datetime, reason: str = "gone"
) -> set[str]:
    """Let an arrival say no more than that its call is gone, or what else became of it.

    Offered again, a call that is gone is known, and does not come back.

    Returns:
        The files that it had.
    """
    arrival = find_arrival(connection, number)
    if arrival is None:
        return set()
    values: dict[str, Any] = {"state": "left_out", "reason": reason, "payload": None, "files": []}
    values |= quiet_values(connection, arrival) | {"changed_at": now}
    change_arrival(connection, number, **values)
    return {one.hash for one in arrival.files if one.hash}


def quiet_values(connection: Connection, arrival: Arrival) -> dict[str, Any]:
    """The columns of an arrival that says neither who nor what; what was sent of it is as quiet.

    Its key often holds a number; a digest in its place still tells that a call is offered twice.
    """
    key = quiet_key(need_party_key(connection), arrival)
    if number_of(connection, arrival.source_id, key) is not None:  # offered twice
        key = f"{key} {arrival.id}"
    quiet_upload(connection, arrival.id, key)
    return {"told": {}, "detail": {}, "person_id": None, "key": key}


def quiet_key(secret: str, arrival: Arrival) -> str:
    """The key of an arrival as a digest."""
    return digest_of(secret, f"{arrival.source_id} {arrival.key}")
