"""The sound of each piece, as a recogniser takes it, from one reading of the recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np

from klankbord.errors import SpeechMissing
from klankbord.speech.decode import Samples
from klankbord.speech.pieces import Piece
from klankbord.speech.recognition import RATE, Mono
from klankbord.speech.recording import Recording


def sound_of(
    recording: Recording, pieces: Sequence[Piece], *, one_for_all: bool
) -> Iterator[tuple[Piece, Mono]]:
    """Each piece with its sound, in order of end; no more is held than pieces still want.

    Args:
        recording: where they are cut from.
        pieces: of any voices, in any order.
        one_for_all: everybody is on each channel; else a voice has the channel of its number.

    Raises:
        SoundRefused: the recording cannot be decoded.
        SpeechMissing: what this needs is not installed.
    """
    waiting = sorted(pieces, key=lambda piece: (piece.end_ms, piece.lane))
    starts = [_frames(piece.start_ms, recording) for piece in waiting]
    needed = list(accumulate(reversed(starts), min))[::-1]
    held: Samples = np.zeros((0, recording.channels), np.float32)
    begin = done = 0
    for block in recording.blocks():
        held = np.concatenate([held, block]) if len(held) else block
        while done < len(waiting):
            piece = waiting[done]
            if _frames(piece.end_ms, recording) > begin + len(held):
                break
            yield piece, _mono(held, begin, piece, recording, one_for_all=one_for_all)
            done += 1
        if done == len(waiting):
            return
        keep = min(max(needed[done] - begin, 0), len(held))
        held, begin = held[keep:], begin + keep
    for piece in waiting[done:]:  # the last ends with the recording, a rounding after its end
        yield piece, _mono(held, begin, piece, recording, one_for_all=one_for_all)


def _frames(at_ms: int, recording: Recording) -> int:
    return at_ms * recording.rate // 1000


def _mono(
    held: Samples, begin: int, piece: Piece, recording: Recording, *, one_for_all: bool
) -> Mono:
    start, end = (_frames(at, recording) - begin for at in (piece.start_ms, piece.end_ms))
    sound = held[max(start, 0) : end]
    voice = sound.mean(axis=1) if one_for_all else sound[:, piece.lane]
    return _at_rate(np.ascontiguousarray(voice, np.float32), recording.rate)


def _at_rate(voice: Mono, rate: int) -> Mono:
    if rate == RATE:
        return voice
    try:
        import soxr
    except ImportError:
        raise SpeechMissing("soxr") from None  # noqa: EM101
    made: Mono = soxr.resample(voice, rate, RATE).astype(np.float32, copy=False)
    return made
