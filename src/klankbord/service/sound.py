"""A recording as its call's page draws it: peaks over time, and which of them the seller's are.

Peaks are made once a file, block by block, and kept beside it. Whose they are follows from the
turns of the call, which people mend, and so is found each time; that takes a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from klankbord.conversation import Conversation, Side
from klankbord.errors import SoundBroken, SoundOdd
from klankbord.service.site import Site

KIND = "peaks"
A_SECOND = 100
"""So many peaks a second at most,"""
MOST = 4_000
"""and so many in all."""
BLOCK_S = 10
LOUDEST = 127
HIGH = 99.8
"""The percentile of a channel that is drawn as loud as can be; a single click goes beyond it."""
SAME = 0.02
"""Two channels that differ by less than this part of their size are one, recorded twice."""
_TYPES = {b"RIFF": "audio/wav", b"RF64": "audio/wav", b"fLaC": "audio/flac", b"OggS": "audio/ogg"}

Peaks = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sound:
    """A recording: how long, and for each channel its peaks, from 0 to 127, evenly over time."""

    length_ms: int
    channels: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Lanes:
    """Peaks as the page draws them; `sides` says whose each lane is, "" where that is not known."""

    length_ms: int
    sides: tuple[str, ...]
    peaks: tuple[tuple[int, ...], ...]


def make_peaks(site: Site, hash_: str) -> Sound:
    """Make the peaks of a recording and keep them.

    Raises:
        soundfile.LibsndfileError: it cannot be decoded, or is not there.
    """
    sound = read_peaks(site.files.path(hash_))
    data = {"length_ms": sound.length_ms, "channels": sound.channels}
    site.files.write_derived(hash_, KIND, json.dumps(data, separators=(",", ":")).encode())
    return sound


def kept_peaks(site: Site, hash_: str) -> Sound | None:
    """The peaks that were kept of a recording, None where there are none."""
    try:
        data: dict[str, Any] = json.loads(site.files.derived(hash_, KIND).read_bytes())
    except FileNotFoundError:
        return None
    return Sound(data["length_ms"], tuple(map(tuple, data["channels"])))


def need_peaks(site: Site, hash_: str, name: str) -> Sound:
    """The peaks of a recording: those that were kept, else made now.

    Raises:
        SoundBroken: it cannot be decoded.
        SoundOdd: it can be none of a talk; `name` is what its reader knows it by.
    """
    import soundfile

    if kept := kept_peaks(site, hash_):
        return kept
    try:
        told = soundfile.info(site.files.path(hash_))
        if not is_talk(told.samplerate, told.channels, told.frames):
            raise SoundOdd(name)
        return make_peaks(site, hash_)
    except soundfile.LibsndfileError:
        raise SoundBroken(name) from None


RATES = range(4_000, 192_001)
"""Samples a second of any recording of a talk."""
MOST_CHANNELS = 8
LONGEST_S = 24 * 3600


def is_talk(rate: int, channels: int, frames: int) -> bool:
    """Whether a recording can be one of a talk; others may take hours, or all of the memory."""
    return rate in RATES and channels <= MOST_CHANNELS and frames <= LONGEST_S * rate


def read_peaks(path: Path) -> Sound:
    """The peaks of a recording, of two channels each its own, of any other number the mean.

    Raises:
        soundfile.LibsndfileError: it cannot be decoded, or is not there.
    """
    import soundfile

    with soundfile.SoundFile(path) as file:
        step = max(file.samplerate // A_SECOND, 1)
        found, frames = [], 0
        for block in file.blocks(step * A_SECOND * BLOCK_S, dtype="float32", always_2d=True):
            frames += len(block)
            loud = np.abs(block if file.channels == 2 else block.mean(axis=1, keepdims=True))  # noqa: PLR2004
            found.append(np.maximum.reduceat(loud, np.arange(0, len(loud), step)))
        length_ms = round(frames / file.samplerate * 1000)
    if not found:
        return Sound(length_ms, ((),))
    peaks = _fewer(np.concatenate(found).T)
    return Sound(length_ms, tuple(tuple(_as_bytes(channel)) for channel in peaks))


def lanes_of(sound: Sound, conversation: Conversation) -> Lanes:
    """The peaks by side: the seller above, the customer below.

    Of two channels, the seller's is the one that sounds more during the seller's turns. One
    channel is cut over the two lanes by whose turn it is; where nobody speaks, it is in neither.
    Where sides or times are not known, the channels are given as they are.
    """
    channels = np.array(sound.channels, dtype=float)
    if len(channels) == 2 and _are_same(channels):  # noqa: PLR2004
        channels = channels[:1]
    if not (conversation.bears.sides and conversation.bears.ends) or not channels.size:
        return Lanes(sound.length_ms, ("",) * len(channels), _rows(channels))
    seller, customer = (_heard(conversation, side, sound) for side in (Side.SELLER, Side.CUSTOMER))
    if len(channels) == 1:
        lanes = np.stack([channels[0] * (seller > 0), channels[0] * (customer > 0)])
    else:
        lean = channels @ (seller - customer) / np.maximum(channels.sum(axis=1), 1)
        lanes = channels if lean[0] >= lean[1] else channels[::-1]
    return Lanes(sound.length_ms, (Side.SELLER.value, Side.CUSTOMER.value), _rows(lanes))


def media_type(path: Path) -> str:
    """What kind of sound a file holds, by its first bytes, never by its name.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0):  # noqa: PLR2004
        return "audio/mpeg"
    return _TYPES.get(head, "application/octet-stream")


def _fewer(peaks: Peaks) -> Peaks:
    """At most MOST peaks a channel: of neighbours the highest."""
    together = -(-peaks.shape[1] // MOST)
    starts = np.arange(0, peaks.shape[1], together)
    fewer: Peaks = np.maximum.reduceat(peaks, starts, axis=1)
    return fewer


def _as_bytes(channel: Peaks) -> list[int]:
    high = float(np.percentile(channel, HIGH)) or float(channel.max()) or 1.0
    scaled: list[int] = np.minimum(np.rint(channel / high * LOUDEST), LOUDEST).astype(int).tolist()
    return scaled


def _are_same(channels: Peaks) -> bool:
    return bool(np.abs(channels[0] - channels[1]).sum() <= SAME * channels[0].sum())


def _heard(conversation: Conversation, side: Side, sound: Sound) -> Peaks:
    """Which part of each peak's time somebody of a side has a turn."""
    points = len(sound.channels[0])
    scale = points / max(sound.length_ms, 1)
    own = {party.id for party in conversation.parties if party.side is side}
    heard = np.zeros(points)
    for turn in conversation.turns:
        if turn.party in own:
            start, end = (turn.start_ms or 0) * scale, (turn.end_ms or 0) * scale
            heard[int(start) : int(np.ceil(end))] = 1
    return heard


def _rows(lanes: Peaks) -> tuple[tuple[int, ...], ...]:
    rows: Sequence[Sequence[float]] = lanes.tolist()
    return tuple(tuple(int(value) for value in row) for row in rows)
