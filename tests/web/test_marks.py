"""Comments and clips on the page of a call: who sees them, and that they are made in place."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Page
from starlette.testclient import TestClient
from tests.service.calls import keep_call
from tests.sites import Company
from tests.web.browser import Chromium
from tests.web.conftest import Browser

from klankbord.conversation.mending import Reword, Split
from klankbord.service.calls.clips import clip
from klankbord.service.calls.comments import comment
from klankbord.service.calls.mending import mend
from klankbord.service.site import Site
from klankbord.testing import talk

TALK = talk(
    """
    0:00-0:04 Lotte: Hoe gaat het nu met de koelcel?
    0:04-0:05 Karel: Ja.
    0:05-0:07 Lotte: En wat doet dat met de zaak?
    0:07-0:10 Karel: Die doet het niet. En dat kost ons geld.
    """,
    seller="Lotte",
)
UNTIMED = talk("Lotte: Hoe gaat het nu?\nKarel: Goed hoor.", seller="Lotte")


def sounding(site: Site) -> str:
    """Ten seconds of sound, kept."""
    file = io.BytesIO()
    tone = 0.3 * np.sin(np.arange(10 * 8000) / 6)
    soundfile.write(file, np.stack([tone, tone / 2], axis=1), 8000, format="WAV")
    return site.files.keep([file.getvalue()], "opname.wav", 10).hash


def send(client: TestClient, call: int, path: str, **data: Any) -> str:
    answer = client.post(f"/gesprekken/{call}/{path}", data=data)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def page_of(client: TestClient, call: int, asked: str = "") -> str:
    answer = client.get(f"/gesprekken/{call}{asked}")
    assert answer.status_code == 200
    return unescape(answer.text)


def at_turn(page: str, number: int) -> str:
    """What stands under a turn."""
    return page.partition(f'id="bij{number}"')[2].partition('id="mis')[0]


def test_a_comment_stands_at_its_turn_and_in_the_margin(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    client = browser(company.lotte)
    assert 'action="/gesprekken/1/opmerkingen"' in at_turn(page_of(client, call, "?opmerking=3"), 3)
    to = send(client, call, "opmerkingen", seen=1, turn=3, text="Te vlug.\r\nEerst zwijgen.")
    assert to == f"/gesprekken/{call}#o1"
    page = page_of(client, call)
    assert "Te vlug.\nEerst zwijgen." in at_turn(page, 3)
    assert "jij" in at_turn(page, 3)
    assert "alleen voor jou" in at_turn(page, 3)
    assert "Te vlug. Eerst zwijgen." in page.partition('id="kantlijn"')[2]


def test_a_comment_is_changed_shared_and_removed(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    client = browser(company.lotte)
    send(client, call, "opmerkingen", seen=1, turn=3, text="Te vlug.")
    assert "Te vlug.</textarea>" in page_of(client, call, "?herschrijf=1")
    send(client, call, "opmerkingen/1", text="Veel te vlug.", shared="true")
    shown = at_turn(page_of(browser(company.joris), call), 3)
    assert "Veel te vlug." in shown
    assert "Lotte Maes" in shown
    assert "gewijzigd · gedeeld" in shown
    assert "Wijzig" not in shown
    assert "</textarea>" not in page_of(browser(company.joris), call, "?herschrijf=1")
    send(client, call, "opmerkingen/1/weg")
    assert "Veel te vlug." not in page_of(client, call)


def test_what_is_private_is_on_nobody_elses_page_and_in_nobodys_count(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK, sounding(site))
    before = page_of(browser(company.joris), call)
    comment(site, company.lotte, call, 1, 3, "Mijn geheim.", shared=False)
    kept = clip(site, company.lotte, call, 1, (1, 2), "Mijn stukje", shared=False)
    joris = browser(company.joris)
    assert without_tokens(page_of(joris, call)) == without_tokens(before)
    for asked in ("?herschrijf=1", f"?fragment={kept}", f"?hernoem={kept}"):
        assert "Mijn" not in page_of(joris, call, asked)
    assert joris.get(f"/gesprekken/{call}/fragmenten/{kept}.wav").status_code == 404
    for path in ("rapport.html", "rapport.json"):
        assert "Mijn geheim" not in browser(company.lotte).get(f"/gesprekken/{call}/{path}").text
    assert "Mijn" not in joris.get("/gesprekken?q=geheim").text


def without_tokens(page: str) -> list[str]:
    """The page but for what differs each time."""
    return [line for line in page.splitlines() if "oken" not in line and "nonce" not in line]


def test_a_comment_whose_words_are_gone_says_what_it_was_about(
    site: Site, company: Company, browser: Browser
) -> None:
    timed, untimed = (keep_call(site, company.lotte, each) for each in (TALK, UNTIMED))
    for call in (timed, untimed):
        comment(site, company.lotte, call, 1, 1, "Goede vraag.", shared=False)
        mend(site, company.lotte, call, 1, Reword(1, "Iets anders."))
    about = "Ging over woorden die er niet meer staan: ‘Hoe gaat het nu"
    client = browser(company.lotte)
    assert about in at_turn(page_of(client, timed), 1)
    page = page_of(client, untimed)
    assert about in page.partition('id="kantlijn"')[2]
    assert page.count("Goede vraag.") == 1
    send(client, untimed, "opmerkingen/2", text="Het was een goede vraag.")
    send(client, untimed, "opmerkingen/2/weg")


def test_marks_are_escaped(site: Site, company: Company, browser: Browser) -> None:
    call = keep_call(site, company.lotte, TALK)
    bad = '"><script>alert(1)</script>'
    comment(site, company.lotte, call, 1, 3, bad, shared=True)
    clip(site, company.lotte, call, 1, (1, 2), bad, shared=True)
    for asked in ("", "?herschrijf=1", "?hernoem=1", "?fragment=1"):
        for actor in (company.lotte, company.joris):
            text = browser(actor).get(f"/gesprekken/{call}{asked}").text
            assert "<script>alert" not in text
            assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("opmerkingen", {"seen": 1, "turn": 3, "text": " "}, 422),
        ("opmerkingen", {"seen": 1, "turn": 3, "text": "x" * 5001}, 422),
        ("opmerkingen", {"seen": 1, "turn": 9, "text": "x"}, 422),
        ("opmerkingen", {"seen": 2, "turn": 1, "text": "x"}, 422),
        ("opmerkingen/1", {"text": "x"}, 404),
        ("fragmenten", {"seen": 1, "turn": 1, "until": 9}, 422),
        ("fragmenten", {"seen": 1, "turn": 1, "until": 1, "title": "x" * 101}, 422),
        ("fragmenten/1", {"title": "x"}, 404),
        ("fragmenten/1/weg", {}, 404),
    ],
)
def test_what_cannot_be_is_told(
    site: Site, company: Company, browser: Browser, path: str, data: dict[str, Any], status: int
) -> None:
    call = keep_call(site, company.lotte, TALK)
    answer = browser(company.lotte).post(f"/gesprekken/{call}/{path}", data=data)
    assert answer.status_code == status


def test_a_number_past_what_a_database_counts_is_none_of_ours(
    site: Site, company: Company, browser: Browser
) -> None:
    call, client = keep_call(site, company.lotte, TALK), browser(company.lotte)
    for path in ("opmerkingen", "fragmenten"):
        address = f"/gesprekken/{call}/{path}/99999999999999999999"
        assert client.post(address, data={"text": "x"}).status_code in {404, 422}
        assert client.post(f"{address}/weg").status_code in {404, 422}
    assert client.get(f"{address}.wav").status_code == 404


def test_a_clip_is_made_shown_and_taken_away(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK, sounding(site))
    client = browser(company.lotte)
    form = at_turn(page_of(client, call, "?knip=2"), 2)
    assert "0:04 Karel: Ja." in form
    assert "Hoe gaat het" not in form
    to = send(client, call, "fragmenten", seen=1, turn=2, until=3, title="De zaak", shared="true")
    assert to == f"/gesprekken/{call}?fragment=1#t2"
    page = page_of(browser(company.joris), call, "?fragment=1")
    assert "0:04–0:07" in page
    assert "De zaak" in page
    assert page.count(" clipped") == 2
    answer = client.get(f"/gesprekken/{call}/fragmenten/1.wav")
    assert answer.headers["content-type"] == "audio/wav"
    assert f'filename="fragment-{call}-1.wav"' in answer.headers["content-disposition"]
    sound, rate = soundfile.read(io.BytesIO(answer.content))
    assert (len(sound), rate) == (3 * 8000, 8000)
    send(client, call, "fragmenten/1", title="Over de zaak")
    assert "Over de zaak" not in page_of(browser(company.joris), call)
    assert "Over de zaak" in page_of(client, call)
    send(client, call, "fragmenten/1/weg")
    assert "Over de zaak" not in page_of(client, call)


def test_a_call_without_times_offers_no_clip(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, UNTIMED)
    client = browser(company.lotte)
    assert "?knip=" not in page_of(client, call, "?beurt=1").partition("<template")[0]
    assert 'id="tot"' not in page_of(client, call, "?knip=1")
    answer = client.post(f"/gesprekken/{call}/fragmenten", data={"seen": 1, "turn": 1, "until": 2})
    assert answer.status_code == 422
    assert "niet zonder tijden" in unescape(answer.text)


# ── in a browser ──────────────────────────────────────────────────────────────────────────────


def test_a_comment_is_written_while_the_recording_plays_on(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK, sounding(site))
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}")
        page.evaluate("window.still = 'here'")
        page.locator("#t3 .at").click()
        page.locator("#t3.now").wait_for()
        page.keyboard.press("c")
        field = page.get_by_label("Schrijf er iets bij")
        field.wait_for()
        assert page.locator("#bij3 textarea").count() == 1
        page.keyboard.type("f is ook een letter")
        assert field.input_value() == "f is ook een letter"
        page.get_by_label("Deel dit").check()
        page.get_by_role("button", name="Bewaar").locator("visible=true").click()
        page.locator("#bij3 .remark").wait_for()
        assert "gedeeld" in page.locator("#bij3 .remark").inner_text()
        assert "f is ook een letter" in page.locator("#kantlijn").inner_text()
        page.locator("#bij3").get_by_text("Wijzig").click()
        page.get_by_label("Wat je erbij schreef").fill("Anders")
        page.get_by_role("button", name="Bewaar").locator("visible=true").click()
        page.locator("#bij3 .remark .words", has_text="Anders").wait_for()
        page.locator("#bij3").get_by_text("Wijzig").click()
        page.get_by_role("button", name="Verwijder").click()
        page.locator("#bij3 .remark").wait_for(state="detached")
        assert page.locator("#kantlijn").inner_text().strip() == ""
        assert page.evaluate("window.still") == "here"
        assert page.evaluate("document.querySelector('audio').currentTime") >= 5


def test_a_form_that_is_refused_stays_with_what_is_wrong(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}?opmerking=2#t2")
        field = page.get_by_label("Schrijf er iets bij")
        field.evaluate("own => own.removeAttribute('maxlength')")
        field.fill("x" * 5001)
        page.get_by_role("button", name="Bewaar").locator("visible=true").click()
        page.locator("#mis2", has_text="5000").wait_for()
        assert len(field.input_value()) == 5001


def test_a_clip_plays_from_its_beginning_to_its_end(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK, sounding(site))
    clip(site, company.lotte, call, 1, (2, 2), "Ja", shared=False)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}?fragment=1#t2")
        audio = page.locator("audio")
        at = "own => own.currentTime"
        wait_until(page, lambda: audio.evaluate(at) == 4)
        page.locator("a[data-from]").click()
        wait_until(page, lambda: audio.evaluate("own => own.paused && own.currentTime >= 5"))
        assert audio.evaluate(at) < 6


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait; the policy of our pages lets a test evaluate nothing in a loop of their own."""
    for _ in range(150):
        if holds():
            return
        page.wait_for_timeout(100)
    pytest.fail("it never held")


