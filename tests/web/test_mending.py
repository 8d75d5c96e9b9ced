"""Mending a call from its page, with and without a script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.service.calls import keep_call
from tests.sites import Company
from tests.web.browser import PHONE, Chromium, overflow
from tests.web.conftest import Browser

from klankbord.conversation import Conversation
from klankbord.service.site import Site
from klankbord.store.calls import current_revision, read_conversation
from klankbord.testing import talk

TALK = talk(
    """
    0:00-0:04 Spreker 1: Hoe gaat het nu met de koelcel?
    0:05-0:06 Spreker 2: Ja.
    0:06-0:12 Spreker 1: En wat doet dat met de zaak?
    0:13-0:21 Spreker 2: Die doet het niet. En dat kost ons geld.
    """
)
FIRST, SECOND = (party.id for party in TALK.parties)


def newest(site: Site, call: int) -> Conversation:
    with site.database.reading() as connection:
        return read_conversation(connection, call)


def revision(site: Site, call: int) -> int | None:
    with site.database.reading() as connection:
        return current_revision(connection, call)


def send(client: TestClient, call: int, path: str, seen: int = 1, **data: Any) -> str:
    """Send a form; where it leads."""
    answer = client.post(f"/gesprekken/{call}/{path}", data={"seen": seen} | data)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def text_of(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_names_and_sides_are_mended_at_the_head(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    client = browser(company.lotte)
    to = send(client, call, "spreker", party=FIRST, name="Lotte Maes", side="seller")
    assert to == f"/gesprekken/{call}?gedaan=verbeterd&was=1"
    send(client, call, "spreker", seen=3, party=SECOND, name="Karel", side="customer")
    page = text_of(client, to)
    assert "Verbeterd, en opnieuw gemeten." in page
    assert re.search(r"<b>Lotte Maes</b> verkoper", page)
    assert re.search(r"<b>Karel</b> klant", page)
    assert newest(site, call).bears.sides


def test_a_turn_is_reworded_split_joined_and_given(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    client = browser(company.lotte)
    form = text_of(client, f"/gesprekken/{call}?bewerk=4")
    assert ">Die doet het niet. En dat kost ons geld.</textarea>" in form
    to = send(client, call, "beurten/4/tekst", text="Die doet niets.\r\nEn dat kost geld.")
    assert to.endswith("#t4")
    assert newest(site, call).turns[3].text == "Die doet niets. En dat kost geld."
    send(client, call, "beurten/4/splitsen", 2, text="Die doet niets. | En dat kost ons geld.")
    assert [t.text for t in newest(site, call).turns][3:] == [
        "Die doet niets.",
        "En dat kost ons geld.",
    ]
    send(client, call, "beurten/4/samenvoegen", 4, text="Zij doet niets.")
    assert newest(site, call).turns[3].text == "Zij doet niets. En dat kost ons geld."
    send(client, call, "beurten/4/geven", 6, to=FIRST)
    send(client, call, "beurten/2/geven", 7, to="", name="Els")
    names = [newest(site, call).party(t.party).name for t in newest(site, call).turns]
    assert names == ["Spreker 1", "Els", "Spreker 1", "Spreker 1"]
    send(client, call, "spreker/samen", 8, party=SECOND, into=FIRST)
    send(client, call, "spreker/beurten", 9, party=FIRST, name="Lotte")
    assert {newest(site, call).party(t.party).name for t in newest(site, call).turns} == {
        "Els",
        "Lotte",
    }


def test_a_word_is_cut_where_the_mark_stands_within_it(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    send(browser(company.lotte), call, "beurten/2/splitsen", text="Ja|.")
    assert [t.text for t in newest(site, call).turns][1:3] == ["Ja", "."]


@pytest.mark.parametrize("text", ["Ja.", "|Ja.", "Ja.|", "J|a|."])
def test_splitting_needs_one_mark_between_words(
    site: Site, company: Company, browser: Browser, text: str
) -> None:
    call = keep_call(site, company.lotte, TALK)
    path = f"/gesprekken/{call}/beurten/2/splitsen"
    answer = browser(company.lotte).post(path, data={"seen": 1, "text": text})
    assert answer.status_code == 422
    assert "tussen twee woorden" in answer.text
    assert revision(site, call) == 1


def test_who_comes_too_late_is_told(site: Site, company: Company, browser: Browser) -> None:
    call = keep_call(site, company.lotte, TALK)
    send(browser(company.joris), call, "beurten/2/tekst", text="Ja hoor.")
    path = f"/gesprekken/{call}/beurten/2/tekst"
    answer = browser(company.lotte).post(path, data={"seen": 1, "text": "Nee."})
    assert answer.status_code == 409
    assert "Iemand anders heeft dit net verbeterd" in answer.text
    assert newest(site, call).turns[1].text == "Ja hoor."


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("spreker", {"party": "niemand", "name": "Els", "side": "seller"}),
        ("spreker", {"party": FIRST, "name": "", "side": "seller"}),
        ("spreker", {"party": FIRST, "name": "Els", "side": "winnaar"}),
        ("spreker/samen", {"party": FIRST}),
        ("beurten/9/tekst", {"text": "Ja."}),
        ("beurten/999999999/tekst", {"text": "Ja."}),
        ("beurten/2/tekst", {"text": " "}),
        ("beurten/2/geven", {"to": ""}),
        ("beurten/2/tekst", {"seen": "x", "text": "Ja."}),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    site: Site, company: Company, browser: Browser, path: str, data: dict[str, str]
) -> None:
    call = keep_call(site, company.lotte, TALK)
    answer = browser(company.lotte).post(f"/gesprekken/{call}/{path}", data={"seen": "1"} | data)
    assert answer.status_code == 422
    assert revision(site, call) == 1


def test_a_form_for_a_turn_that_is_not_there_is_not_shown(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    for number in ("0", "-1", "9", "99999999999999999999"):
        for name in ("bewerk", "opmerking", "knip"):
            page = text_of(browser(company.lotte), f"/gesprekken/{call}?{name}={number}")
            assert 'class="field"><label for="tekst"' not in page
            assert 'for="opmerking"' not in page
            assert 'id="tot"' not in page


def test_the_list_tells_what_was_mended_and_brings_it_back(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    lotte, joris = browser(company.lotte), browser(company.joris)
    assert "Wat er verbeterd is" not in text_of(lotte, f"/gesprekken/{call}")
    send(joris, call, "beurten/4/splitsen", text="Die doet het niet. | En dat kost ons geld.")
    send(lotte, call, "spreker", 2, party=FIRST, name="Lotte", side="seller")
    page = text_of(lotte, f"/gesprekken/{call}")
    for told in (
        "Joris Peeters splitste een beurt op 0:13",
        "Lotte Maes noemde Spreker 1 voortaan Lotte",
        "Lotte Maes gaf Lotte een andere kant: verkoper",
        "Lotte Maes voegde het gesprek toe",
    ):
        assert told in page
    send(lotte, call, "terug", 4, to=1)
    assert newest(site, call) == TALK
    assert "Lotte Maes zette een eerdere stand terug" in text_of(lotte, f"/gesprekken/{call}")


def test_whatever_is_mended_is_shown_as_text(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    client, bad = browser(company.lotte), '"><script>alert(1)</script>'
    send(client, call, "spreker", party=FIRST, name=bad, side="seller")
    send(client, call, "beurten/2/tekst", 3, text=bad)
    answer = client.get(f"/gesprekken/{call}?bewerk=2")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


# ── in a browser ──────────────────────────────────────────────────────────────────────────────


def test_a_name_is_mended_without_a_script(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK)
    with chrome.page(served, site=site, actor=company.lotte, script=False) as page:
        page.goto(f"/gesprekken/{call}")
        page.locator(".people summary").first.click()
        page.get_by_label("Naam", exact=True).first.fill("Lotte Maes")
        page.get_by_label("Kant").first.select_option("seller")
        page.get_by_role("button", name="Bewaar").first.click()
        assert page.get_by_role("status").inner_text() == "Verbeterd, en opnieuw gemeten."
        assert "Lotte Maes" in page.locator(".people").inner_text()
        page.locator("#t4").hover()
        page.get_by_label("Bij beurt 4 iets doen").click()
        page.locator("#t4 .tools").get_by_text("verbeter").click()
        page.get_by_label("Wat hier gezegd is").fill("Die doet het niet.| En dat kost ons geld.")
        page.get_by_role("button", name="Splits").click()
        assert "Die doet het niet." in page.locator("#t4").inner_text()
        assert "En dat kost ons geld." in page.locator("#t5").inner_text()


def test_a_turn_is_split_where_the_caret_is(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}")
        page.locator("#t4").hover()
        page.locator("#t4 .tools").get_by_text("verbeter").click()
        field = page.get_by_label("Wat hier gezegd is")
        field.wait_for()
        assert page.url.endswith(f"/gesprekken/{call}")
        assert field.evaluate("own => own === document.activeElement")
        field.evaluate("own => own.setSelectionRange(18, 18)")
        page.get_by_role("button", name="Splits").click()
        page.locator("#t5").wait_for()
        page.locator("#t4").hover()
        assert [t.text for t in newest(site, call).turns][3:] == [
            "Die doet het niet.",
            "En dat kost ons geld.",
        ]
        page.locator("#t4 .tools").get_by_text("verbeter").click()
        page.get_by_text("Toch niet").click()
        page.locator("#t4 .tools").get_by_text("verbeter").wait_for()
        assert page.locator(".say textarea").count() == 0


def test_the_forms_fit_a_phone(site: Site, company: Company, served: str, chrome: Chromium) -> None:
    call = keep_call(site, company.lotte, TALK)
    with chrome.page(served, site=site, actor=company.lotte, width=PHONE) as page:
        for asked in ("?bewerk=4#t4", "?knip=1#t1", ""):
            page.goto(f"/gesprekken/{call}{asked}")
            assert overflow(page) <= 0
        page.locator(".people summary").last.click()
        assert overflow(page) <= 0


# ── what was not taken stays on the page ──────────────────────────────────────────────────────


def test_what_was_typed_too_late_stays_at_its_turn(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    joris, lotte = browser(company.joris), browser(company.lotte)
    send(joris, call, "beurten/1/splitsen", text="Hoe gaat het | nu met de koelcel?")
    send(joris, call, "beurten/5/tekst", 2, text="Die doet het niet, en dat kost ons geld.")
    typed = {"seen": 1, "text": "Die doet niets. En dat kost geld."}
    answer = lotte.post(f"/gesprekken/{call}/beurten/4/tekst", data=typed)
    assert answer.status_code == 409
    page = unescape(answer.text)
    form = page[page.index('id="bij5"') : page.index('id="gereedschap"')]
    assert f"/gesprekken/{call}/beurten/5/tekst" in form
    assert ">Die doet niets. En dat kost geld.</textarea>" in form
    assert "Iemand anders heeft dit net verbeterd" in form
    assert "Er staat nu: ‘Die doet het niet, en dat kost ons geld.’" in form
    assert 'name="seen" value="3"' in form
    send(lotte, call, "beurten/5/tekst", 3, text="Die doet niets.")
    assert newest(site, call).turns[4].text == "Die doet niets."


def test_a_split_without_its_mark_keeps_what_was_typed(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    typed = {"seen": 1, "text": "Die doet niets. En dat kost geld."}
    answer = browser(company.lotte).post(f"/gesprekken/{call}/beurten/4/splitsen", data=typed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert ">Die doet niets. En dat kost geld.</textarea>" in page
    assert page.index('id="t4"') < page.index("tussen twee woorden") < page.index("</template>")
    assert "Hoe gaat het nu met de koelcel?" in page  # it is the call's page
    assert 'href="?' not in page  # whose links lead on from wherever it is shown


def test_a_name_that_came_too_late_stays_in_its_form(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    send(browser(company.joris), call, "beurten/2/tekst", text="Ja hoor.")
    sent = {"seen": 1, "party": SECOND, "name": "Karel Mertens", "side": "customer"}
    answer = browser(company.lotte).post(f"/gesprekken/{call}/spreker", data=sent)
    assert answer.status_code == 409
    people = answer.text.partition('class="meta people"')[2].partition('id="tijdlijn"')[0]
    assert people.count(" open>") == 1
    assert 'value="Karel Mertens"' in people
    assert '<option value="customer" selected>' in people
    assert "Iemand anders heeft dit net verbeterd" in people


def test_a_turn_that_is_gone_gives_back_what_was_typed(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    typed = {"seen": 1, "text": "Lang verhaal"}
    answer = browser(company.lotte).post(f"/gesprekken/{call}/beurten/99/tekst", data=typed)
    assert answer.status_code == 422
    assert "Er is geen beurt 99" in answer.text
    assert "readonly>Lang verhaal</textarea>" in answer.text


def test_nobody_is_chosen_before_somebody_is(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    page = text_of(browser(company.lotte), f"/gesprekken/{call}?bewerk=2")
    for field in ("spreker-0-samen", "spreker-0-aan", "van"):
        choice = re.search(rf'<select id="{field}"[^>]* required>(.*?)</select>', page)
        assert choice, field
        assert choice[1].startswith('<option value="">Kies een spreker</option>')
        assert "selected" not in choice[1]
    send(browser(company.lotte), call, "spreker/beurten", party=SECOND, to="+", name="Els")
    assert "Els" in {party.name for party in newest(site, call).parties}


def test_what_was_just_done_is_undone_from_its_notice(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    client = browser(company.lotte)
    page = text_of(client, send(client, call, "spreker/samen", party=SECOND, into=FIRST))
    notice = page.partition('class="told"')[2].partition('class="row call"')[0]
    fields = dict(re.findall(r'name="(seen|to)" value="(\d+)"', notice))
    assert "Ongedaan maken" in notice
    assert fields == {"seen": "2", "to": "1"}
    send(client, call, "terug", int(fields["seen"]), to=int(fields["to"]))
    assert newest(site, call) == TALK
    for odd in ("was=0", "was=-1", "was=9", "was=3"):
        told = text_of(client, f"/gesprekken/{call}?gedaan=verbeterd&{odd}")
        assert "Ongedaan maken" not in told
    assert "Ongedaan maken" not in text_of(
        browser(company.joris), f"/gesprekken/{call}?was=2"
    )  # nothing was said to be done


def test_the_tools_of_a_turn_lie_over_nothing_until_it_is_pointed_at(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    call = keep_call(site, company.lotte, TALK)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto(f"/gesprekken/{call}")
        page.get_by_text("Toon wat Klankbord herkende").click()
        page.get_by_text("Verberg wat Klankbord herkende").wait_for()
        page.locator("#t1 .at").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "opmerking"
        assert page.locator("#t1 .tools").evaluate("own => getComputedStyle(own).opacity") == "1"
