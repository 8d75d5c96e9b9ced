"""Who is on which channel, and why we say so; what channels are one, and what is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from klankbord.conversation import Side
from klankbord.errors import ChannelsDiffer
from klankbord.speech.activity import is_silent
from klankbord.speech.naming import INBOUND, OUTBOUND, Named, Seat, seats_of
from klankbord.speech.profile import Profile

SAME = 0.95
"""Two channels as alike as this are one, recorded twice."""
CALLER_LEFT = frozenset({"freeswitch", "twilio", "asterisk"})
"""Phone systems that put the caller on the first channel and the callee on the second."""
TWO = 2


class Why(StrEnum):
    """Why a channel is somebody's."""

    TOLD = "told"
    """Somebody said so."""
    HALF = "half"
    """The name of its file says so."""
    SYSTEM = "system"
    """The phone system always records it so, and the direction of the call is known."""
    UNKNOWN = "unknown"
    """Nothing says so: the channels are people, but whose side they are on is not known."""
    MONO = "mono"
    """All are on one channel."""
    SAME_TWICE = "same_twice"
    """There are two channels with the same on both."""


@dataclass(frozen=True)
class Channels:
    """Who is on which channel.

    Attributes:
        sides: the side of each channel that holds a party; one, unknown, where all are on one.
        seats: who called and who was called, where that is known.
        why: what says so.
        silent: the channels (from 0) on which nothing sounds.
    """

    sides: tuple[Side, ...]
    seats: tuple[Seat | None, ...]
    why: Why
    silent: tuple[int, ...] = ()

    @property
    def one_for_all(self) -> bool:
        """Whether everybody is on one channel: then who speaks is not told by the sound."""
        return self.why in {Why.MONO, Why.SAME_TWICE}


def channels_of(
    profile: Profile, files: Sequence[Named], told: Sequence[Side] = (), direction: str = ""
) -> Channels:
    """Who is on which channel of a recording.

    Args:
        profile: what the recording is like.
        files: what the names of its files tell.
        told: the side of each channel, where somebody says so.
        direction: inbound or outbound, where somebody says so; else what the name tells.

    Raises:
        ChannelsDiffer: sides are told of more or fewer channels than there are.
    """
    count = profile.levels.shape[1]
    if told and len(told) != count:
        raise ChannelsDiffer(files[0].call, count, len(told))
    silent = tuple(channel for channel in range(count) if is_silent(profile, channel))
    if count == 1:
        return Channels((Side.UNKNOWN,), (None,), Why.MONO, silent)
    if count == TWO and not silent and profile.likeness[0, 1] >= SAME:
        return Channels((Side.UNKNOWN,), (None,), Why.SAME_TWICE)
    direction = direction or files[0].direction
    seats = _seats(files, count)
    if told:
        return Channels(tuple(told), seats, Why.TOLD, silent)
    sides = tuple(_side(seat, direction) for seat in seats)
    if Side.UNKNOWN in sides:
        return Channels((Side.UNKNOWN,) * count, seats, Why.UNKNOWN, silent)
    return Channels(sides, seats, Why.HALF if len(files) > 1 else Why.SYSTEM, silent)


def _seats(files: Sequence[Named], count: int) -> tuple[Seat | None, ...]:
    if len(files) > 1:
        return seats_of(list(files))
    if count == TWO and files[0].source in CALLER_LEFT:
        return Seat.CALLER, Seat.CALLEE
    return (None,) * count


_SIDES: dict[tuple[Seat, str], Side] = {
    (Seat.CALLER, OUTBOUND): Side.SELLER,
    (Seat.CALLEE, OUTBOUND): Side.CUSTOMER,
    (Seat.CALLER, INBOUND): Side.CUSTOMER,
    (Seat.CALLEE, INBOUND): Side.SELLER,
}


def _side(seat: Seat | None, direction: str) -> Side:
    if seat is Seat.SELLER:
        return Side.SELLER
    if seat is Seat.CUSTOMER:
        return Side.CUSTOMER
    return Side.UNKNOWN if seat is None else _SIDES.get((seat, direction), Side.UNKNOWN)
