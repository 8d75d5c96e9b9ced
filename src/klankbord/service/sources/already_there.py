"""A call that a source offers and that is here already: what it lacked is told to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from klankbord.service.calls.facts import tell_facts
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.handing import as_told, whose
from klankbord.store.arrivals import Arrival
from klankbord.store.sources import find_source


def tell_what_it_lacked(connection: Connection, arrival: Arrival, call: int, now: datetime) -> bool:
    """Give a call the moment, the direction, the type and the number that a source tells of it.

    Only what it lacked, and only where the source's call would be of the same person: what is told
    by another's telephone is no fact of this call.

    Returns:
        Whether it lacked anything that it has now.
    """
    source = find_source(connection, arrival.source_id)
    if source is None:
        return False
    told = Arriving.of(arrival)
    person, known = whose(connection, source, told)
    facts = as_told(told, known, sound=True, outside=str(source.config.get("outside", "")))
    return tell_facts(
        connection,
        call,
        person,
        now,
        when=facts.when,
        type=facts.type,
        direction=facts.direction,
        told_number=facts.number,
    )
