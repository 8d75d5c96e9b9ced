"""The HTML of a report: one file that asks for nothing, whose links lead somewhere."""

import re
from html.parser import HTMLParser

import pytest

from klankbord.conversation import Conversation
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import measure
from klankbord.report.as_html import report_html
from klankbord.report.view import view_of
from klankbord.samples import SAMPLES, read_sample
from klankbord.testing import talk


class Page(HTMLParser):
    """The ids, links, tags and words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self._stack: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._stack.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "action", "popovertarget", "data"}:
                self.links.append(f"#{value}" if name == "popovertarget" else value or "")

    def handle_data(self, data: str) -> None:
        if self._stack[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def html_of(conversation: Conversation, language: str = "nl", *, cues: bool = False) -> str:
    return report_html(view_of(measure([conversation]), conversation, 0, language, cues=cues))


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_asks_for_nothing_and_every_link_leads_somewhere(name: str, language: str) -> None:
    html = html_of(read_sample(name), language)
    page = Page(html)
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert "script" not in page.tags
    assert not [attribute for attribute in page.attributes if attribute.startswith("on")]
    assert re.findall(r"url\((?!data:font/woff2)|@import|https?://", html) == []


def test_every_figure_leads_to_its_moments_and_its_definition() -> None:
    page = Page(html_of(read_sample("museum")))
    for each in CATALOGUE:
        assert f"m-{each.id}" in page.ids
        assert f"#m-{each.id}" in page.links
    assert "Laat zien hoe vaak iemand het woord nam" in page.text


def test_every_turn_has_an_anchor() -> None:
    sample = read_sample("koelcel")
    page = Page(html_of(sample))
    assert [f"t{n}" for n in range(1, len(sample.turns) + 1)] == [
        i for i in page.ids if re.fullmatch(r"t\d+", i)
    ]


def test_hostile_text_stays_text() -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)> \"' {{ 7*7 }}"
    hostile = talk(f'0:00-0:05 "</title>: <b>Anna": {attack}\n0:05-0:09 Bram: {attack}')
    page = Page(html_of(hostile, cues=True))
    assert not {"script", "img"} & page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }}" in page.text
    assert "onerror" not in page.attributes


def test_without_sides_the_page_says_so_and_names_who_could_sell() -> None:
    page = Page(html_of(talk("0:00-0:05 Anna: Dag.\n0:05-0:09 Bram: Dag.")))
    assert "kies met --seller uit: Anna, Bram" in page.text
    assert "niet bekend wie verkoopt" in page.text


def test_without_times_there_is_no_timeline_and_the_rest_stands() -> None:
    untimed = talk("Anna: Hoe gaat het?\nBram: Goed.\nAnna: Mooi zo.", seller="Anna")
    page = Page(html_of(untimed))
    assert "svg" in page.tags  # the mark
    assert "Tijdlijn" not in html_of(untimed)
    assert "Woordaandeel" in page.text


def test_english_says_no_dutch() -> None:
    page = Page(html_of(read_sample("warehouse"), "en"))
    for dutch in ("verkoper", "klant", "beurt", "Spreekaandeel", "onbekend", "stilte", "Gemaakt"):
        assert dutch not in page.text
    assert "Did the customer get attention?" in page.text


def test_cues_are_marked_on_demand() -> None:
    sample = read_sample("warehouse")
    assert "<mark" not in html_of(sample)
    assert '<mark title="filler">' in html_of(sample, cues=True)


def test_no_score_no_grade_no_traffic_light() -> None:
    html = html_of(read_sample("bestelbussen")).lower()
    for word in (
        "score",
        "cijfer van",
        "ranking",
        "kans op",
        "#ff0000",
        "#00ff00",
        "green",
        "red;",
    ):
        assert word not in html
