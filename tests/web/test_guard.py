"""What holds for every request: where it comes from, how large it is, what it answers with."""

from starlette.testclient import TestClient
from tests.sites import Company
from tests.web.conftest import Browser


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
