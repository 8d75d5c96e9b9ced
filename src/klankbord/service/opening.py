"""Opening a call: all that its page shows, fetched for somebody, and noted where they coach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from klankbord.conversation import Conversation
from klankbord.errors import NotFound
from klankbord.measures.measuring import Measured, measure
from klankbord.service.access import Actor, fetch_call
from klankbord.service.folding import choosing_in, folded_of
from klankbord.service.measuring import to_measured
from klankbord.service.past import Past, past_of
from klankbord.service.site import Site
from klankbord.service.sound import Lanes, kept_peaks, lanes_of, need_peaks
from klankbord.store.audit import entries_of_call, last_entry, log
from klankbord.store.calls import Call, read_conversation
from klankbord.store.measurements import read_measurement

OPENED = "opened"
AGAIN = timedelta(hours=1)
"""Who comes back within so long is still looking, and that is noted once."""


@dataclass(frozen=True)
class Looked:
    """Somebody who opened a call that is not theirs, and when last."""

    person: str
    at: datetime


@dataclass(frozen=True)
class Opened:
    """A call as its page shows it; `sound_ms` is None without sound, or before its peaks exist.

    `folded`: its figures are not to be seen yet. `choosing` is the review for which a key moment
    may be chosen, 0 for none.
    """

    call: Call
    conversation: Conversation
    measured: Measured
    past: Past
    sound_ms: int | None
    looked: tuple[Looked, ...]
    folded: bool = False
    choosing: int = 0


def open_call(site: Site, actor: Actor, call: int) -> Opened:
    """A call, for somebody who may see it; that a coach opened it is noted for its owner.

    What was measured is read. Only where that lags behind the newest revision (its measuring
    waits, or failed) is it measured here, and then not kept.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        conversation = read_conversation(connection, call, found.revision)
        kept = read_measurement(connection, call)
        past = past_of(connection, found, kept.digest, actor.id) if kept else Past(0, {})
        looked = _looked(connection, found) if actor.id == found.owner_id else ()
        folded = call in folded_of(connection, actor.id)
        choosing = choosing_in(connection, actor, call)
    note_opening(site, actor, found)
    current = kept is not None and kept.revision == found.revision
    peaks = kept_peaks(site, found.sound) if found.sound else None
    return Opened(
        call=found,
        conversation=conversation,
        measured=to_measured(kept)
        if kept and current
        else measure([conversation], own=site.settings.own_words),
        past=past,
        sound_ms=peaks.length_ms if peaks else None,
        looked=looked,
        folded=folded,
        choosing=choosing,
    )


def open_sound(site: Site, actor: Actor, call: int) -> Path:
    """The file of a call's recording, for somebody who may hear it; noted as opening the call is.

    Raises:
        NotFound: there is no such call, or no sound, or it is not theirs.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
    if found.sound is None or not site.files.path(found.sound).is_file():
        raise NotFound
    note_opening(site, actor, found)
    return site.files.path(found.sound)


def open_peaks(site: Site, actor: Actor, call: int) -> Lanes:
    """The peaks of a call's recording by side, made now where they were not kept.

    Raises:
        NotFound: there is no such call, or no sound, or it is not theirs.
        SoundBroken: the recording cannot be decoded (any more).
        SoundOdd: it can be none of a talk.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        conversation = read_conversation(connection, call)
    if found.sound is None or not site.files.path(found.sound).is_file():
        raise NotFound
    return lanes_of(need_peaks(site, found.sound, found.title), conversation)


def note_opening(site: Site, actor: Actor, call: Call) -> None:
    """Note that somebody opened a call of somebody else; once while they go on looking."""
    if actor.id == call.owner_id:
        return
    now = site.now()
    with site.database.reading() as connection:
        last = last_entry(connection, actor.id, OPENED, call.id)
    if last is None or now - last >= AGAIN:
        with site.database.writing() as connection:
            log(connection, now, actor.id, OPENED, call=call.id, about=call.owner_id)


def _looked(connection: Connection, call: Call) -> tuple[Looked, ...]:
    """Who opened a call, each once, the latest first."""
    latest: dict[str, datetime] = {}
    for entry in entries_of_call(connection, call.id):
        if entry.action == OPENED and entry.person_id != call.owner_id:
            latest.setdefault(entry.person, entry.at)
    return tuple(Looked(person, at) for person, at in latest.items())
