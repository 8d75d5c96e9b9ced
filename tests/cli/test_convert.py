"""`klankbord convert`."""

import json
from pathlib import Path

import polars as pl
from tests.cli.conftest import Klankbord

from klankbord.formats import read_file
from klankbord.samples import FOLDER as SAMPLES
from klankbord.samples import read_sample


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
