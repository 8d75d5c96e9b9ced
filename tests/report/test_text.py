"""The report in the terminal."""

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from klankbord.conversation import Conversation
from klankbord.measures.measuring import measure
from klankbord.report.as_text import print_report
from klankbord.report.sentences import Sentence
from klankbord.report.view import view_of
from klankbord.samples import SAMPLES, read_sample
from klankbord.testing import talk


def text_of(
    conversation: Conversation, language: str = "nl", *, cues: bool = False, width: int = 100
) -> str:
    page = io.StringIO()
    view = view_of(measure([conversation]), conversation, 0, language, cues=cues)
    print_report(view, Console(file=page, width=width, highlight=False))
    return page.getvalue()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_fits_on_eighty_columns(name: str) -> None:
    text = text_of(read_sample(name), width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "Kreeg de klant aandacht?" in text


def test_a_figure_shows_three_moments_and_how_many_more() -> None:
    text = text_of(read_sample("bestelbussen"))
    assert "In de rede gevallen" in text
    assert "beurt 35" in text
    assert "en nog 2" in text


def test_a_moment_says_what_it_is_and_how_long_and_a_figure_what_it_rests_on() -> None:
    text = text_of(read_sample("museum"))
    assert re.search(r"Adempauze +0,\d s \(de middelste van \d+\)", text)
    assert re.search(r"beurt \d+ +kortste, 0,\d s +\S", text)
    assert re.search(r"beurt \d+ +door klant, \d,\d s +\S", text)


def test_on_a_narrow_screen_every_turn_keeps_its_number_and_every_value_its_side() -> None:
    wide, narrow = (text_of(read_sample("museum"), width=width) for width in (100, 45))
    assert max(map(len, narrow.splitlines())) <= 45
    told = [re.findall(r"beurt (\d+) ", text) for text in (wide, narrow)]
    assert told[0] == told[1] != []
    assert re.search(r"^ +verkoper \d+ %.*\n +klant \d+ %", narrow, flags=re.MULTILINE)


def test_how_many_more_is_told_in_the_readers_notation() -> None:
    view = view_of(measure([read_sample("museum")]), read_sample("museum"), 0, "nl")
    first = next(figure for figure in view.strip if figure.moments)
    many = replace(first, moments=first.moments[:1] * 48_997)
    page = io.StringIO()
    print_report(replace(view, strip=(many,)), Console(file=page, width=100))
    assert "en nog 48.994" in page.getvalue()


def test_sentences_stand_at_the_top_of_their_question() -> None:
    view = view_of(measure([read_sample("koelcel")]), read_sample("koelcel"), 0, "nl")
    said = replace(view.questions[0], sentences=(Sentence("Zij vertelde het meest.", (4, 12)),))
    page = io.StringIO()
    print_report(replace(view, questions=(said,)), Console(file=page, width=100))
    lines = page.getvalue().split("Kreeg de klant aandacht?")[1].splitlines()
    assert lines[1].strip() == "Zij vertelde het meest. (0:14, 0:49)"


def test_square_brackets_in_a_talk_are_no_markup() -> None:
    text = text_of(talk("0:00-0:05 Anna: [bold]Dag[/bold]?\n0:05-0:06 Bram: Ja.", seller="Anna"))
    assert "[bold]Dag[/bold]?" in text


def test_cues_are_counted_on_demand() -> None:
    sample = read_sample("warehouse")
    assert "Words found" not in text_of(sample, "en")
    text = text_of(sample, "en", cues=True)
    assert "hesitation" in text
    assert "filler" not in text
    assert re.search(r"hesitation +\d+× +turn \d+, \d+", text)


def test_an_unknown_figure_says_why() -> None:
    text = " ".join(text_of(talk("Anna: Hoe gaat het?\nBram: Goed.\nAnna: Mooi.")).split())
    assert "Niet te zeggen: Spreekaandeel," in text
    assert "niet bekend wie verkoopt" in text
    assert "zonder tijden niet te meten" in text


def test_the_lanes_show_who_speaks_when() -> None:
    text = text_of(
        talk("0:00-1:00 Anna: Kijk, het zit zo.\n1:00-2:00 Bram: O ja, hoe dan?", seller="Anna"),
        width=100,
    )
    lanes = {line.split()[0]: line for line in text.splitlines() if "█" in line}
    assert lanes["Anna"].index("█") < lanes["Bram"].index("█")
    assert lanes["Anna"].count("█") == lanes["Bram"].count("█") > 20


def test_questions_to_which_nothing_can_be_said_take_a_line_each() -> None:
    text = text_of(talk("0:00-0:03 kanaal 1:\n0:04-0:09 kanaal 2:"))
    head, below = text.split("Hier is niets te zeggen over")
    assert "Wie had de macht?" not in head
    assert re.search(r"Verbinden of winnen\? \(.*woorden nodig", below.replace("\n", " "))
    assert "Hier is niets te zeggen over" not in text_of(read_sample("museum"))
