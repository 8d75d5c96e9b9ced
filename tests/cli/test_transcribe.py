"""`klankbord transcribe` and `klankbord models`: from recordings to transcripts beside them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from tests.cli.conftest import Klankbord
from tests.speech import tiny_models
from tests.speech.model_hub import hub_of
from tests.speech.recogniser_server import Asked, Handler, Served, good, serving

from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.samples import FOLDER as SAMPLES
from klankbord.speech.engines.fake import sound_for
from klankbord.speech.model_files import known
from klankbord.speech.recognition import RATE

DEMO = Path(__file__).parents[2] / "src" / "klankbord" / "demo" / "sound"
WORDS = ("?",) * 20 + tuple("hallo met kassahuis wat kost dat dan per maand".split())
SELLER = [(1.0, 1.3, 20), (1.4, 1.8, 21), (1.9, 2.6, 22), (7.0, 7.5, 28)]
CUSTOMER = [(4.0, 4.4, 23), (4.5, 5.0, 24), (5.1, 5.6, 25)]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server that recognises, and settings that name it."""
    with serving(WORDS) as served:
        monkeypatch.setenv("KLANKBORD_RECOGNISER", "server")
        monkeypatch.setenv("KLANKBORD_RECOGNISER_URL", served.address)
        yield served


def save(path: Path, *channels: list[tuple[float, float, int]], seconds: float = 9) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    sound = np.stack([sound_for(said, seconds) for said in channels], axis=1)
    soundfile.write(path, sound, RATE)
    return path


def written(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_bytes())
    return value


def test_the_words_of_a_recording_come_beside_it(
    klankbord: Klankbord, server: Served, tmp_path: Path
) -> None:
    call = save(tmp_path / "gesprek.wav", SELLER, CUSTOMER)
    ran = klankbord("transcribe", call, "--channels", "seller,customer", "--language", "nl")
    assert (ran.code, ran.out) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gesprek.json", "gesprek.wav"]
    value = written(tmp_path / "gesprek.json")
    assert [turn["text"] for turn in value["turns"]] == [
        "hallo met kassahuis",
        "wat kost dat",
        "maand",
    ]
    assert [party["side"] for party in value["parties"]] == ["seller", "customer"]
    assert value["turns"][0]["words"][0] == {
        "text": "hallo",
        "start_ms": 1000,
        "end_ms": 1300,
        "confidence": 0.779,
    }
    assert value["recognition"]["recogniser"].startswith("server 127.0.0.1")
    assert value["recognition"]["recogniser_model"] == "whisper-1"
    assert value["recognition"]["recogniser_language"] == "nl"
    (conversation,) = read(Document("gesprek.json", (tmp_path / "gesprek.json").read_bytes()))
    assert conversation.bears.words
    assert conversation.turns[0].words[0].confidence == 0.779
    told = dict(conversation.provenance.options)
    assert told["recogniser_model"] == "whisper-1"
    assert told["channels"] == "told"
    assert "digest" not in told, "of which file it was made, the recording itself says"
    assert conversation.bears.sides
    assert klankbord("report", tmp_path / "gesprek.json").code == 0


def test_the_language_is_found_where_none_is_told(
    klankbord: Klankbord, server: Served, tmp_path: Path
) -> None:
    assert klankbord("transcribe", save(tmp_path / "a.wav", SELLER, CUSTOMER)).code == 0
    assert written(tmp_path / "a.json")["language"] == "nl"
    told = [asked.form.get("language") for asked in server.asked]
    assert None in told
    assert told[-1] == ["nl"]


