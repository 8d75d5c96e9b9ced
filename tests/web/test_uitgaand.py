"""The pages of what goes out: a host is named, a rule made, tried out and stopped."""

from __future__ import annotations

import re

import pytest
from tests.lines import line
from tests.sites import Company
from tests.web.conftest import Browser
from tests.working import work_off

from klankbord.service.calls import saved
from klankbord.service.calls.finding import Wanted
from klankbord.service.site import Site
from klankbord.store.hooks import all_hooks

RULES, HOSTS = "/instellingen/uitgaand", "/beheer/uitgaand"


def a_search(site: Site, company: Company) -> str:
    saved.keep(site, company.joris, "Over de planning", Wanted(q="planning"))
    return str(saved.saved(site, company.joris)[0].id)


def test_from_nothing_to_a_try_out_that_arrives(
    site: Site, company: Company, browser: Browser
) -> None:
    admin, coach = browser(company.bas), browser(company.joris)
    assert "Nog nergens heen" in admin.get(HOSTS).text
    assert "Bewaar eerst een zoekopdracht" in coach.get(RULES).text
    search = a_search(site, company)
    with line() as server:
        form = {"name": "CRM", "search": search, "url": f"{server.address}/x"}
        early = coach.post(RULES, data=form)
        assert early.status_code == 422
        assert f"Naar 127.0.0.1:{server.port} mag Klankbord nog niet" in early.text
        assert f'value="{server.address}/x"' in early.text
        named = admin.post(f"{HOSTS}/adressen", data={"host": server.address, "inside": "true"})
        assert named.headers["location"] == f"{HOSTS}?gedaan=bewaard"
        shown = admin.get(HOSTS).text
        assert "in het eigen netwerk, zonder versleuteling" in shown
        assert "Bas Bakker" in shown
        made = coach.post(RULES, data=form)
        assert made.status_code == 303
        secret = re.search(
            r'id="secret" value="([^"]{43})"', coach.get(made.headers["location"]).text
        )
        assert secret
        assert "al getoond" in coach.get(made.headers["location"]).text
        assert secret[1] not in coach.get(f"{RULES}/1").text
        assert coach.post(f"{RULES}/1/proef").status_code == 303
        assert "Onderweg" in coach.get(f"{RULES}/1").text
        work_off(site)
        assert len(server.heard) == 1
    after = coach.get(f"{RULES}/1").text
    assert "Aangekomen" in after
    assert "1 poging" in after
    assert "antwoord 200" in after


def test_what_does_not_arrive_says_why_and_is_sent_again(
    site: Site, company: Company, browser: Browser
) -> None:
    admin, coach = browser(company.bas), browser(company.joris)
    codes = iter([410, 200])
    with line(lambda handler: handler.say(code=next(codes))) as server:
        admin.post(f"{HOSTS}/adressen", data={"host": server.address, "inside": "true"})
        form = {"name": "CRM", "search": a_search(site, company), "url": server.address}
        coach.post(RULES, data=form)
        coach.post(f"{RULES}/1/proef")
        work_off(site)
        waits = coach.get(f"{RULES}/1").text
        assert "antwoordt met 410" in waits
        admin.post(f"{HOSTS}/adressen/1/weg")
        coach.post(f"{RULES}/1/proef")
        work_off(site)
        failed = coach.get(f"{RULES}/1").text
        assert "<b>Niet aangekomen</b>" in failed
        assert "Klankbord mag niet naar" in failed
        admin.post(f"{HOSTS}/adressen", data={"host": server.address, "inside": "true"})
        assert coach.post(f"{RULES}/1/opnieuw/2").status_code == 303
        work_off(site)
    assert "Aangekomen" in coach.get(f"{RULES}/1").text


def test_an_admin_sees_that_there_is_a_rule_and_stops_it(
    site: Site, company: Company, browser: Browser
) -> None:
    admin, coach = browser(company.bas), browser(company.joris)
    admin.post(f"{HOSTS}/adressen", data={"host": "haken.bedrijf.nl"})
    url = "https://haken.bedrijf.nl/geheim-pad"
    coach.post(RULES, data={"name": "CRM", "search": a_search(site, company), "url": url})
    shown = admin.get(HOSTS).text
    assert "Joris Peeters" in shown
    assert "geheim-pad" not in shown
    assert admin.post(f"{HOSTS}/1/uit").status_code == 303
    with site.database.reading() as connection:
        (hook,) = all_hooks(connection)
    assert not hook.enabled
    assert "Zet aan" in coach.get(f"{RULES}/1").text
    assert "zette jouw regel ‘CRM’ uit" in coach.get("/instellingen").text


def test_what_is_no_host_is_told_at_its_field(
    site: Site, company: Company, browser: Browser
) -> None:
    answer = browser(company.bas).post(f"{HOSTS}/adressen", data={"host": "x/y"})
    assert answer.status_code == 422
    assert "Schrijf een adres zonder pad" in answer.text
    assert 'value="x/y"' in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8582", "http://192.168.1.20", "localhost", "centrale"])
def test_what_lies_inside_is_named_only_with_its_tick(
    host: str, company: Company, browser: Browser
) -> None:
    client, at = browser(company.bas), "/beheer/uitgaand/adressen"
    page = client.post(at, data={"host": host})
    assert page.status_code == 422
    assert "ligt in je eigen netwerk. Kruis dat hieronder aan" in page.text
    assert "http://" in page.text
    assert client.post(at, data={"host": host, "inside": "true"}).status_code == 303


def test_the_way_there_is_shown_to_who_may_go(
    site: Site, company: Company, browser: Browser
) -> None:
    assert RULES in browser(company.joris).get("/instellingen").text
    assert RULES not in browser(company.lotte).get("/instellingen").text
