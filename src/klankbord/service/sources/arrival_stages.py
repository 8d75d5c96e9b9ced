"""The stages of an arrival: fetched, let in or left out, and handed over to be imported.

As of an import, each stage works outside any transaction and keeps what came of it in one in which
the job moves on; so a worker that dies leaves a stage either done or as if never begun. What it
keeps it writes over the arrival as that is by then: a download takes minutes, and meanwhile the
call may have been erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import Refused, SourceOfNobody, StillWritten
from klankbord.service.intake.adding import plan_call
from klankbord.service.keeping.removing import wipe
from klankbord.service.keeping.unused import remove_unused
from klankbord.service.privacy.keeping_out import take_known
from klankbord.service.privacy.remembering import remember_bytes
from klankbord.service.privacy.told_again import note_duplicate
from klankbord.service.sources.admitting import first_reason
from klankbord.service.sources.already_there import tell_what_it_lacked
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.fetching import FETCHERS
from klankbord.service.sources.handing import as_told, gathered, is_of_nobody, whose
from klankbord.service.sources.leaving_out import QUIET, quiet_values
from klankbord.service.work import Work, reason_of
from klankbord.store.arrivals import (
    UNDER_WAY,
    Arrival,
    ArrivedFile,
    change_arrival,
    find_arrival,
)
from klankbord.store.calls import lock_calls
from klankbord.store.consent import lock_arrival
from klankbord.store.imports import find_import
from klankbord.store.sources import Source, find_source

PATIENT = frozenset({"folder"})
"""Kinds of sources of which thousands may come at once, for whom nobody waits."""
WITH_WHOM = frozenset({"blocked", "number"})
"""Reasons for which a call that is there already, of the same files, goes too."""
AGAIN = timedelta(minutes=5)
"""So much later a file is fetched again that was still being written; or it is looked whether there
is somebody by now whose a call is."""


class _Over(Exception):
    """The arrival is not this job's to go on with any more; what it was doing is undone."""


class _Gone(Exception):
    """The call that an arrival is the same as is no longer there; what was done is undone."""


def arrival_step(work: Work) -> bool:
    """Do the stage of an arrival that comes next; whether there is more to do."""
    with work.site.database.reading() as connection:
        arrival = find_arrival(connection, work.payload["arrival"])
        source = find_source(connection, arrival.source_id) if arrival else None
    stage = work.job.stage or "fetch"
    try:
        source = _need_source(source)
        arrival = _need(work, arrival, clearing=stage == "clear")
        try:
            return _STEPS[stage](work, source, arrival)
        except Refused as refusal:
            _end(work, arrival, "refused", type(refusal).__name__, reason_of(refusal))
            return True
    except _Over:
        with work.finishing():
            return False


def _need_source(source: Source | None) -> Source:
    if source is None:
        raise _Over
    return source


def _need(work: Work, arrival: Arrival | None, *, clearing: bool = False) -> Arrival:
    """An arrival that is still this job's.

    Raises:
        _Over: its source was removed; it began anew, which is another job's; or it is under way no
            longer, since it was erased.
    """
    if arrival is None or arrival.job_id not in {None, work.job.id}:
        raise _Over
    if (arrival.state in UNDER_WAY) == clearing:
        raise _Over
    return arrival


@contextmanager
def _still(
    work: Work,
    moving: AbstractContextManager[Connection],
    *,
    clearing: bool = False,
) -> Iterator[tuple[Connection, Arrival]]:
    """The transaction in which a job moves on, with the arrival as it is by now, till the end.

    Raises:
        _Over: it is not this job's any more; nothing is changed.
    """
    number = work.payload["arrival"]
    with moving as connection:
        lock_arrival(connection, number)
        yield connection, _need(work, find_arrival(connection, number), clearing=clearing)


