"""A recording with silences in it, as another file.

A wav, flac or aiff stays what it is, and outside the silences sample for sample. Of what is packed
with loss, or is two halves, a flac is made: packing it again would lose more, and would not give
the same file each time, by which a call is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from klankbord.errors import SoundUnreadable
from klankbord.service.calls.recordings import opened
from klankbord.service.calls.sound import keep_peaks
from klankbord.service.site import Site
from klankbord.speech.recording import Recording
from klankbord.store.files import chunks_of

Spans = Sequence[tuple[int, int]]
"""[start, end) in ms, in order."""
EXACT = frozenset({"WAV", "WAVEX", "RF64", "W64", "FLAC", "AIFF", "AU", "CAF"})
"""The kinds that are written as they were read,"""
PLAIN = frozenset({"PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW"})
"""packed so that the same sound gives the same bytes."""
BLOCK = 1 << 16
ANY_MB = 1_000_000


def silence(site: Site, hash_: str, name: str, spans: Spans) -> str:
    """Keep a recording with silences in it, on all channels; its SHA-256.

    The recording itself stays. The same recording and silences give the same file.

    Raises:
        FileMissing: it is not there any more.
        SoundRefused: it cannot be decoded.
    """
    with site.files.temporary() as path:
        _write(site, hash_, name, spans, path)
        made = site.files.keep(chunks_of(path), name, ANY_MB).hash
    with opened(site, made, name) as recording:
        keep_peaks(site, made, recording)
    return made


def _write(site: Site, hash_: str, name: str, spans: Spans, target: Path) -> None:
    import soundfile

    try:
        with soundfile.SoundFile(site.files.path(hash_)) as source:
            if source.format in EXACT and source.subtype in PLAIN:
                _copy(source, spans, target)
                return
    except soundfile.LibsndfileError:
        pass  # what PyAV reads, or two halves
    with opened(site, hash_, name) as recording:
        _decoded(recording, name, spans, target)


def _copy(source: Any, spans: Spans, target: Path) -> None:
    import soundfile

    kind = "float32" if source.subtype == "FLOAT" else "int32"
    shape = {"samplerate": source.samplerate, "channels": source.channels}
    form = {"format": source.format, "subtype": source.subtype, "endian": source.endian}
    blocks = source.blocks(BLOCK, dtype=kind, always_2d=True)
    with soundfile.SoundFile(target, "w", **shape, **form) as made:
        for block in _silenced(blocks, source.samplerate, spans):
            made.write(block)


def _decoded(recording: Recording, name: str, spans: Spans, target: Path) -> None:
    import soundfile

    alone = recording.sounds[0] if len(recording.sounds) == 1 else None
    rate = alone.rate if alone else recording.rate
    blocks = alone.blocks() if alone else recording.blocks()
    shape = {"samplerate": rate, "channels": recording.channels}
    try:
        with soundfile.SoundFile(target, "w", format="FLAC", subtype="PCM_16", **shape) as made:
            for block in _silenced(blocks, rate, spans):
                made.write(block)
    except soundfile.LibsndfileError:
        raise SoundUnreadable(name) from None


def _silenced(blocks: Iterator[np.ndarray], rate: int, spans: Spans) -> Iterator[np.ndarray]:
    """The blocks with nothing to be heard within the spans, to the sample."""
    at = 0
    for block in blocks:
        quiet = block.copy()
        for start_ms, end_ms in spans:
            first = start_ms * rate // 1000 - at
            last = -(-end_ms * rate // 1000) - at
            if last > 0 and first < len(quiet):
                quiet[max(first, 0) : last] = 0
        yield quiet
        at += len(block)
