"""WebVTT as Teams, Zoom, noScribe and others write it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, islice, takewhile

from klankbord.conversation import Conversation
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.subtitles import is_timing, take_in
from klankbord.i18n import N_

ID = "webvtt"
NAME = N_("WebVTT (Teams, Zoom en andere)")
ABOUT = ""
SAMPLE = """\
WEBVTT

d2f3a1b0-1111-4c4c-9d9d-000000000001/12-0
00:00:00.400 --> 00:00:02.900
<v Maes, Lotte>Hoe gaat dat nu, op een zaterdag?</v>

d2f3a1b0-1111-4c4c-9d9d-000000000001/13-0
00:00:03.400 --> 00:00:07.100
<v Vermeulen, Karel>Druk. De rij staat tot op straat.</v>
"""

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_LANGUAGE = re.compile(r"Language\s*:\s*([a-z]{2})\b", re.IGNORECASE)
_OF_TEAMS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}/\d+-\d+", re.IGNORECASE)
"""The id that Teams gives a caption."""
_LAST_FIRST = re.compile(r"([^,()\[\]\d]+), *([^,()\[\]\d]+?)( *[(\[].*)?")
"""A name as a directory has it: Maes, Lotte (Kassahuis)."""
_METADATA = re.compile(r"(?:Kind|Language)\s*:", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """The first line is WEBVTT."""
    return bool(_HEADER.fullmatch(document.head(1)[0].rstrip()))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each cue is a segment, notes and styles are left out.

    Raises:
        BadLine: a time that is none, or a text that has none.
    """
    draft = Draft(title=_title(document), language=_language(document))
    take_in(document, _body(document), draft)
    if _names_are_of_a_directory(document, draft):
        draft.parties = [replace(one, name=_first_last(one.name)) for one in draft.parties]
    return (build(document, options, draft, format_id=ID, segments=True),)


def _names_are_of_a_directory(document: Document, draft: Draft) -> bool:
    """Whether a comma surely stands between a surname and a first name: Teams writes them so."""
    if any(_OF_TEAMS.fullmatch(line.strip()) for line in document.lines):
        return True
    names = [party.name for party in draft.parties if party.name]
    return len(names) > 1 and all(map(_LAST_FIRST.fullmatch, names))


def _first_last(name: str) -> str:
    """A name as people say it; of what may be more than one person, as it stands.

    >>> [_first_last(one) for one in ("Vermeulen, Karel", "Maes, Lotte (Inkoop)", "Karel")]
    ['Karel Vermeulen', 'Lotte Maes (Inkoop)', 'Karel']
    """
    match = _LAST_FIRST.fullmatch(name)
    return f"{match[2]} {match[1]}{match[3] or ''}" if match else name


def _title(document: Document) -> str:
    parts = _beside(document)
    return "; ".join(part for part in parts if not _METADATA.match(part))


def _beside(document: Document) -> list[str]:
    """What stands on the first line beside WEBVTT: a title, or `Kind: captions; Language: nl`."""
    line = document.head(1)[0].removeprefix("WEBVTT").strip(" \t-")
    return re.split(r";\s*", line) if _METADATA.search(line) else [line]


def _body(document: Document) -> int:
    """The first line (from 1) below the header, which ends at a blank line or a caption."""
    below = enumerate(document.lines[1:], 2)
    return next((n for n, line in below if not line.strip() or is_timing(line)), 1 << 30)


def _language(document: Document) -> str:
    """The language of the header (`Language: nl`), which ends at the first blank line."""
    below = takewhile(str.strip, islice(document.lines, 1, None))
    found = (_LANGUAGE.match(line) for line in chain(_beside(document), below))
    return next((match[1].lower() for match in found if match), "")
