"""noScribe's page and text; its vtt is read as WebVTT, and all three give the same turns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from klankbord.conversation import Conversation
from klankbord.conversation.time import parse_clock
from klankbord.errors import BadLine
from klankbord.formats.asides import SIGNED, apart
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.subtitles import unescaped
from klankbord.i18n import N_

ID = "noscribe"
NAME = N_("noScribe (html en txt)")
ABOUT = N_(
    "Het html-bestand is het beste: daarin heeft elke zin een begin en een einde, ook wat iemand "
    "tussendoor zegt (`//S01: Ja. //`). In de tekst heeft een beurt alleen een begin, en wat "
    "tussendoor gezegd is, krijgt tijd naar het aantal letters. In het vtt-bestand van noScribe "
    "is de tijd van een beurt die van haar laatste zin."
)
SAMPLE = """\
Kassa's voor de bakkerij

Transcribed with noScribe vers. 0.7
Audio file: ./zaterdag.mp3
(Language: Dutch (nl) | Speaker detection: 2 | Timestamps: 1 | Mark pause: 1)

(2 seconds pause)

S00: [00:00:02] Hoe gaat dat nu, op een zaterdag?

S01: [00:00:05] Druk. De rij staat tot op straat.
"""

_PAGE = re.compile(r"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_SIGNED = re.compile(rf"^{SIGNED}", re.MULTILINE)
_HEAD = 20_000
"""So many letters hold the head of a page, with its styles, and the signature below it."""
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_TAG = re.compile(r"<(?:/?[A-Za-z]|!)[^<>]*>")
_END = re.compile(r"</p\s*>", re.IGNORECASE)
_TIMES = re.compile(r'<a\s+name="ts_(\d{1,12})_(\d{1,12})_', re.IGNORECASE)
_OPENING = re.compile(
    r"\s*(?:([^\s:\[(/][^:\n\[]{0,79}):(?=\s|$)\s*)?(?:\[(\d[\d:.,]{3,15})\]\s*)?"
)
_CLOCK = re.compile(r"\[\d\d:\d\d:\d\d\]")
"""Long paragraphs have the time within them too, once a minute."""
_PAUSE = re.compile(r"\s*\((?:\d+\s+\w+\s+pause|\.+)\s*\)\s*")


@dataclass
class Paragraph:
    """A paragraph: its line in the file, its text, and the times that begin at places in it."""

    line: int
    text: str = ""
    places: list[int] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)

    def span(self, start: int, end: int) -> tuple[int | None, int | None]:
        """When the letters [start, end) were said, where the file tells."""
        first = max(bisect_right(self.places, start) - 1, 0)
        times = self.times[first : bisect_left(self.places, end)]
        if not times:
            return None, None
        begun = min(begin for begin, _ in times)
        return begun, max(begun, *(until for _, until in times))


def recognises(document: Document) -> bool:
    """A page or a text that noScribe signed near its beginning."""
    text = document.text
    if document.looks_like_json or text.startswith("WEBVTT"):
        return False
    return SIGNED in text[:_HEAD] if _PAGE.match(text) else bool(_SIGNED.search(text[:2000]))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation: a paragraph is a turn, and what others say meanwhile turns of their own.

    Raises:
        BadLine: a time that is none.
    """
    page = _PAGE.match(document.text) is not None
    found = _of_page(document) if page else _of_text(document)
    signed = next((n for n, p in enumerate(found) if SIGNED in p.text), -1)
    draft = Draft(title=found[0].text if signed > 0 else "")
    spoken = [p for p in found[signed + 1 :] if not _PAUSE.fullmatch(p.text)]
    if len(spoken) < len(found) - signed - 1:
        draft.note("pauses_left_out")
    heads = [_OPENING.match(paragraph.text) for paragraph in spoken]
    timed = any(head and head[2] for head in heads)
    openings = [head if head and head[2 if timed else 1] else None for head in heads]
    starts = [_clock(document, p, o) for p, o in zip(spoken, openings, strict=True)]
    clocks = zip(starts, _later(starts), strict=True)
    for paragraph, opening, clock in zip(spoken, openings, clocks, strict=True):
        _take_in(paragraph, opening, clock, draft)
    return (build(document, options, draft, format_id=ID),)


def _later(starts: list[int | None]) -> list[int | None]:
    """For each start, the next one that there is."""
    found: list[int | None] = []
    later = None
    for start in reversed(starts):
        found.append(later)
        later = later if start is None else start
    return found[::-1]


def _take_in(
    paragraph: Paragraph,
    opening: re.Match[str] | None,
    clock: tuple[int | None, int | None],
    draft: Draft,
) -> None:
    """Put a paragraph in the draft; `clock` is its start and that of the next one, if known."""
    if opening is None and not paragraph.times and draft.pieces:
        draft.go_on(paragraph.text)
        return
    body = opening.end() if opening else 0
    if opening or not draft.pieces:
        speaker = draft.speaker((opening and opening[1]) or "")
    else:
        speaker = draft.pieces[-1].party
    said = apart(paragraph.text[body:])
    if len(said) > 1 and not paragraph.times and clock[0] is not None:
        draft.note("asides_shared")
    for stretch in said:
        party = draft.speaker(stretch.name) if stretch.name else speaker
        start, end = paragraph.span(body + stretch.start, body + stretch.end)
        if start is None and clock[0] is not None:
            length = max((clock[1] or clock[0]) - clock[0], 0)
            start = clock[0] + length * stretch.start // max(len(paragraph.text) - body, 1)
        draft.say(party, start, end, _CLOCK.sub(" ", stretch.text))


def _clock(document: Document, paragraph: Paragraph, opening: re.Match[str] | None) -> int | None:
    """The time that a paragraph opens with."""
    if opening is None or not opening[2]:
        return None
    start = parse_clock(opening[2])
    if start is None or start > LATEST_MS:
        raise _no_time(document, paragraph.line)
    return start


def _of_text(document: Document) -> list[Paragraph]:
    """What stands between blank lines."""
    found: list[Paragraph] = []
    opens = True
    for number, line in enumerate(document.lines, 1):
        if line.strip() and opens:
            found.append(Paragraph(number, line))
        elif line.strip():
            found[-1].text += f" {line}"
        opens = not line.strip()
    return found


def _of_page(document: Document) -> list[Paragraph]:
    """The paragraphs of the body; a time goes on until the next one, wherever its tag is closed."""
    text = document.text
    body = _BODY.search(text)
    place = body.start() if body else 0
    line = text.count("\n", 0, place) + 1
    found, paragraph = [], Paragraph(line)
    for tag in _TAG.finditer(text, place):
        between = text[place : tag.start()]
        paragraph.text += unescaped(between)
        line += between.count("\n")
        place = tag.end()
        if times := _TIMES.match(tag[0]):
            if max(int(times[1]), int(times[2])) > LATEST_MS:
                raise _no_time(document, line)
            paragraph.places.append(len(paragraph.text))
            paragraph.times.append((int(times[1]), int(times[2])))
        elif _END.match(tag[0]):
            found.append(paragraph)
            paragraph = Paragraph(line)
        line += tag[0].count("\n")
    found.append(paragraph)
    return [paragraph for paragraph in found if paragraph.text.strip()]


def _no_time(document: Document, line: int) -> BadLine:
    problem, mend = N_("dit is geen tijd"), N_("schrijf minuten:seconden, tot 48 uur")
    return document.bad_line(line, problem, mend)
