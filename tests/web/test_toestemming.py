"""The pages of consent, objections and private calls: what they show, and to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.service.arrived import a_source, arrival_of, arrive, calls_in, set_consent
from tests.sites import Clock, Company
from tests.web.conftest import Browser
from tests.working import work_off

from klankbord.service.privacy.consent import consent_of
from klankbord.service.site import Site
from klankbord.store.people import change_person

TALK = "Lotte Maes: Goedemorgen. Dit gesprek wordt opgenomen.\nBert: Dag, over de offerte.\n"
TIMED = "0:00-0:03 Lotte Maes: Goedemorgen.\n0:03-0:09 Bert: Dag, over de offerte.\n"
QUIET = "Lotte Maes: Goedemorgen.\nBert: Dag, over de offerte.\n"


@pytest.fixture
def lotte(browser: Browser, company: Company) -> TestClient:
    return browser(company.lotte)


@pytest.fixture
def bas(browser: Browser, company: Company) -> TestClient:
    return browser(company.bas)


def test_a_call_tells_how_the_other_party_knew_with_its_moment(
    site: Site, company: Company, lotte: TestClient, bas: TestClient
) -> None:
    source = a_source(site, company.lotte)
    page = f"/beheer/bronnen/{source}/toestemming"
    form = {"how": "menu", "text": "Wij nemen op <b>.", "spoken": "true", "wait_h": "24"}
    assert bas.post(page, data=form).status_code == 303
    assert "Versie 1" in bas.get(page).text
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    text = lotte.get(f"/gesprekken/{call}").text
    assert "een bandje of keuzemenu vooraf" in text
    assert "Wij nemen op &lt;b&gt;." in text
    assert '<a href="#t1">beurt 1</a>' in text
    assert (
        lotte.post(
            f"/gesprekken/{call}/toestemming",
            data={"how": "written", "told_at": "2026-11-19T10:04"},
        )
        .headers["location"]
        .endswith("#toestemming")
    )
    text = lotte.get(f"/gesprekken/{call}").text
    assert "opgeschreven door Lotte Maes" in text
    assert "do 19 nov 2026, 10:04" in text


def test_what_cannot_be_is_told_at_its_field(
    site: Site, company: Company, lotte: TestClient, bas: TestClient
) -> None:
    source = a_source(site, company.lotte)
    wrong = bas.post(
        f"/beheer/bronnen/{source}/toestemming", data={"how": "menu", "wait_h": "veel"}
    )
    assert wrong.status_code == 422
    assert "woord voor woord" in wrong.text
    assert "van 0 tot en met 168" in wrong.text
    assert 'value="veel"' in wrong.text
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    wrong = lotte.post(f"/gesprekken/{call}/toestemming", data={"text": "Gezegd."})
    assert wrong.status_code == 422
    assert "Kies hoe de ander het wist." in wrong.text
    assert ">Gezegd.</textarea>" in wrong.text
    for how in ("x", "menu' OR 1"):
        assert lotte.post(f"/gesprekken/{call}/toestemming", data={"how": how}).status_code == 422


def test_a_call_that_waits_is_a_line_without_a_word_of_it(
    site: Site, company: Company, lotte: TestClient, browser: Browser, bas: TestClient
) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True)
    told: dict[str, Any] = {"number": "0612345679", "when": site.now(), "direction": "in"}
    arrive(site, source, "1", QUIET, **told)
    (call,) = calls_in(site)
    today = lotte.get("/vandaag").text
    waiting = lotte.get(f"/gesprekken/{call}/toestemming").text
    assert f"/gesprekken/{call}/toestemming" in today
    for page in (today, waiting):
        assert "0612345679" in page
        assert "Bert" not in page
        assert "offerte" not in page
    assert lotte.get(f"/gesprekken/{call}").status_code == 404
    assert lotte.get("/gesprekken?q=offerte").text.count("offerte") <= 2, "what was asked alone"
    assert browser(company.joris).get(f"/gesprekken/{call}/toestemming").status_code == 404
    assert "wacht op toestemming" in bas.get(f"/beheer/bronnen/{source}").text
    lotte.post(f"/gesprekken/{call}/toestemming", data={"how": "said"})
    assert lotte.get(f"/gesprekken/{call}").status_code == 200
    assert [one.way for one in consent_of(site, call)] == ["hand"]


def test_private_from_today_is_asked_about_first(
    site: Site, company: Company, lotte: TestClient, browser: Browser, bas: TestClient
) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "in-0612345679", QUIET, number="0612345679", when=site.now())
    (call,) = calls_in(site)
    address = f"/gesprekken/{call}/prive"
    assert address in lotte.get("/vandaag").text
    assert address in lotte.get(f"/gesprekken/{call}").text
    assert f'action="{address}"' not in lotte.get("/vandaag").text, "asked first"
    asked = lotte.get(address).text
    assert "0612345679" in asked
    assert f'action="{address}"' in asked
    assert 'href="/vandaag">Laat maar</a>' in asked
    (of_call,) = re.findall(rf'href="({address}[^"]*)"', lotte.get(f"/gesprekken/{call}").text)
    assert f'href="/gesprekken/{call}">Laat maar</a>' in lotte.get(of_call).text
    assert browser(company.joris).get(f"/gesprekken/{call}").status_code == 404
    assert lotte.post(address).headers["location"] == "/vandaag?gedaan=prive"
    assert lotte.get(f"/gesprekken/{call}").status_code == 404
    page = bas.get(f"/beheer/bronnen/{source}").text
    assert "Privé." in page
    assert "0612345679" not in page
    assert arrival_of(site, source).key not in page


def test_today_tells_calls_apart_and_asks_first_what_has_an_end(
    site: Site, company: Company, lotte: TestClient
) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "1", TIMED, number="0612345679", direction="out", when=site.now())
    set_consent(site, company, source, demanded=True)
    arrive(site, source, "2", QUIET, number="0612345670", when=site.now())
    page = lotte.get("/vandaag").text
    assert "10:00 · uitgaand · 0612345679 · 9 s" in page
    assert page.index("Wist de ander het?") < page.index("Vandaag gesproken")


def test_let_be_seen_it_is_no_longer_private(
    site: Site, company: Company, lotte: TestClient, browser: Browser
) -> None:
    arrive(site, a_source(site, company.lotte), "1", QUIET)
    (call,) = calls_in(site)
    lotte.post(f"/gesprekken/{call}/zichtbaar")
    joris = browser(company.joris).get(f"/gesprekken/{call}")
    assert joris.status_code == 200
    assert "/prive" not in joris.text
    assert f"/gesprekken/{call}/prive" not in lotte.get(f"/gesprekken/{call}").text
    assert lotte.post(f"/gesprekken/{call}/prive").status_code == 409


def test_an_objection_is_noted_found_and_taken_back(
    site: Site, company: Company, bas: TestClient
) -> None:
    arrive(site, a_source(site, company.lotte), "1", QUIET, number="06-12345678")
    noted = bas.post("/beheer/bezwaren", data={"party": "+31 6 12345678"})
    assert noted.headers["location"] == "/beheer/bezwaren/1?gedaan=bezwaar"
    one = bas.get("/beheer/bezwaren/1").text
    assert "nummer …678" in one
    assert "gesprek van Lotte Maes" in one
    assert "12345678" not in one
    assert "12345678" not in bas.get("/beheer/bezwaren").text
    assert "12345678" not in bas.get("/beheer/logboek").text
    for party, said in (("0612345678", "Ja, dit"), ("0612345679", "Nee, dit")):
        found = bas.post("/beheer/bezwaren", data={"party": party, "do": "zoek"})
        assert (found.status_code, said in found.text) == (200, True)
    wrong = bas.post("/beheer/bezwaren", data={"party": "Bert"})
    assert wrong.status_code == 422
    assert "geen telefoonnummer" in wrong.text
    bas.post("/beheer/bezwaren/1/weg")
    assert bas.get("/beheer/bezwaren/1").status_code == 404


def test_ones_own_numbers_and_those_of_the_house(lotte: TestClient, bas: TestClient) -> None:
    lotte.post("/instellingen/privenummers", data={"number": "0612345678"})
    bas.post("/beheer/bezwaren/nummers", data={"number": "020 555 1*"})
    assert "0612345678" in lotte.get("/instellingen/privenummers").text
    house = bas.get("/beheer/bezwaren").text
    assert "0205551*" in house
    assert "0612345678" not in house
    wrong = lotte.post("/instellingen/privenummers", data={"number": "06*"})
    assert wrong.status_code == 422
    assert "minstens 5 cijfers" in wrong.text
    assert 'value="06*"' in wrong.text


def test_a_source_that_neither_tells_nor_demands_stays_off(
    site: Site, company: Company, bas: TestClient
) -> None:
    made = bas.post("/beheer/bronnen", data={"system": "upload", "name": "API"})
    page = made.headers["location"]
    assert "checked" in bas.get(f"{page}/toestemming").text
    assert bas.post(f"{page}/toestemming", data={"wait_h": "24"}).status_code == 303
    refused = bas.post(f"{page}/aan")
    assert refused.status_code == 422
    assert "kan deze bron niet aan staan" in refused.text
    assert f"{page}/toestemming" in refused.text
    bas.post(f"{page}/toestemming", data={"wait_h": "24", "demanded": "true"})
    assert bas.post(f"{page}/aan").status_code == 303
    refused = bas.post(f"{page}/toestemming", data={"wait_h": "24"})
    assert refused.status_code == 422
    assert "kan deze bron niet aan staan" in refused.text


def test_a_source_whose_person_left_says_so(site: Site, company: Company, bas: TestClient) -> None:
    source = a_source(site, company.lotte)
    assert "werkt hier niet meer" not in bas.get("/beheer/bronnen").text
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, left_at=site.now())
    for page in ("/beheer/bronnen", f"/beheer/bronnen/{source}"):
        assert "werkt hier niet meer" in bas.get(page).text


def test_a_number_of_who_objects_takes_the_call_away(
    site: Site, company: Company, lotte: TestClient, bas: TestClient
) -> None:
    bas.post("/beheer/bezwaren", data={"party": "06 12345678"})
    assert isinstance(site.now, Clock)
    site.now.forward(minutes=1)
    arrive(site, a_source(site, company.lotte), "1", QUIET)
    (call,) = calls_in(site)
    assert "gaat het gesprek bij het bewaren weg" in lotte.get(f"/gesprekken/{call}?feiten=1").text
    answer = lotte.post(f"/gesprekken/{call}/feiten", data={"seen": 1, "number": "90612345678"})
    assert answer.headers["location"] == "/gesprekken?gedaan=buiten"
    assert "Met dit nummer wordt niets bewaard" in lotte.get(answer.headers["location"]).text
    assert calls_in(site) == []
    assert "ging weg" in bas.get("/beheer/logboek").text


def test_who_adds_a_call_tells_how_the_other_party_knew(
    site: Site, company: Company, lotte: TestClient
) -> None:
    form = {"form_token": str(lotte.headers["x-form-token"]), "consent": "written"}
    files = {"files": ("gesprek.txt", QUIET.encode())}
    assert lotte.post("/toevoegen", data=form, files=files).status_code == 303
    work_off(site)
    (call,) = calls_in(site)
    assert [(one.way, one.how) for one in consent_of(site, call)] == [("hand", "written")]
    bad = lotte.post("/toevoegen", data=form | {"consent": "x"}, files=files)
    assert bad.status_code == 422
