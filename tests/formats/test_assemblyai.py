"""AssemblyAI's transcript, or its utterances alone."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, read_json, refusal

from klankbord.errors import BadKey


def said(start: int, end: int, text: str, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, "confidence": 0.9, **more}


def transcript(**keys: Any) -> dict[str, Any]:
    return {"audio_url": "x", "words": [], "utterances": None, **keys}


def test_an_utterance_is_a_segment_with_its_words() -> None:
    words = [said(400, 700, "Hoe"), said(700, 1100, "dan?")]
    value = transcript(utterances=[said(400, 1100, "Hoe dan?", speaker="A", words=words)])
    found = read_json(value | {"language_code": "en_us", "audio_duration": 8})
    assert lines(found) == ["400-1100 A: Hoe dan?"]
    assert [(w.text, w.start_ms) for w in found.turns[0].words] == [("Hoe", 400), ("dan?", 700)]
    assert (found.language, found.end_ms) == ("en", 8000)


def test_without_utterances_words_make_the_turns() -> None:
    words = [said(0, 300, "Hoe"), said(300, 600, "dan?"), said(1600, 1900, "Nou?")]
    found = read_json(transcript(words=words))
    assert lines(found) == ["0-600 : Hoe dan?", "1600-1900 : Nou?"]


def test_the_list_of_utterances_alone_is_read_too() -> None:
    words = [said(0, 300, "Ja.", speaker="A")]
    value = [said(0, 300, "Ja.", speaker="A", words=words)]
    found = read_json(value)
    assert (found.provenance.format, lines(found)) == ("assemblyai", ["0-300 A: Ja."])


@pytest.mark.parametrize("number", [1, "1"])
def test_with_several_channels_the_speaker_is_the_channel(number: Any) -> None:
    value = transcript(
        utterances=[
            said(0, 900, "Hoe?", speaker="1", channel=number),
            said(500, 800, "Hm.", speaker="2", channel="2"),
        ]
    )
    found = read_json(value)
    assert lines(found) == ["0-900 Channel 1: Hoe?", "500-800 Channel 2: Hm."]
    assert found.overlap


def test_speakers_within_a_channel_are_told_apart() -> None:
    value = transcript(
        utterances=[
            said(0, 900, "Hoe?", speaker="1A", channel="1"),
            said(900, 950, "Ja?", speaker="1B", channel="1"),
            said(1500, 1800, "Zo.", speaker="2A", channel="2"),
        ]
    )
    assert lines(read_json(value)) == [
        "0-900 Channel 1 A: Hoe?",
        "900-950 Channel 1 B: Ja?",
        "1500-1800 Channel 2: Zo.",
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"start": 0.4}, "utterances[0].start: dit is geen heel getal"),
        ({"end": 10**12}, "utterances[0].end: deze tijd ligt na 48 uur"),
        ({"text": 1}, "utterances[0].text: dit is geen tekst"),
        ({"words": {}}, "utterances[0].words: dit is geen lijst"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(wrong: dict[str, Any], says: str) -> None:
    fault = refusal(json.dumps(transcript(utterances=[said(0, 300, "Ja.") | wrong])))
    assert isinstance(fault, BadKey)
    assert says in str(fault)


def test_in_a_list_the_key_is_a_number() -> None:
    value = [said(0, 300, "Ja.", speaker="A", words=[]), said(-1, 300, "Ja.")]
    assert "bij [1].start: deze waarde is kleiner" in str(refusal(json.dumps(value)))