def test_names_and_words_of_one_s_own_are_listened_for(
    klankbord: Klankbord, server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "eigen.toml"
    own.write_text('[competitor]\nphrases = ["Toonbank Plus", "kassa*"]\n', "utf-8")
    monkeypatch.setenv("KLANKBORD_OWN_WORDS", str(own))
    monkeypatch.setenv("KLANKBORD_SELLERS", "Lotte Maes")
    call = save(tmp_path / "a.wav", SELLER, CUSTOMER)
    assert klankbord("transcribe", call, "--language", "nl").code == 0
    assert server.asked[0].form["prompt"] == ["Lotte Maes, Toonbank Plus"]
    assert written(tmp_path / "a.json")["recognition"]["vocabulary"] == "Lotte Maes, Toonbank Plus"


def test_what_is_there_is_neither_done_again_nor_lost(
    klankbord: Klankbord, server: Served, tmp_path: Path
) -> None:
    call = save(tmp_path / "gesprek.wav", SELLER, CUSTOMER)
    assert klankbord("transcribe", call).code == 0
    asked = len(server.asked)
    again = klankbord("transcribe", call)
    assert (again.code, len(server.asked)) == (0, asked)
    assert "stond er al" in again.err
    (tmp_path / "gesprek.json").write_text("van iemand anders")
    refused = klankbord("transcribe", call)
    assert refused.code == 3
    assert "daar staat al iets" in refused.err
    assert (tmp_path / "gesprek.json").read_text() == "van iemand anders"


def test_what_was_kept_of_a_call_that_is_done_is_cleared_up(
    klankbord: Klankbord, server: Served, tmp_path: Path
) -> None:
    call = save(tmp_path / "gesprek.wav", SELLER, CUSTOMER)
    assert klankbord("transcribe", call).code == 0
    digest = written(tmp_path / "gesprek.json")["recognition"]["digest"]
    (tmp_path / f".klankbord-{digest[:24]}.part").write_text("{}")
    assert klankbord("transcribe", call).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gesprek.json", "gesprek.wav"]


def test_how_far_it_is_shows_where_somebody_looks(server: Served, tmp_path: Path) -> None:
    import pty

    call = save(tmp_path / "gesprek.wav", SELLER, CUSTOMER)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "klankbord", "transcribe", str(call)]
    done = subprocess.run(command, stderr=theirs, check=False, timeout=60)
    os.close(theirs)
    shown = b""
    with suppress(OSError):
        while part := os.read(ours, 65_536):
            shown += part
    os.close(ours)
    assert done.returncode == 0
    assert b"100%" in shown
    assert b"0:00:00" in shown


def test_a_folder_goes_on_past_what_is_refused(
    klankbord: Klankbord, server: Served, tmp_path: Path
) -> None:
    folder = tmp_path / "opnamen"
    save(folder / "goed.wav", SELLER, CUSTOMER)
    save(folder / "stil.wav", [], [])
    (folder / "stuk.wav").write_bytes((folder / "goed.wav").read_bytes()[:20])
    (folder / "lees-mij.txt").write_text("Lotte: Dag.")
    (folder / "q_agent.wav").write_bytes(save(tmp_path / "s.wav", SELLER).read_bytes())
    (folder / "q_caller.wav").write_bytes(save(tmp_path / "c.wav", CUSTOMER).read_bytes())
    ran = klankbord("transcribe", folder)
    assert ran.code == 3
    assert sorted(path.name for path in folder.glob("*.json")) == ["goed.json", "q.json"]
    refused = [line for line in ran.err.splitlines() if line.startswith("Geweigerd")]
    assert len(refused) == 2
    assert any("stil.wav" in line for line in refused)
    assert any("stuk.wav" in line for line in refused)
    sides = {party["side"] for party in written(folder / "q.json")["parties"]}
    assert sides == {"seller", "customer"}


def test_what_is_no_recording_or_no_language_is_said(
    klankbord: Klankbord, server: Served, tmp_path: Path
) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Lotte: Dag.")
    assert klankbord("transcribe", text).code == 3
    assert klankbord("transcribe", tmp_path / "weg.wav").code == 3
    call = save(tmp_path / "a.wav", SELLER, CUSTOMER)
    assert klankbord("transcribe", call, "--language", "Nederlands").code == 2
    assert klankbord("transcribe", call, "--channels", "seller").code == 3
    assert klankbord("transcribe", call, "--channels", "ik,jij").code == 2
    assert server.asked == []


