"""Calls sent over HTTP: to a real server, by lines that break, and by whoever tries."""

from __future__ import annotations

import hashlib
import socket
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.sites import Company
from tests.working import work_off

from klankbord.service.accounts.keys import make_key, make_source_key
from klankbord.service.site import Site
from klankbord.store.calls import find_calls
from klankbord.store.consent import ConsentRule, set_rule
from klankbord.store.sources import add_source, all_sources

START = "2026-11-20T09:04:00+01:00"
TOLD = {
    "clientUniqueId": "pbx-1",
    "actualStart": START,
    "direction": "outbound",
    "primaryUser": "lotte@kassahuis.example",
    "parties": [{"name": "Lotte Maes", "side": "seller"}, {"name": "Bert", "side": "customer"}],
}
TEXT = b"""0:00-0:03 Lotte Maes: Hoe gaat het nu met de planning?
0:04-0:09 Bert: Slecht, we zitten elke vrijdag tot laat te puzzelen.
"""
DIGEST = f"sha-256=:{b64encode(hashlib.sha256(TEXT).digest()).decode()}:"


@pytest.fixture
def secret(site: Site, company: Company) -> str:
    own = {"config": {}, "person": company.lotte.id, "now": site.now(), "enabled": True}
    with site.database.writing() as connection:
        source = add_source(connection, kind="upload", name="Centrale", **own)  # type: ignore[arg-type]
    return make_source_key(site, company.bas, source, "Centrale").secret


@pytest.fixture
def sender(served: str, secret: str) -> Iterator[httpx2.Client]:
    headers = {"authorization": f"Bearer {secret}"}
    with httpx2.Client(base_url=f"{served}/api/v1/", headers=headers) as client:
        yield client


def test_a_call_is_told_sent_and_there(site: Site, company: Company, sender: httpx2.Client) -> None:
    told = sender.post("calls", json=TOLD)
    assert told.status_code == 201
    number = told.json()["id"]
    assert told.headers["location"] == f"/api/v1/uploads/{number}"
    assert sender.post("calls", json=TOLD).status_code == 200
    sent = sender.put(
        f"calls/{number}/transcript?name=gesprek.txt",
        content=TEXT,
        headers={"repr-digest": DIGEST},
    )
    assert sent.status_code == 200
    assert (sent.json()["state"], sent.headers["upload-offset"]) == ("waiting", str(len(TEXT)))
    work_off(site)
    after = sender.get(f"uploads/{number}").json()
    assert after["state"] == "kept", after
    assert after["files"]["transcript"]["sha256"] == hashlib.sha256(TEXT).hexdigest()
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert after["calls"] == [call.id]
    assert (call.owner_id, call.direction) == (company.lotte.id, "outbound")
    assert call.started_at is not None
    assert call.started_at.isoformat() == "2026-11-20T08:04:00+00:00"


def test_what_nobody_sees_yet_is_held_until_it_is_told(
    site: Site, company: Company, sender: httpx2.Client
) -> None:
    with site.database.writing() as connection:
        (source,) = all_sources(connection)
        set_rule(connection, source.id, ConsentRule(demanded=True, wait_h=2))
    number = sender.post("calls", json=TOLD).json()["id"]
    sender.put(f"calls/{number}/transcript?name=gesprek.txt", content=TEXT)
    work_off(site)
    held = sender.get(f"uploads/{number}").json()
    assert held["state"] == "held"
    assert datetime.fromisoformat(held["until"]) == site.now() + timedelta(hours=2)
    told = sender.put(f"calls/{number}/consent", json={"how": "menu"}).json()
    assert (told["state"], told["until"]) == ("kept", None)


