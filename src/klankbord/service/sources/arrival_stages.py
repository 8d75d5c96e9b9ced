"""The stages of an arrival: fetched, let in or left out, and handed over to be imported.

As of an import, each stage works outside any transaction and keeps what came of it in one in which
the job moves on; so a worker that dies leaves a stage either done or as if never begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from klankbord.errors import Refused, StillWritten
from klankbord.service.intake.adding import plan_call
from klankbord.service.sources.admitting import first_reason
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.fetching import FETCHERS
from klankbord.service.sources.handing import as_told, gathered, whose
from klankbord.service.sources.leaving_out import QUIET, quiet_values
from klankbord.service.sources.unused import remove_unused
from klankbord.service.work import Work, reason_of
from klankbord.store.arrivals import UNDER_WAY, Arrival, change_arrival, find_arrival
from klankbord.store.sources import Source, find_source

PATIENT = frozenset({"folder"})
"""Kinds of sources of which thousands may come at once, for whom nobody waits."""
AGAIN = timedelta(minutes=5)
"""So much later a file is fetched again that was still being written."""


def arrival_step(work: Work) -> bool:
    """Do the stage of an arrival that comes next; whether there is more to do."""
    with work.site.database.reading() as connection:
        arrival = find_arrival(connection, work.payload["arrival"])
        source = find_source(connection, arrival.source_id) if arrival else None
    # Its source was removed meanwhile; or it began anew, which is another job's.
    if arrival is None or source is None or arrival.job_id not in {None, work.job.id}:
        with work.finishing():
            return False
    stage = work.job.stage or "fetch"
    if stage != "clear" and arrival.state not in UNDER_WAY:
        with work.finishing():
            return False
    try:
        return _STEPS[stage](work, source, arrival)
    except Refused as refusal:
        _end(work, arrival, "refused", type(refusal).__name__, reason_of(refusal))
        return True


def _fetch(work: Work, source: Source, arrival: Arrival) -> bool:
    """What the source still has is kept here."""
    files = arrival.files
    there = bool(files) and all(file.hash for file in files)  # tried again: it came before
    fetch = FETCHERS.get(source.kind)
    if fetch and (arrival.told.get("fetch") or not there):
        if arrival.state == "waiting":
            with work.getting_on("fetch") as connection:
                change_arrival(connection, arrival.id, state="fetching", changed_at=work.site.now())
        try:
            files = tuple(fetch(work.site, source, arrival))
        except StillWritten as error:
            work.put_off(work.site.now() + AGAIN, error)
            return False
    with work.getting_on("admit") as connection:
        change_arrival(
            connection,
            arrival.id,
            state="fetching",
            told=arrival.told | {"fetch": []},  # a link may be a key
            files=[file.as_json() for file in files],
            changed_at=work.site.now(),
        )
    return True


def _admit(work: Work, _source: Source, arrival: Arrival) -> bool:
    """Whether it may come in; what may not is gone at once."""
    with work.site.database.reading() as connection:
        found = first_reason(work.site, connection, arrival)
    if found is not None:
        _end(work, arrival, "left_out", found.code, found.facts)
        return True
    with work.getting_on("import"):
        return True


def _import(work: Work, source: Source, arrival: Arrival) -> bool:
    """It becomes an import, in the transaction in which this job ends."""
    now, told = work.site.now(), Arriving.of(arrival)
    call = gathered(work.site, arrival.files, told)
    rank = 1 if source.kind in PATIENT else 0
    with work.finishing() as connection:
        person, known = whose(connection, source, told)
        facts = as_told(told, known, sound=call.source is None)
        number = plan_call(connection, person, call, facts, now, rank)
        change_arrival(
            connection,
            arrival.id,
            state="kept",
            person_id=person,
            import_id=number,
            payload=None,
            changed_at=now,
        )
    return False


def _clear(work: Work, _source: Source, arrival: Arrival) -> bool:
    """Nothing is left of the bytes of a call that was not taken in."""
    remove_unused(work.site, {file.hash for file in arrival.files if file.hash})
    with work.finishing() as connection:
        quiet = arrival.reason in QUIET
        names = [] if quiet else [replace(file, hash="").as_json() for file in arrival.files]
        change_arrival(connection, arrival.id, files=names)
    return False


_STEPS: dict[str, Callable[[Work, Source, Arrival], bool]] = {
    "fetch": _fetch,
    "admit": _admit,
    "import": _import,
    "clear": _clear,
}


def _end(work: Work, arrival: Arrival, state: str, reason: str, detail: dict[str, Any]) -> None:
    """Note why it is no call; then its bytes go.

    What could not be fetched may be asked for again, once an admin has mended why; until then what
    opens it stays.
    """
    with work.getting_on("clear") as connection:
        values: dict[str, Any] = {"state": state, "reason": reason, "detail": detail}
        values["changed_at"] = work.site.now()
        if state != "refused" or arrival.files:
            values |= {"payload": None, "told": arrival.told | {"fetch": []}}
        if reason in QUIET:
            values |= quiet_values(connection, arrival)
        change_arrival(connection, arrival.id, **values)
