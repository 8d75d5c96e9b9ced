"""Pages can be read and used by everybody: axe on each, light and dark; and by keyboard alone.

Add a page to `PAGES`: who opens it, and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from tests.service.arrived import hide
from tests.service.test_adding import given
from tests.service.watched import a_source, put
from tests.sites import fresh_site
from tests.web.browser import (
    COLOURS,
    PHONE,
    TAGS,
    WIDE,
    Chromium,
    Scheme,
    overflow,
    running,
    violations,
)
from tests.web.test_gesprek import keep
from tests.web.world import World, a_world
from tests.working import work_off

from klankbord.conversation.mending import Reword
from klankbord.samples import read_sample
from klankbord.service.accounts.accounts import change_own
from klankbord.service.calls.mending import mend
from klankbord.service.intake.adding import Told, add
from klankbord.service.privacy.private import let_see
from klankbord.service.site import Site
from klankbord.testing import talk

PAGES = {
    "inloggen": ("guest", "/inloggen"),
    "uitnodiging": ("guest", "/uitnodiging/{token}"),
    "instellingen": ("owner", "/instellingen"),
    "hulp": ("owner", "/hulp"),
    "hulp, een tabel": ("owner", "/hulp/measures"),
    "beheer": ("admin", "/beheer"),
    "mensen": ("admin", "/beheer/mensen"),
    "uitnodigen": ("admin", "/beheer/mensen/uitnodigen"),
    "persoon": ("admin", "/beheer/mensen/2"),
    "link": ("admin", "/beheer/mensen/2/link"),
    "teams": ("admin", "/beheer/teams"),
    "team": ("admin", "/beheer/teams/1"),
    "onleesbaar": ("admin", "/beheer/onleesbaar"),
    "sleutels": ("owner", "/instellingen/sleutels"),
    "een sleutel, al getoond": ("owner", "/instellingen/sleutels/1"),
    "alle sleutels": ("admin", "/beheer/sleutels"),
    "bronnen": ("admin", "/beheer/bronnen"),
    "een bron": ("admin", "/beheer/bronnen/2"),
    "een bron, de namen": ("admin", "/beheer/bronnen/2/voorbeeld"),
    "een bron, de proef": ("admin", "/beheer/bronnen/2/proef"),
    "logboek": ("admin", "/beheer/logboek"),
    "waar klankbord heen mag": ("admin", "/beheer/uitgaand"),
    "wat er uitgaat": ("coach", "/instellingen/uitgaand"),
    "wat er uitging": ("coach", "/instellingen/uitgaand/1"),
    "ondernemingsraad": ("admin", "/beheer/ondernemingsraad"),
    "het dossier": ("admin", "/beheer/ondernemingsraad/lezen/pack"),
    "een tekst voor klanten": ("admin", "/beheer/ondernemingsraad/lezen/klanten"),
    "bezwaren": ("admin", "/beheer/bezwaren"),
    "een bezwaar": ("admin", "/beheer/bezwaren/1"),
    "een bron, wat er wacht": ("admin", "/beheer/bronnen/2?stand=onderweg"),
    "toestemming bij een bron": ("admin", "/beheer/bronnen/1/toestemming"),
    "hoelang iets blijft": ("admin", "/beheer/bewaren"),
    "verzoeken": ("admin", "/beheer/verzoeken"),
    "wat er weggaat": ("owner", "/bewaren"),
    "privénummers": ("owner", "/instellingen/privenummers"),
    "niets": ("owner", "/nergens"),
    "gesprekken": ("owner", "/gesprekken"),
    "gezocht": ("owner", "/gesprekken?q=vrijdag"),
    "gezocht, met filters": ("coach", "/gesprekken?q=vrijdag&by=customer&sound=1"),
    "niets gevonden": ("owner", "/gesprekken?q=zebra"),
    "ontwikkeling": ("owner", "/ontwikkeling"),
    "nog geen ontwikkeling": ("admin", "/ontwikkeling"),
    "het team voor de coach": ("coach", "/team"),
    "fragmenten": ("owner", "/fragmenten"),
    "nog geen fragmenten": ("admin", "/fragmenten"),
    "gesprek": ("owner", "/gesprekken/1"),
    "gesprek, een beurt verbeteren": ("owner", "/gesprekken/1?bewerk=2#t2"),
    "gesprek, een opmerking": ("owner", "/gesprekken/1?opmerking=2#t2"),
    "gesprek, een opmerking wijzigen": ("owner", "/gesprekken/1?herschrijf=1#o1"),
    "gesprek, een fragment": ("owner", "/gesprekken/1?knip=1#t1"),
    "gesprek, een fragment wijzigen": ("owner", "/gesprekken/1?hernoem=1&fragment=1"),
    "gesprek voor de coach": ("coach", "/gesprekken/1"),
    "gesprek zonder opname": ("owner", "/gesprekken/2"),
    "gesprek, wat herkend is": ("owner", "/gesprekken/2?herkend=1"),
    "gesprek zonder tijden": ("owner", "/gesprekken/3"),
    "vandaag": ("owner", "/vandaag"),
    "vandaag, de drie vragen": ("owner", "/vandaag?bewaard=1"),
    "vandaag zonder verbinding": ("owner", "/vandaag/los"),
    "review": ("owner", "/review"),
    "review voor de coach": ("coach", "/review"),
    "een review, eerst zelf": ("owner", "/review/1"),
    "een review, eerst de coach zelf": ("coach", "/review/1"),
    "een review, een beurt kiezen": ("owner", "/review/1?van=2"),
    "toevoegen": ("peer", "/toevoegen"),
    "toegevoegd en geweigerd": ("owner", "/toevoegen"),
}
WITHOUT_TIMES = talk("Lotte Maes: Hoe gaat het?\nBert: Goed hoor.", seller="Lotte Maes")
LOOKS: tuple[tuple[Scheme, int], ...] = (("light", WIDE), ("dark", WIDE), ("light", PHONE))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    monitor = tmp_path_factory.mktemp("monitor")
    with fresh_site(tmp_path_factory.mktemp("axe"), watched_roots=(str(monitor),)) as site:
        world = a_world(site)
        put(monitor, "in-299-0687654321-20261120-101500-1795166100.2.wav")
        put(monitor, "welkom.wav")
        assert a_source(site, world.company, monitor).id == 2
        lotte = world.company.lotte
        mend(site, lotte, 1, 1, Reword(1, "Hoe gaat het met de planning?"))
        assert keep(site, lotte, read_sample("koelcel"), part=1) == 2
        assert keep(site, lotte, WITHOUT_TIMES, part=2) == 3
        files = [given("Bij de bakker.txt"), given("boodschappen.txt", "melk en eieren")]
        add(site, lotte, files, Told())
        work_off(site)
        yield world


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with running(world.site) as found:
        yield found


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(name: str, chrome: Chromium, world: World, address: str) -> None:
    role, path = PAGES[name]
    with chrome.page(address, site=world.site, actor=world.who(role)) as page:
        answer = page.goto(path.format(token=world.token))
        assert answer
        assert answer.status == (404 if name == "niets" else 200)
        in_every_look(page)


def in_every_look(page: Page) -> None:
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        rules = COLOURS if scheme == "dark" else TAGS
        assert violations(page, rules) == [], f"{scheme}, {width}"
        assert overflow(page) <= 0, f"{width}"


def test_the_very_first_page_too(chrome: Chromium, site: Site) -> None:
    with running(site) as fresh, chrome.page(fresh) as page:
        page.goto("/")
        assert page.url.endswith("/opzetten")
        in_every_look(page)


OPENED = {
    "een cijfer met momenten": (2, "button.fig:has-text('▸') >> nth=0"),
    "een cijfer zonder": (2, ".quiet button >> nth=0"),
    "een naam": (2, ".people summary >> nth=0"),
    "het rapport": (2, "summary:has-text('Rapport')"),
    "wie het krijgt": (2, "summary:has-text('Geef aan iemand anders')"),
    "de toetsen": (1, "button:has-text('toetsen')"),
    "wat er verbeterd is": (1, "summary:has-text('Wat er verbeterd is')"),
}
"""What opens on the page of a call: of which one, and by what."""


@pytest.mark.parametrize("what", OPENED)
def test_what_opens_on_a_call_too(what: str, chrome: Chromium, world: World, address: str) -> None:
    call, opener = OPENED[what]
    with chrome.page(address, site=world.site, actor=world.company.lotte) as page:
        page.goto(f"/gesprekken/{call}")
        page.locator(opener).click()
        opened = page.locator(":popover-open, details[open]:not(.me)")
        assert opened.filter(visible=True).count() == 1
        in_every_look(page)


def test_before_a_call_goes_as_private_it_is_asked(
    chrome: Chromium, world: World, address: str
) -> None:
    lotte = world.company.lotte
    hide(world.site, 2, "private")
    with chrome.page(address, site=world.site, actor=lotte) as page:
        page.goto("/gesprekken/2/prive")
        assert page.get_by_role("button", name="Ja, haal dit gesprek weg").is_visible()
        in_every_look(page)
    let_see(world.site, lotte, 2)


def test_what_would_go_by_other_terms_can_be_read(
    chrome: Chromium, world: World, address: str
) -> None:
    with chrome.page(address, site=world.site, actor=world.company.bas) as page:
        page.goto("/beheer/bewaren")
        page.get_by_role("button", name="Bekijk eerst wat er dan weggaat").click()
        page.get_by_text("er is nog niets bewaard").wait_for()
        in_every_look(page)


def test_what_opens_on_other_pages_too(chrome: Chromium, world: World, address: str) -> None:
    with chrome.page(address, site=world.site, actor=world.company.lotte) as page:
        for path, opener in {
            "/gesprekken?q=vrijdag": "Bewaar deze zoekopdracht",
            "/toevoegen": "Staat er iets niet in het bestand?",
        }.items():
            page.goto(path)
            page.get_by_text(opener).click()
            in_every_look(page)


@pytest.mark.parametrize("name", ["instellingen", "mensen", "persoon", "gesprekken", "gesprek"])
def test_at_twice_the_size_nothing_is_lost(
    name: str, chrome: Chromium, world: World, address: str
) -> None:
    role, path = PAGES[name]
    with chrome.page(address, site=world.site, actor=world.who(role), width=640) as page:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) <= 0


def focused(page: Page) -> str:
    told = page.evaluate(
        "(document.activeElement.getAttribute('aria-label') ||"
        " document.activeElement.innerText || document.activeElement.id).trim()"
    )
    assert isinstance(told, str)
    return told


def test_first_comes_the_way_past_the_bar(chrome: Chromium, world: World, address: str) -> None:
    with chrome.page(address, site=world.site, actor=world.who("admin")) as page:
        page.goto("/beheer/mensen")
        page.keyboard.press("Tab")
        assert focused(page) == "Naar de inhoud"
        assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        page.wait_for_url("**/*#main")
        page.keyboard.press("Tab")
        assert focused(page) == "Iemand uitnodigen"


def test_the_menu_opens_and_closes_by_keyboard(
    chrome: Chromium, world: World, address: str
) -> None:
    with chrome.page(address, site=world.site, actor=world.who("admin")) as page:
        page.goto("/beheer")
        page.locator("details.me summary").focus()
        assert focused(page) == "BB: Bas Bakker"
        page.keyboard.press("Enter")
        for expected in ("Instellingen", "Hulp", "Beheer", "Uitloggen"):
            page.keyboard.press("Tab")
            assert focused(page) == expected
        assert page.locator(".menu").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".menu").is_visible()
        assert focused(page) == "BB: Bas Bakker"
        page.locator("details.me summary").click()
        page.locator("h1").click()
        assert not page.locator(".menu").is_visible()


def test_the_search_is_a_key_away(chrome: Chromium, world: World, address: str) -> None:
    with chrome.page(address, site=world.site, actor=world.who("owner")) as page:
        page.goto("/instellingen")
        page.keyboard.press("/")
        assert focused(page) == "Zoek in wat er gezegd is"
        page.keyboard.type("vrijdag/")
        assert page.locator(".find input").input_value() == "vrijdag/"


def test_who_switched_them_off_presses_letters_in_peace(
    chrome: Chromium, world: World, address: str
) -> None:
    daan = world.company.daan
    change_own(world.site, daan, name=daan.name, language="nl", shortcuts=False)
    with chrome.page(address, site=world.site, actor=daan) as page:
        page.goto("/instellingen")
        page.locator("h1").click()
        page.keyboard.press("/")
        assert page.locator(".find input").evaluate("own => own !== document.activeElement")
    change_own(world.site, daan, name=daan.name, language="nl", shortcuts=True)


def test_one_key_writes_at_a_turn_also_where_nothing_is_timed(
    chrome: Chromium, world: World, address: str
) -> None:
    with chrome.page(address, site=world.site, actor=world.who("owner")) as page:
        page.goto("/gesprekken/3")
        page.keyboard.press("c")
        page.get_by_label("Schrijf er iets bij").wait_for()
        page.keyboard.type("Hier")
        assert page.get_by_label("Schrijf er iets bij").input_value() == "Hier"


def test_by_keyboard_alone_somebody_sets_the_house_up_and_invites(
    chrome: Chromium, site: Site
) -> None:
    with running(site) as fresh, chrome.page(fresh) as page:
        page.goto("/")
        for text in ("Kassahuis", "Lotte Maes", "lotte@kassahuis.example", "drie gele fietsen"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        assert focused(page) == "Aan de slag"
        page.keyboard.press("Enter")
        page.wait_for_url("**/beheer")
        page.goto("/beheer/mensen/uitnodigen")
        page.locator("#name").focus()
        page.keyboard.type("Daan de Wit")
        page.keyboard.press("Tab")
        page.keyboard.type("daan@kassahuis.example")
        page.keyboard.press("Enter")
        page.wait_for_url("**/link")
        assert "/uitnodiging/" in page.locator("#link").input_value()
        page.locator("[data-copy]").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Gekopieerd").wait_for()


def test_a_mistake_is_where_one_is(chrome: Chromium, world: World, address: str) -> None:
    with chrome.page(address) as page:
        page.goto("/inloggen")
        page.keyboard.type("lotte@kassahuis.example")
        page.keyboard.press("Tab")
        page.keyboard.type("verkeerd verkeerd")
        page.keyboard.press("Enter")
        page.wait_for_selector(".mistake")
        assert violations(page) == []
        described = page.locator("#password").get_attribute("aria-describedby") or ""
        assert "wachtwoord klopt niet" in page.locator(f"#{described.strip()}").inner_text()
        assert page.evaluate("document.activeElement.id") == "password"


@pytest.mark.parametrize("name", ["instellingen", "persoon", "teams"])
def test_without_script_it_all_works(
    name: str, chrome: Chromium, world: World, address: str
) -> None:
    role, path = PAGES[name]
    with chrome.page(address, site=world.site, actor=world.who(role), script=False) as page:
        page.goto(path)
        page.locator("main form button.lead").first.click()
        page.locator(".told, .mistake, h1").first.wait_for()
        page.locator("details.me summary").click()
        page.locator(".menu button").click()
        page.wait_for_url("**/inloggen")
