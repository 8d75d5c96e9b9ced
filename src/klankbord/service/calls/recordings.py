"""The recording of a call, opened to be listened to or drawn: one file, or its two halves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from klankbord.errors import FileMissing, why
from klankbord.service.calls.halves import is_together, taken_apart
from klankbord.service.site import Site
from klankbord.speech.decode import open_sound
from klankbord.speech.naming import Seat, named
from klankbord.speech.recording import Recording


@contextmanager
def opened(site: Site, hash_: str, name: str) -> Iterator[Recording]:
    """A recording that is kept, by the name that its reader knows it by.

    Raises:
        FileMissing: it is not there any more.
        SoundRefused: it is no recording that can be listened to.
        SpeechMissing: what decodes it is not installed.
    """
    path = site.files.path(hash_)
    try:
        together = is_together(path)
    except OSError as fault:
        raise FileMissing(name, why(fault)) from None
    if not together:
        yield Recording([open_sound(path, name)])
        return
    with taken_apart(site, hash_) as halves:
        call = call_of(name)
        yield Recording([open_sound(half, f"{call}-{called}") for called, half in halves])


def call_of(name: str) -> str:
    """What the files of one call are called, without their ending and without whose half it is."""
    return named(name).call


def half_name(place: int, seat: Seat | None, kind: str) -> str:
    """What a half is called where two are kept as one: who is on it, else the first or second."""
    return f"{seat.value if seat else place}.{kind}"
