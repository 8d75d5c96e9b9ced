"""Peaks of recordings, and whose they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.sites import Company
from tests.speech.sounds import recording

from klankbord.errors import SoundUnreadable, SoundUnusual
from klankbord.service.calls.opening import open_peaks
from klankbord.service.calls.sound import Sound, kept_peaks, lanes_of, media_type, read_peaks
from klankbord.service.site import Site
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.testing import talk

RATE = 8000
CALL = talk("0:00-0:10 Anna: Vertel eens.\n0:10-0:20 Bert: Nou, kijk.", seller="Anna")


def write(path: Path, sound: np.ndarray, kind: str = "WAV") -> Path:
    soundfile.write(path, sound, RATE, format=kind)
    return path


def tone(seconds: float, size: float = 0.5) -> np.ndarray:
    wave: np.ndarray = size * np.sin(np.arange(int(seconds * RATE)) * 0.3)
    return wave


def loud(lane: Sequence[int]) -> list[bool]:
    """Whether it sounds in the first and in the second half."""
    half = len(lane) // 2
    return [max(part) > 60 for part in (lane[: half - 1], lane[half + 1 :])]


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_a_short_recording_has_a_hundred_peaks_a_second(tmp_path: Path, kind: str) -> None:
    sound = read_peaks(recording(write(tmp_path / "opname", tone(3), kind)))
    assert sound.length_ms == pytest.approx(3000, abs=80)
    (peaks,) = sound.channels
    assert len(peaks) == pytest.approx(300, abs=8)
    assert min(peaks[5:-20]) > 100
    assert max(peaks) <= 127


def test_a_long_one_has_four_thousand_at_most(tmp_path: Path) -> None:
    whole = np.concatenate([tone(60), np.zeros(90 * RATE)])
    sound = read_peaks(recording(write(tmp_path / "opname", whole)))
    (peaks,) = sound.channels
    assert 2000 < len(peaks) <= 4000
    quiet = np.array(peaks) == 0
    assert quiet.mean() == pytest.approx(90 / 150, abs=0.01)


def test_each_of_two_channels_is_drawn_by_its_own_loudness(tmp_path: Path) -> None:
    both = np.column_stack([tone(2, 0.8), tone(2, 0.01)])
    sound = read_peaks(recording(write(tmp_path / "opname", both)))
    assert [min(channel[5:-5]) > 100 for channel in sound.channels] == [True, True]


def test_more_channels_than_two_are_one(tmp_path: Path) -> None:
    sound = read_peaks(recording(write(tmp_path / "opname", np.column_stack([tone(1)] * 4))))
    assert len(sound.channels) == 1


def test_silence_has_peaks_too(tmp_path: Path) -> None:
    sound = read_peaks(recording(write(tmp_path / "opname", np.zeros((RATE, 2)))))
    assert all(peak == 0 for channel in sound.channels for peak in channel)
    assert all(peak == 0 for lane in lanes_of(sound, CALL).peaks for peak in lane)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "opname"
    broken.write_bytes(b"RIFF\x00\x00\x00\x00WAVEfmt nonsense")
    with pytest.raises(SoundUnreadable):
        read_peaks(recording(broken))


def two(first: Sequence[int], second: Sequence[int]) -> Sound:
    return Sound(20_000, (tuple(first), tuple(second)))


ON_OFF, OFF_ON = [100] * 50 + [1] * 50, [1] * 50 + [100] * 50


@pytest.mark.parametrize("sound", [two(ON_OFF, OFF_ON), two(OFF_ON, ON_OFF)])
def test_the_seller_is_whose_turns_the_channel_fits(sound: Sound) -> None:
    lanes = lanes_of(sound, CALL)
    assert lanes.sides == ("seller", "customer")
    assert [loud(lane) for lane in lanes.peaks] == [[True, False], [False, True]]


def test_a_channel_that_bleeds_into_the_other_is_told_apart() -> None:
    bleeding = two([60] * 50 + [30] * 50, [40] * 50 + [100] * 50)
    assert lanes_of(bleeding, CALL).peaks[0][0] == 60


@pytest.mark.parametrize("sound", [Sound(20_000, ((100,) * 100,)), two([100] * 100, [100] * 100)])
def test_one_channel_or_twice_the_same_is_cut_by_turn(sound: Sound) -> None:
    lanes = lanes_of(sound, CALL)
    assert [loud(lane) for lane in lanes.peaks] == [[True, False], [False, True]]


def test_a_turn_past_the_end_of_the_recording_does_no_harm() -> None:
    late = replace(CALL, turns=tuple(replace(t, end_ms=900_000) for t in CALL.turns))
    assert len(lanes_of(two(ON_OFF, OFF_ON), late).peaks) == 2


def test_without_sides_or_times_channels_are_as_they_are() -> None:
    nameless = replace(
        CALL, parties=tuple(replace(p, side=type(p.side).UNKNOWN) for p in CALL.parties)
    )
    timeless = talk("Anna: Hoi.\nBert: Dag.", seller="Anna")
    for conversation in (nameless, timeless):
        lanes = lanes_of(two(OFF_ON, ON_OFF), conversation)
        assert lanes.sides == ("", "")
        assert [loud(lane) for lane in lanes.peaks] == [[False, True], [True, False]]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav"),
        (b"fLaC\x00", "audio/flac"),
        (b"OggS\x00", "audio/ogg"),
        (b"#!AMR\n", "audio/amr"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"<html><script>", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_kind_of_sound_follows_from_its_first_bytes(
    tmp_path: Path, head: bytes, found: str
) -> None:
    file = tmp_path / "opname"
    file.write_bytes(head)
    assert media_type(file) == found


def test_an_mp3_without_a_name_for_it_is_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    soundfile.write(file, tone(1), RATE, format="MP3")
    (tmp_path / "0ab1").write_bytes(file.getvalue())
    assert read_peaks(recording(tmp_path / "0ab1")).length_ms > 900


def test_an_odd_recording_is_not_drawn_for_a_page_either(site: Site, company: Company) -> None:
    """One that came in before such were refused."""
    file = io.BytesIO()
    soundfile.write(file, np.zeros((800, 9)), RATE, format="WAV")
    sound = site.files.keep([file.getvalue()], "opname.wav", 1).hash
    with site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        call = add_call(connection, CALL, Source("a" * 64, 0, sound), **own)  # type: ignore[arg-type]
    with pytest.raises(SoundUnusual):
        open_peaks(site, company.lotte, call)
    assert kept_peaks(site, sound) is None
