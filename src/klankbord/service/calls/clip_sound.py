"""The sound of a clip, cut out of the recording, as a wav that plays anywhere."""

from __future__ import annotations

from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from klankbord.errors import NotFound, SoundUnreadable
from klankbord.service.access import Actor
from klankbord.service.calls.clips import fetch_clip
from klankbord.service.calls.opening import open_sound
from klankbord.service.site import Site
from klankbord.speech.decode import forward

BLOCK = 1 << 16
IN_MEMORY = 4_000_000
"""Bytes; a longer wav is made on the disk."""


def clip_sound(site: Site, actor: Actor, call: int, number: int) -> IO[bytes]:
    """The sound of a clip as a wav, at its beginning; for whoever may hear the call and the clip.

    Raises:
        NotFound: there is no such clip or no sound, or it is not theirs.
        SoundUnreadable: the recording cannot be decoded (any more).
    """
    import soundfile

    clip = fetch_clip(site, actor, call, number)
    path = open_sound(site, actor, call, as_it_was=False)
    try:
        return cut_sound(path, clip.start_ms, clip.end_ms)
    except soundfile.LibsndfileError:
        raise SoundUnreadable(clip.title) from None


def cut_sound(path: Path, start_ms: int, end_ms: int) -> IO[bytes]:
    """A piece of a recording as a wav of 16 bits, with the channels and the rate that it has.

    Raises:
        NotFound: the recording ends before the piece begins.
        soundfile.LibsndfileError: it cannot be decoded.
    """
    import soundfile

    with forward()(path) as source:
        first, last = (ms * source.samplerate // 1000 for ms in (start_ms, end_ms))
        left = min(last, source.frames) - first
        if left <= 0:
            raise NotFound
        source.seek(first)
        made = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (given to the reader open)
        try:
            shape = {"samplerate": source.samplerate, "channels": source.channels}
            with soundfile.SoundFile(made, "w", format="WAV", subtype="PCM_16", **shape) as piece:
                for block in source.blocks(BLOCK, frames=left, dtype="float32", always_2d=True):
                    piece.write(block)
            made.seek(0)
        except BaseException:
            made.close()
            raise
    return made
