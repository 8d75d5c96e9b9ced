"""Webhooks in: who is believed, what is taken from each, and that each call comes in once."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.service.hooked import (
    SECRET,
    SOURCE,
    Headers,
    a_source,
    arrived,
    of_kind,
    own,
    phone,
    put_forward,
    rows,
    twilio,
    zoom,
)
from tests.sites import Clock, Company

from klankbord.errors import (
    BadDelivery,
    KlankbordError,
    NotFound,
    OutOfTime,
    Replayed,
    Unsigned,
)
from klankbord.service.site import Site
from klankbord.service.sources.webhooks.kind import Delivery
from klankbord.service.sources.webhooks.receiving import KINDS, forget_old, receive
from klankbord.service.sources.webhooks.twilio import Twilio
from klankbord.service.sources.webhooks.zoom import Zoom
from klankbord.store.arrival_tables import arrivals
from klankbord.store.hook_tables import heard, pieces
from klankbord.store.sources import find_source
from klankbord.store.tables import jobs


def nothing_came(site: Site) -> bool:
    return not any(rows(site, table) for table in (arrivals, heard, pieces))


def sent(site: Site, kind: str) -> Delivery:
    now = site.now()
    return {
        "webhook": own(now),
        "twilio": twilio(now),
        "zoom": zoom(now, "phone.recording_completed", **phone()),
    }[kind]


# ── who is believed ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_signed_comes_in_and_is_a_job(site: Site, company: Company, kind: str) -> None:
    source = of_kind(site, company, kind)
    assert receive(site, source.id, sent(site, kind)) is None
    (one,) = arrived(site, source)
    assert one.state == "waiting"
    (job,) = rows(site, jobs)
    assert (job.kind, job.payload) == ("arrival", {"arrival": one.id})


@pytest.mark.parametrize("kind", KINDS)
def test_sent_twice_it_is_refused_the_second_time(site: Site, company: Company, kind: str) -> None:
    source = of_kind(site, company, kind)
    delivery = sent(site, kind)
    receive(site, source.id, delivery)
    with pytest.raises(Replayed):
        receive(site, source.id, delivery)
    assert len(arrived(site, source)) == 1
    assert len(rows(site, jobs)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_told_of_anew_it_is_the_same_call(site: Site, company: Company, kind: str) -> None:
    """Somebody who heard no answer signs it again, at another moment."""
    source = of_kind(site, company, kind)
    receive(site, source.id, sent(site, kind))
    put_forward(site, seconds=90)
    receive(site, source.id, sent(site, kind))
    assert len(arrived(site, source)) == 1
    assert len(rows(site, jobs)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_that_was_changed_on_its_way_is_not_believed(
    site: Site, company: Company, kind: str
) -> None:
    source = of_kind(site, company, kind)
    delivery = sent(site, kind)
    for body in (delivery.body + b" ", delivery.body.replace(b"1", b"7", 1), b""):
        with pytest.raises(Unsigned):
            receive(site, source.id, replace(delivery, body=body))
    assert nothing_came(site)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_signature_or_by_another_secret_it_is_not_believed(
    site: Site, company: Company, kind: str
) -> None:
    source = of_kind(site, company, kind)
    delivery = sent(site, kind)
    with pytest.raises(Unsigned):
        receive(site, source.id, replace(delivery, headers=Headers()))
    for name in delivery.headers:
        if "signature" in name:
            odd = Headers(**(dict(delivery.headers) | {name: "é" * 40}))
            with pytest.raises(Unsigned):
                receive(site, source.id, replace(delivery, headers=odd))
    others = {
        "webhook": own(site.now(), secret="een ander"),
        "twilio": twilio(site.now(), token="een ander"),
        "zoom": zoom(site.now(), "phone.recording_completed", "een ander", **phone()),
    }
    with pytest.raises(Unsigned):
        receive(site, source.id, others[kind])
    assert nothing_came(site)


@pytest.mark.parametrize("kind", ["webhook", "zoom"])
@pytest.mark.parametrize("minutes", [-6, 6])
def test_what_was_signed_at_another_time_is_not_taken(
    site: Site, company: Company, kind: str, minutes: int
) -> None:
    source = of_kind(site, company, kind)
    delivery = sent(site, kind)
    put_forward(site, minutes=minutes)
    with pytest.raises(OutOfTime):
        receive(site, source.id, delivery)
    assert nothing_came(site)


@pytest.mark.parametrize("moment", ["", "x", "-1", "1e9", "9" * 30, "١٢٣"])
def test_a_moment_that_is_none_is_not_believed(site: Site, company: Company, moment: str) -> None:
    import hashlib
    import hmac

    source = of_kind(site, company, "webhook")
    body = own(site.now()).body
    made = hmac.new(SECRET.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = Headers(klankbord_timestamp=moment, klankbord_signature=f"v1={made}")
    with pytest.raises(Unsigned):
        receive(site, source.id, Delivery(headers, body, "x"))


def test_what_is_wrong_stands_at_the_source_until_it_is_mended(
    site: Site, company: Company
) -> None:
    source = of_kind(site, company, "webhook")

    def seen() -> dict[str, Any]:
        with site.database.reading() as connection:
            found = find_source(connection, source.id)
        assert found
        return found.seen

    for secret in ("een ander", "nog een ander"):
        with pytest.raises(Unsigned):
            receive(site, source.id, own(site.now(), secret=secret))
    assert seen()["error"]["error"] == "Unsigned"
    first = seen()["at"]
    put_forward(site, minutes=2)
    with pytest.raises(BadDelivery):
        receive(site, source.id, own(site.now(), media=[]))
    assert seen()["error"]["error"] == "BadDelivery"
    assert seen()["at"] > first
    receive(site, source.id, own(site.now()))
    assert seen() == {}


def test_who_is_off_takes_nothing_in_nor_who_is_not_there(site: Site, company: Company) -> None:
    source = a_source(site, company.joris.id, "webhook", enabled=False)
    for number in (source.id, 999):
        with pytest.raises(NotFound):
            receive(site, number, own(site.now()))
    bare = a_source(site, company.joris.id, "zoom", secret="")
    with pytest.raises(NotFound):
        receive(site, bare.id, zoom(site.now(), "x", secret="", payload={}))
    assert nothing_came(site)


def test_a_folder_takes_no_webhooks(site: Site, company: Company) -> None:
    source = a_source(site, company.joris.id, "folder")
    with pytest.raises(NotFound):
        receive(site, source.id, own(site.now()))


def test_the_same_one_from_many_sides_at_once_comes_in_once(site: Site, company: Company) -> None:
    source = of_kind(site, company, "webhook")
    delivery, outcomes = own(site.now()), []
    together = threading.Barrier(8)

    def send() -> None:
        together.wait()
        try:
            receive(site, source.id, delivery)
            outcomes.append("in")
        except Replayed:
            outcomes.append("again")

    sending = [threading.Thread(target=send) for _ in range(8)]
    for one in sending:
        one.start()
    for one in sending:
        one.join()
    assert sorted(outcomes) == ["again"] * 7 + ["in"]
    assert len(arrived(site, source)) == len(rows(site, jobs)) == 1


def test_what_was_heard_is_forgotten_when_no_signature_of_it_is_good(
    site: Site, company: Company
) -> None:
    source = of_kind(site, company, "twilio")
    delivery = twilio(site.now() + timedelta(days=3) - timedelta(minutes=1))
    receive(site, source.id, delivery)
    put_forward(site, days=5)
    with site.database.writing() as connection:
        forget_old(connection, site.now())
    with pytest.raises(Replayed):
        receive(site, source.id, delivery)
    put_forward(site, days=3)
    with site.database.writing() as connection:
        forget_old(connection, site.now())
    assert rows(site, heard) == []
    with pytest.raises(OutOfTime):
        receive(site, source.id, delivery)


# ── of one's own making ───────────────────────────────────────────────────────────────────────


def test_all_that_it_tells_is_kept(site: Site, company: Company) -> None:
    source = of_kind(site, company, "webhook")
    told: dict[str, Any] = {
        "actualStart": "2026-11-20T09:55:00+01:00",
        "direction": "out",
        "type": "verkoop",
        "title": "Offerte",
        "number": "+31201234567",
        "primaryUser": "lotte@kassahuis.example",
        "parties": [{"name": "Bert", "side": "customer"}],
        "language": "nl",
        "channels": "seller,customer",
        "consent": {"how": "bandje"},
        "iets": "anders",
    }
    receive(site, source.id, own(site.now(), **told))
    (one,) = arrived(site, source)
    assert one.key == "bel-1"
    assert one.told["when"] == "2026-11-20T09:55:00+01:00"
    assert one.told["primary_user"] == "lotte@kassahuis.example"
    assert one.told["parties"][0]["name"] == "Bert"
    assert one.told["channels"] == "seller,customer"
    assert one.told["fetch"] == ["https://media.example/1.wav"]


@pytest.mark.parametrize(
    "told",
    [
        {"clientUniqueId": ""},
        {"clientUniqueId": 7},
        {"clientUniqueId": "a\nb"},
        {"media": []},
        {"media": "https://x"},
        {"media": ["https://x"] * 9},
        {"media": ["x" * 5000]},
        {"media": ["https://media.example/\0"]},
        {"media": ["https://media.example/1.wav\r\nX-Meer: 1"]},
        {"direction": "sideways"},
        {"actualStart": "gisteren"},
        {"actualStart": "2026-11-20T09:55:00"},
        {"parties": [{"side": "vriend"}]},
        {"consent": {"when": "ooit"}},
    ],
)
def test_what_cannot_be_read_is_told_by_its_field(
    site: Site, company: Company, told: dict[str, Any]
) -> None:
    source = of_kind(site, company, "webhook")
    with pytest.raises(BadDelivery) as fault:
        receive(site, source.id, own(site.now(), **told))
    assert "https://x" not in str(fault.value)
    assert nothing_came(site)


def test_what_cannot_be_seen_in_what_was_told_is_left_out(site: Site, company: Company) -> None:
    source = of_kind(site, company, "webhook")
    consent = {"how": "menu", "text": "Dit gesprek\0 wordt opgenomen.\r\nHang anders op."}
    receive(site, source.id, own(site.now(), consent=consent))
    (one,) = arrived(site, source)
    assert one.told["consent"]["text"] == "Dit gesprek wordt opgenomen.\nHang anders op."


@pytest.mark.parametrize("kind", ["webhook", "zoom"])
@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'"x"', b"1" * 9000])
def test_what_is_no_json_is_refused(site: Site, company: Company, kind: str, body: bytes) -> None:
    source = of_kind(site, company, kind)
    with pytest.raises(BadDelivery):
        receive(site, source.id, signed(site, kind, body))
    assert nothing_came(site)


def signed(site: Site, kind: str, body: bytes) -> Delivery:
    """Any body, rightly signed."""
    if kind == "webhook":
        return own(site.now(), body=body)
    import hashlib
    import hmac

    moment = str(int(site.now().timestamp()))
    made = hmac.new(SECRET.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    headers = Headers(x_zm_request_timestamp=moment, x_zm_signature=f"v0={made}")
    return Delivery(headers, body, "x")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
EVENTS = ("phone.recording_completed", "recording.completed", "recording.transcript_completed")


@settings(max_examples=150)
@given(event=st.sampled_from((*EVENTS, "endpoint.url_validation")), payload=JSON)
def test_whatever_zoom_says_is_read_or_refused(event: str, payload: Any) -> None:
    body = json.dumps({"event": event, "payload": payload}).encode()
    with suppress(BadDelivery):
        Zoom().read(SOURCE, Delivery({}, body, "x"), Clock()())


@settings(max_examples=150)
@given(body=st.binary(max_size=200), url=st.text(max_size=60))
def test_whatever_twilio_says_is_read_or_refused(body: bytes, url: str) -> None:
    kind, delivery = Twilio(), Delivery(Headers(x_twilio_signature="x"), body, url)
    for work in (kind.check, kind.read):
        with suppress(KlankbordError):
            work(SOURCE, delivery, Clock()())
