"""Every format that phone systems and meetings write comes out as the sound that went in."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from tests.speech.sounds import RATE, recording, save, save_av, sides, silence, spoken, voice

from klankbord.errors import (
    FileMissing,
    NoSound,
    PairHasChannels,
    SoundEmpty,
    SoundRefused,
    SoundTooLong,
    SoundUnreadable,
    SoundUnusual,
)
from klankbord.speech import decode
from klankbord.speech.decode import Samples, open_sound, read_all
from klankbord.speech.kinds import Reader

TALK = ((0.5, 1.5), (2.0, 2.4))
SECONDS = 3.0

SOUNDFILE: dict[str, dict[str, Any]] = {
    "pcm8.wav": {"subtype": "PCM_U8"},
    "pcm16.wav": {"subtype": "PCM_16"},
    "pcm24.wav": {"subtype": "PCM_24"},
    "float.wav": {"subtype": "FLOAT"},
    "double.wav": {"subtype": "DOUBLE"},
    "alaw.wav": {"subtype": "ALAW"},
    "ulaw.wav": {"subtype": "ULAW"},
    "gsm.wav": {"subtype": "GSM610"},
    "ms-adpcm.wav": {"subtype": "MS_ADPCM"},
    "ima-adpcm.wav": {"subtype": "IMA_ADPCM"},
    "big.wav": {"format": "RF64", "subtype": "PCM_16"},
    "sony.w64": {"format": "W64", "subtype": "PCM_16"},
    "bare.gsm": {"format": "RAW", "subtype": "GSM610"},
    "a.aiff": {"format": "AIFF"},
    "a.au": {"format": "AU", "subtype": "ULAW"},
    "a.caf": {"format": "CAF", "subtype": "PCM_16"},
    "a.flac": {"format": "FLAC"},
    "a.ogg": {"format": "OGG", "subtype": "VORBIS"},
    "a.opus": {"format": "OGG", "subtype": "OPUS"},
    "a.mp3": {"format": "MP3"},
}
MONO_AT_8K = {"gsm.wav", "bare.gsm"}
AV: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "a.m4a": ("aac", "ipod", (8000, 16000, 44100, 48000)),
    "a.mp4": ("aac", "mp4", (16000, 48000)),
    "a.webm": ("libopus", "webm", (48000,)),
    "a.mka": ("pcm_s16le", "matroska", (8000, 16000)),
    "a.amr": ("libopencore_amrnb", "amr", (8000,)),
    "a.aac": ("aac", "adts", (16000,)),
    "g722.wav": ("g722", "wav", (16000,)),
}


def talk(rate: int, channels: int = 1) -> Samples:
    lanes = [
        spoken(SECONDS, *((a + 0.1 * n, b) for a, b in TALK), rate=rate) for n in range(channels)
    ]
    return sides(*lanes)


def loudness(samples: Samples, rate: int) -> Samples:
    size = rate // 50
    whole = samples[: len(samples) // size * size].reshape(-1, size, samples.shape[1])
    found: Samples = np.sqrt((whole**2).mean(axis=1)).astype(np.float32)
    return found


def is_the_same(found: Samples, made: Samples, rate: int, late_ms: int = 160) -> None:
    """The same rhythm on each channel, as long, and no later than a codec's own delay."""
    assert found.shape[1] == made.shape[1]
    assert abs(len(found) - len(made)) <= rate * 0.21  # a block of AAC at 8 kHz is 0.13 s
    one, two = loudness(found, rate), loudness(made, rate)
    size = min(len(one), len(two))
    for channel in range(made.shape[1]):
        alike = [
            np.corrcoef(one[lag:size, channel], two[: size - lag, channel])[0, 1]
            for lag in range(late_ms // 20 + 1)
        ]
        assert max(alike) > 0.9, alike


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
@pytest.mark.parametrize("name", SOUNDFILE)
def test_what_soundfile_reads(tmp_path: Path, name: str, rate: int) -> None:
    if name in MONO_AT_8K and rate != 8000:
        pytest.skip("GSM is sampled at 8 kHz")
    made = talk(rate, 1 if name in MONO_AT_8K else 2)
    sound = open_sound(save(tmp_path / name, made, rate, **SOUNDFILE[name]))
    assert (sound.rate, sound.channels, sound.reader) == (rate, made.shape[1], Reader.SOUNDFILE)
    is_the_same(read_all(sound), made, rate)


@pytest.mark.parametrize(("name", "rate"), [(n, rate) for n, a in AV.items() for rate in a[2]])
def test_what_pyav_reads(tmp_path: Path, name: str, rate: int) -> None:
    codec, container, _ = AV[name]
    made = talk(rate, 1 if "amr" in name or "g722" in name else 2)
    sound = open_sound(save_av(tmp_path / name, made, rate, codec, container))
    assert (sound.rate, sound.channels, sound.reader) == (rate, made.shape[1], Reader.AV)
    is_the_same(read_all(sound), made, rate)


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 48000])
def test_a_recording_is_heard_at_the_rate_asked(tmp_path: Path, rate: int) -> None:
    made = talk(rate, 2)
    sound = open_sound(save(tmp_path / "a.wav", made, rate))
    for asked in (8000, 16000):
        found = read_all(sound, asked)
        assert abs(len(found) - SECONDS * asked) <= 2
        is_the_same(found, talk(asked, 2), asked)


