"""`klankbord report`, as somebody types it."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Klankbord

from klankbord.samples import FOLDER as SAMPLES

TEAMS = """WEBVTT

00:00:00.000 --> 00:00:04.000
<v Maes, Lotte>Hoe gaat dat nu bij jullie, op een drukke zaterdag?</v>

00:00:04.500 --> 00:00:09.000
<v Vermeulen, Karel>Het is druk, en de rij staat dan tot op straat.</v>
"""


@pytest.fixture
def teams(tmp_path: Path) -> Path:
    file = tmp_path / "teams.vtt"
    file.write_text(TEAMS, "utf-8")
    return file


def test_text_is_the_default(klankbord: Klankbord) -> None:
    ran = klankbord("report", SAMPLES / "koelcel.json")
    assert ran.code == 0
    assert "Koelcel bij slagerij Verhulle" in ran.out
    assert "Kreeg de klant aandacht?" in ran.out
    assert ran.err == ""


def test_one_file_gives_one_object_and_several_an_array(klankbord: Klankbord) -> None:
    one = json.loads(klankbord("report", SAMPLES / "koelcel.json", "--format", "json").out)
    assert one["conversation"]["title"] == "Koelcel bij slagerij Verhulle"
    two = json.loads(
        klankbord(
            "report", SAMPLES / "koelcel.json", SAMPLES / "museum.json", "--format", "json"
        ).out
    )
    assert [set(report) for report in two] == [set(one)] * 2
    assert two[0] == one


def test_a_seller_is_told_by_name(klankbord: Klankbord, teams: Path) -> None:
    ran = klankbord("report", teams, "--seller", "Lotte Maes", "--format", "json")
    parties = json.loads(ran.out)["conversation"]["parties"]
    assert [party["side"] for party in parties] == ["seller", "customer"]


def test_without_a_seller_the_sides_stay_unknown(klankbord: Klankbord, teams: Path) -> None:
    report = json.loads(klankbord("report", teams, "--format", "json").out)
    assert {party["side"] for party in report["conversation"]["parties"]} == {"unknown"}
    assert {r["unknown"] for r in report["readings"] if r["kind"] == "seller"} == {"no_sides"}


def test_settings_know_the_own_people(klankbord: Klankbord, teams: Path, tmp_path: Path) -> None:
    (tmp_path / "klankbord.toml").write_text('sellers = ["Lotte Maes"]\nlanguage = "en"\n')
    ran = klankbord("report", teams)
    assert "Maes, Lotte (seller)" in ran.out


def test_a_wrong_name_is_one_sentence_with_the_names_to_choose_from(
    klankbord: Klankbord, teams: Path
) -> None:
    ran = klankbord("report", teams, "--seller", "Joris")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert "Joris" in ran.err
    assert "Maes, Lotte" in ran.err


def test_a_refused_file_is_one_sentence_and_exit_code_three(
    klankbord: Klankbord, tmp_path: Path
) -> None:
    file = tmp_path / "notulen.txt"
    file.write_text("Het was een goed gesprek.\nWe spraken af dat we bellen.\n")
    ran = klankbord("report", file)
    assert ran.code == 3
    assert ran.err.startswith(str(file))
    assert ran.err.count("\n") == 1


def test_a_folder_goes_on_past_what_it_cannot_read_and_lists_it(
    klankbord: Klankbord, teams: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "gesprekken"
    (folder / "mei").mkdir(parents=True)
    teams.rename(folder / "mei" / "a.vtt")
    (folder / "b.wav").write_bytes(b"RIFF....WAVE")
    (folder / "c.vtt").write_text("WEBVTT\n\nnooit --> later\nDag.\n")
    (folder / ".verborgen").write_text("niets")
    ran = klankbord("report", folder, "--format", "json")
    assert ran.code == 3
    assert len(json.loads(ran.out)) == 1
    assert len(ran.err.splitlines()) == 2
    assert "b.wav" in ran.err
    assert "c.vtt, regel 3" in ran.err


def test_an_empty_folder_says_so(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    ran = klankbord("report", tmp_path / "leeg")
    assert ran.code == 3
    assert "geen enkel bestand" in ran.err


def test_html_goes_down_the_pipe_or_into_a_file(klankbord: Klankbord, tmp_path: Path) -> None:
    piped = klankbord("report", SAMPLES / "koelcel.json", "--format", "html").out
    assert piped.startswith("<!doctype html>")
    klankbord("report", SAMPLES / "koelcel.json", "--format", "html", "-o", tmp_path / "x.html")
    assert (tmp_path / "x.html").read_text("utf-8") == piped


def test_several_html_pages_go_into_a_folder(klankbord: Klankbord, tmp_path: Path) -> None:
    out = tmp_path / "uit"
    ran = klankbord("report", SAMPLES / "koelcel.json", SAMPLES / "koelcel.json",
                    "--format", "html", "-o", out)  # fmt: skip
    assert ran.code == 0
    assert sorted(file.name for file in out.iterdir()) == [
        "koelcel-bij-slagerij-verhulle-2.html",
        "koelcel-bij-slagerij-verhulle.html",
    ]


def test_text_goes_into_a_file(klankbord: Klankbord, tmp_path: Path) -> None:
    klankbord("report", SAMPLES / "koelcel.json", "-o", tmp_path / "x.txt", "--language", "en")
    text = (tmp_path / "x.txt").read_text("utf-8")
    assert "Did the customer get attention?" in text
    assert "\x1b" not in text


def test_a_place_that_cannot_be_written_is_told(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("")
    out = tmp_path / "bestand" / "x.json"
    ran = klankbord("report", SAMPLES / "koelcel.json", "--format", "json", "-o", out)
    assert ran.code == 2
    assert "x.json" in ran.err


def test_a_file_that_is_not_there(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("report", tmp_path / "weg.vtt")
    assert ran.code == 3
    assert "weg.vtt" in ran.err


def test_a_bad_setting_is_told(klankbord: Klankbord, teams: Path, tmp_path: Path) -> None:
    (tmp_path / "klankbord.toml").write_text("max_turns = 0\n")
    ran = klankbord("report", teams)
    assert ran.code == 2
    assert "max_turns" in ran.err
