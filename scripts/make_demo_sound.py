"""The recordings of the demonstration, spoken by espeak-ng from the transcripts.

Each turn lasts as long as its sound does. Gaps, overlaps and where a listener hums inside the
other's turn stay as they stand in the transcript, whose times are written anew; made
again, they are the same. Needs espeak-ng (apt-get install espeak-ng).
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from klankbord.conversation import Conversation, Side
from klankbord.conversation.time import format_clock
from klankbord.demo import FOLDER
from klankbord.formats import read_file

Samples = NDArray[np.float64]

RATE = 16_000
STEP_MS = 10
"""Times in the transcripts are in hundredths of a second, and so is the sound of a turn."""
STEP = RATE * STEP_MS // 1000
SQUEEZED = 0.97
"""From 0 to 1: some 23 kbit/s, at which five calls stay under 2 MB."""
LOUDEST = 0.5
"""Of full scale, in each turn."""
SILENT = 0.05
"""Of a turn's loudest sample: below it, the begin and end of a turn is silence, and is cut off."""


@dataclass(frozen=True)
class Voice:
    """A voice of espeak-ng: its name, its pitch (0-99) and its speed in words a minute."""

    name: str
    pitch: int
    speed: int


VOICES = {
    "a01": {"Joris Hendriks": Voice("nl+m3", 52, 190), "Kees van Dongen": Voice("nl+m1", 25, 165)},
    "a07": {"Joris Hendriks": Voice("nl+m3", 52, 190), "Petra Heijink": Voice("nl+f2", 45, 170)},
    "a11": {"Lieselot Verhaeghe": Voice("nl+f4", 48, 155), "Nadia Benali": Voice("nl+f2", 68, 175)},
    "a15": {"Bilal Amrani": Voice("nl+m7", 40, 170), "Ingrid Terpstra": Voice("nl+f3", 42, 165)},
    "a18": {"Joris Hendriks": Voice("nl+m3", 50, 170), "Monique Smulders": Voice("nl+f5", 50, 175)},
}
"""Who speaks how in the calls that are spoken."""

SPOKEN = {
    r"\(lacht\)": " haha, ",
    r"\b[Hh]m-hm\b": " [[h@mh'@m]] ",
    r"\b[Hh]m\b": " [[h'@m]] ",
    "…": ", ",
}
"""What espeak-ng would spell out, as it should sound."""


@dataclass(frozen=True)
class Part:
    """A turn as it sounds."""

    start_ms: int
    end_ms: int
    who: str
    text: str
    sound: Samples


def make(call: str) -> None:
    """Write the sound of a call, and its transcript with the times of that sound."""
    path = FOLDER / "calls" / f"{call}.txt"
    (conversation,) = read_file(path)
    parts = timed([_part(turn, VOICES[call]) for turn in _turns(conversation)])
    sellers = {party.name for party in conversation.parties if party.side is Side.SELLER}
    write_sound(FOLDER / "sound" / f"{call}.ogg", mixed(parts, sellers))
    write_transcript(path, parts)


def timed(parts: Sequence[Part]) -> list[Part]:
    """The parts, each as long as its sound, as far from those before it as they were."""
    done: list[Part] = []
    for old in parts:
        start = _start(old, parts[: len(done)], done)
        own = [part.end_ms for part in done if part.who == old.who]
        start = max([start, *own])
        done.append(replace(old, start_ms=start, end_ms=start + _length_ms(old.sound)))
    return done


def _start(part: Part, before: Sequence[Part], done: Sequence[Part]) -> int:
    """Inside another's turn: as far in it as it was. Else: as long after it as it was."""
    if not before:
        return part.start_ms
    last = max(range(len(before)), key=lambda index: before[index].end_ms)
    old, new = before[last], done[last]
    if part.end_ms >= old.end_ms:
        return max(new.end_ms + part.start_ms - old.end_ms, new.start_ms + STEP_MS)
    share = (part.start_ms - old.start_ms) / (old.end_ms - old.start_ms)
    return new.start_ms + round(share * (new.end_ms - new.start_ms) / STEP_MS) * STEP_MS


