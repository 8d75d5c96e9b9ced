"""`klankbord convert`."""

import json
from pathlib import Path
from time import process_time

import polars as pl
import pytest
from tests.cli.conftest import Klankbord

from klankbord.cli.common import targets
from klankbord.formats import read_file
from klankbord.samples import FOLDER as SAMPLES
from klankbord.samples import read_sample
from klankbord.service.intake.importing import Outcome


def test_a_sample_through_vtt_and_text_and_back(klankbord: Klankbord, tmp_path: Path) -> None:
    before = read_sample("museum")
    for ending in ("json", "vtt", "txt"):
        out = tmp_path / f"museum.{ending}"
        assert klankbord("convert", SAMPLES / "museum.json", out).code == 0
        (after,) = read_file(out)
        assert [(t.start_ms, t.end_ms, t.text) for t in after.turns] == [
            (t.start_ms, t.end_ms, t.text) for t in before.turns
        ]


def test_a_folder_becomes_one_table(klankbord: Klankbord, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("koelcel", "museum"):
        (folder / f"{name}.json").write_bytes((SAMPLES / f"{name}.json").read_bytes())
    klankbord("convert", folder, tmp_path / "alles.parquet")
    klankbord("convert", folder, tmp_path / "alles.csv")
    turns = sum(len(read_sample(name).turns) for name in ("koelcel", "museum"))
    assert pl.read_parquet(tmp_path / "alles.parquet").height == turns
    table = pl.read_csv(tmp_path / "alles.csv")
    assert table.height == turns
    assert table.columns == [
        "conversation", "title", "turn", "name", "side", "start_ms", "end_ms", "text",
    ]  # fmt: skip


def test_a_folder_becomes_a_folder(klankbord: Klankbord, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "k.json").write_bytes((SAMPLES / "koelcel.json").read_bytes())
    (folder / "slecht.json").write_text('{"klankbord": 1}')
    ran = klankbord("convert", folder, tmp_path / "uit", "--to", "vtt")
    assert ran.code == 3
    assert "slecht.json, bij parties" in ran.err
    assert [file.suffix for file in (tmp_path / "uit").iterdir()] == [".vtt"]


def test_segments_join_only_when_asked(klankbord: Klankbord, tmp_path: Path) -> None:
    cues = "WEBVTT\n\n0:00.000 --> 0:01.000\n<v An>Een,\n\n0:01.200 --> 0:02.000\n<v An>twee.\n"
    (tmp_path / "a.vtt").write_text(cues.replace("0:0", "00:0"))
    klankbord("convert", tmp_path / "a.vtt", tmp_path / "los.json")
    klankbord("convert", tmp_path / "a.vtt", tmp_path / "vast.json", "--join", "500")
    loose, joined = (
        json.loads((tmp_path / f"{name}.json").read_text())["turns"] for name in ("los", "vast")
    )
    assert [turn["text"] for turn in loose] == ["Een,", "twee."]
    assert [(turn["end_ms"], turn["text"]) for turn in joined] == [(2000, "Een, twee.")]


def test_an_output_that_no_writer_knows(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("convert", SAMPLES / "museum.json", tmp_path / "museum.docx")
    assert ran.code == 2
    assert ".parquet" in ran.err
    assert not (tmp_path / "museum.docx").exists()


def test_without_times_there_is_no_vtt(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("An: Dag.\nBo: Dag.\nAn: Alles goed?\n")
    ran = klankbord("convert", tmp_path / "a.txt", tmp_path / "a.vtt")
    assert ran.code == 2
    assert "zonder tijden" in ran.err


def test_a_language_that_does_not_show_is_not_written_as_a_fact(
    klankbord: Klankbord, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("An: Goed.\nBo: Goed.\nAn: Prima.\n")
    klankbord("convert", tmp_path / "a.txt", tmp_path / "a.json")
    klankbord("convert", tmp_path / "a.txt", tmp_path / "b.txt", "--seller", "An")
    assert json.loads((tmp_path / "a.json").read_text())["language"] == ""
    assert "taal" not in (tmp_path / "b.txt").read_text()
    report = json.loads(klankbord("report", tmp_path / "a.json", "--format", "json").out)
    assert report["conversation"]["language"] == "nl"
    assert "language_assumed" in report["conversation"]["provenance"]["notes"]


def test_several_calls_make_no_folder_that_is_called_a_file(
    klankbord: Klankbord, tmp_path: Path
) -> None:
    call = {"transcript": [{"sentences": [{"start": 0, "end": 900, "text": "Goed."}]}]}
    (tmp_path / "gong.json").write_text(json.dumps({"callTranscripts": [call, call]}))
    ran = klankbord("convert", tmp_path / "gong.json", tmp_path / "uit.json")
    assert ran.code == 2
    assert "uit.json: 2 gesprekken gaan niet in één bestand; geef een map." in ran.err
    assert not (tmp_path / "uit.json").exists()
    assert klankbord("convert", tmp_path / "gong.json", tmp_path / "uit").code == 0
    assert sorted(file.name for file in (tmp_path / "uit").iterdir()) == [
        "gong-1.json",
        "gong-2.json",
    ]


def test_one_call_may_go_into_a_folder(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "uit").mkdir()
    assert klankbord("convert", SAMPLES / "museum.json", tmp_path / "uit", "--to", "vtt").code == 0
    assert [file.name for file in (tmp_path / "uit").iterdir()] == ["museum.vtt"]


def test_a_place_that_cannot_be_written_is_told_in_dutch(
    klankbord: Klankbord, tmp_path: Path
) -> None:
    (tmp_path / "bestand").write_text("")
    ran = klankbord("convert", SAMPLES / "museum.json", tmp_path / "bestand" / "x.json")
    assert (ran.code, ran.err.endswith("(wat ervoor staat is geen map).\n")) == (2, True)


@pytest.mark.parametrize("to", ["vtt", "json"])
def test_one_call_that_cannot_be_written_does_not_stop_the_rest(
    klankbord: Klankbord, tmp_path: Path, to: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("An: Dag.\nBo: Dag.\nAn: Alles goed?\n")
    (folder / "b.json").write_bytes((SAMPLES / "museum.json").read_bytes())
    (folder / "c.bin").write_bytes(b"\x00\x01")
    ran = klankbord("convert", folder, tmp_path / "uit", "--to", to)
    assert ran.code == 3
    written = {file.name for file in (tmp_path / "uit").iterdir()}
    assert written == ({"b.vtt"} if to == "vtt" else {"a.json", "b.json"})
    assert "c.bin: dit is geen transcript" in ran.err
    assert ("a: zonder tijden kan dit geen vtt worden" in ran.err) == (to == "vtt")


def test_the_case_of_an_ending_does_not_matter(klankbord: Klankbord, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("koelcel", "museum"):
        (folder / f"{name}.json").write_bytes((SAMPLES / f"{name}.json").read_bytes())
    assert klankbord("convert", folder, tmp_path / "ALLES.CSV").code == 0
    assert pl.read_csv(tmp_path / "ALLES.CSV")["title"].n_unique() == 2


def test_files_of_the_same_name_get_a_name_each_in_no_time(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) / "mei" / "a.vtt" for number in range(20_000)]
    calls = (read_sample("museum"),)
    outcomes = [Outcome(path, calls) for path in paths]
    started = process_time()
    places = targets(tmp_path / "uit", outcomes, ".vtt", several=True, files=())
    assert process_time() - started < 30  # a look at all earlier names takes hours
    assert len(set(places)) == len(places)
    assert [path.name for path in places[:3]] == [
        "mei-a.vtt.vtt",
        "mei-a.vtt (2).vtt",
        "mei-a.vtt (3).vtt",
    ]


def test_a_seller_who_is_named_makes_no_customer_of_a_colleague(
    klankbord: Klankbord, tmp_path: Path
) -> None:
    names = {"1": ("Lotte", "Internal"), "2": ("Jan", "Internal"), "3": ("Karel", "External")}
    call = {
        "callTranscripts": [
            {
                "transcript": [
                    {"speakerId": id_, "sentences": [{"start": 0, "end": 900, "text": "Goed."}]}
                    for id_ in names
                ]
            }
        ],
        "parties": [
            {"speakerId": id_, "name": name, "affiliation": side}
            for id_, (name, side) in names.items()
        ],
    }
    (tmp_path / "gong.json").write_text(json.dumps(call))
    (tmp_path / "a.txt").write_text("Lotte: Dag.\nJan: Dag.\nKarel: Dag.\n" * 2)
    (tmp_path / "klankbord.toml").write_text('sellers = ["Jan"]\n')
    for file in ("gong.json", "a.txt"):
        out = tmp_path / f"{file}.uit.json"
        assert klankbord("convert", tmp_path / file, out, "--seller", "Lotte").code == 0
        sides = {p["name"]: p["side"] for p in json.loads(out.read_text())["parties"]}
        assert sides == {"Lotte": "seller", "Jan": "seller", "Karel": "customer"}


def test_a_name_that_is_too_long_is_one_sentence(klankbord: Klankbord, tmp_path: Path) -> None:
    long = "a" * 5000
    for arguments in (
        ("convert", long, "uit.json"),
        ("report", long),
        ("report", long, "--format", "json", "-o", "uit"),
    ):
        ran = klankbord(*arguments)
        assert (ran.code, ran.err.count("\n")) == (3, 1)
        assert "kan dit bestand niet openen (de naam is te lang)" in ran.err
    ran = klankbord("convert", SAMPLES / "museum.json", tmp_path / long)
    assert ran.code == 2
    assert "kies een uitvoer die eindigt op" in ran.err
    ran = klankbord("convert", SAMPLES / "museum.json", tmp_path / f"{long}.json")
    assert ran.code == 2
    assert "kan hier niet schrijven (de naam is te lang)" in ran.err