def _fetch(work: Work, source: Source, arrival: Arrival) -> bool:
    """What the source still has is kept here."""
    files = arrival.files
    there = bool(files) and all(file.hash for file in files)  # tried again: it came before
    fetch = FETCHERS.get(source.kind)
    if fetch and (arrival.told.get("fetch") or not there):
        if arrival.state == "waiting":
            with _still(work, work.getting_on("fetch")) as (connection, _):
                change_arrival(connection, arrival.id, state="fetching", changed_at=work.site.now())
        try:
            files = tuple(fetch(work.site, source, arrival))
        except StillWritten as error:
            work.put_off(work.site.now() + AGAIN, error)
            return False
    try:
        with _still(work, work.getting_on("admit")) as (connection, now):
            change_arrival(
                connection,
                arrival.id,
                state="fetching",
                told=now.told | {"fetch": []},  # a link may be a key
                files=[file.as_json() for file in files],
                changed_at=work.site.now(),
            )
    except _Over:
        _throw_away(work, files)
        raise
    return True


def _admit(work: Work, _source: Source, arrival: Arrival) -> bool:
    """Whether it may come in; what may not is gone at once."""
    with work.site.database.reading() as connection:
        found = first_reason(work.site, connection, arrival)
    if found is not None:
        try:
            _end(work, arrival, "left_out", found.code, found.facts)
        except _Gone:
            return _admit(work, _source, arrival)
        return True
    with _still(work, work.getting_on("import")):
        return True


def _import(work: Work, source: Source, arrival: Arrival) -> bool:
    """It becomes an import, in the transaction in which this job ends."""
    now, told = work.site.now(), Arriving.of(arrival)
    with work.site.database.reading() as connection:
        nobody = is_of_nobody(connection, source, told)
    if nobody:
        work.put_off(now + AGAIN, SourceOfNobody(source.name))
        return False
    call = gathered(work.site, arrival.files, told)
    rank = 1 if source.kind in PATIENT else 0
    with _still(work, work.finishing()) as (connection, _):
        person, known = whose(connection, source, told)
        outside = str(source.config.get("outside", ""))
        facts = as_told(told, known, sound=call.source is None, outside=outside)
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
    _throw_away(work, arrival.files)
    with _still(work, work.finishing(), clearing=True) as (connection, now):
        names = [replace(file, hash="").as_json() for file in now.files]
        change_arrival(connection, arrival.id, files=[] if now.reason in QUIET else names)
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
    wiped: dict[int, set[str]] = {}
    with _still(work, work.getting_on("clear")) as (connection, now):
        values: dict[str, Any] = {"state": state, "reason": reason, "detail": detail}
        values["changed_at"] = work.site.now()
        if state != "refused" or now.files:
            values |= {"payload": None, "told": now.told | {"fetch": []}}
        if reason == "no_consent":  # its bytes go, and are known when somebody gives them
            hashes = [file.hash for file in now.files if file.hash]
            remember_bytes(connection, "no_consent", hashes, work.site.now())
        if reason in WITH_WHOM:
            wiped = take_known(work, connection, now)
        if reason in QUIET:
            values |= quiet_values(connection, now)
        if reason == "duplicate":
            _need_there(connection, detail)
            if "call" in detail:
                tell_what_it_lacked(connection, now, detail["call"], work.site.now())
            note_duplicate(connection, replace(now, detail=detail), work.site.now())
        change_arrival(connection, arrival.id, **values)
    for call, unused in wiped.items():
        wipe(work.site, call, unused)


def _need_there(connection: Connection, detail: dict[str, Any]) -> None:
    """That what an arrival is the same as is still there; a call stays so till the end.

    Raises:
        _Gone: it was taken away just now.
    """
    if "call" in detail and not lock_calls(connection, [detail["call"]]):
        raise _Gone
    if "import" in detail and find_import(connection, detail["import"]) is None:
        raise _Gone


def _throw_away(work: Work, files: Iterable[ArrivedFile]) -> None:
    remove_unused(work.site, {file.hash for file in files if file.hash})
