"""Action mode: by thumb and by keyboard, with and without a connection, and without a figure."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.service.calls import keep_call
from tests.sites import Company
from tests.web.browser import PHONE, Chromium, running
from tests.web.conftest import Browser

from klankbord.i18n import LANGUAGES
from klankbord.language.packs import load_pack
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about
from klankbord.service.access import Actor
from klankbord.service.learning.flagging import flag
from klankbord.service.site import Site
from klankbord.store.flags import Flag, find_flags, own_answers
from klankbord.store.learning_tables import flags
from klankbord.store.tables import metadata
from klankbord.testing import talk
from klankbord.web.app import create_app

TALK = talk(
    """
    0:00-0:03 Lotte Maes: Hoe gaat het nu met de planning?
    0:04-0:40 Bert: Slecht, we zitten elke vrijdag tot laat te puzzelen.
    0:41-0:44 Lotte Maes: Zal ik dinsdag om tien uur langskomen?
    0:45-0:47 Bert: Ja, dinsdag om tien uur is goed.
    """,
    seller="Lotte Maes",
)


def flags_of(site: Site, actor: Actor) -> list[Flag]:
    with site.database.reading() as connection:
        return find_flags(connection, flags.c.person_id == actor.id)


def answers_of(site: Site, kept: Flag) -> dict[str, str]:
    with site.database.reading() as connection:
        return own_answers(connection, kept.person_id, kept.id)


def test_without_script_a_call_is_kept_and_the_questions_are_asked(
    site: Site, company: Company, browser: Browser
) -> None:
    client = browser(company.lotte)
    form = {"key": "k1", "note": "Ze hing op", "call": "0"}
    answer = client.post("/vandaag/bewaar", data=form)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert "‘Ze hing op’" in page.text
    assert client.post("/vandaag/vragen", data={"key": "k1", "permanent": "Nee"}).status_code == 303
    (kept,) = flags_of(site, company.lotte)
    assert answers_of(site, kept) == {"permanent": "Nee"}
    assert client.post(f"/vandaag/bewaard/{kept.id}/weg").status_code == 303
    assert "Ze hing op" not in client.get("/vandaag").text


def test_the_page_knows_no_figure_about_a_call(
    site: Site, company: Company, browser: Browser
) -> None:
    """No share, no rate, no name of a measure: only times, how long a call was, and the day."""
    call = keep_call(site, company.lotte, replace(TALK, when=site.now() - timedelta(minutes=2)))
    flag(site, company.lotte, "k1", good=False, note="Te snel", call=call)
    page = browser(company.lotte).get("/vandaag").text
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", body[body.index("<main") :])
    told = re.sub(r"\d{2}:\d{2}|vrijdag 20 november|\d+ (s|min)\b", " ", text)
    assert re.findall(r"\d+", told) == []
    assert "%" not in text
    names = {about(measure.id, "nl").name.casefold() for measure in CATALOGUE}
    assert not {name for name in names if name in text.casefold()}
    assert not re.search(
        r"\b(score|beter|slechter|gemiddeld|hoogste|laagste)\b", text, re.IGNORECASE
    )
    assert 'style="' not in body
    assert "Bert" in text


def test_the_page_of_others_is_theirs(site: Site, company: Company, browser: Browser) -> None:
    flag(site, company.lotte, "k1", good=False, note="Zeldzaamwoord")
    for other in (company.daan, company.joris, company.bas):
        assert "Zeldzaamwoord" not in browser(other).get("/vandaag").text


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_by_keyboard_four_keys_beside_the_words(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    keep_call(site, company.lotte, replace(TALK, when=site.now() - timedelta(minutes=2)))
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.keyboard.press("f")
        page.keyboard.type("Te vroeg over de prijs")
        page.keyboard.press("Enter")
        page.locator("#v-permanent:focus").wait_for()
        page.keyboard.press("Escape")
        page.locator("#vragen").wait_for(state="hidden")
        page.locator("#vandaag-lijst").get_by_text("Te vroeg over de prijs").first.wait_for()
    (kept,) = flags_of(site, company.lotte)
    assert (kept.note, kept.good, kept.call_id) == ("Te vroeg over de prijs", False, 1)
    assert answers_of(site, kept) == {}


def test_by_thumb_an_example_answers_a_question(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte, width=PHONE) as page:
        page.goto("/vandaag")
        page.get_by_text("Later bespreken").click()
        page.locator("#later-note").fill("Opgehangen")
        page.locator("#later .lead").click()
        page.get_by_role("button", name="Het was déze klant").click()
        page.locator("#vragen .lead").click()
        page.locator("#vandaag-lijst").get_by_text("Opgehangen").first.wait_for()
        page.wait_for_function("() => !outbox.waiting().length")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE
    (kept,) = flags_of(site, company.lotte)
    assert answers_of(site, kept) == {"pervasive": "Het was déze klant"}


def go_offline(context: BrowserContext, *, off: bool = True) -> None:
    context.set_offline(off)


def test_an_hour_without_a_connection_loses_nothing_and_doubles_nothing(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte, width=PHONE, workers=True) as page:
        page.goto("/vandaag")
        while (
            page.evaluate("async () => (await (await caches.open('vandaag')).keys()).length") < 10
        ):
            page.wait_for_timeout(100)
        go_offline(page.context)
        for note in ("Eerste", "Tweede"):
            page.get_by_text("Later bespreken").click()
            page.locator("#later-note").fill(note)
            page.locator("#later .lead").click()
            page.locator("#overslaan").click()
            page.get_by_text("Bewaard op dit toestel; wordt verstuurd").wait_for()
            page.goto("/vandaag")  # opened anew, from what this device kept
            page.get_by_text("Geen verbinding").wait_for()
        assert flags_of(site, company.lotte) == []
        assert "Bert" not in page.content()
        go_offline(page.context, off=False)
        page.wait_for_function("() => !outbox.waiting().length")
        page.goto("/vandaag")
        page.locator("#vandaag-lijst").get_by_text("Tweede").first.wait_for()
    assert sorted(one.note for one in flags_of(site, company.lotte)) == ["Eerste", "Tweede"]


class Faulty:
    """An installation that can be made not to answer in time, or with a fault, on one page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.fault = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.fault and scope["type"] == "http" and scope["path"] == "/vandaag":
            if self.fault == "down":
                await Response("stuk", 502)(scope, receive, send)
                return
            await asyncio.sleep(30)
        await self.app(scope, receive, send)