def test_a_line_that_breaks_goes_on_where_it_was(sender: httpx2.Client, served: str) -> None:
    number = sender.post("calls", json=TOLD).json()["id"]
    path = f"calls/{number}/transcript"
    key = sender.headers["authorization"]
    _broken_line(served, f"/api/v1/{path}", key, TEXT[:40])
    beyond = {"content-range": f"bytes {len(TEXT) - 1}-{len(TEXT) - 1}/{len(TEXT)}"}
    for _ in range(100):
        head = sender.head(path)
        # What came can be seen a moment before the broken line lets go of the file.
        if head.headers["upload-offset"] == "40" and (
            "upload-offset" in sender.put(path, content=b"x", headers=beyond).headers
        ):
            break
        time.sleep(0.05)
    assert (head.status_code, head.headers["upload-offset"]) == (200, "40")
    assert "upload-length" not in head.headers
    for start, status, here in ((41, 409, 40), (39, 409, 40), (40, 200, len(TEXT))):
        place = f"bytes {start}-{len(TEXT) - 1}/{len(TEXT)}"
        answer = sender.put(path, content=TEXT[start:], headers={"content-range": place})
        assert (answer.status_code, answer.headers["upload-offset"]) == (status, str(here))
    assert sender.head(path).headers["upload-offset"] == str(len(TEXT))


def _broken_line(served: str, path: str, key: str, part: bytes) -> None:
    """A sender who promises all and stops halfway."""
    where = urlsplit(served)
    with socket.create_connection((where.hostname or "", where.port or 0)) as line:
        head = (
            f"PUT {path} HTTP/1.1\r\nhost: x\r\nauthorization: {key}\r\n"
            f"content-length: {len(TEXT)}\r\n\r\n"
        )
        line.sendall(head.encode() + part)
        time.sleep(0.2)


def test_piece_by_piece(sender: httpx2.Client) -> None:
    number = sender.post("calls", json=TOLD).json()["id"]
    for first in range(0, len(TEXT), 50):
        last = min(first + 50, len(TEXT))
        place = f"bytes {first}-{last - 1}/{len(TEXT)}"
        answer = sender.put(
            f"calls/{number}/transcript",
            content=TEXT[first:last],
            headers={"content-range": place, "repr-digest": DIGEST},
        )
        assert (answer.status_code, answer.headers["upload-offset"]) == (200, str(last))
    head = sender.head(f"calls/{number}/transcript")
    assert head.headers["upload-length"] == str(len(TEXT))
    assert sender.get(f"uploads/{number}").json()["state"] == "waiting"
    assert sender.get("uploads/u99").status_code == 404


