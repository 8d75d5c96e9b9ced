"""WebVTT as Teams, Zoom and others write it."""

import pytest
from tests.formats.helpers import lines, names, notes, read, refusal, texts

from klankbord.errors import BadLine

GUID = "d2f3a1b0-1111-4c4c-9d9d-00000000000"


def vtt(*cues: str, header: str = "WEBVTT") -> str:
    """A file with these cues, a blank line between them."""
    return "\n\n".join((header, *cues)) + "\n"


def one(text: str) -> list[str]:
    """Who said what in a single cue from 1 to 3 s."""
    return lines(read(vtt(f"00:01.000 --> 00:03.000\n{text}")))


# ── Teams ─────────────────────────────────────────────────────────────────────────────────────


def test_teams_names_its_cues_and_its_voices() -> None:
    conversation = read(
        vtt(
            f"{GUID}1/12-0\n00:00:00.400 --> 00:00:02.900\n<v Maes, Lotte (Kassahuis)>Hoe gaat"
            "\ndat nu?</v>",
            f"{GUID}1/13-0\n00:00:03.400 --> 00:00:07.100\n<v Vermeulen, Karel>Druk.</v>",
        )
    )
    assert lines(conversation) == [
        "400-2900 Lotte Maes (Kassahuis): Hoe gaat dat nu?",
        "3400-7100 Karel Vermeulen: Druk.",
    ]
    assert notes(conversation) == ()


def test_teams_also_comes_without_ids_and_without_closed_voices() -> None:
    assert texts(
        read(
            vtt(
                "00:00:00.400 --> 00:00:02.900\n<v Maes, Lotte>Hoe gaat dat nu?",
                "00:00:03.400 --> 00:00:07.100\n<v Vermeulen, Karel>Druk.",
            )
        )
    ) == ["Lotte Maes: Hoe gaat dat nu?", "Karel Vermeulen: Druk."]


def test_a_name_with_a_comma_that_may_be_two_people_stands_as_it_is() -> None:
    conversation = read(
        vtt(
            "00:00:00.400 --> 00:00:02.900\n<v Lotte>Hoe gaat dat nu?",
            "00:00:03.400 --> 00:00:07.100\n<v Karel, Nadia>Druk.",
        )
    )
    assert texts(conversation) == ["Lotte: Hoe gaat dat nu?", "Karel, Nadia: Druk."]


def test_several_voices_in_one_cue_have_time_by_their_letters() -> None:
    conversation = read(
        vtt("00:00.000 --> 00:04.000\n<v Lotte>Druk?</v>\n<v Karel>Ja, heel druk.</v>")
    )
    assert lines(conversation) == ["0-1052 Lotte: Druk?", "1052-4000 Karel: Ja, heel druk."]
    assert notes(conversation) == ("voices_split",)


def test_a_voice_in_a_cue_without_a_close_ends_where_the_next_begins() -> None:
    assert texts(read(vtt("00:00.000 --> 00:04.000\n<v Lotte>Druk?<v Karel>Ja."))) == [
        "Lotte: Druk?",
        "Karel: Ja.",
    ]


def test_text_before_the_first_voice_belongs_to_nobody() -> None:
    conversation = read(vtt("00:00.000 --> 00:04.000\nMuziek <v Lotte>Druk?</v>"))
    assert texts(conversation) == [": Muziek", "Lotte: Druk?"]
    assert notes(conversation) == ("voices_split", "unnamed_speakers")


def test_a_voice_may_have_classes_and_entities_and_no_name() -> None:
    cue = "00:0{0}.000 --> 00:0{1}.000\n{2}"
    conversation = read(
        vtt(
            cue.format(0, 1, "<v.luid.snel Lotte &amp; Zn.>Goed.</v>"),
            cue.format(1, 2, "<V Karel>Ja.</V>"),
            cue.format(2, 3, "<v>Wie dan?</v>"),
        )
    )
    assert texts(conversation) == ["Lotte & Zn.: Goed.", "Karel: Ja.", ": Wie dan?"]


