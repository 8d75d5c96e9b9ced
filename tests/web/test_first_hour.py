"""Somebody's first hour, in a real browser before a real server and its worker; each step asserts
what a person sees, by what it says."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.web.browser import Chromium
from tests.web.world import a_world

import klankbord.demo
import klankbord.samples
from klankbord.service.accounts.invitations import renew_link
from klankbord.service.site import Site

EMAIL, PASSWORD = "joris@ketelwind.example", "drie gele fietsen"
CALL = "Garage Van Dongen, eerste belletje"
DEMO, SAMPLES = Path(klankbord.demo.__file__).parent, Path(klankbord.samples.__file__).parent
FILES = [
    DEMO / "calls" / "a01.txt",
    DEMO / "sound" / "a01.ogg",
    DEMO / "calls" / "a03.txt",
    SAMPLES / "koelcel.json",
    SAMPLES / "museum.json",
]
PRIVATE, SHARED = "Hier praat ik door hem heen", "Hier had ik moeten vragen"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[str]:
    """The address of `klankbord serve` over an empty folder."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "klankbord", "serve", "--data", str(tmp_path / "data")]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            assert process.poll() is None, "the server did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def test_a_first_hour(chrome: Chromium, house: str, tmp_path: Path) -> None:
    with (
        chrome.page(house) as marijke,
        chrome.page(house) as joris,
        chrome.page(house) as pieter,
    ):
        set_the_house_up(marijke)
        come_in(joris, invited(marijke, "Joris Hendriks", EMAIL, "Verkoper"))
        come_in(pieter, invited(marijke, "Pieter Goossens", "pieter@ketelwind.example", "Coach"))
        make_a_team(marijke, "Joris Hendriks", "Pieter Goossens")
        bad = tmp_path / "boodschappen.txt"
        bad.write_text("melk, eieren en twee broden\n", "utf-8")
        upload(joris, [*FILES, bad])
        open_the_call(joris)
        listen(joris)
        walk_by_keys(joris)
        look_into_a_figure(joris)
        search(joris)
        mend_a_name(joris)
        split_a_turn(joris)
        comment(joris, PRIVATE)
        open_the_call(pieter)
        expect(pieter.get_by_text(PRIVATE)).to_have_count(0)
        comment(joris, SHARED, shared=True)
        pieter.reload()
        expect(pieter.locator("#gesprek").get_by_text(SHARED)).to_be_visible()
        expect(pieter.get_by_text(PRIVATE)).to_have_count(0)
        another_finds_nothing(marijke, urlsplit(joris.url).path)
        see_who_looked(joris)
        sign_out_everywhere(chrome, house, joris)


def shown(several: Locator) -> Locator:
    """Those of them that are in sight."""
    return several.filter(visible=True)


def set_the_house_up(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Organisatie").fill("Ketelwind Werkkoffie")
    page.get_by_label("Je naam").fill("Marijke Postma")
    page.get_by_label("Je e-mailadres").fill("marijke@ketelwind.example")
    page.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aan de slag").click()
    expect(page.get_by_role("heading", name="Beheer", exact=True)).to_be_visible()
    expect(page.get_by_label("MP: Marijke Postma")).to_be_visible()


def invited(page: Page, name: str, email: str, role: str) -> str:
    """The link with which somebody comes in."""
    page.goto("/beheer/mensen")
    page.get_by_role("link", name="Iemand uitnodigen").click()
    page.get_by_label("Naam").fill(name)
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Rol").select_option(role)
    page.get_by_role("button", name="Maak de link").click()
    return page.get_by_label("De link").input_value()


def come_in(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("@ketelwind.example")).to_be_visible()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_role("navigation", name="Pagina's")).to_be_visible()


def make_a_team(page: Page, *names: str) -> None:
    page.goto("/beheer/teams")
    page.get_by_label("Naam van het team").fill("Maas")
    page.get_by_role("button", name="Maak het team").click()
    for name in names:
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Bewaren").click()
    for name in names:
        expect(page.get_by_role("row", name="Maas").get_by_text(name)).to_be_visible()


