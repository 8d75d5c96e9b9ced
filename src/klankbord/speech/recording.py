"""The sound of one call: one file, or a file a party, side by side on one clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from klankbord.errors import PairHasChannels
from klankbord.speech.decode import BLOCK_S, Samples, Sound

LOW, HIGH = 8_000, 16_000
"""The rates at which we listen: telephone's own, and what voices far off in a room need."""
KEEP_BYTES = 96_000_000
"""Decoded sound up to this size is kept for a second look; of longer files, it is decoded again."""
SCALE = 32_767


@dataclass
class Recording:
    """The sound of a call at the rate at which we listen; channels of all files side by side.

    Args:
        sounds: a file with all channels, or a file of one channel for each party.
        offsets_ms: when each file begins, on any one clock; the first to begin is at 0.

    Raises:
        PairHasChannels: one of several files has several channels itself.
    """

    sounds: Sequence[Sound]
    offsets_ms: Sequence[int] = ()
    cut_short: bool = False
    """A file gave clearly less than its head tells; known once the sound was read."""
    _kept: list[np.ndarray] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        starts = tuple(self.offsets_ms) or (0,) * len(self.sounds)
        self.offsets_ms = tuple(start - min(starts) for start in starts)
        if len(self.sounds) > 1:
            for sound in self.sounds:
                if sound.channels != 1:
                    raise PairHasChannels(sound.name, sound.channels)

    @property
    def name(self) -> str:
        """What the reader knows it by: the first file's name."""
        return self.sounds[0].name

    @property
    def rate(self) -> int:
        """Samples a second at which we listen."""
        return HIGH if all(sound.rate >= HIGH for sound in self.sounds) else LOW

    @property
    def channels(self) -> int:
        """How many channels in all."""
        return sum(sound.channels for sound in self.sounds)

    def blocks(self) -> Iterator[Samples]:
        """The sound in blocks of exactly 10 s, the last shorter; the same each time.

        Raises:
            SoundRefused: see `Sound.blocks`.
        """
        if self._kept is not None:
            for block in self._kept:
                yield np.divide(block, np.float32(SCALE), dtype=np.float32)
            return
        kept: list[np.ndarray] | None = []
        size = 0
        for block in self._decoded():
            if kept is not None:
                kept.append(_as_kept(block))
                size += kept[-1].nbytes
                kept = kept if size <= KEEP_BYTES else None
            yield block
        self._kept = kept

    def _decoded(self) -> Iterator[Samples]:
        if len(self.sounds) == 1:
            yield from _even(self._counted(self.sounds[0]), self.rate, 0)
            return
        lanes = [
            _even(self._counted(sound), self.rate, offset)
            for sound, offset in zip(self.sounds, self.offsets_ms, strict=True)
        ]
        while longest := max(map(len, blocks := [next(lane, _NOTHING) for lane in lanes])):
            yield np.concatenate([_padded(block, longest) for block in blocks], axis=1)

    def _counted(self, sound: Sound) -> Iterator[Samples]:
        frames = 0
        for block in sound.blocks(self.rate):
            frames += len(block)
            yield block
        if sound.is_cut_short(round(frames * sound.rate / self.rate)):
            self.cut_short = True


def _as_kept(block: Samples) -> np.ndarray:
    """The block in half the memory."""
    scaled = block * np.float32(SCALE)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -SCALE, SCALE, out=scaled)
    return scaled.astype(np.int16)


_NOTHING: Samples = np.zeros((0, 1), np.float32)


def _even(blocks: Iterator[Samples], rate: int, offset_ms: int) -> Iterator[Samples]:
    """The same sound in blocks of exactly BLOCK_S, with silence before it."""
    size = BLOCK_S * rate
    gathered: list[Samples] = []
    have = 0
    silence = offset_ms * rate // 1000
    for block in blocks:
        if len(block) == size and not (silence or have):
            yield block
            continue
        while silence:
            part = min(silence, size - have)
            gathered.append(np.zeros((part, block.shape[1]), np.float32))
            have, silence = have + part, silence - part
            if have == size:
                yield np.concatenate(gathered)
                gathered, have = [], 0
        rest = block
        while have + len(rest) >= size:
            part = size - have
            yield np.concatenate([*gathered, rest[:part]])
            gathered, have, rest = [], 0, rest[part:]
        if len(rest):
            gathered.append(rest)
            have += len(rest)
    if have:
        yield np.concatenate(gathered)


def _padded(block: Samples, length: int) -> Samples:
    return np.pad(block, ((0, length - len(block)), (0, 0)))
