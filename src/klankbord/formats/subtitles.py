"""What WebVTT and SRT share: cues with times, and the voices in their text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from itertools import takewhile

from klankbord.conversation.time import CLOCK, parse_clock
from klankbord.errors import BadLine
from klankbord.formats.asides import SIGNED, apart, with_speakers
from klankbord.formats.building import LATEST_MS, Draft
from klankbord.formats.document import Document
from klankbord.formats.names import Names
from klankbord.i18n import N_

ARROW = "-->"
_TIMING = re.compile(rf"\s*({CLOCK.pattern})\s*-->\s*({CLOCK.pattern})(?:\s.*)?")
_CUT_SHORT = re.compile(r"\s*-?\d\S*\s*-->")
"""A timing on the line after a text, where a blank line was left out."""
_ALMOST = re.compile(
    r"\s*-?\d+:\d\d(?::\d\d)?(?:[.,]\d+\s*(?:[-–—=]+>?|→)|\s*(?:[-–—=]+>|→))\s*\d+:"
)
"""A timing with another arrow: 00:00:03,000 -> 00:00:04,000."""
_SPEECH = re.compile(r":\s|[.?!,…]\s*$")
"""What stands in speech, and not in the id of a caption."""
_BLOCK = re.compile(r"NOTE(?:\s|$)|(?:STYLE|REGION)\s*$")
"""How a block of WebVTT begins that is no caption."""
_ID = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}(?:/\S*)?", re.IGNORECASE)
"""The number of a caption, or the id that Teams gives it."""
_SIGNED = re.compile(rf"(?:NOTE\s+)?{SIGNED}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s([^<>]*))?>", re.IGNORECASE)
_END_OF_VOICE = re.compile(r"</v\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<(?:\d+:)?\d+:\d\d[.,]\d+>|</>")
"""A tag, or the time of the words after it; `<3` is what somebody says."""
_PAUSE = re.compile(r"\(\s*(?:\d+\s+\w+\s+pause|pause|pauze|\.+)\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Caption:
    """One caption of a file: its times, and its text as written."""

    start_ms: int
    end_ms: int
    text: str


def captions(document: Document, first: int, draft: Draft) -> list[Caption]:
    """The captions from line `first` (counted from 1) on.

    Text after a blank line within a caption belongs to it, and that is noted. Text above the
    first caption is no speech.

    Raises:
        BadLine: a time that is none, or a text that has none.
    """
    lines = document.lines
    found: list[tuple[int, int, list[str]]] = []
    above = 0
    number = first
    while number <= len(lines):
        line = lines[number - 1]
        following = lines[number] if number < len(lines) else ""
        if _BLOCK.match(line):
            number = _block_end(lines, number)
        elif is_timing(line):
            end = _text_end(lines, number + 1)
            found.append((*_times(document, number), lines[number : end - 1]))
            number = end
        elif not line.strip() or (ARROW in following and not (found and _SPEECH.search(line))):
            number += 1
        elif _ID.fullmatch(line.strip()):
            if following.strip() and not is_timing(following):
                raise _no_timing(document, number + 1)
            number += 1
        elif found:
            end = _text_end(lines, number)
            found[-1][2].extend(lines[number - 1 : end - 1])
            draft.note("blank_lines")
            number = end
        else:
            above = above or number
            number += 1
    if above and not found:
        raise _no_timing(document, above)
    return [Caption(start, end, "\n".join(map(str.strip, text))) for start, end, text in found]


def is_timing(line: str) -> bool:
    """Whether a line is, or was meant as, the timing of a caption."""
    return ARROW in line or bool(_ALMOST.match(line))


def _text_end(lines: list[str], number: int) -> int:
    """The line after the text that begins at a line: blank, or of a next caption."""
    start = number
    while number <= len(lines) and lines[number - 1].strip():
        if _CUT_SHORT.match(lines[number - 1]) or _ALMOST.match(lines[number - 1]):
            id_ = number - 1
            return id_ if id_ >= start and _ID.fullmatch(lines[id_ - 1].strip()) else number
        number += 1
    return number


def _block_end(lines: list[str], number: int) -> int:
    """The line after a note or style: blank, or of a caption."""
    number += 1
    while number <= len(lines) and lines[number - 1].strip() and ARROW not in lines[number - 1]:
        number += 1
    return number


def _no_timing(document: Document, number: int) -> BadLine:
    return document.bad_line(
        number,
        N_("deze tekst hoort bij geen ondertitel"),
        N_("zet er een tijd boven: 00:01:02.500 --> 00:01:04.000"),
    )


def take_in(document: Document, first: int, draft: Draft) -> None:
    """Put what the captions say in the draft, each voice with the party that it belongs to.

    Raises:
        BadLine: a time that is none, or a text that has none.
    """
    found = captions(document, first, draft)
    above = takewhile(lambda line: not is_timing(line), document.lines)
    asides = any(_SIGNED.match(line) for line in above)
    if asides:
        draft.note("noscribe_vtt")
        texts = with_speakers([caption.text for caption in found])
        found = [replace(caption, text=text) for caption, text in zip(found, texts, strict=True)]
    voiced = any(_VOICE.search(caption.text) for caption in found)
    spoken = [(caption, text) for caption in found if (text := _untagged(caption.text))]
    firsts = [_lines(caption)[0] for caption, text in spoken if not _PAUSE.fullmatch(text)]
    names = Names(firsts, doubtful=True)
    known = {names.split(first)[0] for first in firsts} - {""}
    for caption, text in spoken:
        if _PAUSE.fullmatch(text) and not _VOICE.search(caption.text):
            draft.note("pauses_left_out")
        elif voiced:
            _share(caption, _voices(caption, asides=asides), draft)
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


def _voices(caption: Caption, *, asides: bool) -> list[tuple[str, str]]:
    """Who says what in a caption, by its tags.

    noScribe writes // before the name of somebody who speaks through another; that is left out.
    With `asides`, it also writes those names within the text.
    """
    spoken: list[tuple[str, str]] = []
    voice, place = "", 0
    ends = [(tag.start(), tag.end(), tag[1]) for tag in _VOICE.finditer(caption.text)]
    for start, end, name in (*ends, (len(caption.text), 0, "")):
        text = _untagged(caption.text[place:start])
        said = apart(text) if asides else ()
        spoken += [(part.name or voice, part.text) for part in said] or [(voice, text)]
        voice, place = unescaped(name or "").removeprefix("//"), end
    return spoken


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
    return " ".join(unescaped(text).split())


def unescaped(text: str) -> str:
    """The text with its entities (&amp;) read; Python refuses a number of thousands of digits."""
    try:
        return html.unescape(text)
    except ValueError:
        return text
