"""A call of which it becomes known later whom it is with: kept out then, as it would have been.

Only for what held when the call came: who objects afterwards, or puts a number on their list then,
is told that calls of before stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from klankbord.service.keeping.removing import take_away
from klankbord.service.privacy.objecting import objects
from klankbord.service.privacy.private import is_listed
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import leave_out
from klankbord.store.arrivals import find_arrival
from klankbord.store.audit import log
from klankbord.store.calls import Call, find_calls, lock_calls
from klankbord.store.removing import arrivals_of
from klankbord.store.retention import held_among
from klankbord.store.tables import calls


def why_out(
    connection: Connection,
    owner: int,
    numbers: Iterable[str],
    emails: Iterable[str] = (),
    until: datetime | None = None,
) -> str:
    """Why a call with these is not kept, of whose it is: `blocked`, `number`, or "".

    With `until`: whether that was so by then.
    """
    numbers = list(numbers)
    if objects(connection, numbers, emails, until):
        return "blocked"
    return "number" if is_listed(connection, owner, numbers, until) else ""


def take_out(
    connection: Connection, site: Site, call: Call, why: str, person: int | None
) -> set[str] | None:
    """Take a call away that should not have been kept; the log tells its owner.

    Args:
        connection: the transaction.
        site: the installation.
        call: the call.
        why: a code of `admitting.REASONS`.
        person: who made it known; None where it came by itself.

    Returns:
        The files to wipe once the transaction is over; None where it is held for a dispute, and
        stays.
    """
    if call.id not in lock_calls(connection, [call.id]) or held_among(connection, [call.id]):
        return None
    arrived, now = arrivals_of(connection, call.id), site.now()
    files = take_away(connection, call.id, now)
    for number in arrived:
        arrival = find_arrival(connection, number)
        if arrival and not find_calls(connection, calls.c.id.in_(arrival.calls)):
            files |= leave_out(connection, site, number, why)
    log(connection, now, person, "call_kept_out", call=call.id, about=call.owner_id)
    return files
