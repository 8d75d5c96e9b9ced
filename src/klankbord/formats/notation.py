"""Klankbord's plain notation: how a conversation is written in tests, manual and bug reports."""

from __future__ import annotations

import re
from datetime import datetime

from klankbord.conversation import Conversation, Side, Turn
from klankbord.conversation.sides import with_sellers
from klankbord.conversation.time import parse_clock
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.names import Names
from klankbord.i18n import N_

ID = "notation"
NAME = N_("Klankbord-notatie")
SAMPLE = """\
# titel: Kassa's voor de bakkerij
# taal: nl
# verkoper: Lotte
0:00-0:02.5 Lotte: Hoe gaat dat nu, op een zaterdag?
0:03-0:07.1 Karel: Druk. De rij staat tot op straat.
0:05-0:05.4 Lotte: Hm-hm.
"""

_TIME = r"(?:\d{1,4}:)?\d{1,4}:\d{2}(?:[.,]\d{1,9})?"
_LINE = re.compile(rf"({_TIME})(?:\s?[-–]\s?({_TIME}))? +(\S.*)")
_HEADER = re.compile(r"#\s*(\w+)\s*:\s*(.*)")
_KEYS = {
    "titel": "title",
    "taal": "language",
    "verkoper": "seller",
    "klant": "customer",
    "ander": "other",
    "wanneer": "when",
    "richting": "direction",
    "soort": "type",
    "einde": "end",
}
_ENGLISH = frozenset(_KEYS.values())


def recognises(document: Document) -> bool:
    """The first line that is no header starts with a clock time, a space, and a name."""
    first = next((line for line in document.lines if _says_something(line)), "")
    match = _LINE.match(first.strip())
    return bool(match and ":" in match[3] and "\t" not in first)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation. A line without a time goes on with the turn above it.

    Raises:
        BadLine: a time that is none or runs back, or a line before anybody speaks.
        UnknownSeller: a header names somebody who does not speak.
    """
    draft, headers = Draft(), dict[str, str]()
    matches = [
        (number, match)
        for number, line in enumerate(document.lines, 1)
        if not line.lstrip().startswith("#") and (match := _LINE.match(line.strip()))
    ]
    names = Names([match[3] for _, match in matches])
    at = dict(matches)
    for number, line in enumerate(document.lines, 1):
        if number in at:
            draft.pieces.append(_turn(document, number, at[number], names, draft))
        elif line.lstrip().startswith("#"):
            _take_header(line.strip(), headers)
        elif line.strip():
            _continue(document, number, line, draft)
    draft.title = headers.get("title", "")
    draft.language = headers.get("language", "")
    draft.direction = headers.get("direction", "")
    draft.type = headers.get("type", "")
    draft.when = _when(headers.get("when", ""))
    draft.end_ms = parse_clock(headers.get("end", ""))
    conversation = build(document, options, draft, format_id=ID, as_given=True)
    return (_sided(conversation, headers, document.name),)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _turn(
    document: Document, number: int, match: re.Match[str], names: Names, draft: Draft
) -> Turn:
    start = parse_clock(match[1])
    end = parse_clock(match[2]) if match[2] else None
    if start is None or (match[2] and end is None) or max(start, end or 0) > LATEST_MS:
        raise document.bad_line(
            number, N_("dit is geen tijd"), N_("schrijf minuten:seconden, tot 48 uur")
        )
    if end is not None and end < start:
        raise document.bad_line(
            number, N_("het einde ligt voor het begin"), N_("draai begin en einde om")
        )
    name, text = names.split(match[3])
    return Turn(start, end, draft.speaker(name), text)


def _continue(document: Document, number: int, line: str, draft: Draft) -> None:
    if not draft.pieces:
        raise document.bad_line(
            number,
            N_("hier spreekt nog niemand"),
            N_("begin de regel met een tijd en een naam, of met #"),
        )
    last = draft.pieces[-1]
    text = f"{last.text} {line.strip()}"
    draft.pieces[-1] = Turn(last.start_ms, last.end_ms, last.party, text)


def _take_header(line: str, headers: dict[str, str]) -> None:
    match = _HEADER.match(line)
    if match:
        key = match[1].lower()
        key = _KEYS.get(key, key)
        if key in _ENGLISH:
            headers.setdefault(key, match[2].strip())


def _when(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else None


def _sided(conversation: Conversation, headers: dict[str, str], file: str) -> Conversation:
    named = {key: _people(headers.get(key, "")) for key in ("seller", "customer", "other")}
    sides = {
        party.id: Side(key)
        for key in ("customer", "other")
        for party in conversation.parties
        if party.name in named[key]
    }
    conversation = conversation.with_sides(sides)
    return with_sellers(conversation, named["seller"], file)


def _people(names: str) -> list[str]:
    return [
        name.strip(' "')
        for name in re.split(r"[,;](?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", names)
        if name.strip()
    ]
