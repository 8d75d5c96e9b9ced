"""From a recording to samples: block by block, whatever the file, and never past its bounds.

soundfile reads what it can, which is quick; PyAV reads the rest. A file is told by its first
bytes and handed to one demuxer by name: a playlist, which could make a demuxer open other files
or addresses, is none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from klankbord.errors import (
    FileMissing,
    NoSound,
    SoundEmpty,
    SoundTooLong,
    SoundUnreadable,
    SoundUnusual,
    SpeechMissing,
    why,
)
from klankbord.speech.kinds import HEAD, Kind, Reader, kind_of

if TYPE_CHECKING:
    import av
    from av.audio.frame import AudioFrame

Samples: TypeAlias = npt.NDArray[np.float32]
"""Frames by channels, from -1 to 1."""

RATES = range(4_000, 192_001)
"""Samples a second of any recording of a talk."""
MOST_CHANNELS = 8
LONGEST_S = 12 * 3600
BLOCK_S = 10
SHORT = 0.98
"""A file that gives less than this part of what its head tells is cut short."""
PLAIN = frozenset(("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW"))
"""Ways of keeping samples of which each stands by itself: a read can fall short, and not fail."""
PLAIN_KINDS = frozenset(("wav", "w64", "aiff", "au", "caf"))
LOUDEST = 4.0
"""Of float samples a few may go past 1; what goes far past it is damage."""


@dataclass(frozen=True)
class Sound:
    """A recording as its head tells it; `told` frames is 0 where it does not say.

    `name` is what its reader knows the file by.
    """

    path: Path
    name: str
    kind: str
    reader: Reader
    rate: int
    channels: int
    told: int
    av: str | None = None

    def blocks(self, rate: int = 0) -> Iterator[Samples]:
        """The sound in blocks of up to 10 s, at `rate` where that is given.

        Raises:
            SoundEmpty: there is no sound in it.
            SoundUnreadable: it breaks off before any sound, or its channels change midway.
            SoundTooLong: it goes on past every call.
        """
        blocks = _soundfile_blocks(self) if self.reader is Reader.SOUNDFILE else _av_blocks(self)
        blocks = _bounded(self, blocks)
        return blocks if rate in {0, self.rate} else _resampled(blocks, self, rate)

    def is_cut_short(self, frames: int) -> bool:
        """Whether so many frames (at its own rate) are clearly fewer than its head tells."""
        return frames < SHORT * self.told


def open_sound(path: Path, name: str = "") -> Sound:
    """Look at a recording: what it is, and how it is sampled.

    Raises:
        FileMissing: it cannot be opened.
        SoundEmpty: there is nothing in the file.
        NoSound: it is no recording of a kind that we know.
        SoundUnreadable: its head is broken.
        SoundUnusual: no talk is recorded so.
    """
    name = name or str(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as fault:
        raise FileMissing(name, why(fault)) from None
    if not head:
        raise SoundEmpty(name)
    kind = kind_of(head)
    if kind is None:
        raise NoSound(name)
    found = _soundfile_sound(path, name, kind) if kind.reader is Reader.SOUNDFILE else None
    found = found or _av_sound(path, name, kind)
    if found.rate not in RATES or not 1 <= found.channels <= MOST_CHANNELS:
        raise SoundUnusual(name, found.channels, found.rate)
    return found


def read_all(sound: Sound, rate: int = 0) -> Samples:
    """The whole of a short recording at once."""
    return np.concatenate(list(sound.blocks(rate)))


def _soundfile_sound(path: Path, name: str, kind: Kind) -> Sound | None:
    """The recording as soundfile reads it; None where it cannot, and PyAV may."""
    import soundfile

    try:
        with _soundfile(path, kind.name) as file:
            return Sound(
                *(path, name, kind.name, Reader.SOUNDFILE, file.samplerate, file.channels),
                told=max(file.frames, 0) if kind.name != "gsm" else 0,
                av=kind.av,
            )
    except soundfile.LibsndfileError:
        if kind.av is None:
            raise SoundUnreadable(name) from None
        return None


def _soundfile(path: Path, kind: str) -> Any:
    if kind == "gsm":
        return forward()(path, format="RAW", subtype="GSM610", samplerate=8000, channels=1)
    return forward()(path)


@cache
def forward() -> Any:
    """Soundfile's own file, read from front to back.

    It seeks after each read, to where it is already, and in an mp3 that can be heard.
    """
    import soundfile

    class Forward(soundfile.SoundFile):  # type: ignore[misc]
        def seekable(self) -> bool:
            return False

    return Forward


def _soundfile_blocks(sound: Sound) -> Iterator[Samples]:
    import soundfile

    try:
        with _soundfile(sound.path, sound.kind) as file:
            # A second at a time where a read can fail midway: then all of it is lost.
            plain = sound.kind in PLAIN_KINDS and file.subtype in PLAIN
            size = sound.rate * (BLOCK_S if plain else 1)
            while len(block := file.read(size, dtype="float32", always_2d=True)):
                yield block
    except soundfile.LibsndfileError:
        return  # what came before stands; `is_cut_short` tells


def _av_sound(path: Path, name: str, kind: Kind) -> Sound:
    av = _av_library()
    if kind.av is None:
        raise SoundUnreadable(name)
    try:
        with path.open("rb") as file, _av_open(file, kind.av) as container:
            if not container.streams.audio:
                raise SoundEmpty(name)
            stream = container.streams.audio[0]
            if stream.codec_context is None:  # named in the head, and known to nobody
                raise SoundUnreadable(name)
            rate, channels = stream.rate, stream.channels
            told = 0
            if stream.duration is not None and stream.time_base is not None:
                told = max(int(stream.duration * stream.time_base * rate), 0)
    except (av.FFmpegError, OSError, ValueError, OverflowError):
        raise SoundUnreadable(name) from None
    return Sound(path, name, kind.name, Reader.AV, rate or 0, channels or 0, told, kind.av)


def _av_library() -> Any:
    try:
        import av
    except ImportError:
        raise SpeechMissing("PyAV") from None  # noqa: EM101
    return av


def _av_open(file: Any, format_: str) -> av.container.InputContainer:
    only = {"format_whitelist": _whitelist(format_), "protocol_whitelist": ""}
    container: av.container.InputContainer = _av_library().open(
        file, format=format_, options=only, metadata_errors="replace"
    )
    return container


def _whitelist(format_: str) -> str:
    names = {"mp4": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}
    return names.get(format_, format_)


def _av_blocks(sound: Sound) -> Iterator[Samples]:
    av = _av_library()
    assert sound.av is not None
    gathered: list[Samples] = []
    frames = 0
    try:
        with sound.path.open("rb") as file, _av_open(file, sound.av) as container:
            to_float = av.AudioResampler(format="flt", rate=sound.rate)
            for decoded in _av_frames(container, av):
                for frame in to_float.resample(decoded):
                    gathered.append(_av_samples(frame, sound))
                    frames += len(gathered[-1])
                if frames >= BLOCK_S * sound.rate:
                    yield np.concatenate(gathered)
                    gathered, frames = [], 0
    except (av.FFmpegError, OSError, ValueError):
        pass  # what came before stands; `is_cut_short` tells
    if frames:
        yield np.concatenate(gathered)


def _av_frames(container: av.container.InputContainer, av: Any) -> Iterator[AudioFrame]:
    """The decoded frames; a packet that cannot be decoded is passed over."""
    stream = container.streams.audio[0]
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue


def _av_samples(frame: AudioFrame, sound: Sound) -> Samples:
    channels = frame.layout.nb_channels
    if channels != sound.channels:
        raise SoundUnreadable(sound.name)
    return frame.to_ndarray().reshape(-1, channels).astype(np.float32, copy=False)


def _bounded(sound: Sound, blocks: Iterator[Samples]) -> Iterator[Samples]:
    """The blocks, no longer than any call, and at least one of them."""
    frames = 0
    for block in blocks:
        frames += len(block)
        if frames > LONGEST_S * sound.rate:
            raise SoundTooLong(sound.name, LONGEST_S // 3600)
        loudest = max(block.max(initial=0), -block.min(initial=0))  # no number: neither is less
        yield block if loudest <= LOUDEST else _tamed(block)
    if not frames:
        raise SoundEmpty(sound.name) if not sound.told else SoundUnreadable(sound.name)


def _tamed(block: Samples) -> Samples:
    """The block without what is no number, and without what no microphone gives."""
    return np.clip(np.nan_to_num(block), -LOUDEST, LOUDEST)


def _resampled(blocks: Iterator[Samples], sound: Sound, rate: int) -> Iterator[Samples]:
    try:
        import soxr
    except ImportError:
        raise SpeechMissing("soxr") from None  # noqa: EM101
    stream = soxr.ResampleStream(sound.rate, rate, sound.channels, dtype="float32")
    for block in blocks:
        made = stream.resample_chunk(block)
        if len(made):
            yield made.reshape(-1, sound.channels)
    rest = stream.resample_chunk(np.zeros((0, sound.channels), np.float32), last=True)
    if len(rest):
        yield rest.reshape(-1, sound.channels)
