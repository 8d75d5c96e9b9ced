"""The first person sets the house up."""

import re
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from tests.sites import Company
from tests.web.conftest import Browser

from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.people import all_people
from klankbord.web.app import create_app
from klankbord.web.server import address_of, is_open

FIRST = {
    "organisation": "Kassahuis",
    "name": "Lotte Maes",
    "email": "lotte@kassahuis.example",
    "password": "drie gele fietsen",
}


def test_the_first_hour_begins_here(browser: Browser, site: Site) -> None:
    client = browser(None)
    assert client.get("/").headers["location"] == "/opzetten"
    assert client.get("/inloggen").headers["location"] == "/opzetten"
    assert "Welkom bij Klankbord" in client.get("/opzetten").text
    answer = client.post("/opzetten", data=FIRST)
    assert (answer.status_code, answer.headers["location"]) == (303, "/beheer")
    page = client.get("/beheer").text
    assert "Lotte Maes zette Klankbord op." in page
    assert 'value="Kassahuis"' in page
    assert client.get("/opzetten").headers["location"] == "/"
    with site.database.reading() as connection:
        assert [person.admin for person in all_people(connection)] == [True]


def test_a_mistake_is_shown_at_its_field_with_what_was_filled_in(
    browser: Browser, site: Site
) -> None:
    told = FIRST | {"email": "lotte", "password": "zomer26"}
    answer = browser(None).post("/opzetten", data=told)
    assert answer.status_code == 422
    assert 'value="Kassahuis"' in answer.text
    assert 'value="lotte"' in answer.text
    assert "zomer26" not in answer.text
    for field, sentence in {"email": "geen e-mailadres", "password": "minstens 10"}.items():
        wrong = re.search(rf'<p class="mistake" id="{field}-mistake">([^<]+)</p>', answer.text)
        assert wrong
        assert sentence in wrong[1]
        assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-mistake', answer.text)
    assert answer.text.count('aria-invalid="true"') == 2
    with site.database.reading() as connection:
        assert all_people(connection) == []


@pytest.mark.parametrize("data", [{}, FIRST])
def test_it_is_done_once(browser: Browser, company: Company, data: dict[str, str]) -> None:
    answer = browser(None).post("/opzetten", data=data)
    assert answer.status_code == 409
    assert "al ingericht" in answer.text


def test_where_others_reach_it_only_who_has_the_printed_link_sets_it_up(site: Site) -> None:
    client = TestClient(create_app(site, "de-code"), follow_redirects=False)
    refused = client.get("/opzetten")
    assert refused.status_code == 403
    assert "met de link die" in refused.text
    assert client.get("/opzetten?code=gokje").status_code == 403
    assert client.post("/opzetten", data=FIRST).status_code == 403
    assert client.post("/opzetten", data=FIRST | {"code": "é"}).status_code == 403
    page = client.get("/opzetten?code=de-code")
    assert 'name="code" value="de-code"' in page.text
    again = client.post("/opzetten", data=FIRST | {"code": "de-code", "password": "kort"})
    assert again.status_code == 422
    assert 'name="code" value="de-code"' in again.text
    done = client.post("/opzetten", data=FIRST | {"code": "de-code"})
    assert (done.status_code, done.headers["location"]) == (303, "/beheer")


@pytest.mark.parametrize(
    ("settings", "reached"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "192.168.1.5"}, True),
        ({"public_url": "https://bel.kassahuis.example"}, True),
    ],
)
def test_who_reaches_it(settings: dict[str, str], *, reached: bool) -> None:
    told = Settings(**settings)  # type: ignore[arg-type]
    assert is_open(told) is reached
    host = urlsplit(address_of(told)).hostname
    assert host
    assert host not in {"0.0.0.0", "::"}
