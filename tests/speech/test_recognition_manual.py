"""What the page on recognition says is so."""

from __future__ import annotations

import pytest
from scripts.make_docs import MANUAL

from klankbord.settings import Settings
from klankbord.speech.engines import Engine, Wanted
from klankbord.speech.engines.onnx_asr import STEP_S, TIMED
from klankbord.speech.model_files import KNOWN, usual
from klankbord.speech.pieces import LONGEST_MS, SHARED_MS


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
    assert {model.engine for model in KNOWN} == set(Engine) - {Engine.SERVER}
