"""The kinds of what is made unreadable, and the marks that stand in its place.

A mark is one word between ‹ and ›: ‹IBAN›, and for a second account in the same call ‹IBAN2›. So
who reads sees that the same number comes back, and not which; and what measures counts one word.
Square brackets would not do: those are what a transcript adds to the words, which nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What something is that is made unreadable."""

    IBAN = "iban"
    CARD = "card"
    BSN = "bsn"
    REGISTER = "register"
    """The Belgian number of the national register."""
    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    """A street with a number, with or without a postcode; or a postcode with a number."""
    HAND = "hand"
    """Marked by somebody, not found."""


KINDS: dict[Kind, str] = {
    Kind.IBAN: "IBAN",
    Kind.CARD: "kaartnummer",
    Kind.BSN: "BSN",
    Kind.REGISTER: "rijksregisternummer",
    Kind.PHONE: "telefoonnummer",
    Kind.MAIL: "mailadres",
    Kind.ADDRESS: "adres",
    Kind.HAND: "onleesbaar",
}
"""The word of each kind's mark, in every language: it stands in what is kept."""
FOUND: tuple[Kind, ...] = tuple(kind for kind in Kind if kind is not Kind.HAND)
"""The kinds that are found by themselves."""
_BY_WORD = {word: kind for kind, word in KINDS.items()}
_MARK = re.compile(rf"‹({'|'.join(_BY_WORD)})(\d*)›")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """[start, end) of a text, and what stands there; `value` is the same however it is said."""

    start: int
    end: int
    kind: Kind
    value: str


def mark_of(kind: Kind, number: int = 1) -> str:
    """The mark of the first, second … of a kind in a call.

    >>> mark_of(Kind.IBAN), mark_of(Kind.PHONE, 2)
    ('‹IBAN›', '‹telefoonnummer2›')
    """
    return f"‹{KINDS[kind]}{number if number > 1 else ''}›"


def marks_in(text: str) -> Iterator[Span]:
    """The marks that stand in a text; `value` is the mark itself.

    >>> [(span.kind.value, span.value) for span in marks_in("Bel ‹telefoonnummer2›.")]
    [('phone', '‹telefoonnummer2›')]
    """
    for found in _MARK.finditer(text):
        yield Span(found.start(), found.end(), _BY_WORD[found[1]], found[0])
