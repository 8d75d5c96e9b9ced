"""A week of a seller and a coach of the demonstration, from a flag without a net to an effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient
from tests.sites import Clock, fresh_site
from tests.web.browser import PHONE, Chromium, as_somebody, content_of, running

from klankbord.service.access import Actor
from klankbord.service.demo import fill
from klankbord.service.intake.bulk import Given, import_many
from klankbord.service.site import Site
from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import flags
from klankbord.store.people import person_by_email
from klankbord.web.app import create_app

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERS, HIS = "Ik hoorde de aarzeling niet", "Ze wachtte op een datum"
"""Words that only the one, and only the other, wrote."""


@pytest.fixture
def site(tmp_path: Path, quick_hashing: None) -> Iterator[Site]:
    with fresh_site(tmp_path) as fresh:
        assert isinstance(fresh.now, Clock)
        fresh.now.time = MONDAY
        for taken in fill(fresh):
            assert taken.refusal is None
        yield fresh


def somebody(site: Site, name: str) -> Actor:
    with site.database.reading() as connection:
        person = person_by_email(connection, f"{name}@ketelwind.example")
    assert person is not None
    return Actor.of(person)


def comes_in(site: Site, folder: Path, seller: Actor, at: datetime, lines: str) -> None:
    """A call of a seller, as a phone system leaves it in a folder."""
    head = f"# titel: Kinepraktijk De Sluis, {at:%d-%m}\n# taal: nl\n# verkoper: {seller.name}\n"
    head += f"# wanneer: {at.isoformat()}\n# richting: outbound\n# soort: follow-up\n"
    path = folder / f"{at:%m%d-%H%M}.txt"
    path.write_text(head + lines.replace("S:", f"{seller.name}:"), "utf-8")
    (taken,) = import_many(site, [Given(path, None)], seller.id)
    assert taken.new == 1


WITHOUT = """0:00-0:03 Greet: De Sluis, met Greet.
0:03-0:09 S: Dag Greet, hoe is het met de koffie?
0:10-0:30 Greet: Goh, goed, maar er is wel veel volk bijgekomen, en dan is hij rap leeg.
0:31-0:34 S: Dat begrijp ik wel, dat is lastig.
0:35-0:50 Greet: Ja, en dan moet er iemand lopen, dat is altijd dezelfde.
0:51-0:54 S: Ik stuur u eens iets door.
0:55-0:58 Greet: Ja, doe maar. Dag.
"""
WITH = """0:00-0:03 Greet: De Sluis, met Greet.
0:03-0:09 S: Dag Greet, wie loopt er nu om koffie?
0:10-0:30 Greet: Nog altijd dezelfde, Tineke, en die begint daarover te klagen bij mij.
0:31-0:36 S: Zal ik donderdag om tien uur langskomen, met Tineke erbij?
0:37-0:41 Greet: Ja, donderdag om tien uur is goed.
0:42-0:44 S: Tot donderdag.
"""


def test_a_week(site: Site, chrome: Chromium, tmp_path: Path) -> None:
    assert isinstance(site.now, Clock)
    seller, coach = somebody(site, "lieselot.verhaeghe"), somebody(site, "marijke.postma")
    other = somebody(site, "pieterjan.goossens")
    begin = MONDAY - timedelta(days=50)
    for week in range(6):  # what she did before: no date was ever agreed
        comes_in(site, tmp_path, seller, begin + timedelta(days=7 * week), WITHOUT)
    with running(site) as address:
        with chrome.page(address, site=site, actor=seller, width=PHONE, workers=True) as phone:
            _flags_without_a_net(phone)
        assert [flag.call_id for flag in _flags(site, seller)] == [None]
        comes_in(site, tmp_path, seller, MONDAY - timedelta(minutes=4), WITHOUT)
        (flag,) = _flags(site, seller)
        assert flag.call_id is not None  # the call found its flag
        for somebody_else in (coach, other):
            assert flag.note not in _everything(site, somebody_else)
        with (
            chrome.page(address, site=site, actor=seller) as hers,
            chrome.page(address, site=site, actor=coach, width=PHONE) as his,
        ):
            _shares_and_begins(hers, his, flag)
            review = _number(hers)
            _each_writes_blind(site, hers, his, seller, coach)
            _learns(hers)
        site.now.forward(days=1)
        for day in range(6):  # and since: a date each time
            comes_in(site, tmp_path, seller, site.now() + timedelta(hours=1), WITH)
            site.now.forward(days=1 + day // 5)
        with chrome.page(address, site=site, actor=seller) as page:
            page.goto("/ontwikkeling")
            said = page.locator(".entry", has_text="Elk gesprek eindigt met een uur").first
            expect(said).to_contain_text("in 6 gesprekken")
            expect(said).to_contain_text("Dat zegt niet waardoor.")
            assert coach.name not in page.content()
        with chrome.page(address, site=site, actor=coach) as page:
            page.goto("/team")
            expect(page.locator("main")).to_contain_text("Elk gesprek eindigt met een uur")
        assert HERS not in _everything(site, other)
        assert _app(site, other).get(f"/review/{review}").status_code == 404


def _flags_without_a_net(phone: Page) -> None:
    phone.clock.set_fixed_time(MONDAY)
    phone.goto("/vandaag")
    while phone.evaluate("async () => (await (await caches.open('vandaag')).keys()).length") < 10:
        phone.wait_for_timeout(100)
    phone.context.set_offline(True)
    phone.get_by_text("Later bespreken").click()
    phone.locator("#later-note").fill("Weer zonder datum opgehangen")
    phone.locator("#later .lead").click()
    phone.get_by_role("button", name="Het was déze klant").click()
    phone.locator("#vragen .lead").click()
    phone.get_by_text("Bewaard op dit toestel; wordt verstuurd").wait_for()
    phone.context.set_offline(False)
    phone.wait_for_function("() => !outbox.waiting().length")


def _shares_and_begins(hers: Page, his: Page, flag: Flag) -> None:
    his.goto("/review")
    expect(his.locator("main")).not_to_contain_text(flag.note)
    hers.goto("/review")
    mine = hers.locator("li.flag", has_text=flag.note)
    mine.get_by_text("Begin", exact=True).click()
    mine.get_by_role("button", name="Los van elkaar").click()
    hers.wait_for_url("**/review/*")
    his.goto("/review")
    his.get_by_role("link", name=flag.title).first.click()
    his.wait_for_url("**/review/*")


def _each_writes_blind(site: Site, hers: Page, his: Page, seller: Actor, coach: Actor) -> None:
    hers.get_by_label("zwakke plek").fill(HERS)
    hers.get_by_role("button", name="Klaar, laat zien").click()
    hers.get_by_text("is nog bezig").wait_for()
    his.get_by_label("Wat bewonder je").fill(HIS)
    his.get_by_text("Bewaard.", exact=True).wait_for()
    assert HERS not in _everything(site, coach)
    assert HIS not in _everything(site, seller)
    stand = _app(site, seller).get(f"/review/{_number(hers)}/stand")
    assert stand.text in {"klaar", "nog bezig"}
    his.get_by_role("button", name="Klaar, laat zien").click()
    for page in (hers, his):
        page.get_by_role("heading", name="Naast elkaar").wait_for()
        expect(page.locator(".beside")).to_contain_text(HERS)
        expect(page.locator(".beside")).to_contain_text(HIS)


def _learns(hers: Page) -> None:
    hers.get_by_label("Wat neem je mee, in één zin?").fill("Een datum vragen is helpen")
    hers.get_by_label("Wat probeer je?").fill("Elk gesprek eindigt met een uur")
    hers.get_by_label("Waaraan zou je het zien?").select_option("next-step:")
    hers.locator("#les").get_by_role("button", name="Bewaar").click()
    hers.get_by_text("Bewaard.").first.wait_for()
    hers.get_by_role("button", name="Sluit deze review").click()
    hers.wait_for_url("**/review#klaar")


def _number(page: Page) -> int:
    return int(page.url.rsplit("/", 1)[1].split("?")[0].split("#")[0])


def _flags(site: Site, actor: Actor) -> list[Flag]:
    """What somebody flagged this week."""
    with site.database.reading() as connection:
        mine = (flags.c.person_id == actor.id, flags.c.at >= MONDAY - timedelta(hours=1))
        return find_flags(connection, *mine)


def _app(site: Site, actor: Actor) -> TestClient:
    return as_somebody(create_app(site), site, actor)


def _everything(site: Site, actor: Actor) -> str:
    """Whatever somebody can read: pages, every call, review and report, searches, the export."""
    client = _app(site, actor)
    paths = ["/vandaag", "/review", "/ontwikkeling", "/team", "/gesprekken"]
    for number in range(1, 70):
        paths += [f"/gesprekken/{number}", f"/gesprekken/{number}/rapport.json"]
        paths += [f"/review/{number}", f"/review/{number}/stand"] if number < 15 else []
    paths += [f"/gesprekken?q={word}" for word in ("aarzeling", "wachtte", "opgehangen")]
    paths += ["/instellingen/alles.zip"]
    answers = [content_of(client.get(path, follow_redirects=True)) for path in paths]
    return re.sub("</?mark[^>]*>", "", "\n".join(answers))  # which a search puts between words
