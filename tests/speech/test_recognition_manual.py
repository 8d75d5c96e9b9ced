"""What the page on recognition says is so."""

from __future__ import annotations

import pytest
from scripts.make_docs import MANUAL

from klankbord.settings import Settings
from klankbord.speech.engines import Engine, Wanted
from klankbord.speech.engines.onnx_asr import STEP_S, TIMED
from klankbord.speech.model_files import KNOWN, Apart, usual
from klankbord.speech.pieces import LONGEST_MS, SHARED_MS
from klankbord.speech.speakers.asking import LONGEST_H
from klankbord.speech.speakers.deciding import SHORTEST_MS, SURE, UNHEARD_MS


@pytest.mark.parametrize("language", ["nl", "en"])
def test_engines_models_and_settings_are_in_the_manual(language: str) -> None:
    page = (MANUAL / language / "recognition.md").read_text("utf-8")
    for engine in Engine:
        assert f"`{engine}`" in page
    for kind in TIMED:
        assert f"`{kind}`" in page
    for setting in ("recogniser", "recogniser_url", "recogniser_model", "models", "models_host"):
        assert setting in Settings.model_fields
        assert f"`{setting}`" in page or f"\n{setting} = " in page
    assert usual(Wanted().engine) in page
    assert f"{LONGEST_MS // 1000} second" in page or f"{LONGEST_MS // 1000} seconden" in page
    assert str(STEP_S).replace(".", "," if language == "nl" else ".") in page
    assert SHARED_MS == 2_000


def test_every_engine_on_this_machine_has_a_usual_model() -> None:
    assert {model.engine for model in KNOWN} == (set(Engine) - {Engine.SERVER}) | set(Apart)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_how_speakers_are_told_apart_is_in_the_manual(language: str) -> None:
    page = (MANUAL / language / "recordings.md").read_text("utf-8")
    for part in Apart:
        assert usual(part) in page
    for setting in ("speaker_changes", "speaker_voices"):
        assert setting in Settings.model_fields
        assert f"`{setting}`" in page
    point = "," if language == "nl" else "."
    assert f"{SHORTEST_MS / 1000} second".replace(".", point) in page
    assert f"{SURE:.0%}".replace("%", " %") in page
    assert UNHEARD_MS == 500
    assert LONGEST_H == 2
