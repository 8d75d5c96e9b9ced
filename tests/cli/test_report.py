"""`klankbord report`, as somebody types it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Klankbord

from klankbord.cli.main import run
from klankbord.samples import FOLDER as SAMPLES
from klankbord.service.intake.importing import files_in

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
    assert "Lotte Maes (seller)" in ran.out


def test_a_wrong_name_is_one_sentence_with_the_names_to_choose_from(
    klankbord: Klankbord, teams: Path
) -> None:
    ran = klankbord("report", teams, "--seller", "Joris")
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert "Joris" in ran.err
    assert "Lotte Maes" in ran.err


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
    assert "geen enkel transcript" in ran.err


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
        "samples-koelcel.json (2).html",
        "samples-koelcel.json.html",
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


# ── several sellers ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two_calls(tmp_path: Path, teams: Path) -> Path:
    """A folder with a call of Lotte's and one of Joris'."""
    folder = tmp_path / "gesprekken"
    folder.mkdir()
    (folder / "lotte.vtt").write_text(TEAMS, "utf-8")
    (folder / "joris.vtt").write_text(TEAMS.replace("Maes, Lotte", "De Wit, Joris"), "utf-8")
    teams.unlink()
    return folder


def test_of_several_sellers_one_must_be_in_a_file(klankbord: Klankbord, two_calls: Path) -> None:
    ran = klankbord("report", two_calls, "--seller", "Lotte Maes", "--seller", "Joris",
                    "--format", "json")  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    sides = [
        {party["name"]: party["side"] for party in report["conversation"]["parties"]}
        for report in json.loads(ran.out)
    ]
    assert sides == [
        {"Joris De Wit": "seller", "Karel Vermeulen": "customer"},
        {"Lotte Maes": "seller", "Karel Vermeulen": "customer"},
    ]


def test_a_file_without_any_of_the_sellers_is_refused_with_who_is_there(
    klankbord: Klankbord, two_calls: Path
) -> None:
    ran = klankbord("report", two_calls, "--seller", "Lotte", "--seller", "Piet",
                    "--format", "json")  # fmt: skip
    assert ran.code == 3
    assert len(json.loads(ran.out)) == 1
    told, refused = ran.err.splitlines()
    assert told == 'Let op: niemand heet "Piet" in wat is gelezen.'
    assert 'niemand heet hier "Lotte", "Piet"; kies met --seller uit: "Joris De Wit"' in refused


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("html", "<!doctype html>"), ("HTM", "<!doctype"), ("json", "{"), ("txt", "╭"), ("x", "╭")],
)
def test_the_form_follows_from_the_name_of_the_file(
    klankbord: Klankbord, tmp_path: Path, ending: str, begins: str
) -> None:
    out = tmp_path / f"x.{ending}"
    assert klankbord("report", SAMPLES / "koelcel.json", "-o", out).code == 0
    assert out.read_text("utf-8").startswith(begins)
    klankbord("report", SAMPLES / "koelcel.json", "--format", "json", "-o", out)
    assert out.read_text("utf-8").startswith("{")


@pytest.mark.parametrize(("form", "ending"), [("html", "html"), ("json", "json"), ("text", "txt")])
def test_one_report_may_go_into_a_folder(
    klankbord: Klankbord, tmp_path: Path, form: str, ending: str
) -> None:
    (tmp_path / "uit").mkdir()
    ran = klankbord("report", SAMPLES / "koelcel.json", "--format", form, "-o", tmp_path / "uit")
    assert ran.code == 0
    assert [file.name for file in (tmp_path / "uit").iterdir()] == [f"koelcel.{ending}"]


def test_several_reports_make_no_folder_that_is_called_a_file(
    klankbord: Klankbord, two_calls: Path, tmp_path: Path
) -> None:
    ran = klankbord("report", two_calls, "-o", tmp_path / "x.html")
    assert ran.code == 2
    assert "x.html: 2 gesprekken gaan niet in één bestand; geef een map." in ran.err
    assert not (tmp_path / "x.html").exists()


def test_reports_are_called_after_their_files(
    klankbord: Klankbord, two_calls: Path, tmp_path: Path
) -> None:
    (two_calls / "mei").mkdir()
    (two_calls / "mei" / "lotte.vtt").write_text(TEAMS, "utf-8")
    call = {"transcript": [{"sentences": [{"start": 0, "end": 900, "text": "Goed."}]}]}
    (two_calls / "gong.json").write_text(json.dumps({"callTranscripts": [call, call]}))
    klankbord("report", two_calls, "--format", "html", "-o", tmp_path / "uit")
    assert sorted(file.name for file in (tmp_path / "uit").iterdir()) == [
        "gesprekken-lotte.vtt.html",
        "gong-1.html",
        "gong-2.html",
        "joris.html",
        "mei-lotte.vtt.html",
    ]


def test_a_transcript_is_not_written_over(klankbord: Klankbord, two_calls: Path) -> None:
    file = two_calls / "lotte.txt"
    (two_calls / "lotte.vtt").unlink()
    file.write_text("Lotte: Hoe gaat dat?\nKarel: Druk.\nLotte: En dan?\n")
    klankbord("report", two_calls, "-o", two_calls)
    assert file.read_text().startswith("Lotte: Hoe")
    assert (two_calls / "lotte (2).txt").read_text("utf-8").startswith("╭")


@pytest.mark.parametrize("form", ["html", "json"])
def test_our_own_reports_in_a_folder_are_passed_over(
    klankbord: Klankbord, two_calls: Path, form: str
) -> None:
    out = two_calls / "verslag.json" if form == "json" else two_calls
    for _ in range(2):
        ran = klankbord("report", two_calls, "--format", form, "-o", out)
        assert ran.code == 0
        assert "Geweigerd" not in ran.err
    names = {"joris.vtt", "lotte.vtt"}
    names |= {"verslag.json"} if form == "json" else {"joris.html", "lotte.html"}
    assert {file.name for file in two_calls.iterdir()} == names


def test_a_report_that_is_named_itself_is_refused(klankbord: Klankbord, tmp_path: Path) -> None:
    klankbord("report", SAMPLES / "koelcel.json", "-o", tmp_path / "x.html")
    ran = klankbord("report", tmp_path / "x.html")
    assert ran.code == 3
    assert "een rapport van Klankbord" in ran.err


def test_an_empty_file_is_said_to_be_empty(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "leeg.vtt").write_text("")
    ran = klankbord("report", tmp_path / "leeg.vtt")
    assert ran.code == 3
    assert "leeg.vtt: dit bestand is leeg" in ran.err


@pytest.mark.parametrize("form", ["text", "html", "json"])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1:strict"])
def test_what_goes_down_a_pipe_is_utf_8_whatever_the_terminal_takes(
    klankbord: Klankbord, form: str, encoding: str
) -> None:
    arguments = "report", SAMPLES / "museum.json", "--format", form
    ran = subprocess.run(
        [sys.executable, "-m", "klankbord", *arguments],
        capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": encoding},
    )  # fmt: skip
    said = ran.stdout.decode("utf-8")
    assert not said.isascii()
    assert said == klankbord(*arguments).out


def test_a_terminal_that_knows_few_letters_gets_those(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    screen = Terminal(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "argv", ["klankbord", "report", str(SAMPLES / "museum.json")])
    run()
    screen.seek(0)
    assert "Kreeg de klant aandacht?" in screen.read()


def test_the_name_of_a_transcript_steers_no_terminal(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "uit").mkdir()
    for name in ("a\x1b[31m.json", "b\nc.json"):
        (tmp_path / name).write_bytes((SAMPLES / "museum.json").read_bytes())
        ran = klankbord("report", tmp_path / name, "--format", "html", "-o", tmp_path / "uit")
        assert (ran.code, ran.err.count("\n")) == (0, 1)
        assert "\x1b" not in ran.err
    assert len(list((tmp_path / "uit").iterdir())) == 2


def test_a_file_that_cannot_be_looked_at_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, two_calls: Path
) -> None:
    def is_file(path: Path) -> bool:
        if path.name == "joris.vtt":
            raise PermissionError
        return path.exists()

    monkeypatch.setattr(Path, "is_file", is_file)
    assert [path.name for path in files_in([two_calls])] == ["joris.vtt", "lotte.vtt"]
