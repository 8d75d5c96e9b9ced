"""What was found in a recording besides voices, and how a conversation carries that with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from klankbord.conversation import Provenance
from klankbord.i18n import N_
from klankbord.speech.spans import Span

FORMAT = "recording"
"""The format of a conversation that was heard and not read."""


class Kind(StrEnum):
    """What was found."""

    RINGING = "ringing"
    BUSY = "busy"
    BEEP = "beep"
    KEYS = "keys"
    MUSIC = "music"


@dataclass(frozen=True, order=True)
class Found:
    """A span of something that is no speech."""

    span: Span
    kind: Kind


NAMES: dict[Kind, str] = {
    Kind.RINGING: N_("de telefoon gaat over"),
    Kind.BUSY: N_("bezettoon"),
    Kind.BEEP: N_("pieptoon"),
    Kind.KEYS: N_("toetsen"),
    Kind.MUSIC: N_("wachtmuziek"),
}
"""What was found, as the reader calls it."""


def as_options(found: Iterable[Found]) -> tuple[tuple[str, str], ...]:
    """What was found, as options of a provenance: a kind, and its spans in milliseconds.

    >>> as_options([Found(Span(0, 1000), Kind.RINGING), Found(Span(5000, 6000), Kind.RINGING)])
    (('ringing', '0-1000 5000-6000'),)
    """
    spans: dict[str, list[str]] = {}
    for each in sorted(found):
        spans.setdefault(each.kind.value, []).append(f"{each.span.start_ms}-{each.span.end_ms}")
    return tuple((kind, " ".join(own)) for kind, own in spans.items())


_SPAN = re.compile(r"(?<!\S)(\d{1,9})-(\d{1,9})(?!\S)", re.ASCII)


def found_in(provenance: Provenance) -> tuple[Found, ...]:
    """What was found in the sound of a conversation, in order of start.

    Also of one whose words came later, from a transcript: that keeps what was found before. What
    stands there is from a file, and so may be anything.
    """
    kinds = {kind.value: kind for kind in Kind}
    found = [
        Found(Span(int(start), int(end)), kinds[name])
        for name, spans in provenance.options
        if name in kinds
        for start, end in _SPAN.findall(spans)
        if int(start) <= int(end)
    ]
    return tuple(sorted(found))
