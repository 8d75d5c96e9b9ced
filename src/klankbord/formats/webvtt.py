"""WebVTT as Teams, Zoom, noScribe and others write it."""

from __future__ import annotations

import re

from klankbord.conversation import Conversation
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.subtitles import captions, take_in
from klankbord.i18n import N_

ID = "webvtt"
NAME = N_("WebVTT (Teams, Zoom en andere)")
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


def recognises(document: Document) -> bool:
    """The first line is WEBVTT."""
    return bool(_HEADER.fullmatch(document.head(1)[0].rstrip()))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each cue is a segment, notes and styles are left out.

    Raises:
        BadLine: a time that is none.
    """
    draft = Draft(title=_title(document), language=_language(document))
    take_in(list(captions(document, 2)), draft)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _title(document: Document) -> str:
    return document.head(1)[0].removeprefix("WEBVTT").strip(" \t-")


def _language(document: Document) -> str:
    """The language of a header line (`Language: nl`), before the first blank line."""
    for line in document.lines[1:]:
        if not line.strip():
            break
        match = _LANGUAGE.match(line)
        if match:
            return match[1].lower()
    return ""
