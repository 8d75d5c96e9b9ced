"""Otter's text: a name with the time beside it, what was said below, and a blank line."""

from __future__ import annotations

import re

from klankbord.conversation import Conversation, Turn
from klankbord.conversation.time import parse_clock
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.i18n import N_

ID = "otter"
NAME = N_("tekst van Otter")
ABOUT = N_(
    "Alleen het begin van een beurt heeft een tijd. `Unknown Speaker` is een spreker zonder naam. "
    "Er was geen bestand om mee te vergelijken: dit is gelezen zoals het beschreven staat."
)
SAMPLE = """\
Lotte Maes  0:04
Hoe gaat dat nu, op een zaterdag?

Karel Vermeulen  0:07
Druk. De rij staat tot op straat.

Transcribed by https://otter.ai
"""

_HEAD = re.compile(r"(?:(\S(?:[^\n]{0,78}\S)?)  +)?(\d[\d:]{3,9})\s*")
_SUMMARY = "SUMMARY KEYWORDS"
"""How a text begins that has more above what was said."""
_SIGNED = re.compile(r"Transcribed by https?://otter\.ai\s*")
_UNKNOWN = re.compile(r"unknown speaker", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """The first line is a name, two spaces and a time; the next one is not blank.

    Where the text is signed by Otter, it may be a time alone, or a summary.
    """
    if document.looks_like_json:
        return False
    signed = bool(_SIGNED.search(document.text[-200:]))
    head = document.text.lstrip("\n")[:400].split("\n", 2)[:2]
    match = _HEAD.fullmatch(head[0])
    if match is None:
        return signed and head[0].startswith(_SUMMARY)
    timed = parse_clock(match[2]) is not None and bool(head[1:] and head[1].strip())
    return timed and bool(match[1] or signed)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation. A text after a blank line goes on with the turn above it.

    Raises:
        BadLine: a time that is none.
    """
    draft = Draft()
    opens = True
    for number, line in enumerate(document.lines, 1):
        match = _HEAD.fullmatch(line) if opens else None
        if match:
            start = parse_clock(match[2])
            if start is None or start > LATEST_MS:
                problem, mend = N_("dit is geen tijd"), N_("schrijf minuten:seconden, tot 48 uur")
                raise document.bad_line(number, problem, mend)
            name = match[1] or ""
            name = "" if _UNKNOWN.fullmatch(name) else name
            draft.pieces.append(Turn(start, None, draft.speaker(name), ""))
        elif draft.pieces and line.strip() and not _SIGNED.fullmatch(line):
            draft.go_on(line)
        opens = not line.strip()
    return (build(document, options, draft, format_id=ID),)
