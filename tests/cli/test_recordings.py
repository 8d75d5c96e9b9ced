"""`klankbord report call.wav`: turn-taking from sound alone, and a clear word on the rest."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from tests.cli.conftest import Klankbord
from tests.speech import tiny_models, tiny_speakers
from tests.speech.sounds import RATE, music, row, save, sides, silence, spoken, tone

from klankbord.samples import FOLDER as SAMPLES
from klankbord.speech.decode import open_sound, read_all
from klankbord.speech.listening import listen
from klankbord.speech.recording import Recording

DEMO = Path(__file__).parents[2] / "src" / "klankbord" / "demo" / "sound"
ON_SOUND = {
    *("talk-share", "longest-monologue", "longest-story", "interactivity", "patience"),
    *("silence-share", "interruptions", "absent-silences", "opening-up", "power-curve"),
    *("imbalance", "perspectives"),
}
"""What two channels tell without a word."""
SEVERAL = {"evenness", "group-takes-over"}
"""What takes several customers."""


def readings(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for reading in report["readings"]:
        found.setdefault(reading["measure"], []).append(reading)
    return found


def as_json(klankbord: Klankbord, *arguments: object) -> dict[str, Any]:
    ran = klankbord("report", *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    report: dict[str, Any] = json.loads(ran.out)
    return report


def test_two_channels_tell_who_had_the_floor(klankbord: Klankbord) -> None:
    report = as_json(klankbord, DEMO / "a15.ogg", "--channels", "seller,customer")
    found = readings(report)
    assert {m for m, own in found.items() if all(r["unknown"] is None for r in own)} == ON_SOUND
    codes = {m: own[0]["unknown"] for m, own in found.items() if m not in ON_SOUND}
    assert {m for m, code in codes.items() if code != "no_words"} == SEVERAL
    assert all(r["part"] is None for m in codes for r in found[m])
    share = {r["kind"]: r["value"] for r in found["talk-share"]}
    assert sum(share.values()) == pytest.approx(1)
    assert report["conversation"]["source"]["overlap"] is True


def test_swapped_channels_swap_the_figures(klankbord: Klankbord) -> None:
    one, two = (
        readings(as_json(klankbord, DEMO / "a15.ogg", "--channels", told))
        for told in ("seller,customer", "customer,seller")
    )
    shares = [{r["kind"]: r["value"] for r in own["talk-share"]} for own in (one, two)]
    assert shares[0]["seller"] == shares[1]["customer"]
    assert shares[0]["customer"] == shares[1]["seller"]
    assert one["longest-monologue"][0]["value"] == two["longest-story"][0]["value"]


def test_the_text_of_a_report_says_that_it_only_listened(klankbord: Klankbord) -> None:
    ran = klankbord("report", DEMO / "a15.ogg", "--channels", "seller,customer")
    assert "bron: opname" in ran.out
    assert "aan de stemmen gemeten, zonder woorden" in ran.out
    assert "Spreekaandeel" in ran.out
    assert "hiervoor zijn woorden nodig" in ran.out
    assert "Van deze taal kent Klankbord" not in ran.out


def test_html_shows_how_long_each_turn_was(klankbord: Klankbord, tmp_path: Path) -> None:
    out = tmp_path / "uit.html"
    ran = klankbord("report", DEMO / "a07.ogg", "--channels", "seller,customer", "-o", out)
    assert ran.code == 0
    page = out.read_text("utf-8")
    assert re.search(r"<p[^>]*>\(\d+,\d s\)</p>", page)
    assert "<svg" in page


def test_one_channel_says_what_is_missing(klankbord: Klankbord, tmp_path: Path) -> None:
    mixed = read_all(open_sound(DEMO / "a15.ogg"), RATE).mean(axis=1)
    path = save(tmp_path / "mono.wav", mixed)
    ran = klankbord("report", path)
    assert "Iedereen staat op één kanaal." in " ".join(ran.out.split()).replace("│ ", "")
    found = readings(as_json(klankbord, path))
    assert found["talk-share"][0]["unknown"] == "no_sides"
    assert found["silence-share"][0]["unknown"] is None


def test_two_unknown_channels_can_be_named(klankbord: Klankbord) -> None:
    ran = klankbord("report", DEMO / "a15.ogg")
    assert 'kies met --seller uit: "kanaal 1", "kanaal 2"' in ran.out
    report = as_json(klankbord, DEMO / "a15.ogg", "--seller", "kanaal 2")
    assert [p["side"] for p in report["conversation"]["parties"]] == ["customer", "seller"]


def test_halves_in_a_folder_are_one_report_beside_transcripts(
    klankbord: Klankbord, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "koelcel.json").write_bytes((SAMPLES / "koelcel.json").read_bytes())
    save(folder / "belletje-agent.wav", spoken(20, (1, 4), (9, 14)))
    save(folder / "belletje-caller.wav", spoken(20, (5, 8), (15, 18), pitch=200))
    (folder / "stuk.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    ran = klankbord("report", folder, "--format", "json")
    assert ran.code == 3
    assert "stuk.wav: deze opname is beschadigd" in ran.err
    reports = json.loads(ran.out)
    titles = {report["conversation"]["title"] for report in reports}
    assert titles == {"belletje", "Koelcel bij slagerij Verhulle"}


def test_ringing_is_told_and_not_measured(klankbord: Klankbord, tmp_path: Path) -> None:
    ringing = row(tone(1, 425), silence(4), tone(1, 425), silence(1))
    path = save(
        tmp_path / "a.wav",
        sides(row(silence(7), spoken(9, (1, 4))), row(ringing, spoken(9, (5, 8)))),
    )
    ran = klankbord("report", path, "--channels", "seller,customer")
    assert "Ook te horen, en niet gemeten: de telefoon gaat over 0:00–0:06." in ran.out


@pytest.mark.parametrize(
    ("channels", "code", "said"),
    [
        ("seller", 3, "heeft 2 kanalen en er is van 1 gezegd"),
        ("seller,klant", 2, 'Wie is "klant" op een kanaal?'),
    ],
)
def test_channels_that_cannot_be_are_refused(
    klankbord: Klankbord, channels: str, code: int, said: str
) -> None:
    ran = klankbord("report", DEMO / "a07.ogg", "--channels", channels)
    assert ran.code == code
    assert said in ran.err


def test_music_alone_is_no_call(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("report", save(tmp_path / "wacht.wav", music(20)))
    assert ran.code == 3
    assert "niemand te horen" in ran.err


@pytest.fixture
def told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A call on one channel, and settings that name the models that tell its speakers apart."""
    rate = tiny_speakers.RATE
    sound = read_all(open_sound(DEMO / "a15.ogg"))[: 40 * rate]
    mixed = np.zeros(len(sound), np.float32)
    for channel, spans in enumerate(listen(Recording([open_sound(DEMO / "a15.ogg")])).voices):
        for start, end in ((s.start_ms * rate // 1000, s.end_ms * rate // 1000) for s in spans):
            mixed[start:end] += tiny_speakers.marked(sound[start:end, channel], channel, loud=0.02)
    models = tmp_path / "modellen"
    tiny_speakers.changes(models / "pyannote-segmentation-3.0" / "model.onnx")
    tiny_speakers.voices(models / "wespeaker-resnet34-lm" / "stemmen.onnx")
    monkeypatch.setenv("KLANKBORD_MODELS", str(models))
    path = tmp_path / "mono.wav"
    soundfile.write(path, mixed, rate)
    return path


def test_speakers_on_one_channel_are_told_apart(klankbord: Klankbord, told_apart: Path) -> None:
    ran = klankbord("report", told_apart, "--speakers", 2)
    assert ran.code == 0, ran.err
    assert 'kies met --seller uit: "spreker 1", "spreker 2"' in ran.out
    assert "uit de stemmen zelf opgemaakt" in ran.out
    options = "--speakers", 2, "--seller", "spreker 1"
    report = as_json(klankbord, told_apart, *options)
    assert [p["side"] for p in report["conversation"]["parties"]][:2] == ["seller", "customer"]
    found = readings(report)
    assert found["talk-share"][0]["unknown"] == "too_few"  # of speech; without sides: no_sides
    assert found["interruptions"][0]["unknown"] == "no_overlap"


def test_words_go_to_the_speakers(klankbord: Klankbord, told_apart: Path, tmp_path: Path) -> None:
    engine = "--model", tiny_models.tones(tmp_path / "tones"), "--language", "nl"
    ran = klankbord("transcribe", told_apart, *engine, "--speakers", 2)
    assert ran.code == 0, ran.err
    value = json.loads((tmp_path / "mono.json").read_bytes())
    assert [party["name"] for party in value["parties"]][:2] == ["spreker 1", "spreker 2"]
    who = {turn["party"] for turn in value["turns"]}
    assert {party["id"] for party in value["parties"][:2]} <= who
    assert all(word["confidence"] for turn in value["turns"] for word in turn["words"])
    assert value["recognition"]["people"] == "2"
    again = klankbord("transcribe", told_apart, *engine, "--speakers", 2)
    assert "stond er al" in again.err
    assert klankbord("transcribe", told_apart, *engine, "--speakers", 0).code == 3


def test_without_models_it_is_said_what_to_do(
    klankbord: Klankbord, told_apart: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KLANKBORD_MODELS", str(tmp_path / "leeg"))
    ran = klankbord("report", told_apart, "--speakers", 0)
    assert ran.code == 2
    assert "klankbord models fetch" in ran.err
    assert "speaker_changes" in ran.err


def test_models_that_tell_speakers_apart_are_listed_and_checked(
    klankbord: Klankbord, told_apart: Path, tmp_path: Path
) -> None:
    ran = klankbord("models", "list")
    assert "pyannote-segmentation-3.0 *" in ran.out
    assert ran.out.count("ja") == 2
    ran = klankbord("models", "check", "--speakers")
    assert ran.code == 0, ran.err
    assert "pyannote-segmentation-3.0, wespeaker-resnet34-lm werken" in ran.out
    (tmp_path / "modellen" / "wespeaker-resnet34-lm" / "stemmen.onnx").write_bytes(b"niets")
    ran = klankbord("models", "check", "--speakers")
    assert ran.code == 2
    assert "stemmen.onnx is niet te gebruiken" in ran.err


def test_two_textgrids_in_a_folder_are_one_report(klankbord: Klankbord, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    head = '"ooTextFile"\n"TextGrid"\n0 20 <exists> 1\n"IntervalTier" "Speaker" 0 20 2\n'
    said = {
        "agent": '1 4 "Hoe gaat het nu?"\n9 14 "Wat kost dat jullie?"\n',
        "customer": '5 8 "Druk."\n15 18 "Heel veel."\n',
    }
    for who, cells in said.items():
        (folder / f"za_{who}.TextGrid").write_text(head + cells, "utf-8")
    (folder / "zo_a.TextGrid").write_text(head + said["agent"], "utf-8")
    (folder / "zo_b.TextGrid").write_text("Lotte: Hoi.\nKarel: Ha.\nLotte: Ja.\nKarel: Ja.\n")
    ran = klankbord("report", folder, "--format", "json")
    assert ran.code == 0, ran.err
    found = {r["conversation"]["title"]: r["conversation"] for r in json.loads(ran.out)}
    assert set(found) == {"za", "zo_a", "zo_b"}, "what is no pair after all is read alone"
    assert [p["side"] for p in found["za"]["parties"]] == ["seller", "customer"]
    assert [t["text"] for t in found["za"]["turns"]][1] == "Druk."
