"""The parties who stand in a text or a value: telephone numbers and e-mail addresses, in place.

One way to recognise them, for finding somebody, for taking them out of what people wrote, and for
doing so again after a backup is put back. What stands there is read in every way in which it may be
meant ('0478 12 34 56' is Dutch or Belgian; of '2026-11-20_0612345678' each row of digits), and
somebody is found where one of those ways is exactly theirs. It takes time as the text is long.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from klankbord.service.names import LONGEST_EMAIL
from klankbord.service.privacy.reaching import CODES

LEAST_DIGITS = 6
"""A number of so many digits is an extension, and nobody's outside."""
MOST_DIGITS = 20
"""E.164 has 15; before it may stand 00, and what is dialled for an outside line."""
OUTSIDE = 3
"""So many digits may be dialled before a number, side by side with it."""
WHOLE = 9
"""So many digits a number with its area has at least."""
_RUN = re.compile(r"[0-9]+(?:[\s./()\-_\u2010-\u2015\u2212]{1,5}[0-9]+)*")
_DIGITS = re.compile(r"[0-9]+")
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~\u2019-]+")
_DOMAIN = re.compile(r"[^\W_](?:[^\W_]|-)*(?:\.[^\W_](?:[^\W_]|-)*)+")
_LIMITS = re.compile(r"[=/?&#|!*{}~^$`]")
"""What may stand in an address before its sign, and in programs and links limits it."""
_CODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_FORM = re.compile(r"[^\s=&]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)*")
"""What a form sends: a plus in it is a space."""


@dataclass(frozen=True, slots=True)
class Place:
    """A party in a text: the forms that it may be, and from where to where it stands there."""

    forms: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _View:
    """A text as it is read, and of each of its letters where it stands in the text itself."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def parties_in(text: str) -> Iterator[Place]:
    """Every party in a text, in every way in which it may be read; places may overlap.

    >>> [sorted(one.forms) for one in parties_in("mail Jan@X.example.")]
    [['jan@x.example']]
    """
    whole = _View(text, range(len(text)), range(1, len(text) + 1))
    coded = _CODED.search(text) or _FORM.fullmatch(text)
    views = [whole, _decoded(whole)] if coded else [whole]
    for view in map(_plain, views):
        for place in (*_numbers(view.text), *_emails(view.text)):
            yield Place(place.forms, view.starts[place.start], view.ends[place.end - 1])


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value: of lists and objects too, with what they are called by."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        text = value.decode("utf-8", "replace")
        yield text
        if text.lstrip()[:1] in {"{", "["}:  # JSON may write any letter by its number
            with suppress(ValueError, RecursionError):
                yield from texts_of(json.loads(text))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield str(name)
            yield from texts_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def address_of(text: str) -> str:
    """An address in the one form in which addresses are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    name, _, domain = unicodedata.normalize("NFKC", folded).rpartition("@")
    if "xn--" in domain:
        with suppress(UnicodeError):
            domain = domain.encode("ascii").decode("idna")
    return f"{name}@{domain}"


@lru_cache(maxsize=100_000)
def is_in_use(form: str) -> bool:
    """Whether a number as E.164 is one that can be somebody's."""
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        return form.startswith("+") and is_valid_number(parse(form))
    except NumberParseException:
        return False


def _numbers(text: str) -> Iterator[Place]:
    for run in _RUN.finditer(text):
        groups = list(_DIGITS.finditer(text, run.start(), run.end()))
        plus = text[max(0, run.start() - 3) : run.start()].rstrip("( ").endswith("+")
        for first in range(len(groups)):
            digits = ""
            for at in range(first, len(groups)):
                group = groups[at]
                if at == first + 1 and text[group.start() - 1 : group.end() + 1] == "(0)":
                    continue
                digits += group[0]
                if len(digits) > MOST_DIGITS:
                    break
                forms = _forms(digits, len(groups[first][0]), plus=plus, begins=first == 0)
                if len(digits) > LEAST_DIGITS and forms:
                    begin = text.rindex("+", 0, run.start()) if plus and first == 0 else None
                    start = groups[first].start() if begin is None else begin
                    yield Place(forms, start, group.end())


def _forms(digits: str, glued: int, *, plus: bool, begins: bool) -> frozenset[str]:
    """What digits may stand for as E.164; `glued` are the first ones that stand side by side."""
    if plus and begins and not digits.startswith("0"):
        return frozenset({_abroad(digits)})
    found: set[str] = set()
    if digits[0] != "0" and (begins or not plus):
        found.add(_abroad(digits))
        if glued == len(digits):  # a table of figures drops the first nought
            found |= {digits, *(f"+{code}{digits}" for code in CODES)}
    for many in range(min(OUTSIDE, glued - 1) + 1):
        rest = digits[many:]
        if rest[0] != "0" or (many and len(rest) < WHOLE):
            continue
        if rest.startswith("00"):
            found.add(_abroad(rest[2:]))
        else:
            found |= {f"+{code}{rest[1:]}" for code in CODES}
    return frozenset(form for form in found if len(form) > LEAST_DIGITS)


def _abroad(digits: str) -> str:
    """Digits that begin with a country; the nought after one of ours is not dialled."""
    for code in CODES:
        if digits.startswith(f"{code}0"):
            return f"+{code}{digits[len(code) + 1 :]}"
    return f"+{digits}"


def _emails(text: str) -> Iterator[Place]:
    at = text.find("@")
    while at >= 0:
        before = text[max(0, at - LONGEST_EMAIL) : at][::-1]
        domain = _DOMAIN.match(text, at + 1, at + 1 + LONGEST_EMAIL)
        if (own := _LOCAL.match(before)) and domain:
            name = own[0][::-1].lstrip("'\u2019`.")
            begins = {0, *(limit.end() for limit in _LIMITS.finditer(name))}
            forms = {address_of(f"{name[begin:]}@{domain[0]}") for begin in begins if name[begin:]}
            if forms:
                yield Place(frozenset(forms), at - len(name), domain.end())
        at = text.find("@", at + 1)


def _decoded(view: _View) -> _View:
    """A text as it was before it was written for a link or a form."""
    text = view.text.replace("+", " ") if _FORM.fullmatch(view.text) else view.text
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    after = 0
    for run in (*_CODED.finditer(text), None):
        until = len(text) if run is None else run.start()
        out.append(text[after:until])
        starts.extend(range(after, until))
        ends.extend(range(after + 1, until + 1))
        if run is None:
            break
        after = run.start()
        for letter in bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "surrogateescape"):
            out.append(letter)
            starts.append(after)
            after += 3 * len(letter.encode("utf-8", "surrogateescape"))
            ends.append(after)
    return _View("".join(out), starts, ends)


def _plain(view: _View) -> _View:
    """A text with every sign in its usual form, and without those that cannot be seen."""
    text = view.text
    if text.isascii():
        return view
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        made = _piece(text[at:end])
        out.append(made)
        starts.extend([view.starts[at]] * len(made))
        ends.extend([view.ends[end - 1]] * len(made))
        at = end
    return _View("".join(out), starts, ends)


def _piece(text: str) -> str:
    if text.isascii():
        return text
    made = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(sign, sign)) for sign in made if unicodedata.category(sign) != "Cf"
    )
