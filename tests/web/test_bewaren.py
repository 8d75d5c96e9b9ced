"""How long calls stay and what somebody has of us: the pages, and what they send."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient
from tests.service.reviewed import answered, flagged
from tests.sites import Clock, Company
from tests.web.conftest import Browser
from tests.web.world import keep
from tests.working import work_off

from klankbord.service.calls.clips import clip
from klankbord.service.keeping.retention import plan_retention
from klankbord.service.keeping.retention_terms import Terms, read_all_terms
from klankbord.service.learning.reminding import reminders_for
from klankbord.service.learning.resolving import resolve
from klankbord.service.learning.reviewing import begin, close
from klankbord.service.site import Site
from klankbord.store.calls import change_call, find_calls
from klankbord.testing import talk

TALK = talk(
    """
    0:00-0:03 Lotte Maes: Hoe gaat het nu met de planning?
    0:04-0:09 Bert Smit: Slecht, we zitten elke vrijdag tot laat te puzzelen.
    """,
    seller="Lotte Maes",
)
NUMBER = "+31612345678"
TERMS = {"coaching_sound": "60", "coaching_text": "300", "library_sound": "400"} | {
    "library_text": "400",
    "left": "20",
    "backups": "14",
}


@pytest.fixture
def call(site: Site, company: Company) -> int:
    number = keep(site, company.lotte, TALK)
    with site.database.writing() as connection:
        change_call(connection, number, number=NUMBER)
    return number


def days(site: Site, n: int) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(days=n)
    plan_retention(site)
    work_off(site)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def sent(client: TestClient, address: str, **data: str) -> str:
    return client.post(address, data=data, follow_redirects=True).text


def looked(client: TestClient, who: str) -> str:
    return client.post("/beheer/verzoeken", data={"who": who}).text


def test_an_admin_sees_what_goes_before_and_after_setting_a_term(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    with site.database.writing() as connection:
        change_call(connection, call, sound="0" * 64)
    plan_retention(site)
    work_off(site)
    days(site, 40)
    client, lotte = browser(company.bas), browser(company.lotte)
    short = TERMS | {"coaching_sound": "30"}
    looked = client.get("/beheer/bewaren", params=short)
    assert "1 opname gaat weg op 13 januari 2027" in looked.text
    assert looked.status_code == 200
    assert 'value="30"' in looked.text
    form = looked.text.partition('action="/beheer/bewaren">')[2].partition("</form>")[0]
    assert re.findall(r"<\w+[^>]*form_token", form) == ['<button class="btn lead" name="form_token']
    assert read_all_terms(site) == Terms(), "nothing is kept by looking"
    client.post("/beheer/bewaren", data=short)
    after = client.get("/beheer/bewaren").text
    assert "1 opname gaat weg op 13 januari 2027" in after
    assert "Het geluid blijft tot 13 januari 2027." in lotte.get(f"/gesprekken/{call}").text
    work_off(site)  # told today
    days(site, 3)
    client, lotte = browser(company.bas), browser(company.lotte)
    assert "Het geluid blijft tot 13 januari 2027." in lotte.get(f"/gesprekken/{call}").text
    assert "1 opname gaat weg op 13 januari 2027" in client.get("/beheer/bewaren").text
    log = client.get("/beheer/logboek").text
    assert "geluid van 90 dagen naar 30 dagen" in log
    assert "reservekopieën van 35 dagen naar 14 dagen" in log


def test_a_call_is_held_by_the_address_of_its_page(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    client = browser(company.bas)
    address = f"https://klankbord.example/gesprekken/{call}?x=9#t2"
    page = sent(client, "/beheer/bewaren/vasthouden", call=address, reason="geschil 12")
    assert f"Gesprek {call} van Lotte Maes" in page


def test_one_day_is_one_day(site: Site, company: Company, browser: Browser) -> None:
    browser(company.bas).post("/beheer/bewaren", data=TERMS | {"coaching_sound": "1"})
    assert "Geluid blijft 1 dag, tekst 300 dagen." in browser(company.lotte).get("/bewaren").text


def test_an_admin_sets_the_terms(site: Site, company: Company, browser: Browser) -> None:
    client = browser(company.bas)
    assert 'value="90"' in client.get("/beheer/bewaren").text
    assert client.post("/beheer/bewaren", data=TERMS, follow_redirects=False).status_code == 303
    assert read_all_terms(site) == Terms(**{name: int(days) for name, days in TERMS.items()})
    wrong = client.post("/beheer/bewaren", data=TERMS | {"coaching_sound": "301"})
    assert wrong.status_code == 422
    assert "Het geluid kan niet langer blijven dan de tekst." in wrong.text
    assert 'value="301"' in wrong.text


def test_who_has_the_call_is_told_and_can_keep_it(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    client = browser(company.lotte)
    assert "Het geluid blijft tot 18 februari 2027." in client.get(f"/gesprekken/{call}").text
    days(site, 80)
    client = browser(company.lotte)
    assert "het geluid gaat weg op 22 februari 2027" in client.get("/bewaren").text
    assert "Van gesprekken van jou gaat binnenkort iets weg" in client.get("/vandaag").text
    assert [one.kind for one in reminders_for(site, company.lotte)] == ["leaving"]
    assert reminders_for(site, company.joris) == []
    address = f"/gesprekken/{call}/bibliotheek"
    assert client.post(address, data={"reason": ""}).status_code == 422
    client.post(address, data={"reason": "Zo vraag je door"})
    days(site, 20)
    client = browser(company.lotte)
    assert "Zo vraag je door" in client.get("/bewaren").text
    with site.database.reading() as connection:
        assert find_calls(connection)[0].sound


def test_a_coach_asks_and_the_seller_decides(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    coach, seller = browser(company.joris), browser(company.lotte)
    address = f"/gesprekken/{call}/bibliotheek"
    assert "Gevraagd." in sent(coach, address, reason="Mooie opening")
    assert "Iemand vraagt of een gesprek van jou langer mag blijven" in seller.get("/vandaag").text
    assert "Mooie opening" in seller.get("/bewaren").text
    seller.post(f"{address}/ja")
    assert "In de trainingsbibliotheek sinds" in seller.get(f"/gesprekken/{call}").text
    seller.post(f"{address}/weg")
    assert "trainingsbibliotheek sinds" not in seller.get(f"/gesprekken/{call}").text


def test_sound_that_is_gone_is_said(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    clip(site, company.lotte, call, 1, (1, 2), "De planning", shared=False)
    days(site, 76)
    days(site, 14)
    client, said = browser(company.lotte), "Het geluid is verwijderd op 18 februari 2027"
    page = client.get(f"/gesprekken/{call}").text
    assert said in page
    page = client.get("/fragmenten").text
    assert said in page
    assert "<audio" not in page


def test_a_review_of_a_call_that_is_gone_says_so(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    lotte = company.lotte
    review = begin(site, lotte, flagged(site, lotte, call), "alone")
    answered(site, lotte, review, "Doorvragen")
    resolve(site, lotte, review, "Ik vraag eerst door.", None)
    close(site, lotte, review)
    days(site, 360)
    days(site, 14)
    client = browser(lotte)
    page = client.get("/ontwikkeling").text
    assert "volgens de bewaartermijn" in page
    (address,) = set(re.findall(r'href="(/review/voorbij/\d+)"', page))
    told = client.get(address).text
    assert "Het citaat is verwijderd op 29 november 2027, volgens de bewaartermijn." in told
    assert "Ik vraag eerst door." in told
    assert "puzzelen" not in told
    for other in (company.joris, company.daan, company.bas):
        assert browser(other).get(address).status_code == 404


def test_a_call_is_held_by_its_number(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    admin, address = browser(company.bas), "/beheer/bewaren/vasthouden"
    for number in ("999", "x", ""):
        page = admin.post(address, data={"call": number, "reason": "Klacht"})
        assert page.status_code == 422
        assert "Er is geen gesprek met dit nummer." in page.text
    told = sent(admin, address, call=str(call), reason="Klacht over levering")
    assert "Klacht over levering" in told
    owner = browser(company.lotte)
    assert "wordt vastgehouden" in owner.get(f"/gesprekken/{call}").text
    assert owner.post(f"/gesprekken/{call}/verwijderen").status_code == 409
    admin.post(f"{address}/{call}/los")
    assert owner.post(f"/gesprekken/{call}/verwijderen", follow_redirects=False).status_code == 303


def test_somebody_is_looked_for_given_and_erased(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    client = browser(company.bas)
    page = looked(client, "06 12345678")
    assert f'value="{call}" checked' in page
    assert "puzzelen" not in page, "an admin reads no calls"
    given = {"who": "06 12345678", "seen": hidden(page, "seen"), "call": [str(call)]}
    answer = client.post("/beheer/verzoeken/inzage", data=given | {"others": "context"})
    with ZipFile(io.BytesIO(answer.content)) as zip_:
        assert "puzzelen" in zip_.read("index.html").decode()
        assert "Hoe gaat het nu met de planning?" in zip_.read("index.html").decode()
    assert "met wat de anderen zeiden: zonder dat is niet te begrijpen" in (
        browser(company.lotte).get("/instellingen").text
    )
    told = client.post("/beheer/verzoeken/wissen", data=given, follow_redirects=True).text
    assert "Bewijs van wissen" in told
    assert "bewaren jullie reservekopieën hoogstens 35 dagen" in told
    assert "12345678" not in told
    assert "Er is niets gevonden." in looked(client, "06 12345678")
    assert "12345678" not in client.get("/beheer/verzoeken").text
    again = client.post("/beheer/verzoeken/wissen", data=given)
    assert again.status_code == 409


def test_a_name_picks_nothing_by_itself(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    page = looked(browser(company.bas), "bert smit")
    assert f'name="call" value="{call}">' in page
    assert f'name="call" value="{call}" checked' not in page
    assert "Er kunnen meer mensen zo heten." in page
