"""Setting what is made unreadable, and making words unreadable by hand."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from starlette.testclient import TestClient
from tests.service.calls import keep_call
from tests.sites import Company
from tests.web.browser import Chromium
from tests.working import work_off

from klankbord.service.access import Actor
from klankbord.service.redaction.redacting_old import look_through
from klankbord.service.redaction.redaction_rules import Mode, rules_of, set_rules
from klankbord.service.site import Site
from klankbord.testing import talk

Browser = Callable[[Actor], TestClient]
TALK = talk("Lotte: Op welk nummer bent u te bereiken?\nBert: Dat is 06-12345678, na vijven.")


def test_an_admin_chooses_counts_and_has_it_done(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    bas = browser(company.bas)
    page = bas.get("/beheer/onleesbaar").text
    assert 'value="off" checked' in page
    assert "Kies eerst hierboven" in page
    sent = {"mode": "share", "kinds": ["phone", "iban"]}
    assert bas.post("/beheer/onleesbaar", data=sent).status_code == 303
    assert rules_of(site).mode is Mode.SHARE
    assert "1 gesprek dat er al is" in bas.get("/beheer/onleesbaar").text
    bas.post("/beheer/onleesbaar/tellen")
    work_off(site)
    page = bas.get("/beheer/onleesbaar").text
    assert "Geteld: in 1 van 1 gesprekken staat iets." in page
    assert "telefoonnummer: 1" in page
    bas.post("/beheer/onleesbaar/nalopen")
    page = bas.get("/beheer/onleesbaar").text
    assert "Bezig: 0 van 1 gesprekken." in page
    assert 'hx-trigger="every 2s"' in page  # it counts along by itself,
    assert "/beheer/onleesbaar/nalopen" not in page  # and cannot be begun twice
    work_off(site)
    assert 'hx-trigger="every 2s"' not in bas.get("/beheer/onleesbaar").text
    assert "Klaar: in 1 van 1 gesprekken" in bas.get("/beheer/onleesbaar").text
    own = browser(company.lotte).get(f"/gesprekken/{call}").text
    assert "Dat is ‹telefoonnummer›, na vijven." in own
    assert "06-12345678" in own  # beneath, for her alone
    coachs = browser(company.joris).get(f"/gesprekken/{call}").text
    assert "‹telefoonnummer›" in coachs
    assert "06-12345678" not in coachs


def test_how_far_it_is_is_told_in_an_element_that_lasts(
    site: Site, company: Company, chrome: Chromium, served: str
) -> None:
    keep_call(site, company.lotte, TALK)
    set_rules(site, company.bas, "share", ["phone"])
    look_through(site, company.bas, dry=True)
    with chrome.page(served, site=site, actor=company.bas) as page:
        page.goto("/beheer/onleesbaar")
        status = page.get_by_role("status")
        expect(status).to_have_text("Bezig: 0 van 1 gesprekken.")
        status.evaluate("it => { it.marked = true }")
        work_off(site)
        expect(status).to_have_text("Geteld: in 1 van 1 gesprekken staat iets.")
        assert status.evaluate("it => it.marked"), "another element is not read out"
        expect(page.get_by_role("button", name="Tel wat erin staat")).to_be_visible()
        assert page.locator("[hx-trigger]").count() == 0, "it looks no more"


def test_what_cannot_be_chosen_is_refused(site: Site, company: Company, browser: Browser) -> None:
    bas = browser(company.bas)
    for wrong in ({"mode": "ja"}, {"mode": "off", "kinds": ["hand"]}, {}):
        assert bas.post("/beheer/onleesbaar", data=wrong).status_code == 422
    assert rules_of(site).mode is Mode.OFF


def test_nothing_that_is_taken_along_tells_the_original(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    bas, lotte = browser(company.bas), browser(company.lotte)
    bas.post("/beheer/onleesbaar", data={"mode": "share", "kinds": ["phone"]})
    bas.post("/beheer/onleesbaar/nalopen")
    work_off(site)
    for report in ("rapport.html", "rapport.json"):
        text = lotte.get(f"/gesprekken/{call}/{report}").text
        assert "‹telefoonnummer›" in text
        assert "12345678" not in text
    assert "12345678" not in lotte.get("/gesprekken?q=nummer").text


def test_what_is_shared_is_unreadable_and_a_note_of_ones_own_is_not(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    bas, lotte = browser(company.bas), browser(company.lotte)
    bas.post("/beheer/onleesbaar", data={"mode": "share", "kinds": ["phone"]})
    note = {"seen": 1, "turn": 1, "text": "Bel 06-87654321"}
    lotte.post(f"/gesprekken/{call}/opmerkingen", data=note)
    lotte.post(f"/gesprekken/{call}/opmerkingen", data=note | {"turn": 2, "shared": "true"})
    page = lotte.get(f"/gesprekken/{call}").text
    assert page.count("Bel 06-87654321") >= 1
    assert "Bel ‹telefoonnummer›" in page
    coachs = browser(company.joris).get(f"/gesprekken/{call}").text
    assert "87654321" not in coachs
    assert "Bel ‹telefoonnummer›" in coachs


def test_words_between_two_marks_are_made_unreadable(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep_call(site, company.lotte, TALK)
    lotte = browser(company.lotte)
    assert "Maak woorden onleesbaar" in lotte.get(f"/gesprekken/{call}?bewerk=2").text
    address = f"/gesprekken/{call}/beurten/2/onleesbaar"
    for wrong in ("Dat is |06-12345678, na vijven.", "Dat |was| 06-12345678, na vijven."):
        refused = lotte.post(address, data={"seen": 1, "text": wrong})
        assert refused.status_code == 422
        assert "Zet een | voor en een | na" in refused.text
    sent = {"seen": 1, "text": "Dat is |06-12345678,| na vijven."}
    assert lotte.post(address, data=sent).status_code == 303
    page = lotte.get(f"/gesprekken/{call}").text
    assert "Dat is ‹onleesbaar›, na vijven." in page  # a comma is no word
    assert "12345678" not in page


def test_without_marks_the_whole_turn_is(site: Site, company: Company, browser: Browser) -> None:
    call = keep_call(site, company.lotte, TALK)
    lotte = browser(company.lotte)
    sent = {"seen": 1, "text": TALK.turns[1].text}
    lotte.post(f"/gesprekken/{call}/beurten/2/onleesbaar", data=sent)
    page = lotte.get(f"/gesprekken/{call}").text
    assert "na vijven" not in page
    assert "‹onleesbaar›" in page
