"""A recording as its call's page draws it: peaks over time, and which of them the seller's are.

Peaks are made once a file, block by block, and kept beside it. Whose they are follows from the
turns of the call, which people mend, and so is found each time; that takes a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from klankbord.conversation import Conversation, Side
from klankbord.service.calls.recordings import opened
from klankbord.service.site import Site
from klankbord.speech import decode
from klankbord.speech.found import FORMAT
from klankbord.speech.kinds import HEAD, kind_of
from klankbord.speech.recording import Recording

KIND = "peaks"
A_SECOND = 100
"""So many peaks a second at most,"""
MOST = 4_000
"""and so many in all."""
LOUDEST = 127
HIGH = 99.8
"""The percentile of a channel that is drawn as loud as can be; a single click goes beyond it."""
SAME = 0.02
"""Two channels that differ by less than this part of their size are one, recorded twice."""
_TYPES = {"w64": "audio/wav", "mp3": "audio/mpeg", "matroska": "audio/webm", "gsm": "audio/x-gsm"}

Peaks = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sound:
    """A recording: how long, and for each channel its peaks, from 0 to 127, evenly over time."""

    length_ms: int
    channels: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Lanes:
    """Peaks as the page draws them; `sides` says whose each lane is, "" where that is not known.

    `placed`: where it is not, the lanes stand in the order of those who take part.
    """

    length_ms: int
    sides: tuple[str, ...]
    peaks: tuple[tuple[int, ...], ...]
    placed: bool = False


def keep_peaks(site: Site, hash_: str, recording: Recording) -> Sound:
    """Make the peaks of a recording and keep them.

    Raises:
        SoundRefused: it cannot be decoded.
    """
    sound = read_peaks(recording)
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
        SoundRefused: it cannot be decoded; `name` is what its reader knows it by.
    """
    if kept := kept_peaks(site, hash_):
        return kept
    with opened(site, hash_, name) as recording:
        return keep_peaks(site, hash_, recording)


def read_peaks(recording: Recording) -> Sound:
    """The peaks of a recording: of two channels each its own, of any other number the mean.

    Raises:
        SoundRefused: it cannot be decoded.
    """
    found = [_peaks_of(sound) for sound in recording.sounds]
    longest = max(len(peaks) for peaks, _ in found)
    even = [np.pad(peaks, ((0, longest - len(peaks)), (0, 0))) for peaks, _ in found]
    peaks = _fewer(np.concatenate(even, axis=1).T)
    length_ms = max(length for _, length in found)
    return Sound(length_ms, tuple(tuple(_as_bytes(channel)) for channel in peaks))


def _peaks_of(sound: decode.Sound) -> tuple[Peaks, int]:
    """The peaks of one file, a row each hundredth of a second; and its length in ms."""
    step = max(sound.rate // A_SECOND, 1)
    found, frames = [], 0
    left = np.zeros((0, 2 if sound.channels == 2 else 1), np.float32)  # noqa: PLR2004
    for block in sound.blocks():
        frames += len(block)
        loud = np.abs(block if sound.channels == 2 else block.mean(axis=1, keepdims=True))  # noqa: PLR2004
        loud = np.concatenate([left, loud])
        whole = len(loud) // step * step
        found.append(loud[:whole].reshape(-1, step, loud.shape[1]).max(axis=1))
        left = loud[whole:]
    if len(left):
        found.append(left.max(axis=0, keepdims=True))
    return np.concatenate(found).astype(float), round(frames / sound.rate * 1000)


def lanes_of(sound: Sound, conversation: Conversation) -> Lanes:
    """The peaks by side: the seller above, the customer below.

    Of two channels, the seller's is the one that sounds more during the seller's turns. One
    channel is cut over the two lanes by whose turn it is; where nobody speaks, it is in neither.
    Where sides or times are not known, the channels are given as they are; of what was heard on
    one channel, each voice its own.
    """
    channels = np.array(sound.channels, dtype=float)
    heard = conversation.provenance.format == FORMAT
    same = "same_twice" in conversation.provenance.notes
    if len(channels) == 2 and (same or _are_same(channels)):  # noqa: PLR2004
        channels = channels[:1]
    if not (conversation.bears.sides and conversation.bears.ends) or not channels.size:
        if heard and len(channels) == 1 < len(conversation.parties):
            own = [_heard(conversation, {party.id}, sound) for party in conversation.parties]
            channels = channels[0] * (np.stack(own) > 0)
        return Lanes(sound.length_ms, ("",) * len(channels), _rows(channels), placed=heard)
    seller, customer = (
        _heard(conversation, {p.id for p in conversation.parties if p.side is side}, sound)
        for side in (Side.SELLER, Side.CUSTOMER)
    )
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
        kind = kind_of(file.read(HEAD))
    if kind is None:
        return "application/octet-stream"
    return _TYPES.get(kind.name, f"audio/{kind.name}")


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


def _heard(conversation: Conversation, own: Collection[str], sound: Sound) -> Peaks:
    """Which part of each peak's time one of some parties has a turn."""
    points = len(sound.channels[0])
    scale = points / max(sound.length_ms, 1)
    heard = np.zeros(points)
    for turn in conversation.turns:
        if turn.party in own:
            start, end = (turn.start_ms or 0) * scale, (turn.end_ms or 0) * scale
            heard[int(start) : int(np.ceil(end))] = 1
    return heard


def _rows(lanes: Peaks) -> tuple[tuple[int, ...], ...]:
    rows: Sequence[Sequence[float]] = lanes.tolist()
    return tuple(tuple(int(value) for value in row) for row in rows)
