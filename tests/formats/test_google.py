"""Google Speech-to-Text, both versions."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, read_json, refusal

from klankbord.errors import NotYetRead


def word(text: str, start: str | None, end: str, **more: Any) -> dict[str, Any]:
    return {"word": text, **({} if start is None else {"startTime": start}), "endTime": end, **more}


def result(transcript: str, *words: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"alternatives": [{"transcript": transcript, "words": list(words)}], **more}


def test_words_are_turns_with_times_of_seconds_and_an_s() -> None:
    said = result("Hoe dan?", word("Hoe", "0.400s", "0.700s"), word("dan?", "0.700s", "1s"))
    found = read_json({"results": [said | {"languageCode": "nl-nl"}]})
    assert lines(found) == ["400-1000 : Hoe dan?"]
    assert (found.language, len(found.turns[0].words)) == ("nl", 2)


def test_the_answer_of_a_job_is_read_too() -> None:
    value = {"name": "1", "response": {"results": [result("Ja.", word("Ja.", "0s", "1s"))]}}
    assert lines(read_json(value)) == ["0-1000 : Ja."]


def test_the_last_result_has_all_words_again_where_speakers_are_told_apart() -> None:
    again = result(
        "",
        word("Hoe?", "0s", "0.5s", speakerTag=1),
        word("Zo.", "0.5s", "0.9s", speakerTag=2),
    )
    first = result("Hoe? Zo.", word("Hoe?", "0s", "0.5s"), word("Zo.", "0.5s", "0.9s"))
    found = read_json({"results": [first, again]})
    assert lines(found) == ["0-500 Speaker 1: Hoe?", "500-900 Speaker 2: Zo."]


def test_the_second_version_has_labels_and_offsets() -> None:
    said = {"word": "Zo.", "startOffset": "0.5s", "endOffset": "0.9s", "speakerLabel": "2"}
    assert lines(read_json({"results": [result("Zo.", said)]})) == ["500-900 Speaker 2: Zo."]


def test_channels_are_parties() -> None:
    found = read_json(
        {
            "results": [
                result("Hoe?", word("Hoe?", "0s", "1s"), channelTag=1),
                result("Hm.", word("Hm.", "0.5s", "0.7s"), channelTag=2),
            ]
        }
    )
    assert lines(found) == ["0-1000 Channel 1: Hoe?", "500-700 Channel 2: Hm."]
    assert found.overlap


def test_no_words_are_lost_where_some_have_no_times() -> None:
    value = {"results": [result("Hoe?", word("Hoe?", "0s", "1s")), result("Zo."), {}]}
    assert lines(read_json(value)) == ["None-None : Hoe?", "None-None : Zo."]


def test_a_word_without_a_start_has_no_time_and_stays() -> None:
    said = result("Hoe dan?", word("Hoe", "0s", "1s"), word("dan?", None, "2s"))
    found = read_json({"results": [said]})
    assert lines(found) == ["0-1000 : Hoe dan?"]


@pytest.mark.parametrize("time", ["1", "1.5s", 1.5])
def test_times_may_be_text_or_numbers(time: Any) -> None:
    found = read_json({"results": [result("Ja.", word("Ja.", time, "2s"))]})
    assert found.turns[0].start_ms in {1000, 1500}


def test_a_wrong_value_is_refused_by_its_whole_key() -> None:
    said = result("Ja.", word("Ja.", "één", "2s"))
    place = "response.results[0].alternatives[0].words[0].startTime: dit is geen getal"
    assert place in str(refusal(json.dumps({"response": {"results": [said]}})))


def test_an_answer_of_watson_is_not_taken_for_google_s() -> None:
    value = {"result_index": 0, "results": [{"alternatives": [{"transcript": "Ja."}]}]}
    assert isinstance(refusal(json.dumps(value)), NotYetRead)