def test_comments_stay_with_their_words_when_a_turn_is_split(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK)
    comment(site, company.lotte, call, 1, 4, "Hier zit de pijn.", shared=False)
    mend(site, company.lotte, call, 1, Split(1, len("Hoe gaat het")))
    with chrome.page(served, site=site, actor=company.lotte, script=False) as page:
        page.goto(f"/gesprekken/{call}")
        assert "Hier zit de pijn." in page.locator("#bij5").inner_text()


# ── about some words ──────────────────────────────────────────────────────────────────────────


def test_words_with_a_comment_are_marked(site: Site, company: Company, browser: Browser) -> None:
    call = keep_call(site, company.lotte, TALK)
    client, text = browser(company.lotte), TALK.turns[3].text
    start, end = text.index("dat kost"), text.index(" geld")
    form = at_turn(page_of(client, call, f"?opmerking=4&van={start}&tot={end}"), 4)
    assert f'name="start" value="{start}"' in form
    assert "Bij ‘dat kost ons’" in form
    send(client, call, "opmerkingen", seen=1, turn=4, start=start, end=end, text="Hier <zat> het")
    for asked in ("", "?herkend=1"):
        page = page_of(client, call, asked)
        assert 'class="noted"' in page
        assert "Bij ‘dat kost ons’" in at_turn(page, 4)
    assert '<mark class="noted">dat kost ons</mark> geld.</p>' in page_of(client, call)
    shared = page_of(browser(company.joris), call)
    assert 'class="noted"' not in shared  # it is hers alone


