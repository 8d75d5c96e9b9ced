"""A whole review in two browsers: each writes for themselves, then it lies side by side."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.service.reviewed import flagged
from tests.sites import Company
from tests.web.browser import Chromium, overflow, violations
from tests.web.world import keep

from klankbord.samples import read_sample
from klankbord.service.learning.review_room import open_review
from klankbord.service.site import Site


def test_from_the_queue_to_a_lesson(
    chrome: Chromium, site: Site, company: Company, served: str
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    flagged(site, company.lotte, call, note="Ze haakte af")
    with (
        chrome.page(served, site=site, actor=company.lotte) as lotte,
        chrome.page(served, site=site, actor=company.joris, width=390) as joris,
    ):
        lotte.goto("/review")
        lotte.get_by_text("Begin", exact=True).click()
        lotte.get_by_role("button", name="Samen in één ruimte").click()
        lotte.wait_for_url("**/review/1")
        joris.goto("/review")
        joris.get_by_role("link", name="Koelcel bij slagerij Verhulle").click()
        _writes(lotte, "Wat deed je hier?", "Ik ging verdedigen")
        _writes(joris, "Wat zag je hier?", "Ze zocht steun")
        _keeps_its_drafts(lotte, "Wat deed je hier?", "Ik ging verdedigen")
        lotte.get_by_label("Waar kantelde het gesprek?").select_option("40")
        joris.get_by_label("Waar kantelde het gesprek?").select_option("46")
        lotte.get_by_role("button", name="Klaar, laat zien").click()
        lotte.get_by_text("Joris is nog bezig.").wait_for()
        assert "Ze zocht steun" not in lotte.content()
        joris.get_by_text("Lotte is klaar.").wait_for()
        assert "Ik ging verdedigen" not in joris.content()
        joris.get_by_role("button", name="Klaar, laat zien").click()
        # The page of who waits follows by itself.
        lotte.get_by_role("heading", name="Naast elkaar").wait_for()
        for page in (lotte, joris):
            expect(page.locator(".beside")).to_contain_text("Ik ging verdedigen")
            expect(page.locator(".beside")).to_contain_text("Ze zocht steun")
            assert violations(page) == []
            assert overflow(page) <= 0
        lotte.get_by_label("Wat neem je mee, in één zin?").fill("Vraag eerst waar het zit")
        lotte.get_by_label("Wat probeer je?").fill("Na elk bezwaar één vraag")
        lotte.get_by_label("Waaraan zou je het zien?").select_option("uptake:")
        lotte.locator("#les").get_by_role("button", name="Bewaar").click()
        lotte.get_by_text("Bewaard.").first.wait_for()
        lotte.get_by_role("button", name="Sluit deze review").click()
        lotte.wait_for_url("**/review#klaar")
        expect(lotte.locator(".lesson")).to_have_text("Vraag eerst waar het zit")
        joris.reload()
        expect(joris.locator("#les")).to_contain_text("Na elk bezwaar één vraag")


def test_without_a_script_there_is_a_button_to_keep_it(
    chrome: Chromium, site: Site, company: Company, served: str
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    flagged(site, company.lotte, call)
    with chrome.page(served, site=site, actor=company.lotte, script=False) as page:
        page.goto("/review")
        page.get_by_text("Begin", exact=True).click()
        page.get_by_role("button", name="Alleen").click()
        page.get_by_label("Wat deed je hier?").first.fill("Ik ging verdedigen")
        page.get_by_role("button", name="Bewaar", exact=True).click()
        page.get_by_text("Bewaard.").wait_for()
        field = page.get_by_label("Wat deed je hier?").first
        expect(field).to_have_value("Ik ging verdedigen")
        page.get_by_role("button", name="Klaar, laat zien").click()
        page.get_by_role("heading", name="Naast de cijfers").wait_for()


def test_who_goes_away_while_typing_loses_nothing(
    chrome: Chromium, site: Site, company: Company, served: str
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    flagged(site, company.lotte, call)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/review")
        page.get_by_text("Begin", exact=True).click()
        page.get_by_role("button", name="Alleen").click()
        page.get_by_label("zwakke plek").press_sequentially("haast")
        page.goto("/gesprekken")
        page.wait_for_timeout(500)
        assert open_review(site, company.lotte, 1).own.text("weak") == "haast"


def test_without_a_connection_it_says_so_and_tries_again(
    chrome: Chromium, site: Site, company: Company, served: str
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    flagged(site, company.lotte, call)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/review")
        page.get_by_text("Begin", exact=True).click()
        page.get_by_role("button", name="Alleen").click()
        page.get_by_label("zwakke plek").wait_for()
        page.context.set_offline(True)
        page.get_by_label("zwakke plek").fill("haast")
        page.get_by_text("Nog niet bewaard").wait_for()
        page.context.set_offline(False)
        page.get_by_text("Bewaard.", exact=True).wait_for()
        assert open_review(site, company.lotte, 1).own.text("weak") == "haast"


def test_a_moment_plays_from_its_beginning(
    chrome: Chromium, site: Site, company: Company, served: str
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    flagged(site, company.lotte, call)
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/review")
        page.get_by_text("Begin", exact=True).click()
        page.get_by_role("button", name="Alleen").click()
        page.wait_for_url("**/review/1")
        page.wait_for_load_state()
        link = page.locator("a[data-from]").first
        link.evaluate("link => { link.dataset.from = 2000; link.dataset.to = 4000; }")
        link.click()
        expect(link).to_have_class("dot on")
        expect(link).to_have_class("dot")
        assert 3.9 <= page.evaluate("document.getElementById('opname').currentTime") < 5


def _writes(page: Page, question: str, words: str) -> None:
    """Write at the first moment, and wait until it is kept."""
    page.get_by_label(question).first.fill(words)
    page.get_by_text("Bewaard.", exact=True).wait_for()


def _keeps_its_drafts(page: Page, question: str, words: str) -> None:
    page.reload()
    expect(page.get_by_label(question).first).to_have_value(words)