@pytest.mark.parametrize("fault", ["slow", "down"])
def test_a_server_that_is_down_or_slow_is_as_no_connection(
    site: Site, company: Company, chrome: Chromium, fault: str
) -> None:
    app = Faulty(create_app(site))
    with (
        running(site, app) as address,
        chrome.page(address, site=site, actor=company.lotte, width=PHONE, workers=True) as page,
    ):
        page.goto("/vandaag")
        while (
            page.evaluate("async () => (await (await caches.open('vandaag')).keys()).length") < 10
        ):
            page.wait_for_timeout(100)
        app.fault = fault
        page.goto("/vandaag")
        page.get_by_text("Geen verbinding").wait_for()
        app.fault = ""
        page.goto("/vandaag")
        page.get_by_text("Geen verbinding").wait_for(state="detached")


def test_a_time_that_waited_overnight_is_of_the_day_on_which_it_was_written(
    site: Site, company: Company, browser: Browser
) -> None:
    yesterday = site.now() - timedelta(days=1)
    sent = {"key": "k1", "text": "Bert bellen", "time": "14:30", "at": yesterday.isoformat()}
    client = browser(company.lotte)
    assert client.post("/vandaag/lijst", data=sent).status_code == 303
    assert "do 19 nov 2026, 14:30" in client.get("/vandaag").text