@pytest.mark.parametrize("asked", ["van=0&tot=0", "van=5&tot=2", "van=-3&tot=4", "van=0&tot=4000"])
def test_words_that_are_none_leave_the_whole_turn(
    site: Site, company: Company, browser: Browser, asked: str
) -> None:
    call = keep_call(site, company.lotte, TALK)
    page = page_of(browser(company.lotte), call, f"?opmerking=4&{asked}")
    assert 'name="start"' not in page
    assert "Schrijf er iets bij" in page


@pytest.mark.parametrize("how", ["link", "key"])
def test_words_are_selected_and_commented_on(
    site: Site, company: Company, served: str, chrome: Chromium, how: str
) -> None:
    conversation = talk("0:00-0:09 Karel: 😀 Die doet het niet. En dat kost ons geld.", seller="")
    call = keep_call(site, company.lotte, conversation, sounding(site))
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}")
        select(page, "#z1", "dat kost ons")
        link = page.locator("#bij1 .tools a").first
        page.get_by_text("opmerking bij deze woorden").wait_for()
        if how == "link":
            link.click()
        else:
            page.keyboard.press("c")
        page.locator("#bij1").get_by_text("Bij ‘dat kost ons’").wait_for()
        page.get_by_label("Schrijf er iets bij").fill("Hier zat het")
        page.get_by_role("button", name="Bewaar").locator("visible=true").click()
        page.locator("#bij1 .remark").wait_for()
        assert page.locator("#z1 mark.noted").inner_text() == "dat kost ons"
        page.locator("#z1").hover()
        assert page.locator("#bij1 .tools a").first.inner_text() == "opmerking"


def test_what_is_selected_over_two_turns_is_no_words_of_one(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}")
        select(page, "#z1", "koelcel")
        page.get_by_text("opmerking bij deze woorden").wait_for()
        page.evaluate("getSelection().extend(document.querySelector('#z3').firstChild, 3)")
        page.wait_for_function(
            "![...document.querySelectorAll('.tools a')].some(a => a.text.includes('woorden'))"
        )


def select(page: Page, where: str, words: str) -> None:
    """Select words in a turn, as somebody does with a mouse."""
    page.locator(where).hover()
    page.evaluate(
        """([where, words]) => {
            const node = document.querySelector(where).firstChild, at = node.data.indexOf(words);
            getSelection().setBaseAndExtent(node, at, node, at + words.length);
        }""",
        [where, words],
    )
