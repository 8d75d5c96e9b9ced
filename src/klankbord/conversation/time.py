"""Clock times as people and files write them: 0:04, 12:30.5, 1:02:03,250."""

from __future__ import annotations

import re

CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2})(?:[.,](\d{1,9}))?")
"""[hours:]minutes:seconds[.fraction]."""


def parse_clock(text: str) -> int | None:
    """The milliseconds that a clock time stands for, or None where it is none.

    >>> parse_clock("1:02:03.25")
    3723250
    """
    match = CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if int(seconds) > 59 or (hours and int(minutes) > 59):  # noqa: PLR2004
        return None
    ms = int(((fraction or "") + "000")[:3])
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + ms


def format_clock(ms: int, *, exact: bool = False) -> str:
    """A clock time for people (4:07, 1:02:03), or to the millisecond with `exact`.

    >>> format_clock(247_000), format_clock(3_723_250, exact=True)
    ('4:07', '1:02:03.250')
    """
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{clock}.{rest:03}" if exact and rest else clock
