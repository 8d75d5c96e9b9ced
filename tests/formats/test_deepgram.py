"""Deepgram's answer: channels with words, and utterances."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, notes, read_json, refusal

from klankbord.errors import BadKey


def word(text: str, start: Any, end: Any, **more: Any) -> dict[str, Any]:
    return {"word": text.lower(), "punctuated_word": text, "start": start, "end": end, **more}


def answer(*channels: list[dict[str, Any]], **results: Any) -> dict[str, Any]:
    found = [{"alternatives": [{"transcript": "x", "words": words}]} for words in channels]
    return {"metadata": {"duration": 9.5}, "results": {"channels": found, **results}}


def utterance(start: float, end: float, text: str, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "transcript": text, **more}


def test_words_are_turns_as_they_are_written() -> None:
    found = read_json(answer([word("Hoe", 0.4, 0.7), word("dan?", 0.7, 1.1)]))
    assert lines(found) == ["400-1100 : Hoe dan?"]
    assert [(w.text, w.start_ms, w.end_ms) for w in found.turns[0].words] == [
        ("Hoe", 400, 700),
        ("dan?", 700, 1100),
    ]
    assert (found.end_ms, found.bears.words) == (9500, True)
    assert notes(found) == ("unnamed_speakers",)


def test_a_word_without_punctuation_is_read_as_it_is() -> None:
    assert lines(read_json(answer([{"word": "hoe", "start": 0, "end": 1}]))) == ["0-1000 : hoe"]


def test_speakers_of_one_channel_have_numbers() -> None:
    found = read_json(answer([word("Hoe?", 0, 1, speaker=0), word("Zo.", 1, 2, speaker=1)]))
    assert lines(found) == ["0-1000 Speaker 0: Hoe?", "1000-2000 Speaker 1: Zo."]


def test_with_two_channels_the_channel_is_the_party_and_overlap_is_seen() -> None:
    found = read_json(answer([word("Hoe", 0, 1), word("dan?", 1, 2)], [word("Hm.", 0.5, 0.8)]))
    assert lines(found) == ["0-2000 Channel 0: Hoe dan?", "500-800 Channel 1: Hm."]
    assert found.bears.overlap


def test_a_channel_in_which_nobody_speaks_is_still_a_channel() -> None:
    assert read_json(answer([word("Hoe?", 0, 1)], [])).overlap


def test_utterances_are_segments_and_keep_their_words() -> None:
    said = [
        utterance(0, 1, "Hoe?", channel=0, speaker=0, words=[word("Hoe?", 0, 1)]),
        utterance(0.5, 2, "Zo.", channel=1, speaker=0, words=[]),
        utterance(3, 4, "Ja.", channel=1, speaker=1, words=[]),
    ]
    found = read_json(answer([], [], utterances=said))
    assert lines(found) == [
        "0-1000 Channel 0: Hoe?",
        "500-2000 Channel 1 Speaker 0: Zo.",
        "3000-4000 Channel 1 Speaker 1: Ja.",
    ]
    assert [w.text for w in found.turns[0].words] == ["Hoe?"]


@pytest.mark.parametrize("place", ["channel", "alternative"])
def test_a_language_that_was_heard_is_taken_along(place: str) -> None:
    value = answer([word("Hoe?", 0, 1)])
    channel = value["results"]["channels"][0]
    if place == "channel":
        channel["detected_language"] = "nl"
    else:
        channel["alternatives"][0]["languages"] = ["nl-BE"]
    assert read_json(value).language == "nl"


def test_only_the_first_reading_counts() -> None:
    value = answer([word("Hoe?", 0, 1)])
    value["results"]["channels"][0]["alternatives"].append({"words": [word("Ho!", 0, 1)]})
    assert lines(read_json(value)) == ["0-1000 : Hoe?"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"start": "0.4"}, "words[0].start: dit is geen getal"),
        ({"start": -1}, "words[0].start: deze waarde is kleiner dan nul"),
        ({"end": 172_801}, "words[0].end: deze tijd ligt na 48 uur"),
        ({"word": None}, "words[0].word: dit is geen tekst"),
        ({"speaker": 0.5}, "words[0].speaker: dit is geen heel getal"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(wrong: dict[str, Any], says: str) -> None:
    fault = refusal(json.dumps(answer([word("Hoe?", 0, 1) | wrong])))
    assert isinstance(fault, BadKey)
    assert f"results.channels[0].alternatives[0].{says}" in str(fault)


def test_channels_that_are_none_are_refused() -> None:
    assert "bij results.channels: dit is geen lijst" in str(refusal('{"results": {"channels": 1}}'))
