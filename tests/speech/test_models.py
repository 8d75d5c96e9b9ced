"""Models: by name or by folder, brought in whole or not at all, and a sentence for all the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.speech import tiny_models
from tests.speech.model_hub import REVISION, hub_of

from klankbord.errors import (
    CannotWrite,
    ModelBroken,
    ModelForOther,
    ModelMissing,
    ModelNotFetched,
    NoRecogniserServer,
    RecognitionMissing,
    UnknownModel,
)
from klankbord.speech.engines import Engine, Wanted, load
from klankbord.speech.model_files import KNOWN, fetch, find_model, known, present, usual

PARAKEET = "parakeet-tdt-0.6b-v3"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def tones(tmp_path: Path) -> Path:
    return tiny_models.tones(tmp_path / PARAKEET)


def repository_of(folder: Path) -> dict[str, dict[str, bytes]]:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {
        known(PARAKEET).repository: {**files, "README.md": b"# Parakeet", ".gitattributes": b""}
    }


# ── which and where ───────────────────────────────────────────────────────────────────────────


def test_the_default_knows_dutch_and_tells_times() -> None:
    assert usual(Engine.ONNX_ASR) == PARAKEET
    assert Wanted().engine is Engine.ONNX_ASR
    assert len({model.name for model in KNOWN}) == len(KNOWN)


def test_a_model_is_found_by_name_by_folder_or_by_default(tones: Path) -> None:
    folder = tones.parent
    for wanted in ("", PARAKEET, str(tones)):
        found = find_model(Engine.ONNX_ASR, wanted, folder)
        assert (found.path, found.label) == (tones, PARAKEET)


def test_a_model_of_one_s_own_may_stand_among_the_others(tmp_path: Path) -> None:
    tiny_models.tones(tmp_path / "eigen")
    assert find_model(Engine.ONNX_ASR, "eigen", tmp_path).label == "eigen"


def test_what_is_not_here_is_said_and_not_looked_for(tmp_path: Path) -> None:
    for wanted in ("", PARAKEET, "./eigen", "~/eigen"):
        with pytest.raises(ModelMissing, match="models fetch"):
            find_model(Engine.ONNX_ASR, wanted, tmp_path)
    with pytest.raises(UnknownModel, match="whisper-small"):
        find_model(Engine.ONNX_ASR, "eigen", tmp_path)
    with pytest.raises(ModelForOther, match="parakeet"):
        find_model(Engine.ONNX_ASR, "whisper-small", tmp_path)
    assert not any(here for _, here in present(tmp_path))


def test_an_engine_is_loaded_by_its_name(tones: Path, tmp_path: Path) -> None:
    tiny_models.noise(tmp_path / "ruis")
    for engine, model in ((Engine.ONNX_ASR, ""), (Engine.FASTER_WHISPER, "ruis")):
        about = load(Wanted(engine, model, tones.parent, threads=1)).about
        assert about.engine == engine
        assert about.model == (model or PARAKEET)
    server = load(Wanted(Engine.SERVER, "groot", address="http://127.0.0.1:1/v1"))
    assert (server.about.model, server.about.version) == ("groot", "127.0.0.1:1")
    with pytest.raises(NoRecogniserServer):
        load(Wanted(Engine.SERVER))


@pytest.mark.parametrize(
    ("engine", "library"),
    [
        (Engine.ONNX_ASR, "onnx_asr"),
        (Engine.FASTER_WHISPER, "faster_whisper"),
        (Engine.SERVER, "httpx2"),
    ],
)
def test_what_is_not_installed_is_named_with_the_mend(
    engine: Engine, library: str, tones: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(RecognitionMissing, match=r"\[recognition\]"):
        load(Wanted(engine, str(tones), address="http://127.0.0.1:1/v1"))
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(RecognitionMissing, match="huggingface_hub"):
        fetch(known(PARAKEET), tones.parent / "modellen", NOBODY)


def test_a_small_model_is_taken_where_only_that_stands(tones: Path) -> None:
    for name in ("encoder-model", "decoder_joint-model"):
        (tones / f"{name}.onnx").rename(tones / f"{name}.int8.onnx")
    assert load(Wanted(folder=tones.parent)).about.model == PARAKEET


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("config.json", None),
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b'{"model_type": "whisper"}'),
        ("config.json", b'{"model_type": "../../tdt-tdt"}'),
        ("config.json", b'{"model_type": "eigen-tdt"}'),
        ("vocab.txt", None),
        ("vocab.txt", b"\xff"),
        ("encoder-model.onnx", None),
        ("encoder-model.onnx", b"geen graaf"),
        ("decoder_joint-model.onnx", b""),
    ],
)
def test_a_transducer_that_is_not_whole_is_named(
    tones: Path, file: str, data: bytes | None
) -> None:
    (tones / file).unlink() if data is None else (tones / file).write_bytes(data)
    with pytest.raises(ModelBroken) as caught:
        load(Wanted(folder=tones.parent))
    assert PARAKEET in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("file", "data"),
    [("model.bin", None), ("model.bin", b"niets"), ("tokenizer.json", None), ("config.json", None)],
)
def test_a_whisper_that_is_not_whole_is_named(
    tmp_path: Path, file: str, data: bytes | None
) -> None:
    path = tiny_models.noise(tmp_path / "ruis")
    (path / file).unlink() if data is None else (path / file).write_bytes(data)
    with pytest.raises(ModelBroken, match="ruis"):
        load(Wanted(Engine.FASTER_WHISPER, "ruis", tmp_path))


# ── bringing them in ──────────────────────────────────────────────────────────────────────────


def test_a_model_is_brought_in_whole_and_then_works(tones: Path, tmp_path: Path) -> None:
    folder = tmp_path / "modellen"
    with hub_of(repository_of(tones)) as hub:
        target = fetch(known(PARAKEET), folder, hub.address)
    assert {path.name for path in folder.iterdir()} == {PARAKEET}
    assert {path.name for path in target.iterdir()} == {
        *(path.name for path in tones.iterdir()),
        "klankbord-model.json",
    }
    told = json.loads((target / "klankbord-model.json").read_bytes())
    assert told["revision"] == REVISION
    assert load(Wanted(folder=folder)).about.model == f"{PARAKEET}@{REVISION[:12]}"
    assert [model.name for model, here in present(folder) if here] == [PARAKEET]
    assert not any("README" in path for path in hub.asked)


def test_a_model_that_breaks_off_is_not_there_and_can_be_asked_again(
    tones: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "modellen"
    with hub_of(repository_of(tones)) as hub:
        hub.broken = {"encoder-model.onnx"}
        with pytest.raises(ModelNotFetched):
            fetch(known(PARAKEET), folder, hub.address)
        assert not (folder / PARAKEET).exists()
        hub.broken = set()
        assert fetch(known(PARAKEET), folder, hub.address).is_dir()


def test_without_internet_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched) as caught:
        fetch(known(PARAKEET), tmp_path, NOBODY)
    assert str(caught.value) == (
        f"Het model {PARAKEET} is niet opgehaald bij 127.0.0.1:9: er is geen verbinding. Zonder "
        "internet kan het ook zo: haal het op een andere machine op en zet de map hier als "
        f"{tmp_path / PARAKEET}."
    )


def test_a_hub_that_does_not_have_it_is_named(tmp_path: Path) -> None:
    with hub_of({}) as hub, pytest.raises(ModelNotFetched, match="HTTP 404"):
        fetch(known(PARAKEET), tmp_path, hub.address)


def test_where_no_folder_can_be_made_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "modellen").write_text("een bestand")
    with pytest.raises(CannotWrite):
        fetch(known(PARAKEET), tmp_path / "modellen", NOBODY)


# ── lightness ─────────────────────────────────────────────────────────────────────────────────


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, klankbord.speech.engines, klankbord.speech.transcribing, "
        "klankbord.speech.model_files, klankbord.speech.engines.server, "
        "klankbord.speech.engines.onnx_asr, klankbord.speech.engines.faster_whisper, "
        "klankbord.speech.speakers.asking, klankbord.speech.speakers.apart\n"
        "heavy = {'onnx_asr', 'faster_whisper', 'ctranslate2', 'onnxruntime', 'httpx2', "
        "'huggingface_hub', 'soxr', 'av', 'sherpa_onnx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"
