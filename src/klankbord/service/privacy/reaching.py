"""How a party can be reached, in one form: numbers as E.164, e-mail addresses in lower case.

A number that is written without its country may be a Dutch or a Belgian one; 0478 12 34 56 is a
village in Limburg and a mobile in Belgium. It then stands for both: who objects is not to be
recorded because a telephone exchange left out four digits. For the same reason a number is looked
for in what an exchange makes of it: with a digit for an outside line before it, or as the name of a
channel. That is done only where nothing valid stands there, so that a number which is one is never
taken for another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from email.utils import getaddresses
from functools import partial
from urllib.parse import unquote

from klankbord.service.names import clean, email_mistake, email_of

COUNTRIES = ("NL", "BE")
CODES = ("31", "32")
_SIP = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)
_MAIL = re.compile(r"^(?:mailto|sips?):", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]")
_PIECE = re.compile(r"\+?[0-9][0-9 ().-]+")
_RUN = re.compile(r"[0-9]{9,}")
SHORTEST = 2
LONGEST = 32
WHOLE = 9
"""A number with its area has so many digits at least; fewer are looked for in nothing."""
BEFORE = 3
"""So many digits may stand before a number: for an outside line, or a carrier."""


def numbers_of(text: str) -> frozenset[str]:
    """What a telephone number may stand for, as E.164; an extension as its digits.

    Empty for what is none: a withheld number, a name.

    >>> sorted(numbers_of("06-12 34 56 78"))
    ['+31612345678']
    >>> sorted(numbers_of("PJSIP/90612345678-00000123"))
    ['+31612345678']
    """
    whole = clean(_plain(text))
    said = _SIP.sub("", whole).split("@")[0].split(";")[0]
    digits = _digits(said)
    if SHORTEST < len(digits) < LONGEST:
        possible, sure = _read(said)
        return sure or _within(said) or possible or frozenset({digits})
    if len(digits) == SHORTEST:
        return frozenset({digits})
    return _of_runs(said) if len(digits) >= LONGEST else frozenset()


def without_outside_line(text: str, outside: str) -> str:
    """A number as it is without the digits for an outside line; else as it is.

    Those are taken off only where what is left begins as a whole number does, and is one.
    """
    said = clean(_plain(text))
    rest = said.removeprefix(outside).lstrip(" -/,wp") if outside else said
    if rest == said or not rest.startswith(("0", "+")):
        return text
    return rest if _read(rest)[1] else text


def emails_of(text: str) -> frozenset[str]:
    """The e-mail addresses in a field, in one form; empty where there is none.

    >>> sorted(emails_of("Jan <mailto:Jan@x.example>"))
    ['jan@x.example']
    """
    said = clean(unicodedata.normalize("NFKC", text))
    pairs = getaddresses([said, *re.split(r"[\s<>()\[\];,]+", said)])
    return frozenset(found for _, each in pairs if (found := _email(each)))


def beginnings_of(text: str) -> frozenset[str]:
    """What the beginning of a number may stand for, as E.164 has it."""
    said = clean(_plain(text))
    digits = _digits(said)
    if said.startswith("+"):
        return frozenset({f"+{digits}"})
    if digits.startswith("00"):
        return frozenset({f"+{digits[2:]}"})
    if digits.startswith("0"):
        return frozenset(f"+{code}{digits[1:]}" for code in CODES)
    return frozenset({digits, f"+{digits}"} if digits.startswith(CODES) else {digits})


def is_like(pattern: str, numbers: frozenset[str]) -> bool:
    """Whether one of these numbers is that of a pattern: a number, or a beginning with * after."""
    if pattern.endswith("*"):
        begins = tuple(beginnings_of(pattern[:-1]))
        return any(number.startswith(begins) for number in numbers)
    return bool(numbers_of(pattern) & numbers)


def hint_of(text: str) -> str:
    """Enough of a number or an address to recognise it by: its last three digits, its domain."""
    if "@" in text:
        name, _, domain = next(iter(sorted(emails_of(text))), email_of(text)).rpartition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{_digits(_plain(text))[-3:]}"


def _within(said: str) -> frozenset[str]:
    """The numbers that stand in a text which is none as a whole."""
    pieces = _PIECE.findall(said)
    return (
        _sure(pieces)
        or _sure(f"+{_digits(piece)}" for piece in pieces)  # from abroad, as some exchanges write
        or _of_runs(said)
        or _sure(_ends([_digits(said), *map(_digits, pieces)]))
    )


def _of_runs(said: str) -> frozenset[str]:
    """The numbers that stand in a text as digits side by side: in the name of a channel."""
    runs = [run for run in _RUN.findall(said) if len(run) < LONGEST]
    return _sure(runs) or _sure(f"+{run}" for run in runs) or _sure(_ends(runs))


def _ends(runs: Iterable[str]) -> Iterator[str]:
    """What is left of rows of digits without the first few."""
    for run in runs:
        yield from (run[many:] for many in range(1, BEFORE + 1) if len(run) - many >= WHOLE)


def _sure(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(form for text in texts for form in _read(text)[1])


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)


def _plain(text: str) -> str:
    """A text with the digits of any script as those of ours, and wide signs as narrow ones."""
    wide = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in wide)


def _email(text: str) -> str:
    """An address in one form; "" for what is none."""
    bare = _MAIL.sub("", text.strip(" <>\"'()[].,;:"))
    bare = unquote(bare).partition("?")[0].partition(";")[0]
    found = email_of(bare).strip(" <>\"'()[].,;:")
    return found if "@" in found and email_mistake(found) is None else ""


def _read(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The numbers that a text may be, and those of them that can be in use; as E.164."""
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_possible_number,
        is_valid_number,
        parse,
    )

    found = []
    for country in COUNTRIES:
        try:
            found.append(parse(text, country))
        except NumberParseException:
            continue
    possible = [one for one in found if is_possible_number(one)]
    sure = [one for one in possible if is_valid_number(one)]
    as_e164 = partial(format_number, num_format=PhoneNumberFormat.E164)
    return frozenset(map(as_e164, possible)), frozenset(map(as_e164, sure))
