"""Plain text without times: a name, a colon, and what was said."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from klankbord.conversation import Conversation, Turn
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.headers import find_headers, is_remark, sided, take_in
from klankbord.formats.names import Names, candidates, is_capitalised, split_quoted
from klankbord.i18n import N_

ID = "plain"
NAME = N_("platte tekst (Naam: tekst)")
ABOUT = ""
SAMPLE = """\
Lotte: Hoe gaat dat nu, op een zaterdag?
Karel: Druk. De rij staat tot op straat.
Lotte: En wat doen jullie dan?
"""

_MOST_WORDS = 7
_MOST_NAMES = 40
_FEW = 2
"""In so few lines names cannot come back; then they must look like names."""
_NOT_NAMES = frozenset(
    "from to cc bcc subject date sent reply-to van aan onderwerp datum verzonden note nb ps "
    "opmerking http https ftp mailto file todo fixme warn warning error info debug trace fatal "
    "critical notice copyright license version content-type title author description name id type "
    "url received return-path delivered-to message-id mime-version actie besluit action "
    "decision".split()
)
_NOT_IN_NAMES = re.compile(r"\d:\d\d|\d{4}-\d\d|\d/\d|\w{4}[.?!;]\s")
"""Names do not tell the time, as those of a log do, and no sentence ends in them."""
_TIME = re.compile(r"\d:\d\d|\d{4}-\d\d|\d/\d")
"""A name with one of these beside it is a speaker with the moment, which we do not read here."""
_SENTENCE = re.compile(r"[.?!…][\"'’”)]*$")
_TALKING = 0.25
"""People talk where so many lines end as a sentence,"""
_LONG = 5
"""or where lines have so many words on average; values beside their keys do neither."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that says something: its number, its text, the name before it, how it stands."""

    number: int
    text: str
    name: str
    indent: int
    opens: bool
    """It is the first of a paragraph."""


def recognises(document: Document) -> bool:
    """Most lines, or all paragraphs, open with a name; names come back, and people talk.

    Our own headers above it say enough; then the first line need only have a name.
    """
    if document.looks_like_json or "\t" in document.text:
        return False
    headed, lines = _body(document)
    if not lines or not lines[0].name:
        return False
    return headed or _is_talk(lines)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation, without times; a line without a name goes on with the turn above it.

    That is noted where such a line has a colon, which could have stood behind a name.

    Raises:
        BadLine: a header that cannot be, or a name with a time beside it.
        UnknownSeller: a header names a seller who does not speak.
    """
    draft = Draft()
    headed, lines = _body(document)
    names = Names([line.text for line in lines if line.name])
    for line in lines:
        if line.name or not draft.pieces:
            name, text = names.split(line.text)
            draft.pieces.append(Turn(None, None, draft.speaker(name), text))
        else:
            _go_on(document, line, draft)
    headers = find_headers(document.lines) if headed else {}
    take_in(document, headers, draft)
    conversation = build(document, options, draft, format_id=ID, as_given=headed)
    return (sided(document, headers, conversation),)


def _go_on(document: Document, line: _Line, draft: Draft) -> None:
    name = next(iter(candidates(line.text)), "")
    if _TIME.search(name) and len(name.split()) <= _MOST_WORDS:
        raise document.bad_line(
            line.number,
            N_("hier staat een tijd bij de naam"),
            N_("laat de tijd weg, of zet overal een tijd voor de naam"),
        )
    if name:
        draft.note("colons_in_turn")
    draft.go_on(line.text)


def speaker(line: str) -> str:
    """The name before the first colon of a line, if it can be one."""
    quoted = split_quoted(line)
    name = quoted[0] if quoted else next(iter(candidates(line)), "")
    if not name or name == "?" or (quoted and line.startswith('"')):
        return name
    if name.startswith(("#", "-", "*", "<", "{", "/")) or name.lower() in _NOT_NAMES:
        return ""
    return "" if len(name.split()) > _MOST_WORDS or _NOT_IN_NAMES.search(name) else name


def _body(document: Document) -> tuple[bool, list[_Line]]:
    """Whether our headers stand above, and the lines that say something below them."""
    lines = document.lines
    above = 0
    while above < len(lines) and (is_remark(lines[above]) or not lines[above].strip()):
        above += 1
    headed = bool(find_headers(lines[:above]))
    found, opens = [], True
    start = above if headed else 0
    for number, line in enumerate(lines[start:], start + 1):
        text = line.strip()
        if text:
            indent = len(line) - len(line.lstrip())
            found.append(_Line(number, text, speaker(text), indent, opens))
        opens = not text
    return headed, found


def _is_talk(lines: list[_Line]) -> bool:
    named = [line for line in lines if line.name]
    names = Counter(line.name for line in named)
    opened = len(named) * 2 >= len(lines) or all(line.name for line in lines if line.opens)
    if not opened or not 2 <= len(names) <= _MOST_NAMES:  # noqa: PLR2004
        return False
    if len({line.indent for line in named}) > 1:
        return False  # keys within keys
    texts = [text for line in lines if (text := _without_name(line))]
    ended = sum(bool(_SENTENCE.search(text)) for text in texts)
    if len(named) <= _FEW:
        return ended == len(texts) and all(map(is_capitalised, names))
    back = sum(count for count in names.values() if count > 1)
    words = sum(len(text.split()) for text in texts)
    talking = ended >= _TALKING * len(texts) or words >= _LONG * len(texts)
    return talking and back * 2 > len(named)


def _without_name(line: _Line) -> str:
    start = line.text.index(line.name) + len(line.name)
    return line.text[start:].lstrip(' "]:') if line.name else line.text
