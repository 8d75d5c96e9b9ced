"""How noScribe writes who speaks through another: `Goed. //S01: Ja. // Dan kan dat.`"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_OPEN = re.compile(r"(?<!\S)//\s?([^\s/:][^/:\n]{0,79}):")
"""Between spaces: the slashes of an address are none."""
_VOICE = re.compile(r"<v (//)?\s*([^<>]*)>")
SIGNED = "Transcribed with noScribe"


class Said(NamedTuple):
    """A stretch of a text, and who says it; an empty name goes on as the text began."""

    name: str
    text: str
    start: int
    end: int
    """Where it stands in the whole text."""


def apart(text: str) -> list[Said]:
    """A text as what its speaker says and what others say meanwhile, in order."""
    found: list[Said] = []
    place = 0
    while opened := _OPEN.search(text, place):
        found.append(_said("", text, place, opened.start()))
        closed = text.find("//", opened.end())
        end = len(text) if closed < 0 else closed
        found.append(_said(opened[1].strip(), text, opened.end(), end))
        place = end if _OPEN.match(text, end) else end + 2
    found.append(_said("", text, place, len(text)))
    return [said for said in found if said.text]


def _said(name: str, text: str, start: int, end: int) -> Said:
    """A stretch without the spaces around it."""
    stretch = text[start:end]
    end = start + len(stretch.rstrip())
    start += len(stretch) - len(stretch.lstrip())
    return Said(name, text[start:end], start, end)


def with_speakers(captions: Sequence[str]) -> list[str]:
    """The captions of noScribe, each with the voice of whoever has the turn.

    A caption that ends in an aside has the voice of that aside (`<v //S01>`), and does not tell
    whose turn it is: then it is of whoever spoke last before, and is nobody in it or beside it.
    """
    found = list(captions)
    voices = [(n, voice) for n, text in enumerate(captions) if (voice := _VOICE.match(text))]
    names = ["", *("" if voice[1] else voice[2] for _, voice in voices), ""]
    spoke: dict[str, None] = {}
    for place, (number, voice) in enumerate(voices, 1):
        if voice[1]:
            text = captions[number][voice.end() :]
            others = {names[place - 1], names[place + 1], voice[2]}
            others |= {said.name for said in apart(text)}
            name = next((name for name in reversed(spoke) if name not in others), "")
            found[number] = f"<v {name}>{text}"
        else:
            spoke.pop(voice[2], None)
            spoke[voice[2]] = None
    return found
