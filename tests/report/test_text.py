"""The report in the terminal."""

import io

import pytest
from rich.console import Console

from klankbord.conversation import Conversation
from klankbord.measures.measuring import measure
from klankbord.report.as_text import print_report
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


def test_square_brackets_in_a_talk_are_no_markup() -> None:
    text = text_of(talk("0:00-0:05 Anna: [bold]Dag[/bold]?\n0:05-0:06 Bram: Ja.", seller="Anna"))
    assert "[bold]Dag[/bold]?" in text


def test_cues_are_counted_on_demand() -> None:
    sample = read_sample("warehouse")
    assert "Words found" not in text_of(sample, "en")
    assert "filler" in text_of(sample, "en", cues=True)


def test_an_unknown_figure_says_why() -> None:
    text = text_of(talk("Anna: Hoe gaat het?\nBram: Goed.\nAnna: Mooi."))
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
