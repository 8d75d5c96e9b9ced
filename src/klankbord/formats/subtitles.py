"""What WebVTT and SRT share: cues with times, and the voices in their text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from klankbord.conversation.time import CLOCK, parse_clock
from klankbord.formats.building import LATEST_MS, Draft
from klankbord.formats.document import Document
from klankbord.formats.names import Names
from klankbord.i18n import N_

ARROW = "-->"
_TIMING = re.compile(rf"\s*({CLOCK.pattern})\s*-->\s*({CLOCK.pattern})(?:\s.*)?")
_CUT_SHORT = re.compile(r"\s*-?\d\S*\s*-->")
"""A timing on the line after a text, where a blank line was left out."""
_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}(?:/\S*)?", re.IGNORECASE)
"""The number of a caption, or the id that Teams gives it."""
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s([^<>]*))?>", re.IGNORECASE)
_END_OF_VOICE = re.compile(r"</v\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|</>")
_PAUSE = re.compile(r"\(\s*(?:\d+\s+\w+\s+pause|pause|pauze|\.+)\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Caption:
    """One caption of a file: its times, and its text as written."""

    start_ms: int
    end_ms: int
    text: str


def captions(document: Document, first: int) -> Iterator[Caption]:
    """The captions from line `first` (counted from 1) on.

    Raises:
        BadLine: a time that is none.
    """
    lines = document.lines
    number = first
    while number <= len(lines):
        if ARROW not in lines[number - 1] or lines[number - 1].startswith("NOTE"):
            number += 1
            continue
        start, end = _times(document, number)
        text: list[str] = []
        number += 1
        while number <= len(lines) and lines[number - 1].strip():
            if _CUT_SHORT.match(lines[number - 1]):
                if text and _ID.fullmatch(text[-1]):
                    text.pop()  # it belongs to the caption that follows
                break
            text.append(lines[number - 1].strip())
            number += 1
        yield Caption(start, end, "\n".join(text))


def take_in(found: list[Caption], draft: Draft) -> None:
    """Put what the captions say in the draft, each voice with the party that it belongs to."""
    voiced = any(_VOICE.search(caption.text) for caption in found)
    spoken = [(caption, text) for caption in found if (text := _untagged(caption.text))]
    firsts = [_lines(caption)[0] for caption, text in spoken if not _PAUSE.fullmatch(text)]
    names = Names(firsts)
    known = {names.split(first)[0] for first in firsts} - {""}
    for caption, text in spoken:
        if _PAUSE.fullmatch(text) and not _VOICE.search(caption.text):
            draft.note("pauses_left_out")
        elif voiced:
            _share(caption, _voices(caption), draft)
        else:
            _share(caption, _named(caption, names, known), draft)


def _times(document: Document, number: int) -> tuple[int, int]:
    match = _TIMING.fullmatch(document.lines[number - 1])
    start = parse_clock(match[1]) if match else None
    end = parse_clock(match[6]) if match else None
    if start is None or end is None or max(start, end) > LATEST_MS:
        raise document.bad_line(
            number, N_("dit is geen tijd"), N_("schrijf 00:01:02.500 --> 00:01:04.000")
        )
    return start, end


def _voices(caption: Caption) -> list[tuple[str, str]]:
    """Who says what in a caption, by its tags.

    noScribe writes // before the name of somebody who speaks through another; that is left out.
    """
    spoken: list[tuple[str, str]] = []
    voice, place = "", 0
    for tag in _VOICE.finditer(caption.text):
        spoken.append((voice, _untagged(caption.text[place : tag.start()])))
        voice, place = _unescaped(tag[1] or "").removeprefix("//"), tag.end()
    return [*spoken, (voice, _untagged(caption.text[place:]))]


def _named(caption: Caption, names: Names, known: set[str]) -> list[tuple[str, str]]:
    """Who says what in a caption, by the names before its lines.

    A later line is only somebody else's where it opens with a name that opens captions too.
    """
    spoken: list[tuple[str, list[str]]] = []
    for line in _lines(caption):
        name, said = names.split(line)
        if not spoken or name in known:
            spoken.append((name, [said]))
        else:
            spoken[-1][1].append(line)
    return [(name, " ".join(lines)) for name, lines in spoken]


def _share(caption: Caption, spoken: list[tuple[str, str]], draft: Draft) -> None:
    """Take in what is said in a caption; of several voices, each has time by its letters."""
    spoken = [(name, text) for name, text in spoken if text]
    if len(spoken) > 1:
        draft.note("voices_split")
    total = sum(len(text) for _, text in spoken)
    length, said = max(caption.end_ms - caption.start_ms, 0), 0
    for name, text in spoken:
        start = caption.start_ms + length * said // total
        said += len(text)
        end = caption.start_ms + length * said // total
        draft.say(draft.speaker(name), start, min(end, caption.end_ms), text)


def _lines(caption: Caption) -> list[str]:
    return [text for line in caption.text.split("\n") if (text := _untagged(line))] or [""]


def _untagged(text: str) -> str:
    text = _TAG.sub("", _END_OF_VOICE.sub(" ", text))
    return " ".join(_unescaped(text).split())


def _unescaped(text: str) -> str:
    """The text with its entities (&amp;) read; Python refuses a number of thousands of digits."""
    try:
        return html.unescape(text)
    except ValueError:
        return text