def upload(page: Page, files: list[Path]) -> None:
    """Six files: four calls, one of them to be heard, and one that is refused."""
    page.goto("/gesprekken")
    page.get_by_role("link", name="Toevoegen", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Kies bestanden").click()
    chooser.value.set_files(files)
    expect(page.get_by_text("Aangekomen")).to_have_count(len(files))
    with page.expect_request("**/toevoegen/verloop"):  # the page follows what becomes of them
        page.get_by_role("button", name="Toevoegen").click()
    page.evaluate("window.stayed = true")
    for title in (CALL, "Koelcel bij slagerij Verhulle"):
        expect(page.get_by_role("link", name=title)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("met a01.ogg")).to_be_visible()
    refused = page.get_by_role("listitem").filter(has_text="boodschappen.txt")
    expect(refused).to_contain_text("Geweigerd")
    expect(refused).to_contain_text("lijkt op geen enkel transcript")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_text("Wacht op zijn beurt")).to_have_count(0)
    assert page.evaluate("window.stayed"), "the page was loaded anew"


def open_the_call(page: Page) -> None:
    page.goto("/gesprekken")
    page.get_by_role("link", name=CALL).click()
    expect(page.get_by_role("heading", name=CALL)).to_be_visible()


def sounding(page: Page) -> Locator:
    """The turn that sounds."""
    return page.locator("#gesprek [aria-current=true]")


def second(page: Page) -> float:
    found = page.evaluate("document.querySelector('audio').currentTime")
    assert isinstance(found, float | int)
    return float(found)


def listen(page: Page) -> None:
    """It plays, and the transcript goes along: the turn that sounds is marked, and the next."""
    expect(page.get_by_text("met opname")).to_be_visible()
    page.keyboard.press(" ")
    expect(sounding(page)).to_contain_text("Garage Van Dongen.")
    expect(sounding(page)).to_contain_text("Goedemorgen, u spreekt met Joris")
    assert second(page) > 1.5
    page.keyboard.press("k")
    stopped = second(page)
    page.wait_for_timeout(100)
    assert second(page) == stopped
    expect(page.get_by_role("button", name="Speel")).to_be_visible()


def walk_by_keys(page: Page) -> None:
    before = second(page)
    page.keyboard.press("l")
    page.keyboard.press("l")
    expect(sounding(page)).to_contain_text("Wacht even, wie zegt u?")
    assert second(page) == pytest.approx(before + 10, abs=0.3)
    page.keyboard.press("j")
    expect(sounding(page)).to_contain_text("Goedemorgen")
    page.keyboard.press("n")
    expect(sounding(page)).to_contain_text("In de rede gevallen")
    assert second(page) == pytest.approx(10.99, abs=0.1)
    page.keyboard.press("c")
    written = page.get_by_label("Schrijf er iets bij")
    expect(written).to_be_focused()
    expect(sounding(page).get_by_label("Schrijf er iets bij")).to_be_visible()
    page.keyboard.type("n of l")
    expect(written).to_have_value("n of l")
    page.get_by_role("link", name="Toch niet").click()
    expect(written).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_label("Zoek in wat er gezegd is")).to_be_focused()
    page.keyboard.press("Escape")


def look_into_a_figure(page: Page) -> None:
    """A figure opens what it means and what it was counted from; that leads to its second."""
    page.get_by_role("button", name="In de rede gevallen door").click()
    told = page.get_by_role("heading", name="In de rede gevallen", exact=True).locator("..")
    expect(told).to_be_visible()
    expect(told).to_contain_text("37,4")
    expect(told.get_by_role("listitem")).to_have_count(2)
    told.get_by_role("listitem").filter(has_text="0:25").get_by_role("link").click()
    expect(sounding(page)).to_contain_text("ik sta hier met een auto op de brug")
    assert second(page) == pytest.approx(25.86, abs=1)
    page.keyboard.press("k")
    told.get_by_role("button", name="Sluiten").click()
    expect(told).to_be_hidden()


