"""AWS: Transcribe's standard output, Call Analytics, and Bedrock Data Automation."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, read_json, refusal, sides

from klankbord.errors import BadKey

# ── Transcribe ────────────────────────────────────────────────────────────────────────────────


def item(text: str, start: Any = None, end: Any = None, **more: Any) -> dict[str, Any]:
    kind = "punctuation" if start is None else "pronunciation"
    times = {} if start is None else {"start_time": start, "end_time": end}
    return {"type": kind, "alternatives": [{"content": text}], **times, **more}


def segment(start: str, end: str, speaker: str) -> dict[str, Any]:
    return {"start_time": start, "end_time": end, "speaker_label": speaker, "items": []}


def job(*items: dict[str, Any], **results: Any) -> dict[str, Any]:
    return {"jobName": "x", "results": {"transcripts": [], "items": list(items), **results}}


def test_times_are_text_and_a_mark_belongs_to_its_word() -> None:
    found = read_json(job(item("Hoe", "0.4", "0.7"), item("?"), item("Nou", "0.7", "1.123")))
    assert lines(found) == ["400-1123 : Hoe? Nou"]
    assert [w.text for w in found.turns[0].words] == ["Hoe?", "Nou"]
    assert found.bears.words


def test_words_go_to_the_speaker_whose_span_they_start_in() -> None:
    labels = {
        "segments": [
            segment("0.4", "0.9", "spk_1"),
            segment("0.2", "0.4", ""),
            segment("0.9", "2.0", "spk_0"),
        ]
    }
    words = item("Hoe?", "0.4", "0.9"), item("Zo", "0.9", "1.2"), item(".")
    found = read_json(job(*words, speaker_labels=labels, language_code="nl-NL"))
    assert lines(found) == ["400-900 spk_1: Hoe?", "900-1200 spk_0: Zo."]
    assert found.language == "nl"


def test_a_label_of_a_word_itself_comes_first() -> None:
    labels = {"segments": [segment("0.0", "2.0", "spk_0")]}
    words = [item("Hoe?", "0.4", "0.9", speaker_label="spk_1"), item("Zo", "0.9", "1.2")]
    assert lines(read_json(job(*words, speaker_labels=labels))) == [
        "400-900 spk_1: Hoe?",
        "900-1200 spk_0: Zo",
    ]


def test_with_channels_each_has_its_own_words_and_marks() -> None:
    labels = {
        "channels": [
            {"channel_label": "ch_0", "items": [item("Hoe", "0.4", "0.7"), item("?")]},
            {"channel_label": "ch_1", "items": [item("Hm", "0.5", "0.6"), item(".")]},
        ]
    }
    bare = read_json({"results": {"transcripts": [], "channel_labels": labels}})
    mixed = item("Hoe", "0.4", "0.7"), item("Hm", "0.5", "0.6"), item("?"), item(".")
    found = read_json(job(*mixed, channel_labels=labels))
    assert lines(found) == ["400-700 ch_0: Hoe?", "500-600 ch_1: Hm."]
    assert found.overlap
    assert bare.turns == found.turns


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("nan", "dit is geen getal"),
        ("-0.4", "dit is geen getal"),
        ("1e9", "dit is geen getal"),
        ("٣", "dit is geen getal"),
        ("172801", "deze tijd ligt na 48 uur"),
        (-1, "deze waarde is kleiner dan nul"),
    ],
)
def test_a_time_that_is_none_is_refused_by_its_key(time: Any, says: str) -> None:
    fault = refusal(json.dumps(job(item("Hoe", time, "0.7"))))
    assert isinstance(fault, BadKey)
    assert f"bij results.items[0].start_time: {says}" in str(fault)


# ── Call Analytics ────────────────────────────────────────────────────────────────────────────


def turn(role: str | None, start: int | None, end: int | None, text: str, **more: Any) -> Any:
    times = {} if start is None else {"BeginOffsetMillis": start, "EndOffsetMillis": end}
    return {"ParticipantRole": role, "Content": text, **times, **more}


def analytics(*turns: Any, **more: Any) -> dict[str, Any]:
    return {"Transcript": list(turns), "Participants": [], **more}


def test_the_agent_sells_and_both_can_overlap() -> None:
    length = {"TotalConversationDurationMillis": 9000}
    found = read_json(
        analytics(
            turn("AGENT", 0, 900, "Hoe?"),
            turn("CUSTOMER", 800, 1200, "Zo."),
            ConversationCharacteristics=length,
            LanguageCode="nl-BE",
        )
    )
    assert lines(found) == ["0-900 AGENT: Hoe?", "800-1200 CUSTOMER: Zo."]
    assert sides(found) == {"AGENT": "seller", "CUSTOMER": "customer"}
    assert (found.bears.sides, found.bears.overlap, found.end_ms) == (True, True, 9000)
    assert found.language == "nl"


def test_items_are_words_with_their_marks() -> None:
    items = [
        {"Type": "pronunciation", "Content": "Zo", "BeginOffsetMillis": 1, "EndOffsetMillis": 9},
        {"Type": "punctuation", "Content": "."},
    ]
    (said,) = read_json(analytics(turn("AGENT", 0, 900, "Zo.", Items=items))).turns
    assert [(w.text, w.start_ms, w.end_ms) for w in said.words] == [("Zo.", 1, 9)]


def test_a_role_may_stand_with_the_participants_alone() -> None:
    people = [{"ParticipantId": "a1", "ParticipantRole": "CUSTOMER"}]
    said = turn(None, 0, 900, "Zo.", ParticipantId="a1")
    assert sides(read_json(analytics(said, Participants=people))) == {"CUSTOMER": "customer"}
    assert sides(read_json(analytics(said))) == {"a1": "unknown"}


def test_what_aws_says_of_moods_and_loudness_is_not_taken_in() -> None:
    said = turn("AGENT", 0, 900, "Zo.", Sentiment="NEGATIVE", LoudnessScores=[88.1])
    text = repr(read_json(analytics(said)))
    assert "NEGATIVE" not in text
    assert "88.1" not in text


def test_a_chat_has_turns_without_times() -> None:
    found = read_json(
        analytics(turn("AGENT", None, None, "Hoe?"), turn("CUSTOMER", None, None, "Zo."))
    )
    assert lines(found) == ["None-None AGENT: Hoe?", "None-None CUSTOMER: Zo."]
    assert not found.bears.overlap


def test_a_turn_that_runs_back_has_no_length() -> None:
    assert lines(read_json(analytics(turn("AGENT", 900, 0, "Zo.")))) == ["900-900 AGENT: Zo."]


# ── Bedrock Data Automation ───────────────────────────────────────────────────────────────────


def bedrock(*segments: dict[str, Any], items: Any = None, **metadata: Any) -> dict[str, Any]:
    return {"metadata": metadata, "audio_items": items, "audio_segments": list(segments)}


def part(
    start: int, end: int, text: str, speaker: str, channel: str, *words: int
) -> dict[str, Any]:
    return {
        "start_timestamp_millis": start,
        "end_timestamp_millis": end,
        "text": text,
        "speaker": {"speaker_label": speaker},
        "channel": {"channel_label": channel},
        "audio_item_indices": list(words),
    }


def test_a_segment_has_the_words_that_it_points_to() -> None:
    items = [
        {"item_index": 1, "content": "."},
        {
            "item_index": 0,
            "content": "Zo",
            "start_timestamp_millis": 0,
            "end_timestamp_millis": 300,
        },
    ]
    found = read_json(
        bedrock(
            part(0, 300, "Zo.", "spk_0", "ch_0", 0, 1, 7),
            part(200, 400, "Hm.", "spk_1", "ch_1", 0),
            items=items,
            duration_millis=900,
            dominant_asset_language="NL",
        )
    )
    assert lines(found) == ["0-300 ch_0: Zo.", "200-400 ch_1: Hm."]
    assert [[w.text for w in t.words] for t in found.turns] == [["Zo."], []]
    assert (found.end_ms, found.language, found.overlap) == (900, "nl", True)


def test_in_one_channel_speakers_have_their_labels() -> None:
    segments = part(0, 300, "Zo.", "spk_0", "ch_0"), part(300, 400, "Hm.", "spk_1", "ch_0")
    assert lines(read_json(bedrock(*segments))) == ["0-300 spk_0: Zo.", "300-400 spk_1: Hm."]


def test_segments_that_are_none_are_refused() -> None:
    fault = refusal('{"metadata": {}, "audio_items": []}')
    assert "bij audio_segments: deze sleutel ontbreekt" in str(fault)
