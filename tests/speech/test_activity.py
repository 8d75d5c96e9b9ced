"""When somebody speaks: by energy, by the network, and which of the two is asked when."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from tests.speech.sounds import (
    RATE,
    noise,
    recording,
    row,
    save,
    silence,
    spoken,
    tone,
    voice,
)

from klankbord.conversation.frames import to_frames
from klankbord.dialogue.acts import ACTS, LABELS
from klankbord.errors import NoVoices
from klankbord.formats.writing import to_json
from klankbord.measures.measuring import measure
from klankbord.speech import silero
from klankbord.speech.activity import By, by_chance, by_energy, is_clean
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.decode import open_sound, read_all
from klankbord.speech.listening import Heard, People, Told, listen
from klankbord.speech.many import listen_to, listen_to_all
from klankbord.speech.profile import profile_of
from klankbord.speech.silero import CONTEXT, FRAME_MS, MODEL, Chances, chances_of
from klankbord.speech.spans import Span, flags_of, joined, spans_of, total_ms, without
from klankbord.store.tables import metadata

DEMO = Path(__file__).parents[2] / "src" / "klankbord" / "demo" / "sound"
SAID = ((1, 4), (5, 5.4), (8, 12))


def frame_by_frame(path: Path, channel: int, rate: int) -> Chances:
    """The network as its makers run it: one frame after another, from the first."""
    sound = read_all(open_sound(path), rate)[:, channel]
    hop, session = rate * FRAME_MS // 1000, silero._session()
    sound = np.pad(sound, (0, -len(sound) % hop))
    state, shown = np.zeros((2, 1, 128), np.float32), np.zeros((1, CONTEXT[rate]), np.float32)
    found = []
    for start in range(0, len(sound), hop):
        look = np.concatenate([shown, sound[None, start : start + hop]], axis=1)
        told = {"input": look, "state": state, "sr": np.array(rate, np.int64)}
        chance, state = session.run(None, told)
        shown = look[:, -CONTEXT[rate] :]
        found.append(chance[0, 0])
    return np.array(found)


@pytest.mark.parametrize("rate", [8000, 16000])
def test_pieces_side_by_side_say_what_one_after_another_says(tmp_path: Path, rate: int) -> None:
    made = read_all(open_sound(DEMO / "a11.ogg"), rate)[: 100 * rate]
    path = save(tmp_path / "a.wav", made, rate)
    together = chances_of(recording(path))
    for channel in (0, 1):
        alone = frame_by_frame(path, channel, rate)
        assert len(together) == len(alone)
        other = (together[:, channel] >= 0.4) != (alone >= 0.4)
        assert other.mean() < 0.004


def test_more_threads_say_the_same() -> None:
    one, four = (chances_of(recording(DEMO / "a07.ogg"), threads) for threads in (1, 4))
    assert np.array_equal(one, four)


def test_the_model_is_the_one_that_its_page_tells_of() -> None:
    page = (MODEL.parent / "README.md").read_text("utf-8")
    assert hashlib.sha256(MODEL.read_bytes()).hexdigest() in page
    assert silero.VERSION in page
    assert "MIT License" in (MODEL.parent / "silero_vad.LICENSE").read_text("utf-8")


@pytest.mark.parametrize("level", [-90, -70, -60])
def test_energy_finds_speech_over_a_soft_background(tmp_path: Path, level: float) -> None:
    made = spoken(15, *SAID) + noise(15, level)
    profile = profile_of(recording(save(tmp_path / "a.wav", made)))
    assert is_clean(profile, 0)
    found = by_energy(profile, 0)
    assert len(found) == len(SAID)
    for span, (start, end) in zip(found, SAID, strict=True):
        assert abs(span.start_ms - start * 1000) <= 80
        assert abs(span.end_ms - end * 1000) <= 130


def test_a_click_is_no_speech(tmp_path: Path) -> None:
    click = row(silence(2), tone(0.02, 900, loud=0.9), silence(2))
    profile = profile_of(recording(save(tmp_path / "a.wav", row(click, spoken(5, (1, 3))))))
    assert [round(span.start_ms, -2) for span in by_energy(profile, 0)] == [5000]


def test_energy_and_network_agree_on_clean_channels() -> None:
    heard = recording(DEMO / "a18.ogg")
    profile, chances = profile_of(heard), chances_of(heard)
    steps = len(profile.levels)
    for channel in (0, 1):
        one = flags_of(by_energy(profile, channel), steps, 10)
        two = flags_of(by_chance(chances, channel, profile.length_ms), steps, 10)
        assert 2 * (one & two).sum() / (one.sum() + two.sum()) > 0.96


@pytest.mark.parametrize(
    ("hiss", "by"), [(-90, By.ENERGY), (-65, By.ENERGY), (-45, By.SILERO), (-40, By.SILERO)]
)
def test_over_noise_the_network_is_asked(tmp_path: Path, hiss: float, by: By) -> None:
    made = read_all(open_sound(DEMO / "a07.ogg"), 16_000)
    made += noise(len(made) / 16_000, hiss, 16_000)[: len(made), None]
    heard = listen(recording(save(tmp_path / "a.wav", made, 16_000)))
    assert heard.by is by
    assert ("noisy" in heard.notes) == (by is By.SILERO)
    clean = listen(recording(DEMO / "a07.ogg"))
    for found, real in zip(heard.voices, clean.voices, strict=True):
        one, two = (flags_of(spans, heard.length_ms // 10, 10) for spans in (found, real))
        assert 2 * (one & two).sum() / (one.sum() + two.sum()) > 0.9


def test_on_one_channel_the_network_is_always_asked(tmp_path: Path) -> None:
    mixed = read_all(open_sound(DEMO / "a18.ogg"), RATE).mean(axis=1)
    heard = listen(recording(save(tmp_path / "a.wav", mixed)))
    assert heard.by is By.SILERO
    apart = listen(recording(DEMO / "a18.ogg"))
    both = joined([span for spans in apart.voices for span in spans], 0)
    assert abs(total_ms(heard.voices[0]) - total_ms(both)) < 0.05 * heard.length_ms


@pytest.mark.parametrize("made", [silence(5), noise(5, -30), noise(5, -95)], ids=len)
def test_where_nobody_speaks_that_is_said(tmp_path: Path, made: np.ndarray) -> None:
    with pytest.raises(NoVoices, match="niemand te horen"):
        listen(recording(save(tmp_path / "a.wav", made)))


def test_recordings_shorter_than_a_frame_are_no_trouble(tmp_path: Path) -> None:
    for size in (1, 79, 80, 255, 256, 257):
        with pytest.raises(NoVoices):
            listen(recording(save(tmp_path / "a.wav", voice(1)[:size])))


def test_many_calls_are_heard_as_one_by_one(tmp_path: Path) -> None:
    broken = tmp_path / "stuk.wav"
    broken.write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    calls = [(DEMO / "a01.ogg",), (broken,), (DEMO / "a07.ogg",)]
    told = Told(by=By.ENERGY)
    one, two = ([*listen_to_all(calls, told, workers)] for workers in (1, 2))
    assert [str(each) for each in one] == [str(each) for each in two]
    assert [isinstance(each, Heard) for each in one] == [True, False, True]
    assert str(listen_to(calls[0], told)) == str(one[0])


def test_loudness_and_pitch_go_no_further_than_the_ear() -> None:
    """What comes out is spans and codes; a conversation, its tables and its file hold no more."""
    heard = listen(recording(DEMO / "a07.ogg"))
    assert {field.name for field in fields(heard)} == {
        *("length_ms", "channels", "voices", "found", "by", "echo", "cut_short", "name", "people"),
    }
    assert {field.name for field in fields(People)} == {"count", "label", "unknown"}
    for span in (s for spans in heard.voices for s in spans):
        assert {type(value) for value in (span.start_ms, span.end_ms)} == {int}
    conversation = to_conversation(heard, "a")
    told = json.loads(to_json([conversation]))
    assert set(told["turns"][0]) <= {"party", "start_ms", "end_ms", "text", "words"}
    assert set(dict(conversation.provenance.options)) <= {"speech", "model", "channels"}
    frames = to_frames([conversation])
    columns = {*frames.calls.columns, *frames.turns.columns, *frames.parties.columns}
    columns |= {*measure([conversation]).turns.columns} - {
        *ACTS,
        *LABELS,
    }  # a pitch is an act, there
    columns |= {column.name for table in metadata.sorted_tables for column in table.columns}
    unheard = {
        *("loud", "pitch", "level", "volume", "energy", "hertz", "emotion", "tone", "hz"),
        *("voiceprint", "embedding", "embeddings", "speaker", "voice"),
    }
    assert not [name for name in columns if set(name.lower().split("_")) & unheard]


SPANS = [Span(0, 100), Span(150, 300), Span(1000, 1200)]


@pytest.mark.parametrize("gap", [0, 20, 100])
@pytest.mark.parametrize("least", [0, 30, 200])
def test_runs_are_joined_and_chosen_as_spans_are(gap: int, least: int) -> None:
    dice = np.random.default_rng(gap + least)
    for _ in range(50):
        flags = dice.random(60) < dice.random()
        slow = [s for s in joined(spans_of(flags, 10), gap) if s.length_ms >= least]
        assert spans_of(flags, 10, gap, least) == slow


def test_spans_are_joined_cut_and_counted() -> None:
    assert joined(SPANS, 50) == [Span(0, 300), Span(1000, 1200)]
    assert without(SPANS, [Span(50, 200), Span(1100, 1150)]) == [
        *(Span(0, 50), Span(200, 300), Span(1000, 1100), Span(1150, 1200)),
    ]
    assert without(SPANS, [Span(50, 200)], 60) == [Span(200, 300), Span(1000, 1200)]
    assert total_ms(SPANS) == 450
    assert spans_of(flags_of(SPANS, 130, 10), 10) == SPANS
    assert spans_of(np.zeros(0, bool), 10) == []