def test_one_name_is_one_party_however_it_is_spaced() -> None:
    conversation = read(
        vtt(
            "00:00.000 --> 00:01.000\n<v Lotte  Maes>Goed.</v>",
            "00:01.000 --> 00:02.000\n<v Lotte Maes >Ja.</v>",
        )
    )
    assert names(conversation) == ["Lotte Maes"]


# ── Zoom and others: names before the text ────────────────────────────────────────────────────


def test_zoom_writes_names_before_the_text() -> None:
    conversation = read(
        vtt(
            "1\n00:00:00.400 --> 00:00:02.900\nLotte Maes: Hoe gaat dat nu?",
            "2\n00:00:03.400 --> 00:00:07.100\nkarel-v: Druk: de rij staat tot op straat.",
            "3\n00:00:08.000 --> 00:00:09.000\nLotte Maes: Zo: en dan?",
            "4\n00:00:10.000 --> 00:00:11.000\nDat is niet niks.",
        )
    )
    assert texts(conversation) == [
        "Lotte Maes: Hoe gaat dat nu?",
        "karel-v: Druk: de rij staat tot op straat.",
        "Lotte Maes: Zo: en dan?",
        ": Dat is niet niks.",
    ]
    assert notes(conversation) == ("unnamed_speakers",)


@pytest.mark.parametrize(
    "name", ["Lotte | Kassahuis", "Lotte (Kassahuis)", "Maes, Lotte", "J.P.", "Zaal 3", "李明"]
)
def test_names_may_have_bars_brackets_commas_and_digits(name: str) -> None:
    conversation = read(
        vtt(
            f"00:00.000 --> 00:01.000\n{name}: Goed.",
            "00:01.000 --> 00:02.000\nKarel: Ja.",
            f"00:02.000 --> 00:03.000\n{name}: Mooi.",
        )
    )
    assert names(conversation) == [name, "Karel"]


def test_a_name_with_a_colon_is_whole_where_it_always_comes_so() -> None:
    conversation = read(
        vtt(
            "00:00.000 --> 00:01.000\nSales: Lotte: Goed.",
            "00:01.000 --> 00:02.000\nKarel: Let op: morgen.",
            "00:02.000 --> 00:03.000\nSales: Lotte: Mooi.",
            "00:03.000 --> 00:04.000\nKarel: Ja.",
        )
    )
    assert texts(conversation)[:2] == ["Sales: Lotte: Goed.", "Karel: Let op: morgen."]
    assert names(conversation) == ["Sales: Lotte", "Karel"]


def test_a_colon_now_and_then_is_no_name() -> None:
    conversation = read(
        vtt(
            "00:00.000 --> 00:01.000\nHoe gaat dat nu?",
            "00:01.000 --> 00:02.000\nLet op: dit wordt druk.",
            "00:02.000 --> 00:03.000\nJa.",
        )
    )
    assert names(conversation) == [""]
    assert texts(conversation)[1] == ": Let op: dit wordt druk."


def test_where_voices_are_tagged_a_colon_is_just_text() -> None:
    assert one("<v Lotte>Karel: dat zei hij.</v>") == ["1000-3000 Lotte: Karel: dat zei hij."]


def test_a_time_or_an_address_in_the_text_is_no_name() -> None:
    conversation = read(
        vtt(
            "00:00.000 --> 00:01.000\nOm 10:30 uur dan?",
            "00:01.000 --> 00:02.000\nhttps://kassahuis.example/prijzen",
        )
    )
    assert names(conversation) == [""]


