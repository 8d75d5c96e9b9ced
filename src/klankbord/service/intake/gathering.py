"""Which files are one call: a recording and its transcript, or the two halves of either.

What a name says decides, since nothing else of a file does. Two halves become one file before any
transaction begins, for they may be large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from klankbord.errors import FileMissing, NotAPair, NothingGiven, SoundTwice, why
from klankbord.formats.pairs import pairs_in
from klankbord.service.calls.halves import TWO, put_together
from klankbord.service.calls.recordings import half_name
from klankbord.service.site import Site
from klankbord.speech.kinds import HEAD, Kind, kind_of
from klankbord.speech.naming import Seat, is_pair, named, pairs
from klankbord.store.imports import Import

BESIDE = " + "
"""What stands between the names of two halves."""


@dataclass(frozen=True)
class KeptFile:
    """A file that is kept: its SHA-256, and how it was called.

    `seat` says who is on it where it is half of a recording; else its name may.
    """

    hash: str
    name: str
    seat: Seat | None = None


@dataclass(frozen=True)
class OneCall:
    """The files of one call, as its import has them: a transcript, a recording, or both.

    `halves` are the files that `source` or `sound` is made of, where it is two.
    """

    name: str
    source: str | None
    sound: str | None
    sound_name: str
    halves: tuple[str, ...] = ()


def as_one_call(site: Site, files: Sequence[KeptFile]) -> OneCall:
    """Files that are kept, and that are one call: in any order, at most two of each sort.

    Two recordings are the two sides of it; two transcripts are TextGrids, a speaker each.

    Raises:
        NothingGiven: there are no files.
        FileMissing: one of them is not there.
        SoundTwice: there are more recordings than two.
        NotAPair: there are more transcripts than two.
    """
    if not files:
        raise NothingGiven
    kinds = {file: _kind(site, file) for file in files}
    sounds = [file for file in files if kinds[file] is not None]
    texts = [file for file in files if kinds[file] is None]
    if len(sounds) > TWO:
        raise SoundTwice(sounds[TWO].name, sounds[0].name)
    if len(texts) > TWO:
        raise NotAPair(texts[TWO].name, texts[0].name)
    source, name = _together(site, texts, [text.name for text in texts])
    sound, sound_name = _together(site, sounds, _half_names(sounds, kinds))
    halves = tuple(file.hash for own in (texts, sounds) if len(own) == TWO for file in own)
    first = sounds[0].name if sounds else ""
    return OneCall(name or sound_name, source, sound, first, halves)


@dataclass(frozen=True)
class Pair:
    """Two imports that are the halves of one call, and that call; the first may be a day older."""

    first: Import
    second: Import
    call: OneCall


def find_pairs(site: Site, given: Sequence[Import], lone: Sequence[Import]) -> list[Pair]:
    """The halves among files just given, of which the first may be one of the `lone` recordings.

    Raises:
        FileMissing: one of them is not there.
    """
    found = [
        (_by_name(given, one), _by_name(given, other))
        for one, other in (
            *(call for call in pairs(_names(given, sound=True)) if len(call) == TWO),
            *((p.name, q.name) for p, q in pairs_in([Path(n) for n in _names(given, sound=False)])),
        )
    ]
    taken = {one.id for pair in found for one in pair}
    found += [
        (earlier, one)
        for one in given
        if one.source is None and one.id not in taken
        for earlier in [e for e in lone if _are_halves(e, one)][-1:]
    ]
    return [Pair(*both, as_one_call(site, [_file(one) for one in both])) for both in found]


def fits(transcript: Import, sound: Import) -> bool:
    """Whether a recording and a transcript are called the same, but for ending and half."""
    of_sound = {Path(sound.name).stem.casefold(), named(sound.sound_name).call.casefold()}
    stems = [Path(name).stem.casefold() for name in transcript.name.split(BESIDE)]
    return (stems[0] if len(stems) == 1 else _shared(*stems)) in of_sound


def _shared(one: str, other: str) -> str:
    """What two names begin with, without what parts it from their ends."""
    pairs_of_letters = enumerate(zip(one, other, strict=False))
    same = next((n for n, (a, b) in pairs_of_letters if a != b), min(len(one), len(other)))
    return one[:same].rstrip(" ._-")


def _kind(site: Site, file: KeptFile) -> Kind | None:
    try:
        with site.files.path(file.hash).open("rb") as opened:
            return kind_of(opened.read(HEAD))
    except OSError as fault:
        raise FileMissing(file.name, why(fault)) from None


def _together(
    site: Site, files: Sequence[KeptFile], called: Sequence[str]
) -> tuple[str | None, str]:
    """The file that one or two files are, and its name; None where there are none."""
    if not files:
        return None, ""
    name = BESIDE.join(file.name for file in files)
    if len(files) == 1:
        return files[0].hash, name
    # In one order, whatever order they came in: so the same two are the same file.
    halves = sorted(zip(called, (file.hash for file in files), strict=True))
    return put_together(site, halves, name), name


def _half_names(files: Sequence[KeptFile], kinds: Mapping[KeptFile, Kind | None]) -> list[str]:
    seats = [file.seat or named(file.name).seat for file in files]
    told = None not in seats and len(set(seats)) == len(seats)
    return [
        half_name(place, seat if told else None, kind.name if (kind := kinds[file]) else "bin")
        for place, (file, seat) in enumerate(zip(files, seats, strict=True), 1)
    ]


def _names(given: Sequence[Import], *, sound: bool) -> list[str]:
    """The names of recordings, or of transcripts; one that is there twice tells nothing."""
    names = [one.name for one in given if (one.source is None) is sound]
    return [name for name in names if names.count(name) == 1]


def _by_name(given: Sequence[Import], name: str) -> Import:
    return next(one for one in given if one.name == name)


def _are_halves(earlier: Import, one: Import) -> bool:
    names = [earlier.name, one.name]
    return named(names[0]).call == named(names[1]).call and is_pair(names)


def _file(of: Import) -> KeptFile:
    return KeptFile(of.source or of.sound or "", of.name)
