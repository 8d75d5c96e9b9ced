"""What was found of somebody is shown with what it is not sure of, and with what will stay."""

from __future__ import annotations

from sqlalchemy import update
from tests.service.arrived import a_source, arrive
from tests.sites import Company
from tests.web.conftest import Browser
from tests.web.test_bewaren import call, hidden, looked

from klankbord.service.site import Site
from klankbord.store.tables import calls

__all__ = ["call"]


def test_what_stays_is_said_before_and_after(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    client = browser(company.bas)
    page = looked(client, "Bert <0612345678>")
    for text in ("artikel 19 van de AVG", "regels in het logboek", "reservekopieën van eerder"):
        assert text in page
    given = {"who": "0612345678", "seen": hidden(page, "seen"), "call": [str(call)]}
    proof = client.post("/beheer/verzoeken/wissen", data=given, follow_redirects=True).text
    assert "artikel 19 van de AVG" in proof
    assert "bespreking" not in proof


def test_a_call_of_which_it_is_not_sure_is_not_picked(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    with site.database.writing() as connection:
        connection.execute(update(calls).values(title="in-0644556677.wav"))
    page = looked(browser(company.bas), "0644556677")
    assert f'name="call" value="{call}"><span>' in page
    assert "niet zeker: het staat in" in page


def test_by_a_name_what_stands_beside_calls_is_picked_one_by_one(
    site: Site, company: Company, browser: Browser
) -> None:
    source = a_source(site, company.lotte)
    for n in (1, 2):
        arrive(site, source, f"jan jansen {n}", f"{n} leeg")
    client = browser(company.bas)
    page = looked(client, "jan jansen")
    assert 'name="beside" value="arrival-1"><span>Aankomst jan jansen 1' in page
    given = {"who": "jan jansen", "seen": hidden(page, "seen"), "beside": ["arrival-1"]}
    assert (
        client.post("/beheer/verzoeken/wissen", data=given, follow_redirects=False).status_code
        == 303
    )
    again = looked(client, "jan jansen")
    assert "jan jansen 1" not in again
    assert "jan jansen 2" in again
    page = looked(client, "0612345678 / 0687654321")
    assert "Vul er één in, en zoek de andere daarna." in page
