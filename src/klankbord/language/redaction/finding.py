"""Everything that is to be unreadable in a text, of the kinds that are asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator

from klankbord.language.redaction.kinds import FOUND, Kind, Span
from klankbord.language.redaction.mail import mails_in
from klankbord.language.redaction.numbers import SHORTEST, Hint, numbers_in
from klankbord.language.redaction.plain import plain
from klankbord.language.redaction.spoken import units_of
from klankbord.language.redaction.streets import addresses_in

_NUMBERS = re.compile(
    r"\d+|\b(?:nul|[eé][eé]n|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|zero|nought|oh"
    r"|double|triple|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dubbel\w*"
    r"|\w+(?:tien|tig|teen|ty)|\w*honderd\w*)\b"
)
"""Most talk has few of these, and is passed over at once."""
APART = 50
"""So many letters may lie between the digits of one number;"""
MOST_DIGITS = 3
"""and so many digits may one word be."""
_MAIL = ("@", "staart", " at ", " ad ", " et ", "at)", "at]", "at }", "at )", "at ]", "teken")
_STREET = (
    "straat laan weg plein gracht kade singel dreef steeg plantsoen kaai boulevard dijk pad "
    "hof park markt lei vest baan allee allée rue avenue chauss place quai voorhout wal "
    "vaart brink kamp veld erf donk akker berg bos meent poort dal hout postcode"
).split()
_NAMED = re.compile(r"\b(?:op|aan|in) (?:de|het|den) [A-Z]|\b[1-9]\d{3} ?[A-Z]{2}\b")
BEFORE = 240
"""So many letters before something tell what it is."""


def find(text: str, kinds: Collection[Kind] = FOUND, hint: Hint | None = None) -> tuple[Span, ...]:
    """What is to be unreadable in a text, in order; no two of them overlap.

    Args:
        text: what was said, in NFC.
        kinds: of which kinds.
        hint: gives what was said before a place of the text, whoever said it; without it, what
            stands before it in the text.
    """
    text = plain(text)
    before = _in_plain(hint) if hint else (lambda at: text[max(at - BEFORE, 0) : at])
    found: list[Span] = []
    lower = text.lower() if len(text.lower()) == len(text) else text
    if any(sign in lower for sign in _MAIL):
        found += mails_in(text, before)
    for start, end in _windows(lower):
        found += numbers_in(text, units_of(text, start, end), before)
    if _has_digits(lower) and (any(end in lower for end in _STREET) or _NAMED.search(text)):
        found += addresses_in(text, before)
    return tuple(_apart(span for span in found if span.kind in kinds))


def _in_plain(hint: Hint) -> Hint:
    return lambda at: plain(hint(at))


def _has_digits(lower: str) -> bool:
    return _NUMBERS.search(lower) is not None


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The stretches in which so much is said that is a number that it may be one of somebody."""
    start = end = size = 0
    for found in _NUMBERS.finditer(text):
        if size and found.start() - end > APART:
            if size >= SHORTEST:
                yield _widened(text, start, end)
            size = 0
        if not size:
            start = found.start()
        end = found.end()
        size += len(found[0]) if found[0][0].isdecimal() else MOST_DIGITS
    if size >= SHORTEST:
        yield _widened(text, start, end)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With what belongs to numbers around them, and no word cut through."""
    start = text.rfind(" ", 0, max(start - APART, 0)) + 1
    after = text.find(" ", end + APART)
    return start, len(text) if after < 0 else after


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans in order; of two that overlap, the longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        at = bisect_left(kept, span)
        clear = at == 0 or kept[at - 1].end <= span.start
        if clear and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept
