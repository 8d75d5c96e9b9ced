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
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>", re.IGNORECASE)
_END_OF_VOICE = re.compile(r"</v\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|</>")
_PAUSE = re.compile(r"\(\s*(?:\d+\s+\w+\s+pause|pause|pauze|\.+)\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Caption:
    """One caption of a file: where it stands, its times, and its text as written."""

    line: int
    start_ms: int
    end_ms: int
    text: str


def captions(document: Document, first: int) -> Iterator[Caption]:
    """The captions from line `first` (counted from 1) on.

    Raises:
        BadLine: a time that is none, or that runs back.
    """
    lines = document.lines
    number = first
    while number <= len(lines):
        if ARROW not in lines[number - 1]:
            number += 1
            continue
        start, end = _times(document, number)
        text = []
        line = number + 1
        while line <= len(lines) and lines[line - 1].strip() and ARROW not in lines[line - 1]:
            text.append(lines[line - 1].strip())
            line += 1
        if line <= len(lines) and ARROW in lines[line - 1] and text and _is_number(text[-1]):
            text.pop()  # no blank line between two captions: the number belongs to the next
        yield Caption(number, start, end, "\n".join(text))
        number = line


def take_in(found: list[Caption], draft: Draft) -> None:
    """Put what the captions say in the draft, each voice with the party that it belongs to."""
    voiced = any(_VOICE.search(caption.text) for caption in found)
    plain = [_untagged(caption.text) for caption in found]
    names = Names([text for text in plain if text and not _PAUSE.fullmatch(text)])
    for caption, text in zip(found, plain, strict=True):
        if not text:
            continue
        if _PAUSE.fullmatch(text) and not _VOICE.search(caption.text):
            draft.note("pauses_left_out")
        elif voiced:
            _take_voices(caption, draft)
        else:
            name, said = names.split(text)
            draft.say(draft.speaker(name), caption.start_ms, caption.end_ms, said)


def _times(document: Document, number: int) -> tuple[int, int]:
    match = _TIMING.fullmatch(document.lines[number - 1])
    start = parse_clock(match[1]) if match else None
    end = parse_clock(match[6]) if match else None
    if start is None or end is None or end > LATEST_MS:
        raise document.bad_line(
            number, N_("dit is geen tijd"), N_("schrijf 00:01:02.500 --> 00:01:04.000")
        )
    return start, end


def _take_voices(caption: Caption, draft: Draft) -> None:
    """Take in each voice in a caption; of several, each has time by its number of letters.

    noScribe writes // before the name of somebody who speaks through another; that is left out.
    """
    spoken: list[tuple[str, str]] = []
    voice, place = "", 0
    for tag in _VOICE.finditer(caption.text):
        spoken.append((voice, caption.text[place : tag.start()]))
        voice, place = html.unescape(tag[1] or "").lstrip("/ "), tag.end()
    spoken.append((voice, caption.text[place:]))
    texts = [(name, text) for name, raw in spoken if (text := _untagged(raw))]
    if len(texts) > 1:
        draft.note("voices_split")
    total = sum(len(text) for _, text in texts)
    length, said = caption.end_ms - caption.start_ms, 0
    for name, text in texts:
        start = caption.start_ms + length * said // total
        said += len(text)
        draft.say(draft.speaker(name), start, caption.start_ms + length * said // total, text)


def _untagged(text: str) -> str:
    text = _TAG.sub("", _END_OF_VOICE.sub(" ", text))
    return " ".join(html.unescape(text).split())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
