"""Somebody who is looked for by a number, an address or a name; and whether a text has that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from klankbord.errors import WhoUnclear
from klankbord.language.folding import fold
from klankbord.service.names import LONGEST_EMAIL, clean, email_mistake, email_of, refuse
from klankbord.service.privacy.reaching import CODES, numbers_of

LEAST_DIGITS = 6
LEAST_LETTERS = 3
LONGEST_NAME = 200
_BETWEEN = r"[\s./()\-]*"


@dataclass(frozen=True)
class Sought:
    """Who is looked for: numbers as E.164, an address, or a name as words are folded."""

    kind: Literal["number", "email", "name"]
    forms: frozenset[str]

    def is_number(self, text: str) -> bool:
        """Whether a field that holds a number holds theirs."""
        return self.kind == "number" and bool(text) and bool(numbers_of(text) & self.forms)

    def is_email(self, text: str) -> bool:
        """Whether a field that holds an address holds theirs."""
        return self.kind == "email" and email_of(text) in self.forms

    def is_name(self, text: str) -> bool:
        """Whether a field that holds a name holds theirs, all of it."""
        return self.kind == "name" and fold(text).strip() in self.forms

    def is_in(self, value: Any) -> bool:
        """Whether it stands anywhere in a text, or in the texts of a value."""
        if isinstance(value, dict):
            return any(self.is_in(one) for one in value.values())
        if isinstance(value, list | tuple):
            return any(self.is_in(one) for one in value)
        if isinstance(value, bytes):
            return self.is_in(value.decode("utf-8", "replace"))
        if not isinstance(value, str) or not value:
            return False
        text = fold(value) if self.kind == "name" else value.casefold()
        return bool(self._pattern.search(text))

    def without(self, text: str, mark: str) -> str:
        """A text with a mark in the place of their number or address."""
        return self._pattern.sub(mark, text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(self._written, sorted(self.forms))), re.IGNORECASE)

    def _written(self, form: str) -> str:
        """How it may be written: a number with or without its country, with signs between."""
        if self.kind != "number":
            return rf"(?<![\w.]){re.escape(form)}(?!\w)"
        digits = form.lstrip("+")
        code = next((code for code in CODES if form.startswith(f"+{code}")), "")
        begin = rf"(?:(?:\+|00){code}{_BETWEEN}(?:\(?0\)?{_BETWEEN})?|{code}|0)" if code else r"\+?"
        own = _BETWEEN.join(digits[len(code) :])
        return rf"(?<!\d){begin}{_BETWEEN}{own}(?!\d)"


def sought(text: str) -> Sought:
    """Who is meant.

    Raises:
        Mistakes: it is no number, no address and too little of a name.
    """
    said = clean(text)[: max(LONGEST_EMAIL, LONGEST_NAME) + 1]
    if "@" in said:
        email = email_of(said)
        refuse(WhoUnclear(LEAST_LETTERS) if email_mistake(email) else None)
        return Sought("email", frozenset({email}))
    if not any(sign.isalpha() for sign in said):
        forms = frozenset(form for form in numbers_of(said) if len(form) > LEAST_DIGITS)
        refuse(None if forms else WhoUnclear(LEAST_LETTERS))
        return Sought("number", forms)
    name = fold(said).strip()
    letters = sum(sign.isalpha() for sign in name)
    bad = letters < LEAST_LETTERS or len(name) > LONGEST_NAME
    refuse(WhoUnclear(LEAST_LETTERS) if bad else None)
    return Sought("name", frozenset({name}))
