"""Asking for a new password by mail, before a real server of mail."""

import re
from collections.abc import Iterator

import pytest
from tests.postbox import Postbox, nobody_there, postbox
from tests.service.test_letters import with_mail
from tests.sites import Company
from tests.web.browser import as_somebody
from tests.working import work_off

from klankbord.service.accounts.tries import PER_PAIR
from klankbord.service.site import Site
from klankbord.store.people import change_person
from klankbord.web.app import create_app


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as opened:
        yield opened


def test_from_the_door_to_a_new_password(site: Site, company: Company, box: Postbox) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password="x")
    site = with_mail(site, box, public_url="http://testserver")
    guest = as_somebody(create_app(site), site, None)
    assert 'href="/wachtwoord-vergeten"' in guest.get("/inloggen").text
    sent = guest.post("/wachtwoord-vergeten", data={"email": "lotte@kassahuis.example"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/wachtwoord-vergeten?gestuurd=1")
    assert "Is dit adres hier bekend" in guest.get(sent.headers["location"]).text
    assert box.letters == [], "no page waits for a server of mail"
    work_off(site)
    (link,) = re.findall(r"http://testserver(/\S+)", box.letters[0].get_content())
    told = guest.post(link, data={"password": "vier rode trams"})
    assert told.status_code == 303
    assert guest.get("/instellingen").status_code == 200


def test_the_answer_is_the_same_whoever_is_asked_for(
    site: Site, company: Company, box: Postbox
) -> None:
    site = with_mail(site, box)
    guest = as_somebody(create_app(site), site, None)
    answers = set()
    for email in ("lotte@kassahuis.example", "niemand@elders.example", "geen adres", "", "x" * 999):
        answer = guest.post("/wachtwoord-vergeten", data={"email": email})
        answers.add((answer.status_code, answer.headers["location"], answer.text))
    assert len(answers) == 1


def test_asking_ends(site: Site, company: Company, box: Postbox) -> None:
    site = with_mail(site, box)
    guest = as_somebody(create_app(site), site, None)
    told = {"email": "niemand@elders.example"}
    for _ in range(PER_PAIR):
        assert guest.post("/wachtwoord-vergeten", data=told).status_code == 303
    assert guest.post("/wachtwoord-vergeten", data=told).status_code == 429


def test_a_server_that_is_gone_keeps_no_page_waiting(
    site: Site, company: Company, box: Postbox
) -> None:
    site = with_mail(site, box, smtp_port=nobody_there(), public_url="http://testserver")
    app = create_app(site)
    guest, bas = as_somebody(app, site, None), as_somebody(app, site, company.bas)
    told = {"email": "lotte@kassahuis.example"}
    assert guest.post("/wachtwoord-vergeten", data=told).status_code == 303
    made = bas.post(f"/beheer/mensen/{company.lotte.id}/link")
    page = bas.get(made.headers["location"]).text
    assert "/uitnodiging/" in page
    assert "krijgt ook een mail" in page


def test_without_a_server_there_is_no_such_page(site: Site, company: Company) -> None:
    guest = as_somebody(create_app(site), site, None)
    assert guest.get("/wachtwoord-vergeten").status_code == 404
    assert guest.post("/wachtwoord-vergeten", data={"email": "x@y.example"}).status_code == 404
    assert "/wachtwoord-vergeten" not in guest.get("/inloggen").text
    assert (
        "krijgt ook een mail"
        not in as_somebody(create_app(site), site, company.bas)
        .get(f"/beheer/mensen/{company.lotte.id}")
        .text
    )