def test_all_that_was_sent_before_a_fall_is_ended_without_sending_it_again(
    sender: httpx2.Client,
) -> None:
    """The last byte came, and the server fell before it could say so."""
    number = sender.post("calls", json=TOLD).json()["id"]
    path, total = f"calls/{number}/transcript?name=gesprek.txt", len(TEXT)
    unsure = {"content-range": f"bytes 0-{total - 1}/{total + 1}"}
    assert sender.put(path, content=TEXT, headers=unsure).json()["state"] == "sending"
    assert sender.head(path).headers["upload-offset"] == str(total)
    for wrong in (total - 1, total + 1):
        beside = sender.put(path, headers={"content-range": f"bytes */{wrong}"})
        assert (beside.status_code, beside.headers["upload-offset"]) == (409, str(total))
    for _ in range(2):
        ended = sender.put(
            path, headers={"content-range": f"bytes */{total}", "repr-digest": DIGEST}
        )
        assert (ended.status_code, ended.json()["state"]) == (200, "waiting")
    assert sender.put(path, headers={"content-range": "bytes */7"}).status_code == 409


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-range": "bytes 0-10/5"}, 400),
        ({"content-range": "bytes 0-9/*"}, 400),
        ({"content-range": "bytes 0-9/100"}, 400),
        ({"content-range": "regels 0-9/10"}, 400),
        ({"repr-digest": "md5=:abc:"}, 422),
        ({"repr-digest": "sha-256=:abc:"}, 422),
        ({"repr-digest": DIGEST.replace("sha-256=:", "sha-256=:A")[:-2] + ":"}, 422),
    ],
)
def test_headers_that_say_what_cannot_be(
    headers: dict[str, str], status: int, sender: httpx2.Client
) -> None:
    number = sender.post("calls", json=TOLD).json()["id"]
    answer = sender.put(f"calls/{number}/transcript", content=TEXT, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert sender.get(f"uploads/{number}").json()["state"] == "sending"


def test_damaged_bytes_are_refused_and_may_come_again(sender: httpx2.Client) -> None:
    number = sender.post("calls", json=TOLD).json()["id"]
    path, headers = f"calls/{number}/transcript", {"repr-digest": DIGEST}
    assert sender.put(path, content=TEXT[::-1], headers=headers).status_code == 422
    assert sender.head(path).headers["upload-offset"] == "0"
    assert sender.put(path, content=TEXT, headers=headers).status_code == 200
    assert sender.put(path, content=TEXT).status_code == 200
    assert sender.put(path, content=TEXT + b"x").status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"clientUniqueId": ""}, {"clientUniqueId": " a"}, {"clientUniqueId": "x" * 501},
        {"actualStart": "gisteren"}, {"actualStart": "2026-11-20T09:04:00"},
        {"actualStart": "0001-01-01T00:00:00Z"}, {"direction": "omhoog"}, {"files": ["foto"]},
        {"parties": [{"name": "x" * 301}]}, {"parties": [{}] * 51}, {"onzin": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_told(wrong: dict[str, object], sender: httpx2.Client) -> None:
    answer = sender.post("calls", json=TOLD | wrong)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:klankbord:bad-question")
    assert next(iter(wrong)) in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "Dit is JSON, maar geen object met velden."),
        (b'{"clientUniqueId": }', "Dit is geen geldige JSON: bij teken 20 klopt het niet meer."),
    ],
)
def test_a_body_that_is_none_says_what_is_wrong_with_it(
    body: bytes, said: str, sender: httpx2.Client
) -> None:
    headers = {"content-type": "application/json"}
    answer = sender.post("calls", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(said)


def test_more_than_a_form_may_hold_goes_where_files_go(sender: httpx2.Client) -> None:
    number = sender.post("calls", json=TOLD).json()["id"]
    large = b"Lotte: dag\n" * 300_000  # more than any form, less than any file
    assert sender.put(f"calls/{number}/transcript", content=large).status_code == 200
    for odd in ("calls/u1/transcript/x", "calls/x/media"):
        assert sender.put(odd, content=large).status_code in {404, 405, 413}


def test_a_key_for_reading_sends_nothing_and_one_for_sending_reads_nothing(
    site: Site, company: Company, sender: httpx2.Client
) -> None:
    for path in ("calls", "search", "flags", "exports/calls.csv", "sources"):
        assert sender.get(path).status_code == 403, path
    reading = make_key(site, company.bas, "Lezen", ["read", "arrivals"]).secret
    headers = {"authorization": f"Bearer {reading}"}
    assert sender.post("calls", json=TOLD, headers=headers).status_code == 403
    number = sender.post("calls", json=TOLD).json()["id"]
    assert sender.put(f"calls/{number}/media", content=b"x", headers=headers).status_code == 403
    assert sender.head(f"calls/{number}/media", headers=headers).status_code == 403


def test_what_became_of_it_is_there_for_admins(
    site: Site, company: Company, sender: httpx2.Client
) -> None:
    number = sender.post("calls", json=TOLD).json()["id"]
    sender.put(f"calls/{number}/media", content=b"")
    work_off(site)
    watching = {"authorization": f"Bearer {make_key(site, company.bas, 'X', ['arrivals']).secret}"}
    (source,) = sender.get("sources", headers=watching).json()["items"]
    found = sender.get(f"sources/{source['id']}/arrivals", headers=watching).json()["items"]
    assert [(one["key"], one["state"], one["calls"]) for one in found] == [
        ("pbx-1", "left_out", [])
    ]
    assert found[0]["sentence"]
    assert sender.get("sources/99/arrivals", headers=watching).status_code == 404