def test_what_waits_is_sent_by_its_maker_alone(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    """Another person on the same device neither sees nor sends it, and it is not lost."""
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.evaluate("outbox.add('/vandaag/bewaar', {key: 'x1', note: 'Van Lotte', call: '0'})")
        kept = page.evaluate("({...localStorage})")
    with chrome.page(served, site=site, actor=company.daan) as page:
        page.goto("/vandaag")
        page.evaluate("kept => Object.assign(localStorage, kept)", kept)
        page.goto("/vandaag")
        page.wait_for_load_state("networkidle")
        assert "Van Lotte" not in page.content()
        assert page.evaluate("({...localStorage})") == kept
    assert flags_of(site, company.daan) == []


def test_who_is_signed_out_meanwhile_keeps_it_and_is_asked_to_sign_in(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.context.clear_cookies()
        page.get_by_text("Later bespreken").click()
        page.locator("#later-note").fill("Blijft staan")
        page.locator("#later .lead").click()
        page.get_by_text("Log in, dan wordt het verstuurd").wait_for()
        assert page.evaluate("outbox.waiting().length") == 1
    assert flags_of(site, company.lotte) == []


def test_a_token_of_before_is_renewed(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.evaluate(
            "for (const one of document.querySelectorAll('[name=form_token]')) one.value = 'oud'"
        )
        page.get_by_text("Dit ging goed").click()
        page.locator("#goed-note").fill("Mooi gesprek")
        page.locator("#goed .lead").click()
        page.locator("#vandaag-lijst").get_by_text("Mooi gesprek").first.wait_for()
    (kept,) = flags_of(site, company.lotte)
    assert kept.good


def test_wording_is_pointed_out_and_goes_nowhere(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("f")
        page.locator("#later-note").fill("Waarom overkomt mij dit altijd")
        page.get_by_text("klinkt alsof het zo blijft").wait_for()
        page.locator("#later-note").fill("Ze had geen tijd")
        page.get_by_text("klinkt alsof het zo blijft").wait_for(state="hidden")
        assert asked == []
    with site.database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert "overkomt mij" not in str(row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_finds_the_wording_that_the_packs_find(
    language: str, site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    """Of the packs' own examples: every pattern is read by a browser as it is by us."""
    from klankbord.service.accounts.accounts import change_own

    change_own(site, company.lotte, name="Lotte Maes", language=language, shortcuts=True)
    lotte = replace(company.lotte, language=language)
    with chrome.page(served, site=site, actor=lotte) as page:
        page.goto("/vandaag")
        page.wait_for_load_state("networkidle")
        page.locator("#later summary").click()
        note, hint = page.locator("#later-note"), page.locator("#later .wording")
        for name in ("permanent", "pervasive", "personal"):
            cue = load_pack(language).cues[name]
            for example in cue.yes[:40]:
                note.fill(example.text[:200])
                assert hint.text_content(), example


def test_what_leads_elsewhere_has_not_kept_it(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    """A proxy that wants a password, a hotel's wifi: the flag waits."""
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.route("**/vandaag/bewaar", lambda route: route.fulfill(status=200, body="Log in"))
        page.keyboard.press("f")
        page.keyboard.type("Niet kwijt")
        page.keyboard.press("Enter")
        page.get_by_text("wordt verstuurd zodra er verbinding is").wait_for()
        page.unroute("**/vandaag/bewaar")
        page.wait_for_function("() => !outbox.waiting().length")
    (kept,) = flags_of(site, company.lotte)
    assert kept.note == "Niet kwijt"


def test_a_device_that_keeps_nothing_sends_the_form(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('vol') } }")
        page.keyboard.press("f")
        page.keyboard.type("Toch bewaard")
        page.keyboard.press("Enter")
        page.wait_for_url("**/vandaag?bewaard=*")
    (kept,) = flags_of(site, company.lotte)
    assert kept.note == "Toch bewaard"


def test_what_is_refused_is_told_and_can_be_taken_away(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.evaluate("outbox.add('/vandaag/lijst', {key: 'k', text: ' '})")
        page.goto("/vandaag")
        page.get_by_role("button", name="Weghalen").click()
        page.locator("#wacht").wait_for(state="hidden")
        assert page.evaluate("outbox.waiting()") == []


def test_the_next_thing_to_do_comes_first(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/vandaag")
        page.get_by_label("Wat ga je nog doen?").fill("Bakker terugbellen")
        page.get_by_role("button", name="Op de lijst").first.click()
        page.get_by_role("heading", name="Volgende: Bakker terugbellen").wait_for()
        page.locator("h1").click()
        page.keyboard.press("d")
        page.get_by_role("heading", name="Op naar het volgende gesprek").wait_for()
