"""What every format promises. A new format passes this suite by standing in `FORMATS`."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.formats.helpers import lines, names, notes, read, read_all, refusal, sides, texts

from klankbord import formats
from klankbord.conversation import Conversation
from klankbord.conversation.frames import from_frames, to_frames
from klankbord.errors import (
    BadLine,
    EmptyFile,
    FileMissing,
    NotText,
    NotUnderstood,
    NoTurns,
    TooLarge,
    TooManyLines,
    TooManyParties,
    TooManyTurns,
)
from klankbord.formats.document import Document
from klankbord.formats.format import Format, ReadOptions
from klankbord.formats.notes import NOTES
from klankbord.formats.writing import WRITERS

EACH = pytest.mark.parametrize("format_", formats.FORMATS, ids=lambda format_: format_.ID)
TURNS_AS_THEY_ARE = {
    *("klankbord", "gong", "azure-items", "noscribe", "otter", "notation", "plain")
}
"""Formats whose pieces are turns, and are never joined."""
WITHOUT_ENDS = {"noscribe", "otter", "plain"}
SAID = ["Hoe gaat dat nu, op een zaterdag?", "Druk. De rij staat tot op straat."]


def accented(format_: Format) -> str:
    """The sample, with letters that every encoding writes in its own way."""
    assert "Druk" in format_.SAMPLE
    return format_.SAMPLE.replace("Druk", "Drúk, hé: €5")


# ── its sample ────────────────────────────────────────────────────────────────────────────────


@EACH
def test_a_sample_is_recognised_by_its_own_format_and_by_no_other(format_: Format) -> None:
    document = Document("x", format_.SAMPLE.encode())
    assert [other.ID for other in formats.FORMATS if other.recognises(document)] == [format_.ID]


@EACH
def test_a_sample_tells_the_same_small_talk(format_: Format) -> None:
    conversation = read(format_.SAMPLE)
    assert conversation.provenance.format == format_.ID
    assert len(conversation.parties) == 2
    assert conversation.turns[0].text in {SAID[0], "Hoe gaat dat nu?"}
    assert conversation.turns[1].text.startswith("Druk.")


def test_ids_and_names_of_formats_are_their_own() -> None:
    assert len({format_.ID for format_ in formats.FORMATS}) == len(formats.FORMATS)
    assert len({format_.NAME for format_ in formats.FORMATS}) == len(formats.FORMATS)


# ── told by what is in it ─────────────────────────────────────────────────────────────────────


@EACH
@pytest.mark.parametrize("name", ["gesprek.vtt", "gesprek.json", "gesprek.srt", "x", "", "a/b.mp3"])
def test_the_name_of_a_file_does_not_matter(format_: Format, name: str) -> None:
    document = Document(name, format_.SAMPLE.encode())
    assert formats.recognise(document).ID == format_.ID
    renamed, usual = read(format_.SAMPLE, name), read(format_.SAMPLE)
    assert replace(renamed, title=usual.title) == usual


@EACH
def test_a_file_is_called_after_its_name_where_it_has_no_title(format_: Format) -> None:
    own = read(format_.SAMPLE, "map/Kassa's, week 4.vtt").title
    assert own == ("Kassa's voor de bakkerij" if "Kassa's" in format_.SAMPLE else "Kassa's, week 4")


@EACH
def test_an_id_follows_from_the_contents_alone(format_: Format) -> None:
    assert read(format_.SAMPLE, "een.x").id == read(format_.SAMPLE, "twee.x").id != ""
    assert read(accented(format_)).id != read(format_.SAMPLE).id


@EACH
def test_reading_twice_gives_equal_values(format_: Format) -> None:
    assert read_all(format_.SAMPLE) == read_all(format_.SAMPLE)


# ── however it was saved ──────────────────────────────────────────────────────────────────────


@EACH
@pytest.mark.parametrize(
    "saved",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        lambda text: f"{text}\n\n  \n\n".encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    ],
    ids="bom utf16 utf16be utf16le crlf cr bom-crlf blank-end no-end cp1252 cp1252-crlf".split(),
)
def test_however_a_file_is_saved_its_turns_are_the_same(
    format_: Format, saved: object, request: pytest.FixtureRequest
) -> None:
    assert callable(saved)
    usual, other = read(accented(format_)), read(saved(accented(format_)))
    assert (other.turns, other.parties, other.title) == (usual.turns, usual.parties, usual.title)
    guessed = ("windows_1252",) if "cp1252" in request.node.callspec.id else ()
    assert set(notes(other)) - set(notes(usual)) == set(guessed)


def test_a_letter_cut_in_half_makes_a_text_windows_1252() -> None:
    conversation = read("0:00 Lotte: Één koffie.\n0:02 Karel: Ja".encode() + b"\xc3")
    assert notes(conversation) == ("windows_1252",)
    assert texts(conversation)[1] == "Karel: JaÃ"


# ── what comes out ────────────────────────────────────────────────────────────────────────────


@EACH
def test_turns_are_in_order_and_belong_to_somebody(format_: Format) -> None:
    conversation = read(format_.SAMPLE)
    starts = [turn.start_ms for turn in conversation.turns]
    assert starts == sorted(starts, key=lambda start: start or 0)
    assert {turn.party for turn in conversation.turns} <= {p.id for p in conversation.parties}


@EACH
def test_every_note_has_a_sentence(format_: Format) -> None:
    assert set(notes(read(format_.SAMPLE.encode("cp1252")))) <= NOTES.keys()


@EACH
def test_what_is_read_survives_the_tables(format_: Format) -> None:
    found = list(read_all(accented(format_)))
    assert from_frames(to_frames(found)) == found


@EACH
def test_a_segment_format_joins_only_when_asked(format_: Format) -> None:
    apart, asked = read(format_.SAMPLE), read(format_.SAMPLE, join_gap_ms=10_000)
    joins = dict(asked.provenance.options) == {"join_gap_ms": "10000"}
    assert joins == (format_.ID not in TURNS_AS_THEY_ARE)
    assert [turn.text for turn in asked.turns] == [turn.text for turn in apart.turns]


# ── out and in again ──────────────────────────────────────────────────────────────────────────


def exported(conversation: Conversation, ending: str) -> Conversation:
    return read(WRITERS[ending]([conversation]), f"anders{ending}")


@EACH
def test_our_json_loses_nothing_but_provenance(format_: Format) -> None:
    conversation = read(accented(format_))
    back = exported(conversation, ".json")
    assert replace(back, provenance=conversation.provenance) == conversation
    assert back.bears == conversation.bears


@EACH
def test_our_text_keeps_turns_names_and_sides(format_: Format) -> None:
    conversation = read(accented(format_))
    back = exported(conversation, ".txt")
    assert lines(back) == lines(conversation)
    assert sides(back) == sides(conversation)
    assert (back.title, back.language, back.when) == (
        conversation.title,
        conversation.language,
        conversation.when,
    )


@EACH
def test_vtt_keeps_turns_and_names(format_: Format) -> None:
    conversation = read(accented(format_))
    if conversation.bears.ends:
        back = exported(conversation, ".vtt")
        assert lines(back) == lines(conversation)
        assert names(back) == names(conversation)
    else:
        assert format_.ID in WITHOUT_ENDS


# ── limits, and what is no transcript ─────────────────────────────────────────────────────────


@EACH
def test_a_transcript_with_too_many_turns_is_refused(format_: Format) -> None:
    with pytest.raises(TooManyTurns, match=r"grens van 1.*max_turns"):
        read(format_.SAMPLE, max_turns=1)


@EACH
def test_a_file_over_the_limit_is_refused_before_it_is_read(format_: Format) -> None:
    large = Document("groot.x", format_.SAMPLE.encode() + b"\n" * 1_000_000)
    with pytest.raises(TooLarge, match=r"groot\.x.*1 MB.*max_file_mb"):
        formats.read(large, ReadOptions(), max_file_mb=1)


def test_more_lines_than_any_transcript_has_are_refused_before_they_are_read() -> None:
    for head in ("WEBVTT\n\n", "1\n00:00:01,000 --> 00:00:02,000\n", "0:00 Lotte: Ja.\n", "Ja.\n"):
        fault = refusal(head + "\n" * 500_000)
        assert isinstance(fault, TooManyLines)
        assert "grens van 500000" in str(fault)


def test_json_may_have_any_number_of_lines() -> None:
    lines_ = "\n" * 600_000
    assert read(f'[{lines_}{{"start": 0, "end": 1, "text": "Goed."}}]').turns
    assert isinstance(refusal(f'{{"iets": 1{lines_}}}'), NotUnderstood)
    broken = refusal(f'{{"iets": 1,{lines_}}}')
    assert isinstance(broken, BadLine)
    assert broken.line == 600_001


def test_more_people_than_any_conversation_has_are_refused_as_that() -> None:
    crowd = "\n".join(f"0:{n % 60:02} Spreker {n}: Ja.\n0:59 Spreker {n}: Nee." for n in range(501))
    fault = refusal(crowd)
    assert isinstance(fault, TooManyParties)
    assert (fault.parties, fault.limit) == (501, 500)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "geluidsopname"),
        (b"ID3\x04\x00", "geluidsopname"),
        (b"\x00\x00\x00\x20ftypM4A ", "geluids- of beeldopname"),
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\x03\x04\x14\x00", "Word-"),
        (b"\x1f\x8b\x08\x00", "ingepakt"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"SQLite format 3\x00", "database"),
        (b"{\\rtf1\\ansi Lotte: Hoe gaat dat nu?}", "rtf"),
        (b"WEBVTT\n\n\x00\x01", "binair bestand"),
        ("WEBVTT\n\n".encode("utf-16-le"), "binair bestand"),
    ],
)
def test_a_recording_or_a_document_is_no_transcript(data: bytes, kind: str) -> None:
    fault = refusal(data)
    assert isinstance(fault, NotText)
    assert kind in str(fault)
    assert "bewaar het transcript als vtt" in str(fault)


@pytest.mark.parametrize("empty", ["", "\n\n", "   ", "\ufeff", "\ufeff\r\n"])
def test_an_empty_file_is_refused_as_that(empty: str) -> None:
    assert isinstance(refusal(empty), EmptyFile)
    assert "dit bestand is leeg" in str(refusal(empty))


@pytest.mark.parametrize("empty", ["null", "42", '"Ja."', "[]", "{}"])
def test_nothing_at_all_is_not_understood(empty: str) -> None:
    assert isinstance(refusal(empty), NotUnderstood)


@pytest.mark.parametrize(
    "silent",
    [
        "WEBVTT\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Lotte>\u200b</v>\n",
        "1\n00:00:01,000 --> 00:00:02,000\n \n",
        '{"segments": []}',
        '{"segments": [{"start": 0, "end": 1, "text": " "}]}',
        '{"klankbord": 1, "parties": [], "turns": []}',
        '{"callTranscripts": []}',
        '{"callTranscripts": [{"transcript": [{"sentences": []}]}]}',
        '{"results": {"channels": []}}',
        '{"audio_url": "x", "words": null, "utterances": null}',
        '{"results": {"transcripts": [], "items": []}}',
        '{"Transcript": [], "Participants": []}',
        '{"metadata": {}, "audio_segments": []}',
        '{"recognizedPhrases": []}',
        '[{"RecognitionStatus": "InitialSilenceTimeout", "Offset": 0, "Duration": 0}]',
        '{"analysisInput": {"conversations": [{"conversationItems": []}]}}',
        '{"job": {}, "results": []}',
        '{"job": {}, "speakers": [], "words": []}',
        '{"response": {"results": []}}',
        "Transcribed with noScribe vers. 0.7\n\n(2 seconds pause)\n",
        '"ooTextFile"\n"TextGrid"\n0 1 <exists> 0',
        "<ANNOTATION_DOCUMENT/>",
    ],
)
def test_a_transcript_in_which_nobody_says_anything_is_refused(silent: str) -> None:
    assert isinstance(refusal(silent), NoTurns)


def test_what_is_quoted_from_a_file_cannot_steer_a_terminal() -> None:
    fault = refusal("\x1b]0;gekaapt\x07\x1b[31mrood\n" + "a" * 10_000)
    assert isinstance(fault, NotUnderstood)
    assert fault.start == "]0;gekaapt [31mrood"
    assert len(str(refusal("a" * 10_000))) < 300


# ── broken JSON ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ('{\n"klankbord": 1,\n"turns": [', "regel 3: hier breekt de JSON af"),
        ('{\n"klankbord": 1\n"turns": []}', 'regel 3: hier is dit geen geldige JSON (‘"turns"'),
        ('{\n"klankbord": NaN}', "regel 2: hier is dit geen geldige JSON"),
        ('{"klankbord": 1} {}', "regel 1: hier is dit geen geldige JSON"),
        ('{"a": "\\ud800"}', "regel 1: hier is dit geen geldige JSON"),
        ('{"klankbord": 1,\n"x": ' + "[" * 5000 + "]" * 5000 + "}", "te veel in elkaar genest"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "te veel in elkaar genest"),
        ('{"klankbord": ' + "9" * 5000 + "}", "geen geldige JSON"),
    ],
    ids="cut comma nan twice surrogate lists objects digits".split(),
)
def test_broken_json_is_refused_with_its_line_and_a_mend(broken: str, says: str) -> None:
    said = str(refusal(broken))
    assert says in said
    assert "bewaar of exporteer het bestand opnieuw" in said


def test_in_json_on_one_line_the_place_is_quoted() -> None:
    one_line = json.dumps({"vulling": "x" * 5000, "turns": []}).replace("[]", "[}")
    assert "turns" in str(refusal(one_line))


# ── from disk ─────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "Zaterdag.vtt"
    path.write_bytes(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Lotte>Goed.</v>\n")
    (conversation,) = formats.read_file(path)
    assert (conversation.title, texts(conversation)) == ("Zaterdag", ["Lotte: Goed."])


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path, reason in (tmp_path / "weg.vtt", "het bestaat niet"), (tmp_path, "het is een map"):
        with pytest.raises(FileMissing) as fault:
            formats.read_file(path)
        assert str(fault.value) == f"{path}: kan dit bestand niet openen ({reason})."


def test_a_file_over_the_limit_on_disk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "groot.vtt"
    path.write_bytes(b"WEBVTT\n\n" + b"a" * 1_000_000)
    with pytest.raises(TooLarge):
        formats.read_file(path, max_file_mb=1)
