"""Signing in, and a link that lets one choose a password."""

import pytest
from tests.sites import Clock, Company
from tests.web.conftest import Browser

from klankbord.service.accounts.invitations import renew_link
from klankbord.service.accounts.passwords import hash_password
from klankbord.service.site import Site
from klankbord.store.people import change_person

GOOD = "drie gele fietsen"
LOTTE = "lotte@kassahuis.example"


def give_password(site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password=hash_password(GOOD))


def test_in_and_out(browser: Browser, site: Site, company: Company) -> None:
    give_password(site, company)
    client = browser(None)
    assert client.get("/instellingen").headers["location"] == "/inloggen?naar=/instellingen"
    assert 'name="naar" value="/instellingen"' in client.get("/inloggen?naar=/instellingen").text
    told = {"email": LOTTE, "password": GOOD, "naar": "/instellingen"}
    assert client.post("/inloggen", data=told).headers["location"] == "/instellingen"
    page = client.get("/instellingen").text
    assert "Lotte Maes" in page
    assert client.get("/inloggen").headers["location"] == "/"
    token = page.split('name="form_token" value="')[1].split('"')[0]
    assert client.post("/uitloggen", data={"form_token": token}).headers["location"] == "/inloggen"
    assert client.get("/instellingen").status_code == 303


def test_a_mistake_keeps_the_address_and_where_one_was_going(
    browser: Browser, site: Site, company: Company
) -> None:
    give_password(site, company)
    told = {"email": LOTTE, "password": "verkeerd verkeerd", "naar": "/gesprekken/3"}
    answer = browser(None).post("/inloggen", data=told)
    assert answer.status_code == 422
    assert f'value="{LOTTE}"' in answer.text
    assert 'value="/gesprekken/3"' in answer.text
    assert "wachtwoord klopt niet" in answer.text
    assert "verkeerd verkeerd" not in answer.text


def test_who_is_out_may_not_do_what_is_for_people_inside(
    browser: Browser, company: Company
) -> None:
    answer = browser(None).post("/instellingen/jij", data={"name": "x"})
    assert answer.status_code == 401
    assert "Log eerst in" in answer.text


def test_an_invitation_leads_in(browser: Browser, site: Site, company: Company) -> None:
    token = renew_link(site, company.bas, company.lotte.id)
    client = browser(None)
    page = client.get(f"/uitnodiging/{token}").text
    assert "Welkom, Lotte Maes" in page
    assert LOTTE in page
    short = client.post(f"/uitnodiging/{token}", data={"password": "kort"})
    assert (short.status_code, "minstens 10" in short.text) == (422, True)
    done = client.post(f"/uitnodiging/{token}", data={"password": GOOD})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert client.get("/instellingen").status_code == 200
    again = browser(None).get(f"/uitnodiging/{token}")
    assert (again.status_code, "werkt niet meer" in again.text) == (404, True)


def test_a_reset_is_for_a_day(browser: Browser, site: Site, company: Company) -> None:
    give_password(site, company)
    token = renew_link(site, company.bas, company.lotte.id)
    assert "Kies een nieuw wachtwoord" in browser(None).get(f"/uitnodiging/{token}").text
    assert isinstance(site.now, Clock)
    site.now.forward(days=1)
    late = browser(None).post(f"/uitnodiging/{token}", data={"password": "vier rode trams"})
    assert (late.status_code, "vraag je beheerder" in late.text) == (404, True)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("de-DE,de;q=0.9,en;q=0.5,nl;q=0.3", "en"),
        ("en;q=0.2, nl;q=0.8", "nl"),
        ("fr", "nl"),
        ("en;q=0", "nl"),
        ("", "nl"),
        ("q=1;;,,en;q=x" + ",x" * 5000, "nl"),
    ],
)
def test_a_guest_reads_the_language_of_their_browser(
    browser: Browser, company: Company, asked: str, language: str
) -> None:
    answer = browser(None).get("/inloggen", headers={"accept-language": asked})
    assert f'<html lang="{language}">' in answer.text
