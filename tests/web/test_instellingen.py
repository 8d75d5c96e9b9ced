"""One's own account."""

import re

import pytest
from tests.sites import Clock, Company
from tests.web.conftest import Browser
from tests.web.world import keep

from klankbord.i18n import translator
from klankbord.service.accounts.passwords import hash_password
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.people import change_person
from klankbord.testing import talk
from klankbord.web.browsers import browser_name

GOOD = "drie gele fietsen"


def test_another_name_and_language(browser: Browser, company: Company) -> None:
    client = browser(company.lotte)
    answer = client.post("/instellingen/jij", data={"name": "Lotte Bos", "language": "en"})
    assert answer.headers["location"] == "/instellingen?gedaan=bewaard"
    page = client.get("/instellingen").text
    assert '<html lang="en">' in page
    assert 'value="Lotte Bos"' in page
    assert '<option value="en" selected>English</option>' in page


def test_letters_as_keys_can_be_switched_off(browser: Browser, company: Company) -> None:
    client, box = browser(company.lotte), 'name="shortcuts" value="true" checked'
    page = client.get("/instellingen").text
    assert box in page
    assert "data-shortcuts" not in page
    told = {"name": "Lotte Maes", "language": "nl"}
    client.post("/instellingen/jij", data=told)
    page = client.get("/instellingen").text
    assert box not in page
    assert "<body hx-headers" in page
    assert 'data-shortcuts="off"' in page
    wrong = client.post("/instellingen/jij", data=told | {"name": "", "shortcuts": "true"})
    assert box in wrong.text
    client.post("/instellingen/jij", data=told | {"shortcuts": "true"})
    assert box in client.get("/instellingen").text


def test_a_name_that_is_none_is_shown_again(browser: Browser, company: Company) -> None:
    answer = browser(company.lotte).post("/instellingen/jij", data={"name": " ", "language": "en"})
    assert answer.status_code == 422
    assert "Vul een naam in." in answer.text
    assert '<option value="en" selected>' in answer.text


def test_what_no_form_of_ours_sends_is_refused(browser: Browser, company: Company) -> None:
    answer = browser(company.lotte).post("/instellingen/jij", data={"name": "x", "language": "fr"})
    assert (answer.status_code, "formulier klopt niet" in answer.text) == (422, True)


def test_another_password_ends_the_other_sessions(
    browser: Browser, site: Site, company: Company
) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password=hash_password(GOOD))
    here, there = browser(company.lotte), browser(company.lotte)
    wrong = here.post("/instellingen/wachtwoord", data={"current": "mis", "password": "kort"})
    assert wrong.status_code == 422
    assert "Dit is niet het wachtwoord dat je nu hebt." in wrong.text
    assert "minstens 10 tekens" in wrong.text
    told = {"current": GOOD, "password": "vier rode trams"}
    assert here.post("/instellingen/wachtwoord", data=told).status_code == 303
    assert here.get("/instellingen").status_code == 200
    assert there.get("/instellingen").status_code == 303


def test_where_one_is_in_and_out_again(browser: Browser, site: Site, company: Company) -> None:
    there, here = browser(company.lotte), browser(company.lotte)
    assert isinstance(site.now, Clock)
    site.now.forward(minutes=3)
    page = here.get("/instellingen").text
    assert page.count("<b>Firefox op Linux</b>") == 2
    assert "deze browser" in page
    assert "3 minuten geleden" in page
    (address,) = re.findall(r'action="(/instellingen/sessies/\d+/weg)"', page)
    assert here.post(address).status_code == 303
    assert there.get("/instellingen").status_code == 303
    assert here.post(address).status_code == 404
    gone = here.post("/instellingen/sessies/weg")
    assert gone.headers["location"] == "/inloggen"
    assert here.get("/instellingen").status_code == 303


def test_a_seller_sees_who_opened_their_calls(
    browser: Browser, site: Site, company: Company
) -> None:
    conversation = talk("0:00-0:03 Lotte: Hallo daar\n0:04-0:09 Bert: Dag", seller="Lotte")
    call = keep(site, company.lotte, conversation)
    assert "Nog niemand." in browser(company.lotte).get("/instellingen").text
    assert browser(company.joris).get(f"/gesprekken/{call}").status_code == 200
    browser(company.lotte).get(f"/gesprekken/{call}")
    page = browser(company.lotte).get("/instellingen").text
    assert page.count("Joris Peeters opende") == 1
    assert "van jou." in page
    assert f'href="/gesprekken/{call}"' in page
    assert "Lotte Maes opende" not in page
    assert "Joris Peeters opende" not in browser(company.daan).get("/instellingen").text


def test_what_is_older_is_folded(browser: Browser, site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        for team in range(10, 22):
            facts = {"about": company.lotte.id, "team": team}
            audit.log(connection, site.now(), company.bas.id, "team_joined", **facts)
    page = browser(company.lotte).get("/instellingen").text
    shown, _, folded = page.partition("<summary>Eerder</summary>")
    assert (shown.count("opgeheven team"), folded.count("opgeheven team")) == (8, 4)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox op Linux",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge op Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
            ),
            "Safari op iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome op Android",
        ),
        ("curl/8.0", "Een onbekende browser"),
        ("", "Een onbekende browser"),
    ],
)
def test_a_browser_is_named_as_its_reader_knows_it(agent: str, name: str) -> None:
    assert browser_name(agent, translator("nl")) == name


def test_who_looked_stands_apart_from_what_else_happened(
    browser: Browser, site: Site, company: Company
) -> None:
    with site.database.writing() as connection:
        for _ in range(300):
            audit.log(connection, site.now(), None, "sign_in_failed", about=company.lotte.id)
        facts = {"call": 7, "about": company.lotte.id}
        audit.log(connection, site.now(), company.joris.id, "opened", **facts)
        for _ in range(300):
            audit.log(connection, site.now(), None, "sign_in_failed", about=company.lotte.id)
    page = browser(company.lotte).get("/instellingen").text
    looked, _, happened = page.partition('id="verder"')
    assert "Joris Peeters opende" in looked
    assert "mislukte" not in looked
    assert "mislukte" in happened