# ── tags, entities, blocks ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<i>Dat is <b>heel</b> druk</i>", "Dat is heel druk"),
        ("<i>Dat is <b>heel druk", "Dat is heel druk"),
        ("</i>Dat is</b> heel druk</c>", "Dat is heel druk"),
        ("<c.geel.bg_blauw>Dat is</c> heel <u>druk</u>", "Dat is heel druk"),
        ("<lang nl>Dat is heel druk</lang>", "Dat is heel druk"),
        ("Dat <00:00:01.500>is <00:00:02.000><c>heel</c> druk", "Dat is heel druk"),
        (
            "Brood &amp; zo&nbsp;&lt;vers&gt; &quot;ja&quot; &#233;&#x301;",
            'Brood & zo <vers> "ja" é́',
        ),
        ("Minder dan 3 < 4 en 5 > 4", "Minder dan 3 < 4 en 5 > 4"),
        ("Ik <3 brood", "Ik <3 brood"),
        ("Dat is\nheel\n  druk", "Dat is heel druk"),
        ("- Druk?", "- Druk?"),
    ],
)
def test_tags_go_and_what_was_said_stays(written: str, said: str) -> None:
    assert one(written) == [f"1000-3000 : {said}"]
    assert one(f"<v Lotte>{written}") == [f"1000-3000 Lotte: {said}"]


def test_an_entity_of_thousands_of_digits_is_left_as_it_is() -> None:
    digits = "1" * 5000
    assert one(f"<v Lotte>&#{digits};</v>") == [f"1000-3000 Lotte: &#{digits};"]


def test_notes_styles_and_regions_are_no_speech() -> None:
    conversation = read(
        vtt(
            "STYLE\n::cue(v[voice=Lotte]) { color: #123 }",
            "REGION\nid:onder\nwidth:40%",
            "NOTE dit is --> geen cue",
            "NOTE\nLotte zei hier eerst iets anders",
            "00:01.000 --> 00:02.000 region:onder align:start position:10%\n<v Lotte>Goed.</v>",
            "NOTE klaar",
        )
    )
    assert lines(conversation) == ["1000-2000 Lotte: Goed."]


def test_a_header_may_tell_the_title_and_the_language() -> None:
    cue = "00:01.000 --> 00:02.000\n<v Lotte>Goed.</v>"
    plain = read(
        vtt(cue, header="WEBVTT - Kassa's voor de bakkerij\nKind: captions\nLanguage: nl-BE")
    )
    assert (plain.title, plain.language) == ("Kassa's voor de bakkerij", "nl")
    assert read(vtt(cue, header="WEBVTT\tKassa's")).title == "Kassa's"
    assert read(vtt(cue, header="WEBVTT"), "Zaterdag.vtt").title == "Zaterdag"


@pytest.mark.parametrize("pause", ["(12 seconds pause)", "(pauze)", "(..)", "( pause )"])
def test_a_line_that_only_names_a_pause_is_no_turn_and_that_is_said(pause: str) -> None:
    conversation = read(
        vtt(f"00:00.000 --> 00:12.000\n{pause}", "00:12.000 --> 00:13.000\n<v Lotte>Goed.</v>")
    )
    assert lines(conversation) == ["12000-13000 Lotte: Goed."]
    assert notes(conversation) == ("pauses_left_out",)


def test_a_pause_that_has_a_voice_is_kept() -> None:
    assert one("<v Lotte>(pauze)</v>") == ["1000-3000 Lotte: (pauze)"]


def test_noscribe_marks_who_speaks_through_another() -> None:
    assert one("<v //S02>Goed.//</v>") == ["1000-3000 S02: Goed.//"]


# ── times ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("timing", "span"),
    [
        ("00:00:01.500 --> 00:00:02.000", "1500-2000"),
        ("00:01.500 --> 00:02.000", "1500-2000"),
        ("00:00:01,500 --> 00:00:02,000", "1500-2000"),
        ("0:01.5-->0:02", "1500-2000"),
        ("  00:01.500   -->   00:02.000  align:start", "1500-2000"),
        ("00:59:59.000 --> 01:00:00.000", "3599000-3600000"),
        ("26:00:00.000 --> 26:00:01.000", "93600000-93601000"),
        ("48:00:00.000 --> 48:00:00.000", "172800000-172800000"),
    ],
)
def test_times_are_read_however_they_are_written(timing: str, span: str) -> None:
    assert lines(read(vtt(f"{timing}\n<v Lotte>Goed.</v>"))) == [f"{span} Lotte: Goed."]


