"""Otter's text."""

import pytest
from tests.formats.helpers import lines, read, refusal

from klankbord.errors import BadLine, NotUnderstood


def test_a_name_with_a_time_opens_a_turn() -> None:
    found = read("Lotte Maes  0:04\nHoe dan?\nEn nu?\n\nKarel  1:00:07 \nZo.\n")
    assert found.provenance.format == "otter"
    assert lines(found) == ["4000-None Lotte Maes: Hoe dan? En nu?", "3607000-None Karel: Zo."]
    assert (found.bears.starts, found.bears.ends) == (True, False)


def test_a_text_after_a_blank_line_goes_on() -> None:
    found = read("Lotte  0:04\nHoe dan?\n\nEn nu?\n\nTranscribed by https://otter.ai\n")
    assert lines(found) == ["4000-None Lotte: Hoe dan? En nu?"]


def test_an_unknown_speaker_has_no_name() -> None:
    assert lines(read("Unknown Speaker  0:04\nHoe dan?\n")) == ["4000-None : Hoe dan?"]


def test_a_head_within_a_text_is_text() -> None:
    found = read("Lotte  0:04\nDe trein van  8:15\nis laat.\n")
    assert lines(found) == ["4000-None Lotte: De trein van 8:15 is laat."]


@pytest.mark.parametrize("time", ["0:75", "99:00:00", "1:2:3:4"])
def test_a_time_that_is_none_is_refused_by_its_line(time: str) -> None:
    fault = refusal(f"Lotte  0:04\nHoe dan?\n\nKarel  {time}\nZo.\n")
    assert isinstance(fault, BadLine)
    assert "regel 4: dit is geen tijd" in str(fault)


def test_a_text_that_otter_signed_may_have_times_alone() -> None:
    written = "0:01  \nHoe dan?\n\n0:15\nZo.\n\nTranscribed by https://otter.ai\n"
    assert lines(read(written)) == ["1000-None : Hoe dan?", "15000-None : Zo."]
    assert isinstance(refusal("0:01  \nHoe dan?\n\n0:15\nZo.\n"), NotUnderstood)


def test_what_stands_above_the_first_turn_was_not_said() -> None:
    above = "SUMMARY KEYWORDS\nkassa, rij\n\nSPEAKERS\nLotte, Karel\n\n"
    said = "Lotte  0:04\nHoe dan?\n\nTranscribed by https://otter.ai\n"
    assert lines(read(above + said)) == ["4000-None Lotte: Hoe dan?"]
