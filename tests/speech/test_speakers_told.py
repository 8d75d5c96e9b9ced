"""Whose a piece of speech is, how right that is, and where the models are that tell it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.speech import tiny_speakers
from tests.speech.model_hub import hub_of
from tests.speech.one_channel import TALK, both_models, spans_of, talk
from tests.speech.sounds import save
from tests.speech.tiny_speakers import RATE
from validation.speakers import errors, figures

from klankbord.errors import (
    ModelBroken,
    ModelForOther,
    SpeakerModelMissing,
)
from klankbord.speech.model_files import Apart, fetch, find_apart, known
from klankbord.speech.recognition import SpokenWord
from klankbord.speech.spans import Span, joined, total_ms
from klankbord.speech.speakers.asking import Speakers, Spoke, ask
from klankbord.speech.speakers.deciding import by_voice, tell_apart


@pytest.fixture(scope="module")
def speakers(tmp_path_factory: pytest.TempPathFactory) -> Speakers:
    return both_models(tmp_path_factory.mktemp("modellen"))


# ── deciding ──────────────────────────────────────────────────────────────────────────────────


def decided(speech: list[Span], *spoke: tuple[int, int, int]) -> list[list[tuple[int, int]]]:
    told = tell_apart(speech, [Spoke(Span(start, end), who) for start, end, who in spoke])
    return [[(span.start_ms, span.end_ms) for span in own] for own in told.voices]


def test_speakers_are_numbered_by_who_speaks_first() -> None:
    speech = spans_of((0, 2_000), (3_000, 5_000))
    assert decided(speech, (0, 2_000, 7), (3_000, 5_000, 2)) == [[(0, 2_000)], [(3_000, 5_000)]]


@pytest.mark.parametrize(
    ("spoke", "expected"),
    [
        # a gap of half a second or less is shared out; a longer one is nobody's
        ([(0, 1_800, 0), (2_200, 4_000, 1)], [[(0, 2_000)], [(2_000, 4_000)]]),
        ([(0, 1_500, 0), (2_500, 4_000, 1)], [[(0, 1_500)], [(2_500, 4_000)], [(1_500, 2_500)]]),
        # so is what two say at once
        ([(0, 2_200, 0), (1_800, 4_000, 1)], [[(0, 2_000)], [(2_000, 4_000)]]),
        ([(0, 2_600, 0), (1_500, 4_000, 1)], [[(0, 1_500)], [(2_600, 4_000)], [(1_500, 2_600)]]),
        # nobody is heard
        ([], [[(0, 4_000)]]),
        # a pause of one's own is one's own
        ([(0, 1_800, 0), (2_200, 4_000, 0)], [[(0, 4_000)]]),
        # too short to be sure of
        ([(0, 200, 0), (200, 4_000, 1)], [[(200, 4_000)], [(0, 200)]]),
        # heard in too little of it
        ([(0, 400, 0), (880, 1_000, 0)], [[(0, 4_000)]]),
        ([(0, 600, 0), (880, 1_000, 0)], [[(0, 1_000)], [(1_000, 4_000)]]),
        ([(400, 600, 0)], [[(0, 4_000)]]),
    ],
)
def test_a_turn_may_stay_unknown(
    spoke: list[tuple[int, int, int]], expected: list[list[tuple[int, int]]]
) -> None:
    assert decided(spans_of((0, 4_000)), *spoke) == expected


times = st.integers(0, 30_000)


@given(
    st.lists(st.tuples(times, st.integers(60, 8_000)), max_size=8),
    st.lists(st.tuples(times, st.integers(1, 8_000), st.integers(0, 3)), max_size=12),
)
@settings(max_examples=300, deadline=None)
def test_all_of_the_speech_is_somebody_s_once(
    speech: list[tuple[int, int]], spoke: list[tuple[int, int, int]]
) -> None:
    spans = joined([Span(start, start + length) for start, length in speech], 0)
    told = tell_apart(spans, [Spoke(Span(s, s + length), who) for s, length, who in spoke])
    together = [span for own in told.voices for span in own]
    assert joined(together, 0) == spans
    assert total_ms(together) == total_ms(spans)
    assert all(own for own in told.voices)


def test_a_word_is_the_nearest_voice_s_and_no_word_is_lost() -> None:
    voices = [spans_of((0, 1_000), (4_000, 5_000)), spans_of((1_000, 2_000))]
    words = tuple(
        SpokenWord(ms, ms + 300, str(ms)) for ms in (100, 900, 1_900, 2_400, 3_700, 6_000)
    )
    lanes = by_voice(words, voices)
    assert [[word.text for word in lane] for lane in lanes] == [
        ["100", "3700", "6000"],
        ["900", "1900", "2400"],
    ]
    assert all(word.start_ms <= word.end_ms for lane in lanes for word in lane)
    assert by_voice((), voices) == ((), ())


# ── how right it is ───────────────────────────────────────────────────────────────────────────


def test_the_error_rate_counts_what_is_missed_made_up_and_confused() -> None:
    def flags(*rows: str) -> np.ndarray:
        return np.array([[mark == "x" for mark in row] for row in rows])

    real = flags("xxxx....", "....xx..")
    assert errors(real, real) == 0
    assert errors(real, real[::-1]) == 0  # what speakers are called is no matter
    assert errors(real, flags("xxxxxx..")) == 2  # confused
    assert errors(real, flags("xxxx....", "........")) == 2  # missed
    assert errors(real, flags("xxxx....", "....xxxx")) == 2  # made up
    assert (
        errors(real, flags("xxxx....", "....xx..", "xx......")) == 2
    )  # at once with the right one
    assert errors(real, np.zeros((0, 8), bool)) == 6


def test_the_error_rate_is_told_where_models_are_at_hand(
    tmp_path: Path, speakers: Speakers, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled = {
        save(tmp_path / "a.wav", talk(), RATE): {
            str(who): [Span(round(s * 1000), round(e * 1000)) for s, e, own in TALK if own == who]
            for who in (0, 1)
        }
    }
    monkeypatch.setenv("KLANKBORD_MODELS", str(tmp_path))
    assert figures(labelled, 20_000)[0].result == "not measured: no models were at hand"
    monkeypatch.setenv("KLANKBORD_SPEAKER_CHANGES", str(speakers.changes))
    monkeypatch.setenv("KLANKBORD_SPEAKER_VOICES", str(speakers.voices))
    found = re.match(r"DER (0\.\d+|1\.0+) with ", figures(labelled, 20_000)[0].result)
    assert found is not None


# ── models by name or place ───────────────────────────────────────────────────────────────────


def test_a_model_is_found_by_name_folder_or_file(tmp_path: Path) -> None:
    usual = tmp_path / "pyannote-segmentation-3.0"
    file = tiny_speakers.changes(usual / "model.onnx")
    (usual / "model.int8.onnx").write_bytes(b"")
    for wanted in ("", "pyannote-segmentation-3.0", str(usual), str(file)):
        assert find_apart(Apart.CHANGES, wanted, tmp_path).path == file
    (usual / "nog-een.onnx").write_bytes(b"")
    with pytest.raises(ModelBroken, match=r"één \.onnx"):
        find_apart(Apart.CHANGES, "", tmp_path)


def test_of_a_repository_of_many_models_one_is_fetched(tmp_path: Path, speakers: Speakers) -> None:
    model = known("wespeaker-resnet34-lm")
    (name,) = model.files
    files = {name: speakers.voices.read_bytes(), "nog-een.onnx": b"", "stem.wav": b""}
    with hub_of({model.repository: files}) as hub:
        target = fetch(model, tmp_path / "modellen", hub.address)
    assert [path.name for path in target.glob("*") if path.suffix != ".json"] == [name]
    found = find_apart(Apart.VOICES, "", tmp_path / "modellen")
    assert found.label.startswith("wespeaker-resnet34-lm@")
    assert ask([talk()], 20_000, "gesprek", replace(speakers, voices=found.path))


def test_a_model_that_is_not_here_is_said_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SpeakerModelMissing, match="speaker_voices"):
        find_apart(Apart.VOICES, "", tmp_path)
    with pytest.raises(SpeakerModelMissing, match="speaker_changes"):
        find_apart(Apart.CHANGES, "./nergens", tmp_path)
    with pytest.raises(ModelForOther, match="wespeaker-resnet34-lm"):
        find_apart(Apart.VOICES, "whisper-small", tmp_path)
