"""Files that we know by name and do not read: told so, never read as something else."""

import json
from typing import Any

import pytest
from tests.formats.helpers import read, refusal

from klankbord.errors import NotUnderstood, NotYetRead

JSON: list[tuple[Any, str]] = [
    ({"metadata": {}, "results": {"channels": []}}, "JSON van Deepgram"),
    ({"audio_url": "x", "words": [], "text": "Goed."}, "JSON van AssemblyAI"),
    ({"utterances": [], "words": []}, "JSON van AssemblyAI"),
    ({"jobName": "x", "results": {"transcripts": [], "items": []}}, "JSON van AWS Transcribe"),
    ({"Transcript": [], "Participants": []}, "JSON van AWS Call Analytics"),
    ({"Transcript": [], "ConversationCharacteristics": {}}, "JSON van AWS Call Analytics"),
    ({"metadata": {}, "audio_items": []}, "JSON van AWS Bedrock"),
    ({"matched_blueprint": {}}, "JSON van AWS Bedrock"),
    ({"recognizedPhrases": []}, "JSON van Azure Speech"),
    ([{"RecognitionStatus": "Success"}], "JSON van Azure Speech"),
    ({"analysisInput": {"conversations": []}}, "JSON van Azure (gespreksanalyse)"),
    ({"job": {}, "speakers": [], "words": []}, "JSON van Speechmatics"),
    ({"format": "2.9", "metadata": {}, "results": []}, "JSON van Speechmatics"),
    ({"job": {}, "results": []}, "JSON van Speechmatics"),
    ({"response": {"results": []}}, "JSON van Google"),
]


UTTERANCE = {
    "confidence": 0.97, "start": 400, "end": 2900, "speaker": "A", "text": "Hoe gaat dat nu?",
    "words": [{"text": "Hoe", "start": 400, "end": 700, "confidence": 0.9, "speaker": "A"}],
}  # fmt: skip
JSON.append(([UTTERANCE], "JSON van AssemblyAI"))


@pytest.mark.parametrize(("value", "kind"), JSON, ids=[kind for _, kind in JSON])
def test_json_of_other_tools_is_refused_by_name(value: Any, kind: str) -> None:
    fault = refusal(json.dumps(value))
    assert isinstance(fault, NotYetRead)
    assert f"gesprek.x: dit is {kind}" in str(fault)
    assert "zet het om naar Klankbord-JSON" in str(fault)


TEXT = [
    ("10:04:01\tLotte:\tBen je er al?\n", "de chat van een Zoom-vergadering", "vtt-bestand"),
    (
        "10:04:01 From Lotte to Everyone:\n\tBen je er al?\n",
        "de chat van een Zoom-vergadering",
        "vtt-bestand",
    ),
    (
        "Zaterdag\n\nTranscribed with noScribe vers. 0.7\n\nS00: Goed.\nS01: Ja.\nS00: Zo.\n",
        "een transcript van noScribe",
        "bewaar het in noScribe als vtt",
    ),
    ("<!DOCTYPE html>\n<p>Lotte: Goed.</p>\n", "een webpagina", "vtt of srt"),
    ("\n<HTML>", "een webpagina", "vtt of srt"),
    ("Lotte Maes  0:15\nGoed.\n\nKarel  0:18\nJa.\n", "een tekst van Otter", "als srt"),
    ('File type = "ooTextFile"\nObject class = "TextGrid"\n', "een TextGrid van Praat", "omzet"),
    ('<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT>\n', "een ELAN-bestand", "zet het om"),
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


@pytest.mark.parametrize(
    "value",
    [{"results": []}, {"results": {"channels": 1}, "klank": 1}, [{}], {"Transcript": []}, [1]],
)
def test_unknown_json_is_only_named_where_it_is_known(value: Any) -> None:
    known = value == {"results": {"channels": 1}, "klank": 1}
    assert isinstance(refusal(json.dumps(value)), NotYetRead if known else NotUnderstood)


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