def search(page: Page) -> None:
    """While one types; the address holds what is asked, and the way back leads to it."""
    page.keyboard.press("/")
    page.keyboard.type("koelcel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Koelcel bij slagerij Verhulle")).to_be_visible()
    expect(page.get_by_role("link", name=CALL)).to_have_count(0)
    words = page.get_by_label("Zoek in wat er gezegd is")
    words.fill("")
    words.press_sequentially("filterkoffie")
    expect(page.get_by_text("1 gesprek", exact=True)).to_be_visible()
    hit = page.get_by_role("link", name="Ja, maar filterkoffie")
    expect(hit.locator("mark")).to_have_text("filterkoffie")
    page.get_by_text("Meer filters").click()
    page.get_by_label("Gezegd door").select_option("de klant")
    expect(page.get_by_text("Niets gevonden.")).to_be_visible()
    page.get_by_label("Gezegd door").select_option("de verkoper")
    hit.click()
    expect(page.get_by_role("heading", name=CALL)).to_be_visible()
    expect(page.locator("#gesprek :target")).to_contain_text("Ja, maar filterkoffie")
    page.go_back()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["filterkoffie"], "by": ["seller"]}
    expect(words).to_have_value("filterkoffie")
    expect(page.get_by_label("Gezegd door")).to_have_value("seller")
    expect(hit).to_be_visible()
    hit.click()


def mend_a_name(page: Page) -> None:
    """Who was the customer is the seller's colleague: another name, and other figures."""
    questions = page.get_by_role("button", name="Aandeel in de vragen")
    expect(questions).to_contain_text("klant 2 van 4")
    page.get_by_text("Kees van Dongen klant").click()
    shown(page.get_by_label("Naam", exact=True)).fill("Cees van Dongen")
    shown(page.get_by_label("Kant")).select_option("verkoper")
    shown(page.get_by_role("button", name="Bewaar")).click()
    expect(page.get_by_text("Verbeterd, en opnieuw gemeten.")).to_be_visible()
    expect(page.get_by_text("Cees van Dongen verkoper")).to_be_visible()
    expect(page.get_by_text("Kees van Dongen", exact=True)).to_have_count(0)
    expect(questions).to_have_count(0)  # there is no customer any more: nothing to say
    page.get_by_text("Wat er verbeterd is").click()
    page.get_by_role("listitem").filter(has_text="voegde het gesprek toe").get_by_role(
        "button"
    ).click()
    expect(questions).to_contain_text("klant 2 van 4")
    page.get_by_text("Kees van Dongen klant").click()
    shown(page.get_by_label("Naam", exact=True)).fill("Cees van Dongen")
    shown(page.get_by_role("button", name="Bewaar")).click()
    expect(page.locator("#gesprek").get_by_text("Cees van Dongen")).to_have_count(6)
    expect(questions).to_contain_text("klant 2 van 4")


def split_a_turn(page: Page) -> None:
    expect(page.get_by_text("12 beurten")).to_be_visible()
    turn = page.locator("#gesprek div").filter(has=page.get_by_role("link", name="0:35, beurt 9"))
    turn.first.hover()
    page.get_by_role("group", name="beurt 9").get_by_role("link", name="verbeter").click()
    text = page.get_by_label("Wat hier gezegd is")
    text.press("Home")
    for _ in "Geen idee.":
        text.press("ArrowRight")
    page.get_by_role("button", name="Splits").click()
    expect(page.get_by_text("13 beurten")).to_be_visible()
    said = page.locator("#gesprek").get_by_text
    expect(said("Geen idee.", exact=True)).to_be_visible()
    expect(said("Wij hebben een filterapparaat en dat doet het prima.")).to_be_visible()


