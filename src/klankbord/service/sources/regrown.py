"""A file in a watched folder that changed, or came, after its call was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from klankbord.service.site import Site
from klankbord.service.sources.arriving import plan_arrival
from klankbord.service.sources.handing import HALVES
from klankbord.service.sources.leaving_out import QUIET
from klankbord.store.arrivals import UNDER_WAY, Arrival, ArrivedFile, change_arrival, find_arrival
from klankbord.store.imports import remove_import
from klankbord.store.sources import Source
from klankbord.store.watched import WatchedFile, put_watched

LATER = "later"
"""In the details of an arrival: the names of files that changed after they were taken."""


def offer_again(
    connection: Connection, site: Site, source: Source, row: WatchedFile, half: int
) -> None:
    """Take a file again that came to nothing before, or a half that came later (`half`, 1 or 2).

    Of a call that is kept a later change is noted: what people may have listened to and written
    about is not put in another's place.
    """
    arrival = find_arrival(connection, row.arrival_id) if row.arrival_id else None
    if arrival is not None and arrival.outcome in UNDER_WAY:
        return  # it may be taken as it is now; the next look tells
    put_watched(connection, source.id, [replace(row, taken_ns=row.mtime_ns)])
    if arrival is None or row.mtime_ns in {file.mtime_ns for file in arrival.files}:
        return
    if arrival.reason in QUIET:
        return  # it says nothing of its files, and they come to nothing
    if half and len(arrival.files) == 1 and arrival.files[0].path not in {row.path, ""}:
        _offer(connection, site, arrival, _as_pair(arrival.files[0], row, half))
    elif arrival.outcome != "kept" and row.path in {file.path for file in arrival.files}:
        _offer(connection, site, arrival, arrival.files)
    else:
        later = sorted({*arrival.detail.get(LATER, ()), row.path})
        change_arrival(connection, arrival.id, detail=arrival.detail | {LATER: later})


def _as_pair(alone: ArrivedFile, row: WatchedFile, half: int) -> list[ArrivedFile]:
    """The half that went alone, with the one that came now; the call becomes that of both."""
    name = row.path.rpartition("/")[2]
    ours = ArrivedFile("", name, HALVES[half - 1], row.path)
    return sorted([replace(alone, role=HALVES[2 - half]), ours], key=lambda file: file.role)


def _offer(
    connection: Connection, site: Site, arrival: Arrival, files: Sequence[ArrivedFile]
) -> None:
    change_arrival(
        connection,
        arrival.id,
        state="waiting",
        reason="",
        detail={},
        files=[replace(file, hash="").as_json() for file in files],
        import_id=None,
        changed_at=site.now(),
    )
    if arrival.import_id is not None:
        remove_import(connection, arrival.import_id)
    plan_arrival(connection, arrival.id, site.now(), rank=1)
