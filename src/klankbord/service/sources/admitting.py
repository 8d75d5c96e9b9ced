"""Whether a call that arrived may come in: a few small rules, asked one after another.

A rule is given the installation, a connection to read by, and the arrival; it says why the call
stays out, or None. What stays out has its bytes deleted at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import EmptyFile, FileMissing, SoundEmpty
from klankbord.i18n import N_, Translate
from klankbord.service.privacy.consent import is_untold
from klankbord.service.privacy.keeping_out import said_before, why_not
from klankbord.service.privacy.remembering import is_told_of
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import was_taken_away
from klankbord.store.arrivals import (
    Arrival,
    ArrivedFile,
    calls_of_bytes,
    came_before,
    imports_of_bytes,
)
from klankbord.store.sources import find_source

LEAST_S = 5
"""A call shorter than so many seconds is none, unless its source is set otherwise."""

REASONS: dict[str, str] = {
    "nothing": N_("Er kwam geen opname of transcript mee."),
    "empty": N_("In de opname staat geen geluid."),
    "too_short": N_("Korter dan {seconds} seconden."),
    "duplicate": N_("Dit was er al: gesprek {call}."),
    "no_consent": N_("Nergens stond dat de ander van de opname wist."),
    "blocked": N_("Iemand in dit gesprek heeft bezwaar gemaakt."),
    "number": N_("Met dit nummer wordt niets bewaard."),
    "private": N_("Privé."),
    "gone": N_("Het was er, en is verwijderd."),
    "colleagues": N_("Een gesprek tussen collega's."),
}
"""Why a call stays out, a code each; a new rule has its sentence here."""
BARE: dict[str, str] = {
    "too_short": N_("Te kort."),
    "duplicate": N_("Dit was er al."),
}
"""The same of a reason whose facts are not known, or are no longer kept."""


@dataclass(frozen=True)
class Outside:
    """Why a call stays out: a code of `REASONS`, and the facts of its sentence."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


Rule = Callable[[Site, Connection, Arrival], Outside | None]


def is_nothing(_site: Site, _connection: Connection, arrival: Arrival) -> Outside | None:
    """A delivery without anything to listen to or to read."""
    return None if arrival.files else Outside("nothing")


def is_duplicate(_site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """The same bytes came before: by another source, by hand, or under another name."""
    there = [came_before(connection, file.hash, arrival.import_id) for file in arrival.files]
    if not (there and all(there)):
        return None
    hashes = [file.hash for file in arrival.files]
    known = calls_of_bytes(connection, hashes)
    if len(known) == 1:
        return Outside("duplicate", {"call": known[0]})
    given = imports_of_bytes(connection, hashes)  # not read yet, or more than one call
    return Outside("duplicate", {"import": given[0]} if given else {})


def is_told_duplicate(site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """The same, of a call of which it is noted how its party was told; its source need not tell."""
    found = is_duplicate(site, connection, arrival)
    hashes = [file.hash for file in arrival.files]
    return found if found and is_told_of(connection, hashes) else None


def is_short(site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """A recording in which there is nothing, or hardly anything."""
    sounds = [file for file in arrival.files if file.role != "transcript"]
    if not sounds:
        return None
    lengths = [length_ms(site, file) for file in sounds]
    if all(length == 0 for length in lengths):
        return Outside("empty")
    source = find_source(connection, arrival.source_id)
    least = source.config.get("least_s", LEAST_S) if source else LEAST_S
    known = [length for length in lengths if length is not None]
    if len(known) == len(lengths) and max(known) < least * 1000:
        return Outside("too_short", {"seconds": least})
    return None


def is_kept_out(_site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """A call with somebody who objects, or with a number with which nothing is kept."""
    why = why_not(connection, arrival)
    if not why:
        why = said_before(connection, arrival)
    return Outside(why) if why else None


def is_taken_away(_site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """A call that was here and was taken away, whichever source offers it now."""
    return Outside("gone") if was_taken_away(connection, arrival) else None


def is_among_us(_site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """A call among colleagues, where its source is not set to take those in."""
    if not arrival.told.get("inside"):
        return None
    source = find_source(connection, arrival.source_id)
    return None if source and source.config.get("colleagues") else Outside("colleagues")


def lacks_consent(_site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """Nothing tells that the other party knew of the recording, and nothing can any more."""
    return Outside("no_consent") if is_untold(connection, arrival) else None


RULES: list[Rule] = [
    is_kept_out,
    is_taken_away,
    is_among_us,
    is_told_duplicate,
    lacks_consent,
    is_nothing,
    is_duplicate,
    is_short,
]
"""In the order in which they are asked."""


def first_reason(site: Site, connection: Connection, arrival: Arrival) -> Outside | None:
    """Why a call stays out, by the first rule that says so; None where it may come in."""
    return next((found for rule in RULES if (found := rule(site, connection, arrival))), None)


def say_reason(arrival: Arrival, translate: Translate, language: str) -> str:
    """Why an arrival is no call, as a sentence; "" where it is one, or is still under way."""
    if arrival.reason in REASONS:
        return _with_facts(arrival.reason, arrival.detail, translate)
    if arrival.outcome != "refused":
        return ""
    said = arrival.detail or arrival.import_reason or arrival.job_reason or {}
    found = str(said.get(language) or said.get("nl", ""))
    return found or translate(N_("Het kon niet meekomen; waarom precies, wordt niet meer bewaard."))


def calls_of(arrival: Arrival) -> list[int]:
    """The calls that came of an arrival, or the one that it turned out to be already."""
    there = arrival.detail.get("call") if arrival.reason == "duplicate" else None
    return [there] if isinstance(there, int) else list(arrival.calls)


def _with_facts(reason: str, facts: Mapping[str, Any], translate: Translate) -> str:
    """A reason with its facts; without, where they went once they had been kept long enough."""
    text = REASONS[reason]
    needed = {name for _, name, _, _ in Formatter().parse(text) if name}
    if needed <= facts.keys():
        return translate(text).format(**facts)
    return translate(BARE[reason])


def length_ms(site: Site, file: ArrivedFile) -> int | None:
    """How long a recording lasts by its head; None where only decoding it would tell.

    Raises:
        SoundRefused: it cannot be decoded at all.
    """
    from klankbord.speech.decode import open_sound

    path = site.files.path(file.hash)
    if not path.is_file():
        raise FileMissing(file.name, N_("het bestaat niet"))
    if path.stat().st_size == 0:
        return 0
    try:
        sound = open_sound(path, file.name)
    except (SoundEmpty, EmptyFile):
        return 0
    if sound.told:
        return sound.told * 1000 // sound.rate
    return 0 if sound.kind == "wav" else None
