"""SubRip subtitles."""

import pytest
from tests.formats.helpers import lines, names, notes, read, refusal, texts

from klankbord.errors import BadLine


def srt(*texts_: str) -> str:
    """Subtitles of a second each."""
    return "\n".join(
        f"{number}\n00:00:{number:02},000 --> 00:00:{number + 1:02},000\n{text}\n"
        for number, text in enumerate(texts_, 1)
    )


def test_whisperx_puts_speakers_in_brackets() -> None:
    conversation = read(
        srt("[SPEAKER_00]: Hoe gaat dat nu?", "[SPEAKER_01]: Druk.", "[SPEAKER_00] Ja?")
    )
    assert texts(conversation) == [
        "SPEAKER_00: Hoe gaat dat nu?",
        "SPEAKER_01: Druk.",
        "SPEAKER_00: Ja?",
    ]


def test_a_remark_in_brackets_without_a_colon_after_it_is_still_a_name() -> None:
    """A limit that we know of: nothing tells `[Muziek] hallo` from `[Lotte] hallo`."""
    assert names(read(srt("[Lotte] Hallo.", "[Karel] Dag."))) == ["Lotte", "Karel"]


def test_a_short_file_does_not_invent_a_speaker() -> None:
    conversation = read(srt("Let op: dit is een test.", "Goed."))
    assert texts(conversation) == [": Let op: dit is een test.", ": Goed."]


def test_a_heart_opens_no_tag_and_a_time_does() -> None:
    said = srt(
        "Wij zijn van dit product <3 en jullie vast ook> toch?", "<00:00:02.500><c>Ja</c> <1>"
    )
    assert texts(read(said)) == [
        ": Wij zijn van dit product <3 en jullie vast ook> toch?",
        ": Ja <1>",
    ]


def test_a_time_in_brackets_is_no_name() -> None:
    assert names(read(srt("[00:01] Hallo.", "[00:02] Dag."))) == [""]


def test_subtitles_without_names_have_one_unnamed_speaker() -> None:
    conversation = read(srt("Hoe gaat dat nu?", "Druk."))
    assert names(conversation) == [""]
    assert notes(conversation) == ("unnamed_speakers",)
    assert not conversation.bears.sides


def test_names_before_the_text_are_names() -> None:
    assert texts(read(srt("Lotte: Druk?", "Karel: Ja: heel druk.", "Nou ja."))) == [
        "Lotte: Druk?",
        "Karel: Ja: heel druk.",
        ": Nou ja.",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "1\n00:00:01,000 --> 00:00:02,000\nGoed.\n",
        "00:00:01,000 --> 00:00:02,000\nGoed.\n",
        "\n\n1\n00:00:01.000 --> 00:00:02.000\nGoed.\n",
        "1\n00:01,000 --> 00:02,000\nGoed.\n",
        "1\n00:00:01 --> 00:00:02\nGoed.\n",
        "1\n0:00:01,0 --> 0:00:02,0 X1:10 X2:20\n<i>Goed.</i>\n",
        "1 \n 00:00:01,000 --> 00:00:02,000\n<font color='#fff'>Goed.\n",
    ],
)
def test_srt_is_read_however_loosely_it_is_written(written: str) -> None:
    conversation = read(written)
    assert conversation.provenance.format == "srt"
    assert lines(conversation) == ["1000-2000 : Goed."]


def test_a_missing_blank_line_between_subtitles_makes_no_text() -> None:
    assert texts(read(srt("Lotte: Druk?", "Karel: Ja.").replace("\n\n", "\n"))) == [
        "Lotte: Druk?",
        "Karel: Ja.",
    ]


def test_two_who_speak_in_one_subtitle_share_its_time() -> None:
    conversation = read(
        srt("Lotte: Zo?\nKarel: Nee.", "Karel: Let op:\nMorgen: open.", "Lotte: Ja.")
    )
    assert lines(conversation) == [
        "1000-1428 Lotte: Zo?",
        "1428-2000 Karel: Nee.",
        "2000-3000 Karel: Let op: Morgen: open.",
        "3000-4000 Lotte: Ja.",
    ]
    assert notes(conversation) == ("voices_split",)


def test_a_name_alone_on_its_line_speaks_the_next() -> None:
    conversation = read(srt("Lotte:\nDruk?", "Karel:\n<i>Ja,</i>\nheel druk."))
    assert texts(conversation) == ["Lotte: Druk?", "Karel: Ja, heel druk."]


def test_a_number_that_is_said_stays() -> None:
    assert texts(read(srt("Hoeveel?", "12", "Zoveel."))) == [": Hoeveel?", ": 12", ": Zoveel."]


def test_an_arrow_in_the_text_is_text() -> None:
    assert texts(read(srt("Bestand --> Opslaan, en dan?"))) == [": Bestand --> Opslaan, en dan?"]


def test_overlapping_subtitles_bear_overlap() -> None:
    written = (
        "1\n00:00:01,000 --> 00:00:04,000\nLotte: Dat is dus\n\n"
        "2\n00:00:03,000 --> 00:00:05,000\nKarel: Wacht.\n"
    )
    assert read(written).bears.overlap


def test_a_time_that_is_none_is_refused_with_its_line() -> None:
    fault = refusal(
        srt("Goed.", "Ja.").replace("00:00:02,000 --> 00:00:03", "00:00:02,000 --> 00:60:03")
    )
    assert isinstance(fault, BadLine)
    assert fault.line == 6


def test_a_later_time_that_looks_odd_is_not_passed_over() -> None:
    fault = refusal(srt("Goed.") + "\n2\ntwee --> drie\nJa.\n")
    assert isinstance(fault, BadLine)
    assert fault.text == "twee --> drie"


def test_a_subtitle_with_another_arrow_is_refused_with_its_line() -> None:
    written = srt("Goed.", "Ja.", "Nee.").replace("02,000 --> 00:00:03", "02,000 -> 00:00:03")
    fault = refusal(written)
    assert isinstance(fault, BadLine)
    assert (fault.line, fault.text) == (6, "00:00:02,000 -> 00:00:03,000")


def test_a_subtitle_without_its_time_is_refused_with_its_line() -> None:
    fault = refusal(srt("Goed.", "Ja.") + "\n3\nKarel: Nee.\n")
    assert isinstance(fault, BadLine)
    assert fault.text == "Karel: Nee."
    assert "deze tekst hoort bij geen ondertitel" in str(fault)


def test_text_below_a_blank_line_stays_with_its_own_speaker() -> None:
    conversation = read(srt("Lotte: Druk?\n\nKarel: Ja.", "Karel: Heel.") + "\n3\n")
    assert texts(conversation) == ["Lotte: Druk?", "Karel: Ja.", "Karel: Heel."]
    assert notes(conversation) == ("blank_lines", "voices_split")
