"""What one writes in a review as its form sends it: a field a question and key moment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import Request

from klankbord.service.learning.writing import Written
from klankbord.web.forms import numbers

_FIELD = re.compile(r"([a-z_]{1,20})-([0-9]{1,18})")
PLACES = frozenset({"naast", "wie"})
"""Parts of the page that a form may go back to."""


@dataclass(frozen=True)
class Sent:
    """What was written, the turns of a moment that is added, and the revision that was seen."""

    written: Written
    chosen: tuple[int, int]
    seen: int
    back: str = ""


async def read_sent(request: Request) -> Sent:
    """What a form sent; fields of another name are left out."""
    form = await request.form()
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    texts = {
        (found[1], int(found[2])): value
        for name, value in values.items()
        if (found := _FIELD.fullmatch(name))
    }
    seen = _number(values.get("seen", ""))
    turned = _number(values["turned"]) if "turned" in values else None
    first = _number(values.get("first", ""))
    place = values.get("terug", "")
    return Sent(
        Written(texts, turned, seen),
        (first, _number(values.get("until", "")) or first),
        seen,
        f"#{place}" if place in PLACES else "",
    )


def _number(text: str) -> int:
    return next(iter(numbers([text])), 0)
