"""Title, date and kind of a call are set right on its page; and the call is removed from it."""

from __future__ import annotations

import re

import pytest
from tests.service.calls import keep_call
from tests.sites import Company
from tests.web.browser import PHONE, Chromium, overflow, violations
from tests.web.conftest import Browser

from klankbord.service.site import Site
from klankbord.store.calls import find_calls
from klankbord.testing import talk

TALK = talk(
    "# wanneer: 2026-11-19T10:04:37+01:00\n0:00-0:04 Lotte Maes: Hoe gaat het?\n"
    "0:04-0:09 Karel: Druk."
)


@pytest.fixture
def call(site: Site, company: Company) -> int:
    return keep_call(site, company.lotte, TALK)


def test_the_pen_opens_a_form_and_what_is_sent_stands_there(
    site: Site, browser: Browser, company: Company, call: int
) -> None:
    client = browser(company.lotte)
    address = f"/gesprekken/{call}"
    page = client.get(address).text
    assert f'href="/gesprekken/{call}?feiten=1#feiten"' in page
    assert 'id="feiten"' not in page
    page = client.get(f"{address}?feiten=1").text
    assert 'value="2026-11-19T10:04"' in page
    sent = {"seen": 1, "title": "De bakkerij", "when": "2026-11-19T10:04", "type": "demo"}
    answer = client.post(f"{address}/feiten", data=sent | {"number": "020"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?gedaan=gegevens")
    page = client.get(address).text
    assert "<h1>De bakkerij</h1>" in page
    assert "Lotte Maes zette gegevens van het gesprek recht" in page
    with site.database.reading() as connection:
        (now,) = find_calls(connection)
    assert (now.type, now.number, now.started_at) == ("demo", "020", TALK.when), "to the second"
    answer = client.post(f"{address}/feiten", data=sent | {"seen": 2, "type": "zomaar"})
    assert answer.status_code == 422
    answer = client.post(f"{address}/feiten", data=sent | {"seen": 2, "when": "31-12-2026"})
    assert answer.status_code == 422
    gone = client.post(f"{address}/feiten", data={"seen": 2, "title": "De bakkerij"})
    assert gone.status_code == 303
    with site.database.reading() as connection:
        assert find_calls(connection)[0].started_at is None


def test_it_is_removed_after_a_page_that_says_what_goes(
    site: Site, browser: Browser, company: Company, call: int
) -> None:
    client = browser(company.lotte)
    address = f"/gesprekken/{call}/verwijderen"
    assert f'href="{address}"' in client.get(f"/gesprekken/{call}").text
    assert address not in browser(company.joris).get(f"/gesprekken/{call}").text
    page = client.get(address).text
    assert "het transcript" in page
    assert "de opname" not in page
    answer = client.post(address)
    assert answer.headers["location"] == "/gesprekken?gedaan=weg"
    assert "Het gesprek is verwijderd" in client.get(answer.headers["location"]).text
    assert client.get(f"/gesprekken/{call}").status_code == 404


def test_undated_calls_stand_together_below(
    site: Site, browser: Browser, company: Company, call: int
) -> None:
    older = keep_call(site, company.lotte, talk("Lotte Maes: Dag.\nKarel: Dag."))
    newer = keep_call(site, company.lotte, talk("Lotte Maes: Hoi.\nKarel: Hoi."))
    page = browser(company.lotte).get("/gesprekken").text
    found = re.findall(r'<h2>([^<]+)</h2>|class="title" href="/gesprekken/(\d+)"', page)
    assert [month or int(number) for month, number in found] == [
        "november 2026",
        call,
        "Zonder datum",
        newer,
        older,
    ]


def test_what_a_filter_cannot_be_is_told_and_empty_ones_go(
    browser: Browser, company: Company, call: int
) -> None:
    client = browser(company.lotte)
    asked = client.get("/gesprekken?q=&since=31-13-2026&by=&who=karel")
    assert asked.headers["location"] == "/gesprekken?since=31-13-2026&who=karel"
    page = client.get(asked.headers["location"]).text
    assert "Niet begrepen, en dus niet meegeteld: Vanaf ‘31-13-2026’." in page
    assert "Niet begrepen" not in client.get("/gesprekken?who=karel").text


@pytest.mark.parametrize("page", ["?feiten=1", "/verwijderen"])
def test_both_fit_a_phone(
    chrome: Chromium, served: str, site: Site, company: Company, call: int, page: str
) -> None:
    with chrome.page(served, site=site, actor=company.lotte, width=PHONE) as opened:
        opened.goto(f"/gesprekken/{call}{page}")
        assert overflow(opened) <= 0
        assert violations(opened) == []
