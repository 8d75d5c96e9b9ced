"""What an arrival says of a call that was not kept after all, or was taken away.

Of some it says neither who nor what: that a call was private, was with a number on somebody's list,
or was with a party who objects, is all that anybody needs to know. Of one that was taken away the
house keeps digests, so that it does not come back by another source, or by this one made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import FoundChanged
from klankbord.service.site import Site
from klankbord.store.arrivals import (
    Arrival,
    change_arrival,
    find_arrival,
    number_of,
)
from klankbord.store.consent import lock_arrival
from klankbord.store.imports import find_import, lock_import, remove_import
from klankbord.store.objections import digest_of, need_party_key, party_key
from klankbord.store.remembered import is_remembered, put_remembered
from klankbord.store.sources import find_source
from klankbord.store.uploads import quiet_upload
from klankbord.store.uses import unused

QUIET = frozenset({"private", "number", "blocked", "gone"})
"""Reasons of which nothing else is kept."""
GONE = timedelta(days=3650)
"""So long a call that was taken away is known again: no term can be longer."""


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
    return unused(connection, files)


def forget_arrival(
    connection: Connection, number: int, now: datetime, reason: str = "gone"
) -> set[str]:
    """Let an arrival say no more than that its call is gone, or what else became of it.

    Offered again, a call that is gone is known, and does not come back. An import of it that is
    still being worked on goes too, and what its worker was doing is undone.

    Returns:
        The files that it had.

    Raises:
        FoundChanged: that import has just become a call.
    """
    found = find_arrival(connection, number)
    if found is None:
        return set()
    files = _forget_import(connection, found.import_id) if found.import_id else set()
    lock_arrival(connection, number)  # its own job goes on with nothing that is over
    arrival = find_arrival(connection, number) or found
    values: dict[str, Any] = {"state": "left_out", "reason": reason, "payload": None, "files": []}
    if reason == "gone":
        secret = need_party_key(connection)
        put_remembered(connection, "gone", _signs(connection, secret, arrival), now + GONE)
    values |= quiet_values(connection, arrival) | {"changed_at": now}
    change_arrival(connection, number, **values)
    return files | {one.hash for one in arrival.files if one.hash}


def _forget_import(connection: Connection, number: int) -> set[str]:
    """Forget an import of which there is no call; the files that it had."""
    lock_import(connection, number)
    of = find_import(connection, number)
    if of is None:
        return set()
    if not all(one.get("gone") for one in of.calls):
        raise FoundChanged
    remove_import(connection, number)
    return {one for one in (of.source, of.sound, *of.halves) if one}


def forget_files(connection: Connection, files: Iterable[str], now: datetime) -> None:
    """Let the bytes of what was taken away come back by no source."""
    secret = need_party_key(connection)
    put_remembered(connection, "gone", {_of_file(secret, hash_) for hash_ in files}, now + GONE)


def was_taken_away(connection: Connection, arrival: Arrival) -> bool:
    """Whether a call that arrives was here and was taken away, whichever source offers it."""
    secret = party_key(connection)
    return bool(secret) and is_remembered(connection, "gone", _signs(connection, secret, arrival))


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


def _signs(connection: Connection, secret: str, arrival: Arrival) -> set[str]:
    """By what a call that arrived is known again: digests of its files, and of its key.

    A key may be a mere count, and that of another call at another source; it counts together with
    the kind of source, and with when the call began.
    """
    signs = {_of_file(secret, file.hash) for file in arrival.files if file.hash}
    source, when = find_source(connection, arrival.source_id), arrival.told.get("when")
    if source is not None and when:
        moment = datetime.fromisoformat(when).astimezone(UTC).isoformat()
        signs.add(digest_of(secret, f"call {source.kind} {arrival.key} {moment}"))
    return signs


def _of_file(secret: str, hash_: str) -> str:
    return digest_of(secret, f"bytes {hash_}")
