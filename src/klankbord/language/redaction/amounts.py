"""Amounts among the digits of a text: what money or a measure stands with is nobody's number.

But 'euro' may follow a number of somebody as well. So it takes no digits that begin with a nought,
as no amount does, and none that are beyond doubt what was just named.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from klankbord.language.redaction.kinds import Kind
from klankbord.language.redaction.phones import is_mobile_abroad
from klankbord.language.redaction.spoken import Role, Unit

_AMOUNTS = re.compile(
    r"[€$£] ?\d++(?:[.,]\d++)*+|(?<![\d.,])\d++(?:[.,]\d++)*+"
    r"(?= ?(?:[€$£%]|(?:euro|eur|dollar|pond|procent|percent|stuks|miljoen|miljard)\b))",
    re.IGNORECASE,
)
"""What money or a measure makes an amount."""
_FRACTION = re.compile(r"0[.,]\d{1,4}")
"""What begins with a nought and is an amount all the same."""
_BETWEEN = re.compile(r"[ .,/-]{0,3}")
"""What may lie between the figures of one number."""
_CARD = 13
"""So many digits a card has at least; no amount has as many."""


def without_amounts(text: str, units: Sequence[Unit], told: Callable[[int], str]) -> Sequence[Unit]:
    """With the figures of '316.123.456 euro' and '€ 12.500,00' as something that is no number.

    Args:
        text: what was said.
        units: of it.
        told: gives what the talk has just named before a place.
    """
    if not units:
        return units
    found = _AMOUNTS.finditer(text, units[0].start, units[-1].end)
    gone = {at for one in found for at in _of_amount(text, units, one, told)}
    return [
        replace(unit, role=Role.OTHER) if at in gone else unit for at, unit in enumerate(units)
    ] if gone else units  # fmt: skip


def _of_amount(
    text: str, units: Sequence[Unit], found: re.Match[str], told: Callable[[int], str]
) -> Sequence[int]:
    """Which units are an amount that was found; none where it is none after all."""
    first = bisect_left(units, found.start(), key=lambda unit: unit.start)
    last = bisect_right(units, found.end(), key=lambda unit: unit.end)
    inside = range(first, last)
    row = _row(text, units, [at for at in inside if units[at].role is Role.DIGITS])
    digits = "".join(unit.value for unit in row)
    if digits.startswith("0"):
        return inside if _FRACTION.fullmatch(found[0].lstrip("€$£ ")) else ()
    return () if row and _is_certain(digits, told(row[0].start)) else inside


def _row(text: str, units: Sequence[Unit], inside: Sequence[int]) -> Sequence[Unit]:
    """The whole row of figures in which some stand: of '06 12 34 56 78 %' all."""
    if not inside:
        return ()
    first, last = inside[0], inside[-1]
    while first and _follow(text, units[first - 1], units[first]):
        first -= 1
    while last + 1 < len(units) and _follow(text, units[last], units[last + 1]):
        last += 1
    return [unit for unit in units[first : last + 1] if unit.role is Role.DIGITS]


def _follow(text: str, unit: Unit, after: Unit) -> bool:
    """Whether two figures, or what stands between them, belong to one row."""
    between = _BETWEEN.fullmatch(text, unit.end, after.start) is not None
    return between and all(
        one.role is Role.DIGITS or _BETWEEN.fullmatch(text, one.start, one.end)
        for one in (unit, after)
    )


def _is_certain(digits: str, told: str) -> bool:
    """Whether digits are beyond doubt a number of what was just named."""
    from stdnum import luhn
    from stdnum.be import nn
    from stdnum.nl import bsn

    if len(digits) >= _CARD:
        return bool(luhn.is_valid(digits))
    if told == Kind.BSN:
        return bool(bsn.is_valid(digits))
    if told == Kind.REGISTER:
        return bool(nn.is_valid(digits))
    return told == Kind.PHONE and is_mobile_abroad(digits)
