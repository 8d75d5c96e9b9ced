"""What the name of a recording tells: the phone system, the direction, the numbers, the half.

Phone systems put into the name of a file what they know of a call. Each pattern here is one way
in which they do; whatever fits none is a recording of which only its sound is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePath


class Seat(StrEnum):
    """Where somebody sits on the line, or at the table."""

    CALLER = "caller"
    CALLEE = "callee"
    SELLER = "seller"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Named:
    """What a name tells; "" or None where it does not.

    Attributes:
        call: what the halves of one call have in common.
        seat: who is on this half, where the file is one.
        source: the phone system.
        direction: inbound or outbound, seen from us.
        customer: the number of the other side.
        when: the start, where the name tells it with its zone.
    """

    call: str
    seat: Seat | None = None
    source: str = ""
    direction: str = ""
    customer: str | None = None
    when: datetime | None = None


INBOUND, OUTBOUND = "inbound", "outbound"
EXTENSION = 6
"""A number of up to so many digits is an extension of one's own."""

_HALVES: dict[str, Seat] = {
    **dict.fromkeys(("r", "rx", "in", "read", "caller", "beller", "leg_a", "a-leg"), Seat.CALLER),
    **dict.fromkeys(
        ("t", "tx", "out", "write", "callee", "gebelde", "leg_b", "b-leg"), Seat.CALLEE
    ),
    **dict.fromkeys(("agent", "seller", "verkoper", "medewerker"), Seat.SELLER),
    **dict.fromkeys(("customer", "klant", "client"), Seat.CUSTOMER),
}
"""The end of a half's name. Asterisk: what it receives (r, in) is the party on whose line it
records, who is the caller; what it transmits (t, out) is the other."""
_BESIDE_AGENT = {Seat.CALLER: Seat.CUSTOMER, Seat.CALLEE: Seat.CUSTOMER}
_HALF = re.compile(
    rf"(?P<call>.+?)[-_. ](?P<half>{'|'.join(sorted(_HALVES, key=len, reverse=True))})",
    re.IGNORECASE,
)
_DIRECTIONS = (
    (
        re.compile(r"(?<![a-z])(?:inbound|incoming|inkomend|binnenkomend)(?![a-z])", re.IGNORECASE),
        INBOUND,
    ),
    (re.compile(r"(?<![a-z])(?:outbound|outgoing|uitgaand)(?![a-z])", re.IGNORECASE), OUTBOUND),
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_FREEPBX = re.compile(
    r"(?P<way>in|out|external|internal|force|exten|q|rg)-(?P<to>\+?\d+)-(?P<from>\+?\d+|unknown)-"
    r"\d{8}-\d{6}-(?P<epoch>\d{9,10})\.\d+",
    re.IGNORECASE,
)
_THREE_CX = re.compile(r"\[[^\]]*\]_(?P<from>\+?\d+)-(?P<to>\+?\d+)_\d{14}")
_RINGCENTRAL = re.compile(
    r"\d{8}-\d{6}_(?P<own>\d+)_(?P<other>[+()\d -]+)_(?P<way>Incoming|Outgoing)_", re.IGNORECASE
)


def named(path: str) -> Named:
    """What the name of a file tells; of its folders nothing is read."""
    stem = PurePath(path.replace("\\", "/")).stem
    half = _HALF.fullmatch(stem)
    call, seat = (half["call"], _HALVES[half["half"].lower()]) if half else (stem, None)
    told = next((found for read in _SYSTEMS if (found := read(call))), None)
    direction = next((way for pattern, way in _DIRECTIONS if pattern.search(call)), "")
    if told is None:
        return Named(call, seat, direction=direction)
    return Named(call, seat, told.source, told.direction or direction, told.customer, told.when)


def pairs(paths: list[str]) -> list[tuple[str, ...]]:
    """Files by call: the two halves of one together, in the order given, all others alone."""
    halves: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        told = named(path)
        if told.seat is not None:
            folder = str(PurePath(path.replace("\\", "/")).parent)
            halves.setdefault((folder, told.call), []).append(path)
    together = {path: tuple(own) for own in halves.values() if is_pair(own) for path in own}
    found: list[tuple[str, ...]] = []
    for path in paths:
        group = together.get(path, (path,))
        if group not in found:
            found.append(group)
    return found


def is_pair(paths: list[str]) -> bool:
    """Whether these are the two halves of one call: two that sit on different seats."""
    seats = [named(path).seat for path in paths]
    return len(seats) == 2 and None not in seats and seats[0] != seats[1]  # noqa: PLR2004


def seats_of(told: list[Named]) -> tuple[Seat | None, ...]:
    """Who is on each of the files of one call; beside an agent, a caller is the customer."""
    seats = [name.seat for name in told]
    if Seat.SELLER in seats:
        seats = [_BESIDE_AGENT.get(seat, seat) if seat else None for seat in seats]
    return tuple(seats)


def _freepbx(call: str) -> Named | None:
    match = _FREEPBX.match(call)
    if match is None:
        return None
    way = {"in": INBOUND, "external": INBOUND, "q": INBOUND, "rg": INBOUND, "out": OUTBOUND}
    direction = way.get(match["way"].lower()) or _by_numbers(match["from"], match["to"])
    other = {INBOUND: match["from"], OUTBOUND: match["to"]}.get(direction)
    when = datetime.fromtimestamp(int(match["epoch"]), UTC)
    return Named(call, None, "asterisk", direction, other, when)


def _three_cx(call: str) -> Named | None:
    match = _THREE_CX.match(call)
    if match is None:
        return None
    direction = _by_numbers(match["from"], match["to"])
    other = {INBOUND: match["from"], OUTBOUND: match["to"]}.get(direction)
    return Named(call, None, "3cx", direction, other)


def _ringcentral(call: str) -> Named | None:
    match = _RINGCENTRAL.match(call)
    if match is None:
        return None
    direction = INBOUND if match["way"].lower() == "incoming" else OUTBOUND
    return Named(call, None, "ringcentral", direction, match["other"])


def _freeswitch(call: str) -> Named | None:
    match = _UUID.search(call)
    return Named(call, None, "freeswitch") if match else None


_SYSTEMS: tuple[Callable[[str], Named | None], ...] = (
    _freepbx,
    _three_cx,
    _ringcentral,
    _freeswitch,
)


def _by_numbers(caller: str, callee: str) -> str:
    """Who has a short number is one of us."""
    own = [number.isdigit() and len(number) <= EXTENSION for number in (caller, callee)]
    if own == [True, False]:
        return OUTBOUND
    return INBOUND if own == [False, True] else ""
