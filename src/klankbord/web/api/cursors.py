"""Cursors: a place in a list as a text that is to be sent back as it came."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import MAXYEAR, MINYEAR, datetime

from klankbord.errors import BadCursor
from klankbord.service.calls.listing import Place

LONGEST = 200
MOST = 1 << 63


def cursor_of(place: Place | None) -> str | None:
    """The cursor of a place; None where the list ends."""
    if place is None:
        return None
    told = json.dumps([place.at and place.at.isoformat(), place.id])
    return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place | None:
    """The place of a cursor; None without one: the begin.

    Raises:
        BadCursor: no answer of ours gave it.
    """
    if not cursor:
        return None
    try:
        told = json.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        at, number = told
        moment = None if at is None else datetime.fromisoformat(at)
    except (ValueError, TypeError, RecursionError):
        raise BadCursor from None
    if type(number) is not int or not 0 < number < MOST:
        raise BadCursor
    if moment and (moment.tzinfo is None or not MINYEAR < moment.year < MAXYEAR):
        raise BadCursor
    return Place(moment, number)