@pytest.mark.parametrize(
    "timing",
    [
        "00:00:01.500 --> ",
        "--> 00:00:01.500",
        "00:61.000 --> 00:62.000",
        "00:01.000 --> 00:0a.000",
        "-00:01.000 --> 00:02.000",
        "1.5 --> 2.0",
        "48:00:00.001 --> 48:00:00.002",
        "99:00:00.000 --> 00:00:01.000",
        "00:00:01.000 --> 100:00:00.000",
        "00:00:01.000 -> 00:00:02.000 --> 00:00:03.000",
    ],
)
def test_a_time_that_is_none_is_refused_with_its_line(timing: str) -> None:
    fault = refusal(vtt("00:00.000 --> 00:01.000\n<v Lotte>Ja.</v>", f"{timing}\n<v Lotte>Goed."))
    assert isinstance(fault, BadLine)
    assert fault.line == 6
    assert str(fault).startswith("gesprek.x, regel 6: dit is geen tijd (‘")
    assert "schrijf 00:01:02.500 --> 00:01:04.000" in str(fault)


def test_an_end_before_its_start_is_kept_without_length_and_said() -> None:
    conversation = read(vtt("00:05.000 --> 00:02.000\n<v Lotte>Goed.</v>"))
    assert lines(conversation) == ["5000-5000 Lotte: Goed."]
    assert notes(conversation) == ("backward_times",)


def test_voices_in_a_cue_that_runs_back_keep_their_order() -> None:
    conversation = read(vtt("00:05.000 --> 00:02.000\n<v Lotte>Druk?</v><v Karel>Ja.</v>"))
    assert lines(conversation) == ["5000-5000 Lotte: Druk?", "5000-5000 Karel: Ja."]
    assert notes(conversation) == ("voices_split", "backward_times")


def test_cues_come_in_order_of_start() -> None:
    conversation = read(
        vtt(
            "00:05.000 --> 00:06.000\n<v Karel>Ja.</v>",
            "00:01.000 --> 00:02.000\n<v Lotte>Druk?</v>",
        )
    )
    assert texts(conversation) == ["Lotte: Druk?", "Karel: Ja."]


# ── where a blank line is missing ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("id_", ["", "2\n", f"{GUID}1/13-0\n", f"{GUID}2\n"])
def test_a_missing_blank_line_between_cues_makes_no_text(id_: str) -> None:
    written = (
        "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Lotte>Druk?</v>\n"
        f"{id_}00:01.000 --> 00:02.000\n<v Karel>Ja.</v>\n"
    )
    assert lines(read(written)) == ["0-1000 Lotte: Druk?", "1000-2000 Karel: Ja."]


@pytest.mark.parametrize("arrow", ["->", "=>", "–>", "→", "-", " -> "])
@pytest.mark.parametrize("blank", ["\n", ""])
def test_a_timing_with_another_arrow_loses_no_turn_in_silence(arrow: str, blank: str) -> None:
    odd = f"00:00:03.000 {arrow} 00:00:04.000\n<v Karel>Ja.</v>"
    first = f"00:00:01.000 --> 00:00:02.000\n<v Lotte>Druk?</v>\n{blank}"
    for written, line in (f"WEBVTT\n\n{first}{odd}", 5 + len(blank)), (vtt(odd), 3):
        fault = refusal(written)
        assert isinstance(fault, BadLine)
        assert fault.line == line
        assert "dit is geen tijd" in str(fault)