def mixed(parts: Sequence[Part], sellers: set[str]) -> Samples:
    """Two channels: sellers left, everybody else right."""
    end = max(part.end_ms for part in parts)
    channels = np.zeros((end * RATE // 1000, 2))
    for part in parts:
        start = part.start_ms * RATE // 1000
        channels[start : start + len(part.sound), 0 if part.who in sellers else 1] += part.sound
    return channels


def write_sound(path: Path, channels: Samples) -> None:
    """Write it as ogg, second by second: libsndfile fails on long pieces."""
    path.parent.mkdir(exist_ok=True)
    with soundfile.SoundFile(
        path, "w", RATE, 2, subtype="OPUS", format="OGG", compression_level=SQUEEZED
    ) as file:
        for start in range(0, len(channels), RATE):
            file.write(channels[start : start + RATE])


def write_transcript(path: Path, parts: Sequence[Part]) -> None:
    """Write the turns with their new times under the headers that stand there."""
    heads = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    turns = [
        f"{_clock(part.start_ms)}-{_clock(part.end_ms)} {part.who}: {part.text}"
        for part in sorted(parts, key=lambda part: part.start_ms)
    ]
    path.write_text("\n".join([*heads, *turns, ""]), "utf-8")


def spoken(text: str, voice: Voice) -> Samples:
    """The sound of a text at our rate, without the silence around it, a whole number of steps."""
    for pattern, sound in SPOKEN.items():
        text = re.sub(pattern, sound, text)
    command = ["espeak-ng", "-v", voice.name, "-p", str(voice.pitch), "-s", str(voice.speed)]
    made = subprocess.run(
        [*command, "--stdin", "--stdout"], input=text.encode(), capture_output=True, check=True
    )
    raw, rate = soundfile.read(io.BytesIO(_mended(made.stdout)))
    samples: Samples = _resampled(raw, rate)
    loud = np.flatnonzero(np.abs(samples) > SILENT * np.abs(samples).max())
    samples = samples[loud[0] : loud[-1] + 1]
    samples *= LOUDEST / np.abs(samples).max()
    return np.pad(samples, (0, -len(samples) % STEP))


def _mended(wav: bytes) -> bytes:
    """The sound with its true lengths: into a pipe, espeak-ng writes them before it knows them."""
    size = len(wav)
    return (
        wav[:4] + (size - 8).to_bytes(4, "little") + wav[8:40]
        + (size - 44).to_bytes(4, "little") + wav[44:]
    )  # fmt: skip


def _resampled(samples: Samples, rate: int) -> Samples:
    size = len(samples) * RATE // rate
    bands = np.fft.rfft(samples)[: size // 2 + 1]
    return np.fft.irfft(bands, size) * (size / len(samples))


def _turns(conversation: Conversation) -> list[tuple[int, int, str, str]]:
    names = {party.id: party.name for party in conversation.parties}
    return [
        (turn.start_ms or 0, turn.end_ms or 0, names[turn.party], turn.text)
        for turn in conversation.turns
    ]


def _part(turn: tuple[int, int, str, str], voices: dict[str, Voice]) -> Part:
    start, end, who, text = turn
    return Part(start, end, who, text, spoken(text, voices[who]))


def _length_ms(sound: Samples) -> int:
    return len(sound) * 1000 // RATE


def _clock(ms: int) -> str:
    return f"{format_clock(ms)}.{ms % 1000 // 10:02}"


if __name__ == "__main__":
    if not shutil.which("espeak-ng"):
        sys.exit("espeak-ng is not here: apt-get install espeak-ng")
    if unknown := set(sys.argv[1:]) - VOICES.keys():
        sys.exit(f"No voices for {', '.join(sorted(unknown))}: give them in VOICES.")
    for name in sys.argv[1:] or VOICES:
        make(name)
