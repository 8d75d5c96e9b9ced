"""Klankbord's plain notation: how a conversation is written in tests, manual and bug reports."""

from __future__ import annotations

import re

from klankbord.conversation import Conversation, Turn
from klankbord.conversation.time import parse_clock
from klankbord.errors import BadLine
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.headers import find_headers, is_remark, sided, take_in
from klankbord.formats.names import Names, candidates, split_quoted
from klankbord.i18n import N_

ID = "notation"
NAME = N_("Klankbord-notatie")
ABOUT = ""
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
_ALMOST = re.compile(r"-?\d+:[\d:.,]*\s?(?:[-–]\s?[\d:.,]*)?\s+(\S.*)")
"""What was meant as a time, and is none: 0:5-0:9 Anna: …"""


def recognises(document: Document) -> bool:
    """The first line that is no header starts with a clock time, a space, and a name."""
    if document.looks_like_json:
        return False
    first = next((line for line in document.lines if _says_something(line)), "")
    match = _LINE.match(first.strip())
    return bool(match and ":" in match[3] and "\t" not in first and not match[3].startswith("-->"))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation. A line without a time goes on with the turn above it.

    Raises:
        BadLine: a time that is none or runs back, a line before anybody speaks, a speaker
            without a time, or a header that cannot be.
        UnknownSeller: a header names a seller who does not speak.
    """
    draft = Draft()
    spoken = [
        (number, line.strip())
        for number, line in enumerate(document.lines, 1)
        if _says_something(line)
    ]
    found = {number: match for number, line in spoken if (match := _LINE.match(line))}
    names = Names([match[3] for match in found.values()])
    for number, line in spoken:
        if number in found:
            draft.pieces.append(_turn(document, number, found[number], names, draft))
        else:
            _continue(document, number, line, names, draft)
    headers = find_headers(document.lines)
    take_in(document, headers, draft)
    conversation = build(document, options, draft, format_id=ID, as_given=True)
    return (sided(document, headers, conversation),)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not is_remark(line)


def _turn(
    document: Document, number: int, match: re.Match[str], names: Names, draft: Draft
) -> Turn:
    start = parse_clock(match[1])
    end = parse_clock(match[2]) if match[2] else None
    if start is None or (match[2] and end is None) or max(start, end or 0) > LATEST_MS:
        raise _no_time(document, number)
    if end is not None and end < start:
        raise document.bad_line(
            number, N_("het einde ligt voor het begin"), N_("draai begin en einde om")
        )
    name, text = names.split(match[3])
    return Turn(start, end, draft.speaker(name), text)


def _continue(document: Document, number: int, line: str, names: Names, draft: Draft) -> None:
    if not draft.pieces:
        raise document.bad_line(
            number,
            N_("hier spreekt nog niemand"),
            N_("begin de regel met een tijd en een naam, of met #"),
        )
    almost = _ALMOST.match(line)
    if almost and (candidates(almost[1]) or split_quoted(almost[1])):
        raise _no_time(document, number)
    name = names.split(line)[0]
    if name and draft.knows(name):
        raise document.bad_line(
            number, N_("deze spreker heeft geen tijd"), N_("zet er een voor, zoals elders")
        )
    if candidates(line):
        draft.note("colons_in_turn")
    draft.go_on(line)


def _no_time(document: Document, number: int) -> BadLine:
    return document.bad_line(
        number, N_("dit is geen tijd"), N_("schrijf minuten:seconden, tot 48 uur")
    )
