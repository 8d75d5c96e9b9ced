"""Somebody who is looked for by a number, an address or a name; and whether a text has that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from klankbord.errors import SeveralMeant, WhoUnclear
from klankbord.language.folding import fold
from klankbord.service.keeping.parties_in import (
    LEAST_DIGITS,
    Place,
    address_of,
    is_in_use,
    parties_in,
    texts_of,
)
from klankbord.service.names import LONGEST_EMAIL, clean, refuse
from klankbord.service.privacy.reaching import emails_of, numbers_of

LEAST_LETTERS = 3
LONGEST_NAME = 200
LONGEST = LONGEST_NAME + LONGEST_EMAIL
"""A name with an address after it."""
TAIL = 7
"""So many digits at the end tell whether a text needs to be read at all."""
FEW = 16
"""Of more forms than these, none is looked for by itself: every text is read."""
_NO_DIGIT = re.compile(r"[^0-9]")
_CALLED = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)


@dataclass(frozen=True)
class Sought:
    """Who is looked for: numbers as E.164, addresses, or a name as words are folded.

    `parties` are several at once, as after a backup is put back.
    """

    kind: Literal["number", "email", "name", "parties"]
    forms: frozenset[str]

    def is_number(self, text: str) -> bool:
        """Whether a field that holds a number holds theirs."""
        return bool(self.in_number(text))

    def is_email(self, text: str) -> bool:
        """Whether a field that holds an address holds theirs."""
        return bool(self.in_email(text))

    def in_number(self, text: str) -> frozenset[str]:
        """Those of their numbers that a field which holds a number may hold."""
        if self.kind == "name" or not text or not self._may_be_in(text):
            return frozenset()
        return self.forms & (numbers_of(text) | self._found(text))

    def in_email(self, text: str) -> frozenset[str]:
        """Those of their addresses that a field which holds an address holds."""
        if self.kind == "name" or "@" not in text or not self._may_be_in(text):
            return frozenset()
        return self.forms & ({address_of(one) for one in emails_of(text)} | self._found(text))

    def is_name(self, text: str) -> bool:
        """Whether a field that holds a name holds theirs, all of it."""
        return self.kind == "name" and fold(clean(text)) in self.forms

    def in_value(self, value: Any) -> frozenset[str]:
        """Those of their forms that stand in a text, or in the texts of a value."""
        return frozenset(form for text in texts_of(value) for form in self._in(text))

    def is_in(self, value: Any) -> bool:
        """Whether it stands anywhere in a text, or in the texts of a value."""
        return any(self._in(text) for text in texts_of(value))

    def without(self, value: Any, mark: str) -> Any:
        """A text with a mark in the place of their number or address; or a value of such texts."""
        if isinstance(value, dict):
            return {name: self.without(one, mark) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.without(one, mark) for one in value]
        if not isinstance(value, str):
            return mark if isinstance(value, int) and self.is_in(value) else value
        out, at = "", 0
        for start, end in _together(self._places(value)):
            out, at = out + value[at:start] + mark, end
        return out + value[at:]

    def _in(self, text: str) -> frozenset[str]:
        if self.kind != "name":
            return self._found(text) if self._may_be_in(text) else frozenset()
        folded = fold(unicodedata.normalize("NFC", text))
        return self.forms if self._name.search(folded) else frozenset()

    def _found(self, text: str) -> frozenset[str]:
        return frozenset(form for place in self._places(text) for form in place.forms & self.forms)

    def _places(self, text: str) -> Iterator[Place]:
        return (place for place in parties_in(text) if place.forms & self.forms)

    def _may_be_in(self, text: str) -> bool:
        """Quickly: whether a text is worth reading."""
        if len(self.forms) > FEW or "%" in text:
            return True
        plain = text if text.isascii() else _plain(text)
        digits = _NO_DIGIT.sub("", plain)
        return any(
            form.partition("@")[0] in plain.casefold() if "@" in form else form[-TAIL:] in digits
            for form in self._ends
        )

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return tuple(form.lstrip("+") for form in self.forms)

    @cached_property
    def _name(self) -> re.Pattern[str]:
        written = "|".join(re.escape(form) for form in sorted(self.forms))
        return re.compile(rf"(?<![\w.])(?:{written})(?!\w)")


def sought(text: str) -> Sought:
    """Who is meant: by a number or an address, also where a name stands beside it; else by a name.

    Raises:
        Mistakes: it is no number, no address and too little of a name; or it is of several.
    """
    said = clean(text)
    refuse(WhoUnclear(LEAST_LETTERS) if len(said) > LONGEST else None)
    called = bool(_CALLED.match(said))
    emails = frozenset() if called else frozenset(map(address_of, emails_of(said)))
    numbers = _numbers(said.partition("@")[0] if called else said) if not emails else []
    beside = _numbers(_without_emails(said)) if emails else []
    refuse(SeveralMeant() if len(emails) + len(numbers) + len(beside) > 1 else None)
    if emails:
        return Sought("email", emails)
    refuse(WhoUnclear(LEAST_LETTERS) if "@" in said and not called else None)
    if numbers:
        return Sought("number", numbers[0])
    if called or not any(sign.isalpha() for sign in said):
        forms = frozenset(form for form in numbers_of(said) if len(form) > LEAST_DIGITS)
        refuse(None if forms else WhoUnclear(LEAST_LETTERS))
        return Sought("number", forms)
    return Sought("name", frozenset({_name(said)}))


def _name(said: str) -> str:
    name = fold(said).strip()
    letters = sum(sign.isalpha() for sign in name)
    bad = letters < LEAST_LETTERS or len(name) > LONGEST_NAME
    refuse(WhoUnclear(LEAST_LETTERS) if bad else None)
    return name


def _numbers(said: str) -> list[frozenset[str]]:
    """The numbers that are meant, each with what it may stand for; the same one once."""
    found: list[frozenset[str]] = []
    at = 0
    for place in sorted(parties_in(said), key=lambda one: (one.start, -one.end)):
        forms = frozenset(filter(is_in_use, place.forms))
        if not forms or place.start < at:
            continue
        at = place.end
        if not any(forms & known for known in found):
            found.append(forms)
    return found


def _without_emails(said: str) -> str:
    places = (one for one in parties_in(said) if any("@" in form for form in one.forms))
    out, at = "", 0
    for start, end in _together(places):
        out, at = out + said[at:start] + " ", end
    return out + said[at:]


def _together(places: Iterator[Place]) -> list[tuple[int, int]]:
    """From where to where something stands, those that touch as one; in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(sign, sign))
        for sign in normal
        if unicodedata.category(sign) != "Cf"
    )
