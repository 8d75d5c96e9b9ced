"""Opening a call: all that its page shows, fetched for somebody, and noted where they coach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from klankbord.conversation import Conversation
from klankbord.errors import NotFound
from klankbord.measures.measuring import Measured, measure
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.beneath import Beneath, beneath_of, sound_for
from klankbord.service.calls.measuring import to_measured
from klankbord.service.calls.past import Past, past_of
from klankbord.service.calls.playing import to_play
from klankbord.service.calls.sound import Lanes, kept_peaks, lanes_of, need_peaks
from klankbord.service.learning.folding import choosing_in, folded_of
from klankbord.service.site import Site
from klankbord.store.audit import done_since, entries_of_call, last_entry, log, log_each
from klankbord.store.calls import Call, read_conversation
from klankbord.store.measurements import read_measurement
from klankbord.store.redaction import find_made

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
    may be chosen, 0 for none. `beneath` is what stands under its marks, for whose call it is;
    `still_heard` of how many of them the sound stayed.
    """

    call: Call
    conversation: Conversation
    measured: Measured
    past: Past
    sound_ms: int | None
    looked: tuple[Looked, ...]
    folded: bool = False
    choosing: int = 0
    beneath: tuple[Beneath, ...] = ()
    still_heard: int = 0


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
        made = find_made(connection, call)
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
        beneath=beneath_of(made, own=actor.id == found.owner_id),
        still_heard=made.still_heard if made else 0,
    )


def open_sound(site: Site, actor: Actor, call: int, *, as_it_was: bool = True) -> Path:
    """What plays of a call's recording, for somebody who may hear it; noted as opening the call is.

    Whose call it is hears it as it was, where that is kept; not what is taken along (`as_it_was`
    False), which others will hear.

    Raises:
        NotFound: there is no such call, or no sound, or it is not theirs.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
    if found.sound is None or not site.files.path(found.sound).is_file():
        raise NotFound
    note_opening(site, actor, found)
    hash_ = sound_for(site, actor, found) if as_it_was else None
    path = to_play(site, hash_ or found.sound, found.title)
    if not path.is_file():  # it went while a copy of it was made
        raise NotFound
    return path


def open_peaks(site: Site, actor: Actor, call: int) -> Lanes:
    """The peaks of a call's recording by side, made now where they were not kept.

    Raises:
        NotFound: there is no such call, or no sound, or it is not theirs.
        SoundRefused: the recording cannot be decoded (any more).
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


def note_openings(site: Site, actor: Actor, calls: Iterable[Call]) -> None:
    """The same of many calls that somebody takes along at once."""
    others = [call for call in calls if call.owner_id != actor.id]
    if not others:
        return
    now = site.now()
    with site.database.reading() as connection:
        seen = done_since(connection, actor.id, OPENED, now - AGAIN)
    fresh = [(actor.id, call.id, call.owner_id) for call in others if call.id not in seen]
    with site.database.writing() as connection:
        log_each(connection, now, OPENED, fresh)


def _looked(connection: Connection, call: Call) -> tuple[Looked, ...]:
    """Who opened a call, each once, the latest first."""
    latest: dict[str, datetime] = {}
    for entry in entries_of_call(connection, call.id):
        if entry.action == OPENED and entry.person_id != call.owner_id:
            latest.setdefault(entry.person, entry.at)
    return tuple(Looked(person, at) for person, at in latest.items())
