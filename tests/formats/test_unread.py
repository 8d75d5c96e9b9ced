"""Files that we know by name and do not read: told so, never read as something else."""

import json
from typing import Any

import pytest
from tests.formats.helpers import read, refusal

from klankbord.errors import NotUnderstood, NotYetRead

JSON: list[tuple[Any, str, str]] = [
    ({"matched_blueprint": {}}, "een samenvatting van AWS Bedrock", "standaardresultaat"),
    ({"jobName": "x", "TranscriptionJob": {}}, "de beschrijving van een taak", "TranscriptFileUri"),
    ({"result_index": 0, "results": []}, "JSON van IBM Watson", "zet het om naar Klankbord-JSON"),
]
UTTERANCE = {
    "confidence": 0.97, "start": 400, "end": 2900, "speaker": "A", "text": "Hoe gaat dat nu?",
    "words": [{"text": "Hoe", "start": 400, "end": 700, "confidence": 0.9, "speaker": "A"}],
}  # fmt: skip


@pytest.mark.parametrize(("value", "kind", "mend"), JSON, ids=[case[1] for case in JSON])
def test_json_of_other_tools_is_refused_by_name(value: Any, kind: str, mend: str) -> None:
    fault = refusal(json.dumps(value))
    assert isinstance(fault, NotYetRead)
    assert f"gesprek.x: dit is {kind}" in str(fault)
    assert mend in str(fault)


TEXT = [
    ("10:04:01\tLotte:\tBen je er al?\n", "de chat van een Zoom-vergadering", "vtt-bestand"),
    (
        "10:04:01 From Lotte to Everyone:\n\tBen je er al?\n",
        "de chat van een Zoom-vergadering",
        "vtt-bestand",
    ),
    ("<!DOCTYPE html>\n<p>Lotte: Goed.</p>\n", "een webpagina", "vtt of srt"),
    ("\n<HTML>", "een webpagina", "vtt of srt"),
    (
        'File type = "ooTextFile"\nObject class = "Pitch 1"\n',
        "een bestand van Praat dat geen gewone TextGrid is",
        "als TextGrid",
    ),
    (
        '"Praat chronological TextGrid text file"\n0 1\n',
        "een bestand van Praat dat geen gewone TextGrid is",
        "als TextGrid",
    ),
    ('<?xml version="1.0"?>\n<transcript/>\n', "een XML-bestand", "vtt of srt"),
    ("<tt xmlns='x'>", "een XML-bestand", "vtt of srt"),
    ("naam\ttekst\nLotte\tGoed.\n", "een tabel met tabs", "zet het om"),
]


@pytest.mark.parametrize(("written", "kind", "mend"), TEXT, ids=[text[1] for text in TEXT])
def test_texts_of_other_tools_are_refused_by_name(written: str, kind: str, mend: str) -> None:
    fault = refusal(written)
    assert isinstance(fault, NotYetRead)
    assert f"dit is {kind}, en dat leest Klankbord niet; " in str(fault)
    assert mend.replace("omzet", "zet het om") in str(fault)


@pytest.mark.parametrize("value", [{"results": []}, [{}], {"Transcript": []}, [1], {"words": []}])
def test_unknown_json_is_only_named_where_it_is_known(value: Any) -> None:
    assert isinstance(refusal(json.dumps(value)), NotUnderstood)


@pytest.mark.parametrize("form", ["html", "json", "several json"])
def test_a_report_of_our_own_is_refused_as_that(form: str) -> None:
    page = '<!doctype html>\n<html lang="nl">\n<meta name="generator" content="Klankbord 0.1.0">'
    one = {"conversation": {"klankbord": 1, "title": "Kassa's"}, "readings": []}
    written = {
        "html": page,
        "json": json.dumps(one, indent=1),
        "several json": json.dumps([one, one]),
    }[form]
    fault = refusal(written)
    assert isinstance(fault, NotYetRead)
    assert "dit is een rapport van Klankbord" in str(fault)


def test_a_whisper_with_a_confidence_and_seconds_is_read() -> None:
    segment = UTTERANCE | {"start": 0.4, "end": 2.9, "words": None}
    assert read(json.dumps([segment])).turns[0].end_ms == 2900


def test_a_conversation_may_speak_of_those_tools() -> None:
    said = "WEBVTT\n\nNOTE Transcribed with noScribe\n\n00:01.000 --> 00:02.000\n<v S00>Goed.</v>\n"
    assert read(said).provenance.format == "webvtt"


@pytest.mark.parametrize(
    "first",
    ["00:00:00 From" + " to " * 200_000, "<" * 500_000, " " * 500_000 + "<", "a" * 500_000 + "\t"],
    ids=["to", "less", "spaces", "tab"],
)
def test_a_hostile_first_line_is_refused_in_no_time(first: str) -> None:
    assert refusal(first)
