"""Recordings that the tests make themselves: voices of a sort, tones, and files in every format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from klankbord.speech.decode import Samples, open_sound
from klankbord.speech.recording import Recording

RATE = 8000


def voice(seconds: float, pitch: float = 120, rate: int = RATE, seed: int = 1) -> Samples:
    """Something with the rhythm, the pitch and the hiss of speech: syllables, and now and then a
    breath. Energy takes it for speech; the network does not.
    """
    noise = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    glide = pitch * (1 + 0.15 * np.sin(2 * np.pi * 0.7 * t + seed))
    phase = 2 * np.pi * np.cumsum(glide) / rate
    harmonics = np.arange(1, 12)[:, None]
    tone = (np.sin(harmonics * phase) / harmonics).sum(axis=0)
    hiss = noise.normal(0, 0.3, len(t))
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * t)
    breath = (t % 2.6) > 2.25
    made: Samples = (0.12 * syllables * (tone + hiss) * ~breath).astype(np.float32)
    return made


def tone(seconds: float, *hertz: float, rate: int = RATE, loud: float = 0.2) -> Samples:
    """One or more pure tones together."""
    t = np.arange(round(seconds * rate)) / rate
    waves = np.sin(2 * np.pi * np.array(hertz)[:, None] * t)
    made: Samples = (loud * waves.mean(axis=0)).astype(np.float32)
    return made


def silence(seconds: float, rate: int = RATE) -> Samples:
    """Nothing."""
    return np.zeros(round(seconds * rate), np.float32)


def noise(seconds: float, level_db: float, rate: int = RATE, seed: int = 2) -> Samples:
    """Noise of a level, in dB under full."""
    size = round(seconds * rate)
    return np.random.default_rng(seed).normal(0, 10 ** (level_db / 20), size).astype(np.float32)


def music(seconds: float, rate: int = RATE) -> Samples:
    """Music on hold: chords of half a second without a pause between them."""
    chords = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
    found = [tone(0.5, *c, *(2 * h for h in c), rate=rate) for c in chords * round(seconds)]
    return np.concatenate(found)[: round(seconds * rate)]


def row(*parts: Samples) -> Samples:
    """Parts one after another."""
    return np.concatenate(parts)


def spoken(
    seconds: float, *spans: tuple[float, float], pitch: float = 120, rate: int = RATE
) -> Samples:
    """A channel of a length on which somebody speaks from and until."""
    channel = silence(seconds, rate)
    for seed, (start, end) in enumerate(spans, 1):
        piece = voice(end - start, pitch, rate, round(pitch) + seed)
        at = round(start * rate)
        channel[at : at + len(piece)] = piece[: len(channel) - at]
    return channel


def sides(*channels: Samples) -> Samples:
    """Channels side by side; the shorter ones end in silence."""
    longest = max(map(len, channels))
    return np.stack([np.pad(c, (0, longest - len(c))) for c in channels], axis=1)


def save(path: Path, samples: Samples, rate: int = RATE, **how: Any) -> Path:
    """Write a file as soundfile does (wav, 16 bits, unless told otherwise)."""
    soundfile.write(path, samples, rate, **(how or {"subtype": "PCM_16"}))
    return path


def save_av(path: Path, samples: Samples, rate: int, codec: str, container: str) -> Path:
    """Write a file as FFmpeg does."""
    channels = samples.reshape(len(samples), -1)
    layout = "stereo" if channels.shape[1] == 2 else "mono"
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        data = np.ascontiguousarray(
            (np.clip(channels, -1, 1) * 32767).astype(np.int16).reshape(1, -1)
        )
        frame = av.AudioFrame.from_ndarray(data, format="s16", layout=layout)
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return path


def recording(*paths: Path, offsets_ms: Sequence[int] = ()) -> Recording:
    """The recording that the files are."""
    return Recording([open_sound(path) for path in paths], offsets_ms)
