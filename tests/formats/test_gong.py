"""Gong's API: callTranscripts, with the parties beside them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.formats.helpers import (
    lines,
    names,
    notes,
    read,
    read_all,
    read_json,
    refusal,
    sides,
    texts,
)

from klankbord.errors import BadKey, NoTurns


def monologue(speaker: Any, *sentences: tuple[float, float, str]) -> dict[str, Any]:
    said = [{"start": start, "end": end, "text": text} for start, end, text in sentences]
    return {"speakerId": speaker, "topic": "Opening", "sentences": said}


def page(*monologues: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"callTranscripts": [{"callId": "77", "transcript": list(monologues)}], **more}


LOTTE = monologue("64", (400, 2900, "Hoe gaat dat nu, op een zaterdag?"))
KAREL = monologue("98", (3400, 4100, "Druk."), (4300, 7100, "De rij staat tot op straat."))
PARTIES = [
    {"speakerId": "64", "name": "Lotte Maes", "affiliation": "Internal"},
    {"speakerId": "98", "name": "Karel Vermeulen", "affiliation": "External"},
]


def test_a_monologue_is_a_turn_from_its_first_to_its_last_sentence() -> None:
    conversation = read_json(page(LOTTE, KAREL, parties=PARTIES))
    assert lines(conversation) == [
        "400-2900 Lotte Maes: Hoe gaat dat nu, op een zaterdag?",
        "3400-7100 Karel Vermeulen: Druk. De rij staat tot op straat.",
    ]
    assert conversation.provenance.options == (("call", "77"),)


def test_the_affiliation_gives_the_side() -> None:
    parties = [*PARTIES, {"speakerId": "99", "name": "Piet", "affiliation": "Unknown"}]
    conversation = read_json(
        page(LOTTE, KAREL, monologue("99", (8000, 9000, "Ja hoor.")), parties=parties)
    )
    assert sides(conversation) == {
        "Lotte Maes": "seller",
        "Karel Vermeulen": "customer",
        "Piet": "unknown",
    }
    assert conversation.bears.sides


def test_times_that_can_be_milliseconds_are_and_that_is_said() -> None:
    assert notes(read_json(page(LOTTE, KAREL))) == ("gong_ms",)


def test_times_in_which_nobody_could_speak_so_fast_are_seconds_and_that_is_said() -> None:
    conversation = read_json(
        page(
            monologue("64", (0.4, 2.9, "Hoe gaat dat nu, op een zaterdag?")),
            monologue("98", (3.4, 7.1, "Druk. De rij staat tot op straat.")),
        )
    )
    assert notes(conversation) == ("gong_seconds",)
    assert [(t.start_ms, t.end_ms) for t in conversation.turns] == [(400, 2900), (3400, 7100)]


def test_whole_seconds_are_seconds_too() -> None:
    said = "Hoe gaat dat nu bij jullie in de winkel op zo'n drukke zaterdag?"
    conversation = read_json(page(monologue("64", (5, 9, said))))
    assert lines(conversation) == [f"5000-9000 64: {said}"]


def test_seconds_that_would_make_days_are_milliseconds() -> None:
    fast = monologue("64", (400_000, 400_100, "Dat gaat veel en veel te snel om waar te zijn."))
    assert notes(read_json(page(fast))) == ("gong_ms",)


def test_several_calls_in_a_file_are_several_conversations_with_their_own_ids() -> None:
    calls = [
        {"callId": "77", "transcript": [LOTTE]},
        {"callId": "78", "transcript": [KAREL]},
    ]
    one, two = read_all(json.dumps({"callTranscripts": calls, "parties": PARTIES}))
    assert (names(one), names(two)) == (["Lotte Maes"], ["Karel Vermeulen"])
    assert one.id != two.id
    assert dict(two.provenance.options) == {"call": "78"}


def test_each_call_infers_its_own_unit() -> None:
    calls = [
        {"callId": "77", "transcript": [LOTTE]},
        {
            "callId": "78",
            "transcript": [monologue("98", (3, 7, "De rij staat tot op straat, hoor."))],
        },
    ]
    one, two = read_all(json.dumps({"callTranscripts": calls}))
    assert (notes(one), notes(two)) == (("gong_ms",), ("gong_seconds",))


def test_a_call_in_which_nothing_is_said_is_left_out_and_noted() -> None:
    calls = [
        {"callId": "76", "transcript": []},
        {"callId": "77", "transcript": [LOTTE]},
        {"callId": "78", "transcript": [monologue("64", (0, 1, " "))]},
    ]
    conversation = read(json.dumps({"callTranscripts": calls}))
    assert texts(conversation) == ["64: Hoe gaat dat nu, op een zaterdag?"]
    assert "silent_calls" in notes(conversation)
    assert isinstance(refusal(json.dumps({"callTranscripts": calls[:1]})), NoTurns)


@pytest.mark.parametrize("one", [64, "64"])
@pytest.mark.parametrize("other", [64, "64"])
def test_ids_may_be_numbers_in_one_place_and_text_in_another(one: Any, other: Any) -> None:
    parties = [{"speakerId": other, "name": "Lotte Maes", "affiliation": "internal"}]
    value = page(monologue(one, (400, 2900, "Hoe gaat dat?")), parties=parties)
    value["callTranscripts"][0]["callId"] = 77
    assert sides(read_json(value)) == {"Lotte Maes": "seller"}


def test_a_speaker_number_zero_is_a_speaker() -> None:
    parties = [{"speakerId": 0, "name": "Lotte Maes"}]
    assert names(read_json(page(monologue(0, (400, 2900, "Hoe gaat dat?")), parties=parties))) == [
        "Lotte Maes"
    ]


def test_speakers_nobody_knows_are_called_by_their_id_or_have_no_name() -> None:
    conversation = read_json(page(LOTTE, monologue(None, (3000, 4000, "Ja hoor."))))
    assert names(conversation) == ["64", ""]
    assert "unnamed_speakers" in notes(conversation)


def test_somebody_without_a_name_is_called_by_their_address() -> None:
    parties = [{"speakerId": "64", "emailAddress": "lotte@kassahuis.example", "phoneNumber": "+32"}]
    (party,) = read_json(page(LOTTE, parties=parties)).parties
    assert (party.name, party.email, party.number) == (
        "lotte@kassahuis.example",
        "lotte@kassahuis.example",
        "+32",
    )


def test_what_calls_extensive_says_of_a_call_is_taken_along() -> None:
    meta = {
        "id": "77",
        "title": "Kassa's voor de bakkerij",
        "started": "2026-11-19T10:04:00+01:00",
        "direction": "Conference",
        "language": "nld",
        "duration": 7,
    }
    other = {"metaData": {"id": "12", "title": "Een ander gesprek"}}
    calls = [other, {"metaData": meta, "parties": PARTIES}]
    conversation = read_json(page(LOTTE, KAREL, calls=calls, requestId="abc"))
    assert conversation.title == "Kassa's voor de bakkerij"
    assert conversation.when == datetime(2026, 11, 19, 9, 4, tzinfo=UTC)
    assert (conversation.direction, conversation.language) == ("meeting", "nl")
    assert names(conversation) == ["Lotte Maes", "Karel Vermeulen"]


def test_overlapping_monologues_bear_overlap_and_come_in_order() -> None:
    conversation = read_json(page(KAREL, monologue("64", (400, 3600, "Hoe gaat dat nu?"))))
    assert texts(conversation)[0] == "64: Hoe gaat dat nu?"
    assert conversation.bears.overlap


def test_a_monologue_is_cut_where_its_speaker_is_silent_for_three_seconds() -> None:
    long = monologue(
        "64",
        (3400, 40_100, "Zo doen wij dat."),
        (43_099, 44_000, "Dus."),
        (47_000, 48_000, "Bent u er nog?"),
        (143_000, 171_000, "Ah, daar."),
    )
    assert lines(read_json(page(long))) == [
        "3400-44000 64: Zo doen wij dat. Dus.",
        "47000-48000 64: Bent u er nog?",
        "143000-171000 64: Ah, daar.",
    ]


def test_a_monologue_in_seconds_is_cut_there_too() -> None:
    said = "Hoe gaat dat nu bij jullie in de winkel op zo'n drukke zaterdag?"
    conversation = read_json(
        page(monologue("64", (5, 9, said), (11.5, 12, "Hm?"), (15, 16, "Ja?")))
    )
    assert lines(conversation) == [f"5000-12000 64: {said} Hm?", "15000-16000 64: Ja?"]


def test_a_monologue_without_sentences_is_passed_over() -> None:
    assert names(read_json(page(monologue("12"), LOTTE))) == ["64"]


def test_sentences_that_run_back_are_kept_and_said() -> None:
    conversation = read_json(page(monologue("64", (2900, 400, "Hoe?")), KAREL))
    assert "2900-2900 64: Hoe?" in lines(conversation)
    assert "backward_times" in notes(conversation)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"callTranscripts": {}}, "callTranscripts: dit is geen lijst"),
        ({"callTranscripts": [{}]}, "callTranscripts[0].transcript: deze sleutel ontbreekt"),
        (page(monologue({}, (0, 9, "Ja."))), "transcript[0].speakerId: dit is geen tekst"),
        (page(monologue(True, (0, 9, "Ja."))), "transcript[0].speakerId: dit is geen tekst"),
        (page(monologue("64", (-1, 9, "Ja."))), "sentences[0].start: deze waarde is kleiner dan"),
        (page(monologue("64", (0, 2e8, "Ja."))), "sentences[0].end: deze tijd ligt na 48 uur"),
        (page({"speakerId": "64"}), "transcript[0].sentences: deze sleutel ontbreekt"),
        (page(LOTTE, parties=["Lotte"]), "parties[0]: dit is geen object"),
        (
            page(LOTTE, calls=[{"metaData": {"id": "77", "started": "2026-11-19T10:04:00"}}]),
            "calls[0].metaData.started: deze tijd heeft geen zone",
        ),
        (
            page(LOTTE, calls=[{"metaData": {"id": "77", "started": "gisteren"}}]),
            "calls[0].metaData.started: dit is geen tijdstip",
        ),
    ],
)
def test_a_wrong_value_is_refused_by_its_key(value: Any, says: str) -> None:
    fault = refusal(json.dumps(value))
    assert isinstance(fault, BadKey)
    assert says in str(fault)
