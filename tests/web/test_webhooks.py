"""Webhooks over a real line: to a real server, in every state that they can come in."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.service.hooked import RECORDING, SECRET, TOKEN, a_source, own, twilio, zoom
from tests.sites import Company, a_company, fresh_site

from klankbord.service.site import Site
from klankbord.service.sources.webhooks.kind import Delivery
from klankbord.store.arrivals import Arrival, arrivals_of
from klankbord.store.sources import Source

PROXY = "https://klankbord.example"


@pytest.fixture
def site(tmp_path: Path, quick_hashing: None) -> Iterator[Site]:
    """Behind a proxy that others know it by."""
    with fresh_site(tmp_path, public_url=PROXY) as fresh:
        yield fresh


@pytest.fixture
def company(site: Site) -> Company:
    return a_company(site)


def send(server: str, source: Source, delivery: Delivery, **headers: str) -> httpx2.Response:
    query = urlsplit(delivery.url).query
    address = f"{server}/webhooks/{source.id}" + (f"?{query}" if query else "")
    told = dict(delivery.headers) | headers
    with httpx2.Client(trust_env=False) as client:
        return client.post(address, content=delivery.body, headers=told)


def arrived(site: Site, source: Source) -> list[Arrival]:
    with site.database.reading() as connection:
        return arrivals_of(connection, source.id, 100)


def test_one_of_our_own_is_taken_once(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "webhook")
    delivery = own(site.now())
    assert send(served, source, delivery).status_code == 204
    again = send(served, source, delivery)
    assert (again.status_code, "al eens" in again.text) == (409, True)
    assert len(arrived(site, source)) == 1


def test_twilio_s_is_signed_over_the_address_of_the_proxy(
    site: Site, company: Company, served: str
) -> None:
    """What reaches the server is http, another host and another port."""
    source = a_source(site, company.joris.id, "twilio", secret=TOKEN)
    query = "direction=in&number=%2B31612345678&seller=lotte%40kassahuis.example"
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    answer = send(served, source, twilio(site.now(), query), **form)
    assert answer.status_code == 204
    (one,) = arrived(site, source)
    assert (one.key, one.told["number"]) == (RECORDING, "+31612345678")


def test_zoom_is_answered_what_it_asks(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "zoom", enabled=False)
    told: dict[str, Any] = {"payload": {"plainToken": "abc"}}
    answer = send(served, source, zoom(site.now(), "endpoint.url_validation", **told))
    assert answer.status_code == 200
    assert answer.json()["plainToken"] == "abc"
    assert len(answer.json()["encryptedToken"]) == 64


def test_who_is_refused_hears_why_in_a_line(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "webhook")
    now = site.now()
    late = own(now.replace(hour=now.hour - 1))
    for delivery, code, told in (
        (own(now, secret="een ander geheim"), 401, "handtekening"),
        (late, 401, "klok"),
        (own(now, media=[]), 422, "media"),
        (own(now, body=b"{"), 422, "JSON"),
        (own(now, body=b""), 422, "JSON"),
    ):
        answer = send(served, source, delivery)
        assert (answer.status_code, told in answer.text) == (code, True), answer.text
        assert answer.headers["content-type"].startswith("text/plain")
        assert SECRET not in answer.text
    assert arrived(site, source) == []


@pytest.mark.parametrize("number", ["0", "999", "-1", "x", "9" * 30, "1%00", "1/"])
def test_to_a_source_that_is_none_nothing_comes(
    site: Site, company: Company, served: str, number: str
) -> None:
    delivery = own(site.now())
    with httpx2.Client(trust_env=False) as client:
        answer = client.post(
            f"{served}/webhooks/{number}", content=delivery.body, headers=dict(delivery.headers)
        )
    assert answer.status_code in {404, 307, 422}


def test_no_page_of_another_site_can_send_one(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "webhook")
    answer = send(served, source, own(site.now()), Origin="https://kwaad.example")
    assert answer.status_code == 403
    assert arrived(site, source) == []


def test_a_body_without_end_is_not_waited_for(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "webhook")
    body = b'{"x": "' + b"x" * 3_000_000 + b'"}'
    answer = send(served, source, own(site.now(), body=body))
    assert answer.status_code == 413
    assert arrived(site, source) == []


def test_who_leaves_halfway_leaves_nothing(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "webhook")
    delivery = own(site.now())
    parts = urlsplit(served)
    head = "".join(f"{name}: {value}\r\n" for name, value in delivery.headers.items())
    with socket.create_connection((parts.hostname, parts.port)) as line:
        begin = f"POST /webhooks/{source.id} HTTP/1.1\r\nHost: x\r\n{head}"
        line.sendall(f"{begin}Content-Length: {len(delivery.body)}\r\n\r\n".encode())
        line.sendall(delivery.body[:10])
    assert send(served, source, delivery).status_code == 204
    assert len(arrived(site, source)) == 1


def test_a_browser_that_is_signed_in_sends_none(site: Site, company: Company, served: str) -> None:
    """Machines have no session; what comes with one comes from a page."""
    from tests.web.browser import signed_in

    from klankbord.web.door import cookie_name

    source = a_source(site, company.joris.id, "webhook")
    cookie = {"Cookie": f"{cookie_name(site)}={signed_in(site, company.bas)}"}
    assert send(served, source, own(site.now()), **cookie).status_code == 403
    assert arrived(site, source) == []


def test_what_is_told_is_all_that_is_kept_of_it(site: Site, company: Company, served: str) -> None:
    source = a_source(site, company.joris.id, "webhook")
    send(served, source, own(site.now(), iets="dat er niet toe doet"))
    (one,) = arrived(site, source)
    assert "dat er niet toe doet" not in json.dumps(one.told)
    assert one.payload is None


def test_the_server_is_not_there_for_reading(served: str) -> None:
    with httpx2.Client(trust_env=False) as client:
        assert client.get(f"{served}/webhooks/1").status_code in {404, 405}
