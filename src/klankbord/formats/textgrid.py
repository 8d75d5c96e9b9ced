"""Praat's TextGrid, in its long and its short text form: a tier for each speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from klankbord.conversation import Conversation
from klankbord.conversation.assembly import from_words
from klankbord.errors import BadLine
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import to_ms
from klankbord.formats.voices import WORD_GAP_MS, side_of, timed
from klankbord.i18n import N_

ID = "textgrid"
NAME = N_("TextGrid van Praat")
ABOUT = N_(
    "Elke laag met intervallen is een spreker, en een interval met tekst een beurt. Lagen met "
    "punten of klanken tellen niet mee; lagen met woorden alleen als er geen andere zijn. De korte "
    "vorm mag ook, in UTF-8 of UTF-16. Twee TextGrids die tot op het laatste deel hetzelfde heten "
    "(`zaterdag_verkoper`, `zaterdag_klant`) zijn één gesprek, elk met één spreker."
)
SAMPLE = """\
File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 7.4
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "Lotte"
        xmin = 0
        xmax = 7.4
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 0.4
            text = ""
        intervals [2]:
            xmin = 0.4
            xmax = 2.9
            text = "Hoe gaat dat nu, op een zaterdag?"
    item [2]:
        class = "IntervalTier"
        name = "Karel"
        xmin = 0
        xmax = 7.4
        intervals: size = 1
        intervals [1]:
            xmin = 3.4
            xmax = 7.1
            text = "Druk. De rij staat tot op straat."
"""

_HEAD = re.compile(
    r'\s*(?:File type\s*=\s*)?"ooTextFile(?: short)?"\s+(?:Object class\s*=\s*)?"TextGrid"'
)
_TOKEN = re.compile(
    r'"((?:[^"]|"")*+)"|<(\w+)>|(?<!\S)([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?!\S)|![^\n]*'
)
"""A text, a flag or a number that stands free; all the rest of a TextGrid is for people to read."""
_LARGEST = 1e9
_SOUNDS = re.compile(r"(?:.*\W)?(?:phone|phoneme|syllable)s?", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(r"(?:(.*\S)\s*-\s*)?words?", re.IGNORECASE | re.DOTALL)
"""How forced aligners call the tiers of a speaker: `Lotte - words`, `Lotte - phones`."""


class Interval(NamedTuple):
    """A stretch of a tier, in ms."""

    start: int
    end: int
    text: str


class Tier(NamedTuple):
    """A tier of intervals with text."""

    name: str
    intervals: list[Interval]


def recognises(document: Document) -> bool:
    """It says of itself that it is a TextGrid."""
    return bool(_HEAD.match(document.text))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each interval with text is a segment.

    Raises:
        BadLine: a text, number or time is missing or wrong.
    """
    tokens = _Tokens(document)
    for _ in "type", "class":
        tokens.text()
    tokens.time()
    draft = Draft(end_ms=tokens.time())
    found = list(_tiers(tokens, draft))
    said = [tier for tier in found if not _WORDS.fullmatch(tier.name)]
    for tier in said or found:
        words = None if said else _WORDS.fullmatch(tier.name)
        name = (words[1] or "") if words else tier.name
        party = draft.speaker(name, side_of(name))
        if words:
            pairs = [(party, timed(i.text, i.start, i.end)) for i in tier.intervals]
            draft.pieces += from_words(pairs, WORD_GAP_MS)
        else:
            for interval in tier.intervals:
                draft.say(party, *interval)
    if len(draft.parties) > 1:
        draft.overlap = True
    return (build(document, options, draft, format_id=ID, segments=True),)


def _tiers(tokens: _Tokens, draft: Draft) -> Iterator[Tier]:
    """The tiers with something that could be speech."""
    for _ in range(tokens.count()):
        kind, name = tokens.text(), tokens.text()
        tokens.time()
        tokens.time()
        intervals = [_entry(tokens, kind) for _ in range(tokens.count())]
        spoken = [interval for interval in intervals if interval.text.strip()]
        if kind != "IntervalTier" or _SOUNDS.fullmatch(name):
            draft.note("tiers_left_out")
        elif spoken:
            yield Tier(name, spoken)


def _entry(tokens: _Tokens, kind: str) -> Interval:
    start = tokens.time()
    end = tokens.time(start) if kind == "IntervalTier" else start
    return Interval(start, end, tokens.text())


class _Tokens:
    """The tokens of a file, one after another."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found = (t for t in _TOKEN.finditer(document.text) if t[0][0] not in "<!")

    def text(self) -> str:
        """A text; a quote within it is written twice."""
        token = next(self._found, None)
        if token is None or token[1] is None:
            raise self._bad(token, N_("hier hoort een tekst tussen aanhalingstekens"))
        return token[1].replace('""', '"')

    def time(self, earliest: int = 0) -> int:
        """A moment in seconds, as ms."""
        token = next(self._found, None)
        seconds = self._number(token)
        if not earliest <= seconds * 1000 + 1 or seconds > LATEST_MS / 1000:
            raise self._bad(token, N_("dit is geen tijd"))
        return max(to_ms(seconds), earliest)

    def count(self) -> int:
        """How many there are of what follows."""
        token = next(self._found, None)
        number = self._number(token)
        if number < 0 or number != number // 1:
            raise self._bad(token, N_("dit is geen aantal"))
        return int(number)

    def _number(self, token: re.Match[str] | None) -> float:
        if token is None or token[3] is None:
            raise self._bad(token, N_("hier hoort een getal"))
        number = float(token[3])
        if abs(number) > _LARGEST:
            raise self._bad(token, N_("dit getal is te groot"))
        return number

    def _bad(self, token: re.Match[str] | None, problem: str) -> BadLine:
        place = token.start() if token else len(self._document.text.rstrip())
        line = self._document.text.count("\n", 0, place) + 1
        return self._document.bad_line(line, problem, N_("bewaar het opnieuw in Praat"))
