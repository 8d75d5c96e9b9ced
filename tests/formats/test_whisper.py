"""The JSON of Whisper and its kin."""

import json
from typing import Any

import pytest
from tests.formats.helpers import lines, names, notes, read_json, refusal

from klankbord.conversation import Word
from klankbord.errors import BadKey, NotUnderstood


def segment(start: float, end: float, text: str, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, **more}


def test_openai_whisper_gives_segments_in_seconds() -> None:
    conversation = read_json(
        {
            "text": " Hoe gaat dat nu? Druk.",
            "segments": [segment(0.4, 2.9, " Hoe gaat dat nu?", id=0), segment(3.4, 4.1, " Druk.")],
            "language": "nl",
        }
    )
    assert lines(conversation) == ["400-2900 : Hoe gaat dat nu?", "3400-4100 : Druk."]
    assert conversation.language == "nl"
    assert notes(conversation) == ("unnamed_speakers",)


def test_whisperx_names_speakers_and_times_most_words() -> None:
    words = [
        {"word": "Hoe", "start": 0.4, "end": 0.7, "score": 0.9, "speaker": "SPEAKER_00"},
        {"word": "2026?"},
        {"word": " ", "start": 0.8, "end": 0.9},
        {"word": "Ja", "start": 1.0},
    ]
    conversation = read_json(
        {
            "segments": [
                segment(0.4, 2.9, " Hoe 2026? Ja", speaker="SPEAKER_00", words=words),
                segment(3.4, 4.1, "Druk.", speaker="SPEAKER_01"),
                segment(4.2, 4.4, "Tja."),
            ],
            "word_segments": words,
        }
    )
    assert names(conversation) == ["SPEAKER_00", "SPEAKER_01", ""]
    assert conversation.turns[0].words == (
        Word(400, 700, "Hoe"),
        Word(None, None, "2026?"),
        Word(1000, None, "Ja"),
    )
    assert not conversation.bears.words


def said(*words: tuple[str, str | None, float | None, float | None]) -> list[dict[str, Any]]:
    """Words with their speakers and times, as WhisperX gives them."""
    return [
        {"word": word}
        | ({"speaker": speaker} if speaker else {})
        | ({"start": start, "end": end} if start is not None else {})
        for word, speaker, start, end in words
    ]


def test_a_segment_is_cut_where_its_words_change_speaker() -> None:
    words = said(
        ("Druk?", None, None, None),
        ("Zeker", "A", 0.4, 0.7),
        ("Ja,", "B", 1.0, 1.2),
        ("2026.", None, None, None),
        ("Goed", "A", 1.6, 1.9),
    )
    written = {
        "segments": [
            segment(0.2, 2.0, " Druk? Zeker Ja, 2026. Goed", speaker="A", words=words),
            segment(2.5, 3.0, "Tja.", speaker="B", words=said(("Tja.", "B", 2.5, 3.0))),
        ]
    }
    conversation = read_json(written)
    assert lines(conversation) == [
        "400-700 A: Druk? Zeker",
        "1000-1200 B: Ja, 2026.",
        "1600-1900 A: Goed",
        "2500-3000 B: Tja.",
    ]
    assert conversation.turns[1].words == (Word(1000, 1200, "Ja,"), Word(None, None, "2026."))
    assert notes(conversation) == ("segments_split",)


def test_a_piece_of_words_without_times_stands_between_its_neighbours() -> None:
    words = said(("Druk?", "A", 0.4, 0.7), ("12", "B", None, None), ("Goed.", "A", 1.6, 1.9))
    written = [segment(0.4, 2.0, "Druk? 12 Goed.", speaker="A", words=words)]
    assert lines(read_json(written)) == ["400-700 A: Druk?", "700-700 B: 12", "1600-1900 A: Goed."]


