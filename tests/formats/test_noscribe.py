"""noScribe: its page, its text and its vtt of one talk."""

import re

import pytest
from tests.formats.helpers import lines, notes, read, refusal, texts

from klankbord.errors import BadLine

SAID = [
    "S00: Hoe gaat dat nu, op een zaterdag?",
    "S01: Druk.",
    "S00: Ja ja.",
    "S01: De rij staat tot op straat. (..)",
    "S02: En wij maar bakken.",
    "S00: Dat hoor ik graag, hé.",
    "S01: Tja.",
]
PAGE = """\
<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0//EN">
<html >
<head ><style type="text/css" >
p, li { white-space: pre-wrap; }
</style></head>
<body ><div ><p style="font-weight: 600" >Kassa's</p>\
<p ><span style="color: #909090" >Transcribed with noScribe vers. 0.7<br />Audio file: x</span></p>\
<p ><a name="ts_0_400_" >(1 seconds pause) </a></p>
<p ><a name="ts_400_1900_S00" >S00: <span >[00:00:00]</span> Hoe gaat dat nu,</a>\
<a name="ts_1900_2900_S00" > op een zaterdag?</a></p>
<p ><a name="ts_3400_4000_S01" >S01: <span >[00:00:03]</span> Druk.</a>\
<a name="ts_3900_4200_//S00" > //S00: Ja ja.</a>\
<a name="ts_4100_7100_S01" >// De rij staat <b>tot</b> op straat. (..)</a></p>
<p ><a name="ts_8000_9000_S02" >S02: <span >[00:00:08]</span> En wij maar bakken.</a></p>
<p ><a name="ts_9000_9500_S00" >S00: <span >[00:00:09]</span> Dat hoor ik graag, h&eacute;.</a>\
<a name="ts_9500_9900_//S01" > //S01: Tja.//</a></p></div></body>
</html>
"""
TEXT = """\
Kassa's

Transcribed with noScribe vers. 0.7
Audio file: x

(1 seconds pause)



S00: [00:00:00] Hoe gaat dat nu, op een zaterdag?

S01: [00:00:03] Druk. //S00: Ja ja. // De rij staat tot op straat. (..)

S02: [00:00:08] En wij maar bakken.

S00: [00:00:09] Dat hoor ik graag, hé. //S01: Tja.//
"""
VTT = """\
WEBVTT Kassa's

NOTE
Transcribed with noScribe vers. 0.7 Audio file: x

1
00:00:00.000 --> 00:00:00.400
(1 seconds pause)

2
00:00:01.900 --> 00:00:02.900
<v S00>Hoe gaat dat nu, op een zaterdag?

3
00:00:04.100 --> 00:00:07.100
<v S01>Druk. //S00: Ja ja. // De rij staat tot op straat. (..)

4
00:00:08.000 --> 00:00:09.000
<v S02>En wij maar bakken.

5
00:00:09.500 --> 00:00:09.900
<v //S01>Dat hoor ik graag, hé. //S01: Tja.//
"""


@pytest.mark.parametrize("written", [PAGE, TEXT, VTT], ids=["html", "txt", "vtt"])
def test_the_three_of_one_talk_give_the_same_turns(written: str) -> None:
    found = read(written)
    assert texts(found) == SAID
    assert found.title == "Kassa's"
    assert "pauses_left_out" in notes(found)


def test_the_page_has_the_times_of_all_also_of_who_speaks_through_another() -> None:
    assert [line.split(" ")[0] for line in lines(read(PAGE))] == [
        "400-2900",
        "3400-4000",
        "3900-4200",
        "4100-7100",
        "8000-9000",
        "9000-9500",
        "9500-9900",
    ]
    assert read(PAGE).bears.overlap


def test_a_page_saved_by_an_editor_has_its_anchors_closed_at_once() -> None:
    closed = re.sub(r'(<a name="[^"]*") >', r"\1></a>", PAGE).replace("</a></p>", "</p>")
    assert lines(read(closed)) == lines(read(PAGE))


def test_the_text_has_starts_and_what_is_said_through_another_its_share() -> None:
    found = read(TEXT)
    starts = [turn.start_ms for turn in found.turns]
    assert [starts[n] for n in (0, 1, 4, 5, 6)] == [0, 3000, 8000, 9000, 9000]
    assert 3000 < (starts[2] or 0) < (starts[3] or 0) < 8000
    assert "asides_shared" in notes(found)
    assert not found.bears.ends


def test_the_vtt_says_that_its_times_and_some_voices_are_uncertain() -> None:
    assert {"noscribe_vtt", "voices_split"} <= set(notes(read(VTT)))
    assert "noscribe_vtt" not in notes(read(VTT.replace("noScribe", "iets")))


def test_a_text_without_times_has_none_and_goes_on_without_a_name() -> None:
    plain = re.sub(r"\[[\d:]+\] ", "", TEXT).replace(" De rij", "\n\nDe rij")
    found = read(plain)
    assert texts(found) == [
        *SAID[:2],
        "S00: Ja ja. De rij staat tot op straat. (..)",
        *SAID[4:],
    ]
    assert {turn.start_ms for turn in found.turns} == {None}


def test_a_time_within_a_paragraph_is_no_word() -> None:
    found = read(TEXT.replace("op een zaterdag", "[00:00:02] op een zaterdag"))
    assert texts(found) == SAID


def test_an_address_is_no_aside() -> None:
    said = "S00: Zie https://kassa.example: daar staat het."
    assert texts(read(f"Transcribed with noScribe\n\n{said}\n")) == [said]


def test_a_talk_of_one_without_a_name_is_nobody_s() -> None:
    assert texts(read("Transcribed with noScribe\n\n[00:00:01] Goed.\n\n[00:00:02] Zo.\n")) == [
        ": Goed.",
        ": Zo.",
    ]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (TEXT.replace("00:00:03", "00:75:03"), 12),
        (TEXT.replace("00:00:03", "48:00:03"), 12),
        (PAGE.replace("ts_3400", "ts_172800001"), 8),
    ],
    ids=["no time", "late", "late page"],
)
def test_a_time_that_is_none_is_refused_by_its_line(written: str, line: int) -> None:
    fault = refusal(written)
    assert isinstance(fault, BadLine)
    assert f"regel {line}: dit is geen tijd" in str(fault)


def test_a_caption_that_does_not_tell_whose_turn_it_is_may_be_nobody_s() -> None:
    written = (
        "WEBVTT\n\nNOTE Transcribed with noScribe\n\n"
        "00:09.500 --> 00:09.900\n<v //S01>Zo. //S01: Tja.//\n"
    )
    assert texts(read(written)) == [": Zo.", "S01: Tja."]
