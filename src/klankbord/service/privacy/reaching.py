"""How a party can be reached, in one form: numbers as E.164, e-mail addresses in lower case.

A number that is written without its country may be a Dutch or a Belgian one; 0478 12 34 56 is a
village in Limburg and a mobile in Belgium. It then stands for both: who objects is not to be
recorded because a telephone exchange left out four digits.
"""

from __future__ import annotations

import re
from functools import partial

from klankbord.service.names import clean, email_of

COUNTRIES = ("NL", "BE")
CODES = ("31", "32")
_SIP = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]")
_PIECE = re.compile(r"\+?[0-9][0-9 ().-]+")
SHORTEST = 2
LONGEST = 32


def numbers_of(text: str) -> frozenset[str]:
    """What a telephone number may stand for, as E.164; an extension as its digits.

    Empty for what is none: a withheld number, a name.

    >>> sorted(numbers_of("06-12 34 56 78"))
    ['+31612345678']
    """
    said = _SIP.sub("", clean(text)).split("@")[0].split(";")[0]
    digits = _NO_DIGIT.sub("", said)
    if not SHORTEST < len(digits) < LONGEST:
        return frozenset({digits} if len(digits) == SHORTEST else ())
    possible, sure = _read(said)
    if not sure:  # more stands there than one number
        sure = frozenset(form for piece in _PIECE.findall(said) for form in _read(piece)[1])
    sure = sure or _read(f"+{digits}")[1]  # from abroad, as some exchanges write it
    return sure or possible or frozenset({digits})


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


def beginnings_of(text: str) -> frozenset[str]:
    """What the beginning of a number may stand for, as E.164 has it."""
    said = clean(text)
    digits = _NO_DIGIT.sub("", said)
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
        name, _, domain = email_of(text).rpartition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{_NO_DIGIT.sub('', text)[-3:]}"