def test_text_below_a_blank_line_within_a_cue_belongs_to_it_and_that_is_said() -> None:
    conversation = read(
        vtt(
            "00:01.000 --> 00:02.000\n<v Lotte>Druk?",
            "Of valt het mee?\nZeg het maar.</v>",
            "00:02.000 --> 00:03.000\n<v Karel>Ja.</v>",
        )
    )
    assert texts(conversation) == ["Lotte: Druk? Of valt het mee? Zeg het maar.", "Karel: Ja."]
    assert notes(conversation) == ("blank_lines",)


def test_a_sentence_above_a_timing_is_no_id() -> None:
    written = vtt(
        "intro 1\n00:01.000 --> 00:02.000\nLotte: Druk?",
        "Karel: Ja.\n00:02.000 --> 00:03.000\nLotte: Zo.",
        "00:03.000 --> 00:04.000\nKarel: Tja.",
    )
    assert [text for text in texts(read(written)) if text.startswith("Karel")] == [
        "Karel: Ja.",
        "Karel: Tja.",
    ]


def test_what_stands_above_the_first_cue_is_no_speech() -> None:
    cue = "00:01.000 --> 00:02.000\n<v Lotte>Goed.</v>"
    conversation = read(vtt("Opgenomen op zaterdag", cue))
    assert (texts(conversation), notes(conversation)) == (["Lotte: Goed."], ())


def test_text_without_any_time_is_told_by_its_line() -> None:
    fault = refusal("WEBVTT\nLanguage: nl\n\nvan 0:01 tot 0:02\n<v Lotte>Goed.</v>\n")
    assert isinstance(fault, BadLine)
    assert fault.line == 4
    assert "deze tekst hoort bij geen ondertitel" in str(fault)
    assert "niemand iets" in str(refusal("WEBVTT\nLanguage: nl\n"))


def test_a_missing_blank_line_after_the_header_is_no_matter() -> None:
    assert lines(read("WEBVTT\n00:00.000 --> 00:01.000\n<v Lotte>Druk?</v>\n")) == [
        "0-1000 Lotte: Druk?"
    ]


def test_an_arrow_in_the_text_is_text() -> None:
    assert one("<v Lotte>Ga naar\nBestand --> Opslaan.</v>") == [
        "1000-3000 Lotte: Ga naar Bestand --> Opslaan."
    ]


@pytest.mark.parametrize("header", ["WEBVTTX", "webvtt", " WEBVTT", "VTT"])
def test_another_first_line_makes_another_file(header: str) -> None:
    assert "kent" in str(refusal(vtt("00:00.000 --> 00:01.000\nGoed.", header=header)))


def test_joining_is_noted_as_an_option() -> None:
    written = vtt(
        "00:00.000 --> 00:01.000\n<v Lotte>Goed,</v>", "00:01.200 --> 00:02.000\n<v Lotte>dan.</v>"
    )
    conversation = read(written, join_gap_ms=200)
    assert lines(conversation) == ["0-2000 Lotte: Goed, dan."]
    assert conversation.provenance.options == (("join_gap_ms", "200"),)
    assert len(read(written, join_gap_ms=199).turns) == 2


@pytest.mark.parametrize(
    ("header", "title", "language"),
    [
        ("WEBVTT Kind: captions; Language: nl", "gesprek", "nl"),
        ("WEBVTT - Kassa's;Kind: captions;language:nl-BE", "Kassa's", "nl"),
        ("WEBVTT Kassa's; en meer", "Kassa's; en meer", ""),
        ("WEBVTT Kind: captions\nLanguage: nl", "gesprek", "nl"),
        ("WEBVTT\n\nLanguage: nl", "gesprek", ""),
    ],
)
def test_what_a_header_says_of_the_file_is_no_title(header: str, title: str, language: str) -> None:
    found = read(f"{header}\n\n00:01.000 --> 00:02.000\n<v An>Zo.</v>\n")
    assert (found.title, found.language) == (title, language)
