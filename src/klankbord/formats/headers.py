"""The headers of our own texts: `# verkoper: Anna`, above turns with or without times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from klankbord.conversation import Conversation, Side
from klankbord.conversation.assembly import clean
from klankbord.conversation.sides import find_parties, with_sellers
from klankbord.conversation.time import parse_clock
from klankbord.formats.building import LATEST_MS, Draft
from klankbord.formats.document import Document
from klankbord.i18n import N_

KEYS = {
    "titel": "title",
    "taal": "language",
    "verkoper": "seller",
    "klant": "customer",
    "ander": "other",
    "onbekend": "unknown",
    "wanneer": "when",
    "richting": "direction",
    "soort": "type",
    "einde": "end",
}
"""The headers in Dutch, as we write them, and in English."""

_HEADER = re.compile(r"#\s*(\w+)\s*:\s*(.*)")
_ENGLISH = frozenset(KEYS.values())
_NAME = re.compile(r'"([^"]*)"|([^,;"]+)')


@dataclass(frozen=True)
class Header:
    """The value of a header, and the line where it stands (from 1)."""

    line: int
    value: str


Headers = dict[str, Header]
"""The first header of each key, by its English name."""


def find_headers(lines: list[str]) -> Headers:
    """The headers among lines; any other line that starts with # is a remark."""
    found: Headers = {}
    for number, line in enumerate(lines, 1):
        match = _HEADER.match(line.strip()) if is_remark(line) else None
        key = KEYS.get(match[1].lower(), match[1].lower()) if match else ""
        if match and key in _ENGLISH:
            found.setdefault(key, Header(number, clean(match[2])))
    return found


def is_remark(line: str) -> bool:
    """Whether a line is a header or a remark, and so nothing that was said."""
    return line.lstrip().startswith("#")


def take_in(document: Document, headers: Headers, draft: Draft) -> None:
    """Put what the headers say of the conversation in the draft; sides come with `sided`.

    Raises:
        BadLine: the moment or the end is none.
    """
    draft.title = _value(headers, "title")
    draft.language = _value(headers, "language")
    draft.direction = _value(headers, "direction")
    draft.type = _value(headers, "type")
    draft.when = _when(document, headers)
    draft.end_ms = _end(document, headers)


def sided(document: Document, headers: Headers, conversation: Conversation) -> Conversation:
    """The conversation with the sides that the headers give.

    Where a seller is named, everybody who is not named as something else is a customer.

    Raises:
        BadLine: a header names a customer (or another) who does not speak.
        UnknownSeller: a header names a seller who does not speak.
        AmbiguousSeller: several speakers go by that name.
    """
    sides = {
        party: Side(key)
        for key in ("customer", "other", "unknown")
        for party in _parties(document, headers.get(key), conversation)
    }
    conversation = with_sellers(
        conversation.with_sides(sides), _names(headers.get("seller")), document.name
    )
    sellers = {party.id for party in conversation.parties if party.side is Side.SELLER}
    return conversation.with_sides({id_: sides[id_] for id_ in sides.keys() - sellers})


def _value(headers: Headers, key: str) -> str:
    return headers[key].value if key in headers else ""


def _when(document: Document, headers: Headers) -> datetime | None:
    header = headers.get("when")
    if header is None or not header.value:
        return None
    try:
        when = datetime.fromisoformat(header.value)
    except ValueError:
        when = None
    zone = when.utcoffset() if when else None
    if zone is None or zone % timedelta(minutes=1):
        raise document.bad_line(
            header.line,
            N_("dit is geen tijdstip met een zone"),
            N_("schrijf het als 2026-11-19T10:04:00+01:00"),
        )
    return when


def _end(document: Document, headers: Headers) -> int | None:
    header = headers.get("end")
    if header is None or not header.value:
        return None
    end = parse_clock(header.value)
    if end is None or end > LATEST_MS:
        raise document.bad_line(
            header.line, N_("dit is geen tijd"), N_("schrijf minuten:seconden, tot 48 uur")
        )
    return end


def _parties(document: Document, header: Header | None, conversation: Conversation) -> list[str]:
    found = []
    for name in _names(header):
        parties = find_parties(conversation, name)
        if header and len(parties) != 1:
            problem = (
                N_("meer dan één spreker past hierbij") if parties else N_("niemand heet hier zo")
            )
            mend = N_("schrijf de hele naam, zoals die voor een beurt staat")
            raise document.bad_line(header.line, problem, mend)
        found += [party.id for party in parties]
    return found


def _names(header: Header | None) -> list[str]:
    """The names of a header: with commas between them, quoted where a name has one itself."""
    found = _NAME.finditer(header.value) if header else ()
    return [name for match in found if (name := (match[1] or match[2] or "").strip())]
