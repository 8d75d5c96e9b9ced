"""The pages of keys: one is made, shown once, seen in the list, and revoked."""

from __future__ import annotations

import re

from tests.sites import Company
from tests.web.conftest import Browser

from klankbord.service.accounts.keys import enter, make_key, own_keys
from klankbord.service.site import Site
from klankbord.store.sources import add_source

HERE = "/instellingen/sleutels"


def test_a_key_is_made_shown_once_and_works(browser: Browser, site: Site, company: Company) -> None:
    client = browser(company.lotte)
    assert "nog geen sleutel" in client.get(HERE).text
    made = client.post(HERE, data={"name": "Ons CRM", "scopes": ["read"], "days": "30"})
    assert made.status_code == 303
    cookie = made.headers["set-cookie"]
    for fact in ("HttpOnly", "SameSite=strict", f"Path={made.headers['location']}"):
        assert fact in cookie
    page = client.get(made.headers["location"])
    found = re.search(r'value="(kb_[\w-]+)"', page.text)
    assert found
    assert enter(site, found[1]).actor.id == company.lotte.id
    assert page.headers["cache-control"] == "private, no-store"
    again = client.get(made.headers["location"]).text
    assert "al getoond" in again
    assert found[1] not in again
    shown = client.get(HERE).text
    assert found[1] not in shown
    for told in ("Ons CRM", found[1][:11], "lezen", "zojuist", "20 december 2026"):
        assert told in shown, told
    assert 'href="/instellingen/sleutels"' in client.get("/instellingen").text


def test_the_form_comes_back_with_what_is_wrong(browser: Browser, company: Company) -> None:
    client = browser(company.lotte)
    answer = client.post(HERE, data={"name": " ", "scopes": [], "days": "90"})
    assert answer.status_code == 422
    assert "Zeg waar de sleutel voor is." in answer.text
    assert "Kies minstens één ding" in answer.text
    assert '<option value="90" selected>' in answer.text
    for wrong in ({"scopes": ["upload"]}, {"scopes": ["read"], "days": "x"}, {"days": "31"}):
        assert client.post(HERE, data={"name": "x", **wrong}).status_code == 422
    assert "arrivals" not in client.get(HERE).text
    assert "arrivals" in browser(company.bas).get(HERE).text


def test_a_revoked_key_stays_in_the_list_as_such(
    browser: Browser, site: Site, company: Company
) -> None:
    made = make_key(site, company.lotte, "Ons CRM", ["read"])
    client = browser(company.lotte)
    assert browser(company.daan).post(f"{HERE}/{made.id}/intrekken").status_code == 404
    answer = client.post(f"{HERE}/{made.id}/intrekken")
    page = client.get(answer.headers["location"]).text
    assert "Ingetrokken. De sleutel werkt niet meer." in page
    assert "Ingetrokken op 20 november 2026" in page
    assert "/intrekken" not in page


def test_admins_see_whose_and_what_and_revoke(
    browser: Browser, site: Site, company: Company
) -> None:
    made = make_key(site, company.lotte, "Ons CRM", ["read", "export"])
    client = browser(company.bas)
    page = client.get("/beheer/sleutels").text
    for told in ("Lotte Maes", "Ons CRM", "veel tegelijk ophalen, lezen", "Nog niet gebruikt"):
        assert told in page, told
    assert made.secret not in page
    client.post(f"/beheer/sleutels/{made.id}/intrekken")
    (key,) = own_keys(site, company.lotte)
    assert key.ended(site.now())
    log = browser(company.lotte).get("/instellingen").text
    assert f"Bas Bakker trok jouw sleutel {made.secret[:11]}… in." in log


def test_admins_make_a_key_for_a_source(browser: Browser, site: Site, company: Company) -> None:
    client = browser(company.bas)
    assert "Maak die eerst bij Bronnen" in client.get("/beheer/sleutels").text
    own = {"config": {}, "person": company.lotte.id, "now": site.now(), "enabled": True}
    with site.database.writing() as connection:
        source = add_source(connection, kind="upload", name="Centrale", **own)  # type: ignore[arg-type]
    assert "selected" in client.get(f"/beheer/sleutels?bron={source}").text
    told = {"name": "", "source": str(source)}
    assert client.post("/beheer/sleutels", data=told).status_code == 422
    assert client.post("/beheer/sleutels", data=told | {"source": "9"}).status_code == 404
    made = client.post("/beheer/sleutels", data=told | {"name": "Utrecht"})
    page = client.get(made.headers["location"]).text
    found = re.search(r'value="(kb_[\w-]+)"', page)
    assert found
    assert enter(site, found[1]).key.source_id == source
    assert 'href="/beheer/sleutels"' in page
    assert "aanleveren (Centrale)" in client.get("/beheer/sleutels").text