def test_words_that_are_not_the_text_leave_a_segment_whole_and_that_is_said() -> None:
    words = said(("Druk?", "A", 0.4, 0.7), ("Ja.", "B", 1.0, 1.2))
    conversation = read_json([segment(0.4, 2.0, "Druk? Jawel.", speaker="A", words=words)])
    assert lines(conversation) == ["400-2000 A: Druk? Jawel."]
    assert notes(conversation) == ("segments_whole",)


def test_words_are_borne_where_every_segment_has_some_with_times() -> None:
    word = {"word": "Ja.", "start": 0.4, "end": 0.7}
    assert read_json({"segments": [segment(0.4, 0.7, "Ja.", words=[word])]}).bears.words


def test_a_word_that_runs_back_has_no_length() -> None:
    word = {"word": "Ja.", "start": 0.7, "end": 0.4}
    conversation = read_json({"segments": [segment(0.4, 0.7, "Ja.", words=[word])]})
    assert conversation.turns[0].words == (Word(700, 700, "Ja."),)


def test_whisper_timestamped_calls_a_word_text() -> None:
    words = [{"text": "Druk", "start": 0.4, "end": 0.7, "confidence": 0.8}]
    conversation = read_json({"segments": [segment(0.4, 0.7, "Druk.", words=words)]})
    assert conversation.turns[0].words == (Word(400, 700, "Druk"),)


@pytest.mark.parametrize("segments", [{}, {"segments": None}], ids=["without", "null"])
def test_openai_verbose_json_may_have_only_words(segments: dict[str, Any]) -> None:
    times = [(0.0, 0.4, "Hoe"), (0.4, 0.8, "dan?"), (2.0, 2.4, "Druk.")]
    words = [{"word": word, "start": start, "end": end} for start, end, word in times]
    conversation = read_json(
        {"task": "transcribe", "language": "dutch", "duration": 2.5, "text": "Hoe dan? Druk."}
        | {"words": words}
        | segments
    )
    assert lines(conversation) == ["0-800 : Hoe dan?", "2000-2400 : Druk."]
    assert conversation.language == "nl"
    assert conversation.bears.words


def test_single_words_with_speakers_change_turn_at_another_speaker() -> None:
    words = [
        {"word": "Druk?", "start": 0.0, "end": 0.4, "speaker": "A"},
        {"word": "Ja,", "start": 0.4, "end": 0.6, "speaker": "B"},
        {"word": "heel.", "start": 0.7, "end": 0.9, "speaker": "B"},
    ]
    assert lines(read_json({"text": "Druk? Ja, heel.", "words": words})) == [
        "0-400 A: Druk?",
        "400-900 B: Ja, heel.",
    ]


def test_a_bare_list_of_segments_is_read_too() -> None:
    segments = [segment(0, 1, "Druk?", speaker="Lotte"), segment(1, 2, "Ja.", speaker="Karel")]
    assert lines(read_json(segments)) == ["0-1000 Lotte: Druk?", "1000-2000 Karel: Ja."]


