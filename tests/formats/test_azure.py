"""Azure: batch and realtime recognition, and conversation items."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, names, read_all, read_json, refusal, sides

from klankbord.errors import BadKey


def phrase(offset: Any, duration: Any, text: str, **more: Any) -> dict[str, Any]:
    return {
        "recognitionStatus": "Success",
        "channel": 0,
        "offsetInTicks": offset,
        "durationInTicks": duration,
        "nBest": [{"display": text}],
        **more,
    }


def batch(*phrases: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"recognizedPhrases": list(phrases), **more}


def result(offset: int, duration: int, text: str, **more: Any) -> dict[str, Any]:
    said = {"RecognitionStatus": "Success", "Offset": offset, "Duration": duration}
    return {**said, "NBest": [{"Display": text}, {"Display": "iets anders"}], **more}


def test_ticks_are_ten_thousand_to_a_millisecond() -> None:
    words = [{"word": "zo", "offsetInTicks": 4_000_000.0, "durationInTicks": 3_000_000.0}]
    best = [{"display": "Zo.", "lexical": "zo", "words": words}, {"display": "Zoo."}]
    found = read_json(
        batch(
            phrase(4_000_000.0, 15_000_000, "", nBest=best, speaker=1, locale="nl-NL"),
            durationTicks=74_000_000,
        )
    )
    assert lines(found) == ["400-1900 Speaker 1: Zo."]
    assert [(w.text, w.start_ms, w.end_ms) for w in found.turns[0].words] == [("zo", 400, 700)]
    assert (found.end_ms, found.language) == (7400, "nl")


def test_displayed_words_come_before_the_others() -> None:
    shown = [{"displayText": "Zo.", "offsetInTicks": 0, "durationInTicks": 10_000}]
    words = [{"word": "zo", "offsetInTicks": 0, "durationInTicks": 10_000}]
    best = [{"display": "Zo.", "words": words, "displayWords": shown}]
    (turn,) = read_json(batch(phrase(0, 10_000, "", nBest=best))).turns
    assert [word.text for word in turn.words] == ["Zo."]


def test_several_channels_are_parties_and_can_overlap() -> None:
    found = read_json(batch(phrase(0, 20_000, "Hoe?"), phrase(10_000, 20_000, "Hm.", channel=1)))
    assert lines(found) == ["0-2 Channel 0: Hoe?", "1-3 Channel 1: Hm."]
    assert found.overlap


def test_one_channel_is_nobody() -> None:
    assert names(read_json(batch(phrase(0, 20_000, "Hoe?")))) == [""]


def test_what_was_not_recognised_is_left_out() -> None:
    failed = phrase(0, 20_000, "Ruis.", recognitionStatus="Failure")
    assert lines(read_json(batch(failed, phrase(0, 20_000, "Ja.")))) == ["0-2 : Ja."]


def test_realtime_results_are_a_list() -> None:
    words = [{"Word": "zo", "Offset": 4_000_000, "Duration": 3_000_000}]
    found = read_json(
        [
            result(
                4_000_000, 3_000_000, "", SpeakerId="0", NBest=[{"Lexical": "zo", "Words": words}]
            ),
            result(8_000_000, 3_000_000, "Ja.", SpeakerId="Guest-1"),
            result(12_000_000, 3_000_000, "Nee.", SpeakerId="Unknown"),
            {"RecognitionStatus": "NoMatch", "Offset": 0, "Duration": 0},
            {"RecognitionStatus": "Success", "Offset": 2e7, "Duration": 0, "DisplayText": "Zo."},
        ]
    )
    assert lines(found) == [
        "400-700 Speaker 0: zo",
        "800-1100 Guest-1: Ja.",
        "1200-1500 : Nee.",
        "2000-2000 : Zo.",
    ]
    assert found.turns[0].words[0].start_ms == 400


@pytest.mark.parametrize(
    ("offset", "duration", "says"),
    [
        (-1, 0, "[0].offsetInTicks: deze waarde is kleiner dan nul"),
        (10**13, 0, "[0].offsetInTicks: deze tijd ligt na 48 uur"),
        ("1", 0, "[0].offsetInTicks: dit is geen getal"),
        (10**12, 10**12, "[0]: deze tijd ligt na 48 uur"),
    ],
)
def test_a_time_that_is_none_is_refused_by_its_key(offset: Any, duration: Any, says: str) -> None:
    fault = refusal(json.dumps(batch(phrase(offset, duration, "Ja."))))
    assert isinstance(fault, BadKey)
    assert f"bij recognizedPhrases{says}" in str(fault)


# ── conversation items ────────────────────────────────────────────────────────────────────────


def analysis(*conversations: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    found = [{"conversationItems": items, **more} for items in conversations]
    return {"analysisInput": {"conversations": found}, "tasks": [{"kind": "x"}]}


def test_an_item_is_a_turn_and_its_role_gives_the_side() -> None:
    items: list[dict[str, Any]] = [
        {"participantId": "Agent", "text": "Hoe?"},
        {"participantId": "7", "role": "Customer", "text": "Zo."},
        {"participantId": 8, "text": "Hm."},
    ]
    found = read_json(analysis(items, language="nl"))
    assert lines(found) == ["None-None Agent: Hoe?", "None-None 7: Zo.", "None-None 8: Hm."]
    assert sides(found) == {"Agent": "seller", "7": "customer", "8": "unknown"}
    assert found.language == "nl"
    assert not found.bears.starts


def test_times_of_words_give_those_of_the_turn() -> None:
    timings = [
        {"word": "zo", "offset": 20_000, "duration": 10_000},
        {"word": "hé", "offset": 10_000, "duration": 5_000},
    ]
    found = read_json(
        analysis([{"participantId": "Agent", "text": "Zo.", "audioTimings": timings}])
    )
    assert lines(found) == ["1-3 Agent: Zo."]


def test_several_conversations_have_ids_of_their_own() -> None:
    said = [{"participantId": "A", "text": "Zo."}]
    found = read_all(json.dumps(analysis(said, [], said)))
    assert len({conversation.id for conversation in found}) == 2
    assert all(c.provenance.notes == ("silent_calls",) for c in found)


def test_an_item_may_have_its_text_in_an_object_of_its_own() -> None:
    timings = [{"word": "zo", "offset": 20_000, "duration": 10_000}]
    content = {"text": "Zo.", "audioTimings": timings}
    found = read_json(analysis([{"participantId": "Agent", "content": content}]))
    assert lines(found) == ["2-3 Agent: Zo."]


def test_a_wrong_text_is_refused_by_its_key() -> None:
    fault = refusal(json.dumps(analysis([{"participantId": "A", "text": 1}])))
    assert "conversations[0].conversationItems[0].text: dit is geen tekst" in str(fault)
