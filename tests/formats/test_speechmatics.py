"""Speechmatics, both generations."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, read_json, refusal, sides

from klankbord.errors import BadKey


def result(text: str, start: Any, end: Any, speaker: str = "S1", **more: Any) -> dict[str, Any]:
    kind = "punctuation" if text in {".", "?"} else "word"
    best = [{"content": text, "speaker": speaker}]
    return {"type": kind, "start_time": start, "end_time": end, "alternatives": best, **more}


def answer(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    config = {"transcription_config": {"language": "nl"}}
    found = {"format": "2.9", "metadata": config, "results": list(results)}
    return {**found, "job": {"duration": 9}, **more}


def old(words: list[tuple[str, str, str]], speakers: list[tuple[str, str, str]]) -> dict[str, Any]:
    def spans(found: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
        return [{"name": n, "time": t, "duration": d, "confidence": None} for n, t, d in found]

    return {"job": {"lang": "nl"}, "words": spans(words), "speakers": spans(speakers)}


def test_words_and_marks_are_turns_of_speakers() -> None:
    found = read_json(
        answer(
            result("Hoe", 0.4, 0.7),
            result("?", 0.7, 0.7),
            result("Zo", 0.9, 1.2, "S2"),
            result(".", 1.2, 1.2, "S2"),
        )
    )
    assert lines(found) == ["400-700 S1: Hoe?", "900-1200 S2: Zo."]
    assert [w.text for w in found.turns[0].words] == ["Hoe?"]
    assert (found.language, found.end_ms, found.overlap) == ("nl", 9000, None)


def test_a_speaker_whom_they_do_not_know_has_no_name() -> None:
    assert lines(read_json(answer(result("Hoe", 0, 1, "UU")))) == ["0-1000 : Hoe"]


def test_channels_are_parties_and_their_labels_may_tell_the_side() -> None:
    said = result("Hoe", 0, 1, "S1", channel="Agent"), result("Hm", 0.5, 0.7, channel="Customer")
    found = read_json(answer(*said))
    assert lines(found) == ["0-1000 Agent: Hoe", "500-700 Customer: Hm"]
    assert sides(found) == {"Agent": "seller", "Customer": "customer"}
    assert found.overlap


def test_what_was_heard_beside_words_is_not_taken_in() -> None:
    events = [{"type": "laughter", "start_time": 0.1, "end_time": 0.3}]
    found = read_json(answer(result("Hoe", 0, 1), audio_events=events))
    assert (len(found.turns), found.bears.laughter) == (1, False)


def test_the_first_generation_has_words_apart_from_speakers() -> None:
    words = [("Hoe", "0.40", "0.30"), (".", "0.70", "0.10"), ("Zo", "0.90", "0.25")]
    found = read_json(old(words, [("M2", "0.90", "1.00"), ("F1", "0.40", "0.50")]))
    assert lines(found) == ["400-700 F1: Hoe.", "900-1150 M2: Zo"]
    assert found.language == "nl"


def test_a_word_before_the_first_speaker_is_nobody_s() -> None:
    found = read_json(old([("Hoe", "0.1", "0.1")], [("F1", "0.4", "0.5")]))
    assert lines(found) == ["100-200 : Hoe"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (answer(result("Hoe", "0.4", 1)), "results[0].start_time: dit is geen getal"),
        (answer(result("Hoe", 0, 1e9)), "results[0].end_time: deze tijd ligt na 48 uur"),
        (old([("Hoe", "NaN", "1")], []), "words[0].time: dit is geen getal"),
        (old([("Hoe", "172800", "1")], []), "words[0]: deze tijd ligt na 48 uur"),
        (answer({"type": "word"}), "results[0].start_time: deze sleutel ontbreekt"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(value: dict[str, Any], says: str) -> None:
    fault = refusal(json.dumps(value))
    assert isinstance(fault, BadKey)
    assert f"bij {says}" in str(fault)