@pytest.mark.parametrize("channels", [1, 2, 3, 8])
def test_channels_keep_their_order(tmp_path: Path, channels: int) -> None:
    lanes = [spoken(8.5, (n, n + 0.9)) for n in range(channels)]
    found = read_all(open_sound(save(tmp_path / "a.flac", sides(*lanes), format="FLAC")))
    for n in range(channels):
        loud = np.abs(found[:, n]) > 0.05
        assert n * RATE <= np.flatnonzero(loud)[0] < np.flatnonzero(loud)[-1] < (n + 1) * RATE


def test_the_name_of_a_file_says_nothing_of_its_kind(tmp_path: Path) -> None:
    made = talk(RATE)
    save(tmp_path / "a.flac", made, format="FLAC")
    path = (tmp_path / "a.flac").rename(tmp_path / "gesprek.mp3")
    assert open_sound(path).kind == "flac"


@pytest.mark.parametrize(
    "data",
    [
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nDag\n",
        "Anna: dag".encode("utf-16"),
        b"%PDF-1.7 ",
        b"PK\x03\x04" * 200,
        b"caffeine is bad",
        b"The free trial ends",
        ("Привет" * 99).encode(),
        b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        bytes(1000),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(NoSound, match=r"a\.wav: dit is geen opname"):
        open_sound(tmp_path / "a.wav")


def test_a_missing_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        open_sound(tmp_path / "weg.wav")
    (tmp_path / "leeg.wav").write_bytes(b"")
    with pytest.raises(SoundEmpty):
        open_sound(tmp_path / "leeg.wav")
    with pytest.raises(SoundEmpty):
        read_all(open_sound(save(tmp_path / "niets.wav", silence(0))))


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    import av

    with av.open(str(tmp_path / "a.mp4"), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    with pytest.raises(SoundEmpty):
        open_sound(tmp_path / "a.mp4")


@pytest.mark.parametrize(("channels", "rate"), [(9, 8000), (1, 500), (2, 400_000)])
def test_what_no_talk_is_recorded_as_is_refused(tmp_path: Path, channels: int, rate: int) -> None:
    path = save(tmp_path / "a.wav", np.zeros((100, channels), np.float32), rate)
    with pytest.raises(SoundUnusual, match=f"{channels} kanalen van {rate} Hz"):
        open_sound(path)


def test_a_recording_of_days_is_refused_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "LONGEST_S", 3600)
    path = save(tmp_path / "a.flac", silence(3700), format="FLAC")
    began = time.monotonic()
    with pytest.raises(SoundTooLong, match="1 uur"):
        for _ in open_sound(path).blocks():
            pass
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("name", ["a.wav", "ulaw.wav", "a.flac", "a.mp3", "a.ogg", "a.amr"])
def test_a_recording_cut_short_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    made = voice(20)
    path = tmp_path / name
    if name in AV:
        save_av(path, made, RATE, *AV[name][:2])
    else:
        save(path, made, RATE, **SOUNDFILE.get(name, {}))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    heard = recording(path)
    assert 0.4 * len(made) < sum(map(len, heard.blocks())) < 0.6 * len(made)
    assert heard.cut_short == (name in {"a.flac", "a.mp3"})  # of the others the end is the end


def test_a_film_whose_index_is_gone_is_refused(tmp_path: Path) -> None:
    path = save_av(tmp_path / "a.m4a", voice(20), RATE, *AV["a.m4a"][:2])
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(SoundUnreadable):
        open_sound(path)


def test_a_whole_recording_is_not_called_cut_short(tmp_path: Path) -> None:
    for name in ("a.wav", "a.flac", "a.mp3", "a.ogg", "a.opus"):
        heard = recording(save(tmp_path / name, voice(12), **SOUNDFILE.get(name, {})))
        assert sum(map(len, heard.blocks())) > 11.9 * RATE
        assert not heard.cut_short, name


@pytest.mark.parametrize("told", [0, 0x7FFFFFF0, 0xFFFFFFFF])
def test_a_head_that_lies_about_its_length_hangs_nothing(tmp_path: Path, told: int) -> None:
    path = save(tmp_path / "a.wav", voice(3))
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = told.to_bytes(4, "little")
    path.write_bytes(data)
    began = time.monotonic()
    try:
        assert len(read_all(open_sound(path))) <= 3 * RATE
    except SoundRefused:
        assert told == 0
    assert time.monotonic() - began < 5


def frames_or_refusal(path: Path) -> int | str:
    try:
        return sum(len(block) for block in open_sound(path).blocks(8000))
    except SoundRefused as refusal:
        return str(refusal)


MADE: dict[str, Callable[[Path], Path]] = {
    **{
        name: lambda path, how=how: save(path, voice(1), **how)  # type: ignore[misc]
        for name, how in SOUNDFILE.items()
    },
    **{
        name: lambda path, how=how: save_av(path, voice(1), how[2][0], how[0], how[1])  # type: ignore[misc]
        for name, how in AV.items()
    },
}


@pytest.mark.parametrize("name", MADE)
def test_a_broken_head_is_refused_or_read_and_never_anything_else(
    tmp_path: Path, name: str
) -> None:
    whole = MADE[name](tmp_path / name).read_bytes()
    dice = random.Random(name)
    path = tmp_path / "stuk"
    for _ in range(40):
        data = bytearray(whole[: dice.choice([len(whole), dice.randrange(1, len(whole))])])
        for _ in range(dice.choice([1, 2, 8])):
            place = dice.randrange(min(len(data), dice.choice([64, 400, len(data)])))
            data[place] = dice.choice([0, 255, 127, 128, dice.randrange(256)])
        path.write_bytes(data)
        began = time.monotonic()
        assert frames_or_refusal(path)
        assert time.monotonic() - began < 10


def test_halves_of_a_call_lie_side_by_side_on_one_clock(tmp_path: Path) -> None:
    one = save(tmp_path / "a-r.wav", spoken(15, (1, 2)))
    two = save(tmp_path / "a-t.mp3", spoken(12, (3, 4), rate=16000), 16000, format="MP3")
    heard = np.concatenate(list(recording(one, two, offsets_ms=(5000, 7500)).blocks()))
    assert heard.shape[1] == 2
    assert abs(len(heard) - 15 * RATE) < 0.2 * RATE
    for channel, start in enumerate((1, 5.5)):
        loud = np.flatnonzero(np.abs(heard[:, channel]) > 0.05)
        assert abs(loud[0] / RATE - start) < 0.15
        assert abs(loud[-1] / RATE - start - 1) < 0.15


def test_blocks_are_the_same_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "a.ogg", voice(25), **SOUNDFILE["a.ogg"])
    for most in (0, 10**9):
        monkeypatch.setattr("klankbord.speech.recording.KEEP_BYTES", most)
        heard = recording(path)
        first, again = (np.concatenate(list(heard.blocks())) for _ in range(2))
        assert np.abs(first - again).max() < 1e-4


def test_half_a_pair_has_one_channel(tmp_path: Path) -> None:
    one = save(tmp_path / "a-r.wav", talk(RATE))
    two = save(tmp_path / "a-t.wav", talk(RATE, 2))
    with pytest.raises(PairHasChannels, match="2 kanalen"):
        recording(one, two)


THREE_HOURS = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_CPU, (180, 180))
from klankbord.speech.decode import open_sound
from klankbord.speech.listening import listen
from klankbord.speech.recording import Recording
heard = listen(Recording([open_sound(Path(sys.argv[1]))]))
peak = next(l for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(heard.length_ms, sum(map(len, heard.voices)), heard.by.value, int(peak.split()[1]) // 1000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_call_of_three_hours_fits_in_half_a_gigabyte(tmp_path: Path) -> None:
    seconds = 3 * 3600
    path = tmp_path / "lang.wav"
    with soundfile.SoundFile(path, "w", RATE, 2, subtype="PCM_16") as file:
        file.write(np.zeros((RATE, 2), np.float32))
    head = bytearray(path.read_bytes()[:44])
    size = seconds * RATE * 4
    head[4:8], head[40:44] = ((size + 36).to_bytes(4, "little"), size.to_bytes(4, "little"))
    piece = (sides(spoken(60, (5, 20)), spoken(60, (25, 50))) * 32767).astype("<i2").tobytes()
    with path.open("wb") as out:  # mostly holes: made at once
        out.write(head)
        out.truncate(44 + size)
        for minute in (0, 60, 90, 179):
            out.seek(44 + minute * 60 * RATE * 4)
            out.write(piece)
    command = [sys.executable, "-c", THREE_HOURS, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    length, voices, by, peak_mb = done.stdout.split()
    assert (int(length), int(voices), by) == (seconds * 1000, 8, "energy")
    assert int(peak_mb) < 500
