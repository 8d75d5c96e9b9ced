"""What holds for every request: where it comes from, how large it is, what it answers with."""

import httpx2
import pytest
from sqlalchemy.exc import ProgrammingError
from starlette.testclient import TestClient
from tests.sites import Company
from tests.web.browser import as_somebody
from tests.web.conftest import Browser
from tests.web.world import TALK, keep

from klankbord.service.site import Site
from klankbord.web.app import create_app


def test_every_answer_carries_the_policy(browser: Browser) -> None:
    for path in ("/", "/static/style.css", "/nergens", "/static/keys.js"):
        answer = browser(None).get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"


def test_another_site_changes_nothing(browser: Browser, company: Company) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://kwaad.example"}):
        answer = browser(company.lotte).post("/uitloggen", headers=headers)
        assert answer.status_code == 403


def test_a_body_past_the_limit_is_refused(browser: Browser, company: Company) -> None:
    client: TestClient = browser(company.lotte)
    assert client.post("/uitloggen", content=b"x" * 2_100_000).status_code == 413


def test_what_is_not_there_is_a_page(browser: Browser, company: Company) -> None:
    answer = browser(company.lotte).get("/nergens")
    assert answer.status_code == 404
    assert "niet van jou" in answer.text


def test_the_head_is_that_of_the_page_without_its_body(
    browser: Browser, site: Site, company: Company
) -> None:
    call = keep(site, company.lotte, TALK)
    client = browser(company.lotte)
    for path in ("/gesprekken", f"/gesprekken/{call}/geluid", "/static/keys.js", "/nergens"):
        whole, head = client.get(path), client.head(path)
        assert head.status_code == whole.status_code, path
        assert head.content == b""
        assert head.headers.keys() == whole.headers.keys(), path
        if "gesprekken" not in path:  # there each has another nonce
            assert head.headers["content-length"] == whole.headers["content-length"]
    assert browser(None).head("/gesprekken").headers["location"] == "/inloggen?naar=/gesprekken"


def test_a_real_server_sends_the_head_alone(served: str) -> None:
    with httpx2.Client(base_url=served) as client:
        for path in ("/static/keys.js", "/inloggen", "/nergens"):
            whole, head = client.get(path), client.head(path)
            assert (head.status_code, head.content) == (whole.status_code, b""), path
            assert head.headers["content-length"] == whole.headers["content-length"]


def test_the_head_of_what_goes_on_is_there_at_once(browser: Browser, company: Company) -> None:
    answer = browser(company.lotte).head("/toevoegen/verloop")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.content == b""


def test_a_fault_of_ours_is_told_as_safely_as_any_page(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = ProgrammingError("SELECT geheim", {}, Exception())

    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr("klankbord.web.pages.gesprekken.routes.find", broken)
    app = create_app(site)
    client = as_somebody(app, site, company.lotte)
    with pytest.raises(ProgrammingError):  # the server logs it
        client.get("/gesprekken")
    client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    for answer in (client.get("/gesprekken"), client.head("/gesprekken")):
        assert answer.status_code == 500
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"
        assert "geheim" not in answer.text


@pytest.mark.parametrize("path", ["/gesprekken?type=%00", "/gesprekken?q=a%00b&pagina=2", "/a%00b"])
def test_a_letter_that_no_text_has_is_refused(
    browser: Browser, company: Company, path: str
) -> None:
    answer = browser(company.lotte).get(path)
    assert answer.status_code == 404
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_the_application_can_do_is_told_to_people_inside(
    browser: Browser, company: Company
) -> None:
    assert browser(None).get("/openapi.json").status_code == 303
    assert "/gesprekken" in browser(company.lotte).get("/openapi.json").json()["paths"]