def comment(page: Page, words: str, *, shared: bool = False) -> None:
    page.wait_for_load_state("networkidle")  # what was split just now is drawn to its end
    page.get_by_label("Bij beurt 3 iets doen").focus()
    page.keyboard.press("Enter")
    page.locator("#t3 .tools").get_by_role("link", name="opmerking").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Schrijf er iets bij").fill(words)
    page.get_by_label("Deel dit met wie het gesprek mag zien").set_checked(shared)
    shown(page.get_by_role("button", name="Bewaar")).click()
    expect(page.locator("#t3").get_by_text(words)).to_be_visible()
    told = re.compile("gedeeld" if shared else "alleen voor jou")
    expect(page.locator("#t3").get_by_text(told).last).to_be_visible()


def another_finds_nothing(page: Page, address: str) -> None:
    """Who keeps the house, and coaches, but not this team."""
    page.goto("/gesprekken")
    expect(page.get_by_text("Hier komen de gesprekken van de verkopers")).to_be_visible()
    answer = page.goto(address)
    assert answer
    assert answer.status == 404
    expect(page.get_by_text(CALL)).to_have_count(0)


def see_who_looked(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("Pieter Goossens keek op")).to_be_visible()
    page.get_by_label("JH: Joris Hendriks").click()
    page.get_by_role("link", name="Instellingen").click()
    seen = page.get_by_role("link", name="Pieter Goossens opende")
    expect(seen).to_contain_text(CALL)


def sign_out_everywhere(chrome: Chromium, house: str, here: Page) -> None:
    with chrome.page(house) as elsewhere:
        sign_in(elsewhere, EMAIL, PASSWORD)
        elsewhere.goto("/gesprekken")
        expect(elsewhere.get_by_role("link", name=CALL)).to_be_visible()
        here.goto("/instellingen")
        here.get_by_role("button", name="Overal uitloggen").click()
        for page in (here, elsewhere):
            page.goto("/gesprekken")
            expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/inloggen")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen").click()


def test_without_script(chrome: Chromium, site: Site, served: str) -> None:
    """Come in, search, open a call, mend a name and comment: plain links and forms."""
    world = a_world(site)
    link = renew_link(site, world.company.bas, world.company.lotte.id)
    with chrome.page(served, script=False) as page:
        page.goto(f"/uitnodiging/{link}")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.locator("main").get_by_role("button").click()
        page.get_by_label("LM: Lotte Maes").click()
        page.get_by_role("button", name="Uitloggen").click()
        sign_in(page, "lotte@kassahuis.example", PASSWORD)
        page.get_by_role("link", name="Gesprekken", exact=True).click()
        page.get_by_label("Zoek in wat er gezegd is").fill("puzzelen")
        page.get_by_role("button", name="Zoek", exact=True).click()
        page.get_by_role("link", name="we zitten elke vrijdag tot laat te puzzelen").click()
        expect(page.locator("#gesprek :target")).to_contain_text("Bert")
        expect(page.locator("audio")).to_be_visible()
        page.get_by_text("Bert klant").click()
        shown(page.get_by_label("Naam", exact=True)).fill("Berend")
        shown(page.get_by_role("button", name="Bewaar")).click()
        expect(page.get_by_text("Verbeterd, en opnieuw gemeten.")).to_be_visible()
        expect(page.locator("#gesprek").get_by_text("Berend")).to_have_count(2)
        page.locator("#t4").hover()
        page.get_by_label("Bij beurt 4 iets doen").click()
        page.locator("#t4 .tools").get_by_role("link", name="opmerking").click()
        page.get_by_label("Schrijf er iets bij").fill(PRIVATE)
        shown(page.get_by_role("button", name="Bewaar")).click()
        expect(page.locator("#t4").get_by_text(PRIVATE)).to_be_visible()
        expect(page.locator("#t4")).to_contain_text("alleen voor jou")