def test_whisper_cpp_gives_offsets_in_milliseconds() -> None:
    conversation = read_json(
        {
            "model": {"type": "large"},
            "result": {"language": "nl"},
            "transcription": [
                {
                    "timestamps": {"from": "00:00:00,400", "to": "00:00:02,900"},
                    "offsets": {"from": 400, "to": 2900},
                    "text": " Hoe gaat dat nu?",
                    "speaker": "0",
                },
                {"offsets": {"from": 3400, "to": 4100}, "text": " Druk.", "speaker": "1"},
            ],
        }
    )
    assert lines(conversation) == ["400-2900 0: Hoe gaat dat nu?", "3400-4100 1: Druk."]
    assert conversation.language == "nl"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nl", "nl"),
        ("Dutch", "nl"),
        ("nl-BE", "nl"),
        ("en_GB", "en"),
        ("nld", "nl"),
        ("english", "en"),
        ("klingon", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_languages_are_codes(written: str | None, code: str) -> None:
    value = {"language": written, "segments": [segment(0, 1, "Hm.")]}
    assert read_json(value).language == code


def test_seconds_are_rounded_to_the_millisecond() -> None:
    assert lines(read_json([segment(0.0004, 1.9996, "Hm.")])) == ["0-2000 : Hm."]


def test_a_segment_that_runs_back_is_kept_without_length_and_said() -> None:
    conversation = read_json([segment(2.0, 1.0, "Hm.", speaker="Lotte")])
    assert lines(conversation) == ["2000-2000 Lotte: Hm."]
    assert notes(conversation) == ("backward_times",)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"start": "1"}, "segments[1].start: dit is geen getal"),
        ({"start": True}, "segments[1].start: dit is geen getal"),
        ({"start": -0.1}, "segments[1].start: deze waarde is kleiner dan nul"),
        ({"end": 172_800.1}, "segments[1].end: deze tijd ligt na 48 uur"),
        ({"end": None}, "segments[1].end: dit is geen getal"),
        ({"text": 5}, "segments[1].text: dit is geen tekst"),
        ({"speaker": 0}, "segments[1].speaker: dit is geen tekst"),
        ({"words": {}}, "segments[1].words: dit is geen lijst"),
        ({"words": ["Ja"]}, "segments[1].words[0]: dit is geen object"),
        ({"words": [{"start": 0}]}, "segments[1].words[0].word: deze sleutel ontbreekt"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(fault: dict[str, Any], says: str) -> None:
    segments = [segment(0, 1, "Goed."), segment(1, 2, "Ja.") | fault]
    refused = refusal(json.dumps({"segments": segments}))
    assert isinstance(refused, BadKey)
    assert f"gesprek.x, bij {says}; " in str(refused)
    in_a_list = refusal(json.dumps(segments))
    assert f"gesprek.x, bij {says.removeprefix('segments')}; " in str(in_a_list)


@pytest.mark.parametrize("key", ["start", "end", "text"])
def test_a_missing_key_in_one_segment_is_refused_by_its_place(key: str) -> None:
    broken = {k: v for k, v in segment(1, 2, "Ja.").items() if k != key}
    refused = refusal(json.dumps({"segments": [segment(0, 1, "Goed."), broken]}))
    assert f"segments[1].{key}: deze sleutel ontbreekt" in str(refused)


def test_a_number_beyond_numbers_is_refused() -> None:
    written = json.dumps([segment(0, 1, "Goed.")]).replace("1,", "1e999,")
    assert "[0].end" in str(refusal(written))


@pytest.mark.parametrize(
    "value",
    [
        {"segments": [{"start": 0, "end": 1}]},
        {"segments": "Goed."},
        {"words": [{"word": "Goed."}]},
        {"text": "Goed.", "words": []},
        [{"text": "Goed."}],
        [["Goed."]],
        {"transcription": "Goed."},
    ],
)
def test_what_only_resembles_it_is_not_taken_for_it(value: Any) -> None:
    assert isinstance(refusal(json.dumps(value)), NotUnderstood)


SLOW = [segment(400, 2900, "Hoe gaat dat nu?", speaker="A"), segment(3400, 4100, "Druk.")]
SLOW_WORDS = [{"word": "Hoe", "start": 400, "end": 700}, {"word": "dan?", "start": 700}]


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (SLOW, "[0].end"),
        ({"segments": SLOW}, "segments[0].end"),
        ({"text": "Hoe dan?", "words": SLOW_WORDS}, "words[0].end"),
    ],
)
def test_milliseconds_are_not_read_as_seconds(value: Any, key: str) -> None:
    fault = refusal(json.dumps(value))
    assert isinstance(fault, BadKey)
    assert f"bij {key}: dit zijn geen seconden" in str(fault)


@pytest.mark.parametrize(
    "value",
    [
        [segment(0, 30, "Ja."), segment(30, 60, "Goed.")],
        [segment(0, 30, ""), segment(30, 60, "Goed.")],
        [segment(400.0, 2900, "Hoe gaat dat nu?")],
    ],
)
def test_slow_talk_in_whole_seconds_is_read(value: Any) -> None:
    assert read_json(value).turns
