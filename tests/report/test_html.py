"""The HTML of a report: one file that asks for nothing, whose links lead somewhere."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.report.helpers import small_view

from klankbord.conversation import Conversation
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import measure
from klankbord.report.as_html import report_html
from klankbord.report.figures import MomentRow
from klankbord.report.sentences import Sentence
from klankbord.report.view import ReportView, view_of
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


def test_a_page_may_load_nothing_at_all() -> None:
    head = html_of(read_sample("museum")).partition("<title>")[0]
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; font-src data:; img-src data:\">"
    ) in head


def test_the_drawing_and_the_transcript_of_a_small_call() -> None:
    html = " ".join(report_html(small_view()).split())
    for drawn in (
        '<div class="who seller"><b>Anna</b><span>51 %</span></div>',
        (
            '<a href="#t6" tabindex="-1"><rect x="916.7" width="83.3" y="7" height="30" rx="1.5">'
            "<title>6:30 Dank je.</title></rect>"
        ),
        '<rect x="166.7" width="2.8" y="16" height="12" rx="1.5" class="hum">',
        '<rect class="cut" x="411.1" width="2" y="0" height="44"/></a>',
        '<path d="M208.3,1.3 L291.7,13.8',
        (
            '<a href="#t3" tabindex="-1" aria-label="3:30">'
            '<line class="step" x1="416.7" x2="416.7" y1="0" y2="64"><title>3:30</title></line></a>'
        ),
        '<text x="50.0%" y="1.05em">4:00</text>',
        '<p class="silence">stilte 6,0 s</p> <div class="say customer" id="t4">',
        '<div class="say customer hum" id="t2">',
        '<div class="say customer on" id="t5">',
        '<p class="note">In de rede gevallen (door klant)</p>',
    ):
        assert drawn in html, drawn
    assert html.count('class="hum"') == html.count('class="cut"') == 1
    assert html.count('class="silence"') == html.count('class="step"') == 1


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
    assert 'kies met --seller uit: "Anna", "Bram"' in page.text
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
    assert '<mark title="aarzeling">' in html_of(sample, cues=True)
    assert '<mark title="hesitation">' in html_of(sample, "en", cues=True)


def test_what_a_turn_does_stands_under_it_as_a_label() -> None:
    view = view_of(measure([read_sample("koelcel")]), read_sample("koelcel"), 0, "nl")
    turns = (replace(view.turns[0], acts=("bezwaar", "open vraag")), *view.turns[1:])
    assert '<p class="acts">bezwaar · open vraag</p>' in report_html(replace(view, turns=turns))
    assert 'class="acts"' not in report_html(view)


def test_sentences_lead_to_their_turns() -> None:
    view = view_of(measure([read_sample("koelcel")]), read_sample("koelcel"), 0, "nl")
    said = replace(view.questions[0], sentences=(Sentence("Zij vertelde <het> meest.", (4, 12)),))
    html = report_html(replace(view, questions=(said, *view.questions[1:])))
    assert "Zij vertelde &lt;het&gt; meest." in html
    assert '<a href="#t4">0:14</a> <a href="#t12">0:49</a>' in html
    assert 'class="answer"' not in report_html(view_without_sentences(view))


def view_without_sentences(view: ReportView) -> ReportView:
    return replace(view, questions=tuple(replace(q, sentences=()) for q in view.questions))


def test_what_cannot_be_said_stands_in_one_line_with_the_reason() -> None:
    untimed = talk("Anna: Hoe gaat het?\nBram: Goed.\nAnna: Mooi zo.", seller="Anna")
    html = html_of(untimed)
    page = Page(html)
    assert re.search(r"Niet te zeggen: .*Adempauze.* \(zonder tijden niet te meten\)", page.text)
    for each in CATALOGUE:
        assert f"#m-{each.id}" in page.links, each.id
    rows = re.findall(r'class="(?:fig|cell)" popovertarget="m-([^"]+)"', html)
    assert "patience" not in rows
    assert "word-share" in rows


def test_a_cell_of_the_strip_counts_its_moments() -> None:
    cell = r'popovertarget="m-patience">\s*<span class="head">.*?<span class="n">2 ▸'
    assert re.search(cell, html_of(read_sample("museum")), flags=re.DOTALL)


def test_a_figure_opens_on_what_it_rests_on_and_a_moment_says_which_it_is() -> None:
    text = Page(html_of(read_sample("museum"))).text
    assert re.search(r"Adempauze 0,\d s de middelste van \d+ ", text)
    assert re.search(r"kortste, 0,\d s .* langste, \d,\d s ", text)


def test_what_is_quoted_says_its_language_where_that_is_another() -> None:
    assert '<p lang="nl">' in html_of(read_sample("museum"), "en")
    assert '<q lang="nl">' in html_of(read_sample("museum"), "en")
    assert ' lang="nl"' not in html_of(read_sample("museum")).replace('<html lang="nl">', "")
    hostile = replace(read_sample("museum"), language='x" onclick="y')
    assert "onclick" not in Page(html_of(hostile)).attributes


def test_a_moment_without_a_turn_leads_nowhere() -> None:
    view = view_of(measure([read_sample("museum")]), read_sample("museum"), 0, "nl")
    first = view.strip[0]
    moment = MomentRow("0:30", "30 s", 0, 0, "", "", "", "")
    figure = replace(first, moments=(moment,))
    page = Page(report_html(replace(view, strip=(figure, *view.strip[1:]))))
    assert "#t0" not in page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


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


def test_questions_to_which_nothing_can_be_said_stand_together_and_each_figure_still_opens() -> (
    None
):
    conversation = talk("0:00-0:03 kanaal 1:\n0:04-0:09 kanaal 2:")
    page = Page(report_html(view_of(measure([conversation]), conversation, 0, "nl")))
    assert "Hier is niets te zeggen over: Kreeg de klant aandacht?" in page.text
    assert {link.removeprefix("#") for link in page.links if link.startswith("#m-")} <= set(
        page.ids
    )
    assert "details" in page.tags