def test_a_server_that_is_away_ends_it_with_a_sentence(
    klankbord: Klankbord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(WORDS, lambda handler, _: handler.say({}, 401)) as served:
        monkeypatch.setenv("KLANKBORD_RECOGNISER_URL", served.address)
        call = save(tmp_path / "a.wav", SELLER, CUSTOMER)
        ran = klankbord("transcribe", call, "--engine", "server")
    assert ran.code == 1
    assert "weigert: 401" in ran.err
    assert not (tmp_path / "a.json").exists()


def test_who_stops_it_goes_on_with_what_was_done(
    klankbord: Klankbord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own, stopped as a terminal stops it."""
    call = save(
        tmp_path / "lang.wav",
        [(1.0 + 3 * n, 1.5 + 3 * n, 20 + n % 8) for n in range(20)],
        CUSTOMER,
        seconds=62,
    )
    stuck = 10

    def slow_after_some(handler: Handler, asked: Asked) -> None:
        if len(handler.served.asked) > stuck:
            time.sleep(0.5)
        good(handler, asked)

    monkeypatch.delenv("KLANKBORD_RECOGNISER", raising=False)
    with serving(WORDS, slow_after_some) as served:
        own = os.environ | {"KLANKBORD_RECOGNISER_URL": served.address}
        command = [sys.executable, "-m", "klankbord", "transcribe", str(call)]
        command += ["--engine", "server", "--language", "nl"]
        process = subprocess.Popen(command, env=own, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 20
        while len(served.asked) <= stuck and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 130
        assert "gaat hier verder" in err
        (kept,) = tmp_path.glob(".klankbord-*")
        done = sum(b'"piece"' in line for line in kept.read_bytes().splitlines())
        assert done >= 8
        assert not (tmp_path / "lang.json").exists()
        before = len(served.asked)
        served.reply = good
        monkeypatch.setenv("KLANKBORD_RECOGNISER_URL", served.address)
        assert klankbord("transcribe", call, "--engine", "server", "--language", "nl").code == 0
        assert len(served.asked) - before == 21 - done
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lang.json", "lang.wav"]
    words = [w["text"] for turn in written(tmp_path / "lang.json")["turns"] for w in turn["words"]]
    assert len(words) == 23


def test_a_real_engine_hears_a_real_call(klankbord: Klankbord, tmp_path: Path) -> None:
    tiny_models.tones(tmp_path / "tones")
    call = tmp_path / "a15.ogg"
    call.write_bytes((DEMO / "a15.ogg").read_bytes())
    ran = klankbord("transcribe", call, "--model", tmp_path / "tones", "--language", "nl")
    assert ran.code == 0, ran.err
    value = written(tmp_path / "a15.json")
    assert {w["text"] for t in value["turns"] for w in t["words"]} >= {"laag", "hoog"}
    assert value["recognition"]["recogniser_model"] == "tones"
    assert value["language"] == "nl"


# ── models ────────────────────────────────────────────────────────────────────────────────────


def test_models_are_listed_with_what_is_here(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("models", "list")
    assert ran.code == 0
    assert "parakeet-tdt-0.6b-v3 *" in ran.out
    assert " ja" not in ran.out
    (tmp_path / "klankbord-models" / "whisper-small").mkdir(parents=True)
    lines = klankbord("models", "list").out.splitlines()
    assert [line.split()[0] for line in lines if line.rstrip().endswith(" ja")] == ["whisper-small"]


def test_a_model_is_fetched_once(
    klankbord: Klankbord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tiny_models.tones(tmp_path / "gemaakt")
    files = {path.name: path.read_bytes() for path in made.iterdir()}
    with hub_of({known("parakeet-tdt-0.6b-v3").repository: files}) as hub:
        monkeypatch.setenv("KLANKBORD_MODELS_HOST", hub.address)
        assert klankbord("models", "fetch", "parakeet-tdt-0.6b-v3").code == 0
        asked = len(hub.asked)
        again = klankbord("models", "fetch", "parakeet-tdt-0.6b-v3")
        assert (again.code, len(hub.asked)) == (0, asked)
    assert "staat er al" in again.out
    checked = klankbord("models", "check")
    assert checked.code == 0
    assert "parakeet-tdt-0.6b-v3@0123456789ab werkt (onnx-asr" in checked.out


def test_without_internet_fetching_says_what_to_do(
    klankbord: Klankbord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANKBORD_MODELS_HOST", "http://127.0.0.1:9")
    ran = klankbord("models", "fetch", "whisper-small")
    assert ran.code == 1
    assert "Zonder internet kan het ook zo" in ran.err


def test_a_model_that_is_not_there_or_not_known_is_said(klankbord: Klankbord) -> None:
    assert klankbord("models", "check").code == 2
    assert klankbord("models", "fetch", "eigen").code == 2
    assert klankbord("models", "check", "--engine", "server").code == 2
    assert klankbord("transcribe", SAMPLES, "--model", "./weg").code == 2
