"""Telephones among the digits of a text: what exists, seen from the Netherlands and Belgium."""

from __future__ import annotations

import re
from collections.abc import Sequence

from klankbord.language.redaction.kinds import Kind, Span
from klankbord.language.redaction.runs import OTHER, Found, stretches
from klankbord.language.redaction.spoken import Role, Unit

_MOBILE = re.compile(r"06\d{8}|04\d{8}|(?:\+|00)\d{10,13}")
"""What is a telephone whatever else was just spoken about."""
_DIALLED = re.compile(r"0[1-9]\d{7,8}|(?:\+|00)[1-9]\d{7,13}")
"""What may be a telephone at all; only of that is asked whether it exists."""


def phone_at(units: Sequence[Unit], at: int, told: str) -> Found:
    """The telephone that begins at a place; `told` is what the talk has just named."""
    plus = units[at].role is Role.PLUS
    begin = at + 1 if plus else at
    if begin < len(units) and not plus and units[begin].value[0] == "3":
        return _without_plus(units, begin, told) or _misheard_phone(units, begin, told)
    if begin >= len(units) or not (plus or units[begin].value.startswith("0")):
        return None
    usual = told in {"", Kind.PHONE}
    for count, run in stretches(units, begin, 9, 15):
        digits = f"+{run.digits}" if plus else run.digits
        if (usual or (told != OTHER and _MOBILE.fullmatch(digits))) and _is_phone(digits):
            span = run.span(Kind.PHONE)
            return count + begin - at, Span(units[at].start, span.end, Kind.PHONE, run.digits)
    return _misheard_phone(units, begin, told)


_ABROAD = re.compile(r"316\d{8}|324[5-9]\d{7}")
"""A mobile with its country and no plus, as programs write it;"""
_ABROAD_ALL = re.compile(r"31[1-9]\d{8}|32[1-9]\d{7,8}")
"""any telephone so."""
_BILLIONS = (2, 3, 3, 3)
"""How the digits of an amount of billions stand."""


def _without_plus(units: Sequence[Unit], at: int, told: str) -> Found:
    """A number with its country and no plus: a mobile by itself, another where one was named.

    In pieces it begins with the country, alone or digit by digit: else it is an amount.
    """
    named = told == Kind.PHONE
    if told not in {"", Kind.PHONE}:
        return None
    for count, run in stretches(units, at, 10, 11):
        apart = run.groups[0] == 2 and (named or run.groups != _BILLIONS)  # noqa: PLR2004
        if not (count == 1 or ((apart or run.is_dictated) and (at == 0 or named))):
            continue
        shape = _ABROAD_ALL if named else _ABROAD
        if shape.fullmatch(run.digits) and _is_phone(f"+{run.digits}"):
            return count, run.span(Kind.PHONE)
    return None


def _misheard_phone(units: Sequence[Unit], at: int, told: str) -> Found:
    """A digit too few or too many, where a telephone number was asked for."""
    if told != Kind.PHONE:
        return None
    for count, run in stretches(units, at, 8, 11):
        if at + count == len(units) and run.digits[:2] != "00":
            return count, run.span(Kind.PHONE)
    return None


def is_mobile_abroad(digits: str) -> bool:
    """Whether digits are a mobile with its country and no plus, and one that exists."""
    return _ABROAD.fullmatch(digits) is not None and _is_phone(f"+{digits}")


def _is_phone(digits: str) -> bool:
    """Whether it can be dialled from the Netherlands or from Belgium, and reaches somebody."""
    from phonenumbers import NumberParseException, is_valid_number, parse

    if not _DIALLED.fullmatch(digits):
        return False
    for region in ("NL", "BE"):
        try:
            if is_valid_number(parse(digits, region)):
                return True
        except NumberParseException:
            continue
    return False
