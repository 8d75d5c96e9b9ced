"""SubRip subtitles (SRT), with or without speakers."""

from __future__ import annotations

import re

from klankbord.conversation import Conversation
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.subtitles import take_in
from klankbord.i18n import N_

ID = "srt"
NAME = N_("SRT-ondertitels")
ABOUT = ""
SAMPLE = """\
1
00:00:00,400 --> 00:00:02,900
Lotte: Hoe gaat dat nu, op een zaterdag?

2
00:00:03,400 --> 00:00:07,100
Karel: Druk. De rij staat tot op straat.
"""

_TIMING = re.compile(r"\s*\d+:[\d:]+(?:[.,]\d+)?\s*-->")


def recognises(document: Document) -> bool:
    """A number, and on the next line a time, an arrow and a time; or the time at once."""
    lines = [line for line in document.head(50) if line.strip()][:2]
    if not lines:
        return False
    timing = lines[1] if len(lines) > 1 and lines[0].strip().isdigit() else lines[0]
    return bool(_TIMING.match(timing))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each subtitle is a segment.

    Raises:
        BadLine: a time that is none, or a text that has none.
    """
    draft = Draft()
    take_in(document, 1, draft)
    return (build(document, options, draft, format_id=ID, segments=True),)
