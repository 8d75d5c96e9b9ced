"""Webhooks of Twilio and of Zoom: what each says, and where its keys may go."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.service.hooked import (
    ACCOUNT,
    RECORDING,
    SECRET,
    SOURCE,
    TOKEN,
    a_source,
    arrived,
    meeting,
    of_kind,
    phone,
    put_forward,
    rows,
    twilio,
    zoom,
)
from tests.sites import Company

from klankbord.errors import (
    BadDelivery,
    Unsigned,
)
from klankbord.service.site import Site
from klankbord.service.sources.webhooks.receiving import PATIENCE, receive
from klankbord.service.sources.webhooks.twilio import Twilio, signature
from klankbord.service.sources.webhooks.zoom import Zoom
from klankbord.store.hook_tables import pieces

# ── Twilio ────────────────────────────────────────────────────────────────────────────────────


def test_twilio_signs_as_it_says_that_it_does() -> None:
    """The example of its own manual."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature(TOKEN, url, list(form.items())) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize("spelt", ["https://klankbord.example:443", "https://klankbord.example"])
def test_the_usual_port_may_be_in_the_address_or_not(
    site: Site, company: Company, spelt: str
) -> None:
    source = of_kind(site, company, "twilio")
    delivery = twilio(site.now())
    url = delivery.url.replace("https://klankbord.example", spelt)
    receive(site, source.id, replace(delivery, url=url))
    assert len(arrived(site, source)) == 1


def test_the_address_is_signed_along(site: Site, company: Company) -> None:
    source = of_kind(site, company, "twilio")
    delivery = twilio(site.now(), "direction=in")
    for url in (delivery.url.replace("=in", "=out"), delivery.url.replace("https", "http")):
        with pytest.raises(Unsigned):
            receive(site, source.id, replace(delivery, url=url))


@pytest.mark.parametrize(
    ("direction", "source_of", "config", "channels"),
    [
        ("in", "DialVerb", {}, "customer,seller"),
        ("out", "DialVerb", {}, "seller,customer"),
        ("", "DialVerb", {}, ""),
        ("in", "Conference", {}, ""),
        ("in", "OutboundAPI", {}, ""),
        ("in", "Conference", {"channels": "seller,customer"}, "seller,customer"),
    ],
)
def test_the_first_channel_is_the_leg_that_came_first(
    site: Site,
    company: Company,
    direction: str,
    source_of: str,
    config: dict[str, str],
    channels: str,
) -> None:
    source = of_kind(site, company, "twilio", **config)
    query = f"direction={direction}&number=%2B31612345678&seller=lotte@kassahuis.example"
    receive(site, source.id, twilio(site.now(), query, RecordingSource=source_of))
    (one,) = arrived(site, source)
    assert one.told["channels"] == channels
    assert one.told["number"] == "+31612345678"
    assert one.told["primary_user"] == "lotte@kassahuis.example"
    assert one.told["fetch"][0].endswith(f"/Recordings/{RECORDING}.wav?RequestedChannels=2")


def test_an_address_with_far_too_much_in_it_is_told_so(site: Site, company: Company) -> None:
    source = of_kind(site, company, "twilio")
    query = "&".join(f"a{number}=1" for number in range(300))
    with pytest.raises(BadDelivery, match="adres"):
        receive(site, source.id, twilio(site.now(), query))


def test_of_one_channel_nobody_is_said_to_sit_on_it(site: Site, company: Company) -> None:
    source = of_kind(site, company, "twilio")
    receive(site, source.id, twilio(site.now(), "direction=in", RecordingChannels="1"))
    (one,) = arrived(site, source)
    assert one.told["channels"] == ""
    assert one.told["fetch"][0].endswith(f"{RECORDING}.wav")


@pytest.mark.parametrize("status", ["in-progress", "absent", "failed"])
def test_a_recording_that_is_not_done_is_none_yet(
    site: Site, company: Company, status: str
) -> None:
    source = of_kind(site, company, "twilio")
    receive(site, source.id, twilio(site.now(), RecordingStatus=status))
    assert arrived(site, source) == []
    receive(site, source.id, twilio(site.now()))
    assert len(arrived(site, source)) == 1


@pytest.mark.parametrize("told", [{"RecordingSid": "../.."}, {"AccountSid": ""}])
def test_a_recording_without_its_name_is_refused(
    site: Site, company: Company, told: dict[str, str]
) -> None:
    source = of_kind(site, company, "twilio")
    with pytest.raises(BadDelivery):
        receive(site, source.id, twilio(site.now(), **told))


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        (f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/x.wav", True),
        (f"http://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/x.wav", False),
        (f"https://api.twilio.com.kwaad.nl/2010-04-01/Accounts/{ACCOUNT}/x", False),
        (f"https://api.twilio.com@kwaad.nl/2010-04-01/Accounts/{ACCOUNT}/x", False),
        (f"https://kwaad.nl/2010-04-01/Accounts/{ACCOUNT}/x", False),
        ("https://api.twilio.com/2010-04-01/Accounts/AC9/x", False),
    ],
)
def test_the_account_s_key_goes_to_twilio_alone(
    site: Site, company: Company, url: str, *, opens: bool
) -> None:
    source = of_kind(site, company, "twilio")
    assert bool(Twilio().opens(source, url, {})) is opens


# ── Zoom ──────────────────────────────────────────────────────────────────────────────────────


def test_zoom_is_told_that_it_reached_us(site: Site, company: Company) -> None:
    """Before the source is on, since Zoom asks when its address is filled in."""
    import hashlib
    import hmac

    source = a_source(site, company.joris.id, "zoom", enabled=False)
    told: dict[str, Any] = {"payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}}
    reply = receive(site, source.id, zoom(site.now(), "endpoint.url_validation", **told))
    made = hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert reply == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": made}
    with pytest.raises(Unsigned):
        receive(site, source.id, zoom(site.now(), "endpoint.url_validation", "ander", **told))


@pytest.mark.parametrize(
    ("direction", "ours", "number", "sides"),
    [
        ("inbound", "in", "+31612345678", ["customer", "seller"]),
        ("outbound", "out", "805", ["seller", "customer"]),
        ("sideways", "", "", ["", ""]),
    ],
)
def test_a_call_by_zoom_phone(
    site: Site, company: Company, direction: str, ours: str, number: str, sides: list[str]
) -> None:
    source = of_kind(site, company, "zoom")
    receive(
        site, source.id, zoom(site.now(), "phone.recording_completed", **phone(direction=direction))
    )
    (one,) = arrived(site, source)
    assert one.key == "opname-1"
    assert one.told["direction"] == ours
    assert one.told["number"] == number
    assert one.told["primary_user"] == "805"
    assert [party["side"] for party in one.told["parties"]] == sides
    assert one.payload
    assert json.loads(one.payload)["opens"] == {one.told["fetch"][0]: "tok"}


def test_an_event_of_no_concern_is_taken_and_left(site: Site, company: Company) -> None:
    source = of_kind(site, company, "zoom")
    assert receive(site, source.id, zoom(site.now(), "meeting.started", payload={})) is None
    assert arrived(site, source) == []


@pytest.mark.parametrize(
    ("files", "taken"),
    [(("MP4", "M4A", "CHAT"), "M4A"), (("MP4",), "MP4"), (("CHAT", "TIMELINE"), "")],
)
def test_of_a_meeting_the_smallest_sound_is_taken(
    site: Site, company: Company, files: tuple[str, ...], taken: str
) -> None:
    source = of_kind(site, company, "zoom")
    receive(site, source.id, zoom(site.now(), "recording.completed", **meeting(*files)))
    found = [url.rpartition("/")[2] for one in arrived(site, source) for url in one.told["fetch"]]
    assert found == ([taken] if taken else [])


RECORDED = ("recording.completed", ("MP4", "M4A"))
WRITTEN = ("recording.transcript_completed", ("TRANSCRIPT",))


@pytest.mark.parametrize("order", [(RECORDED, WRITTEN), (WRITTEN, RECORDED)])
def test_the_two_halves_of_a_meeting_are_one_call_in_whatever_order(
    site: Site, company: Company, order: Any
) -> None:
    source = of_kind(site, company, "zoom", take="both")
    for event, files in order:
        assert arrived(site, source) == []
        receive(site, source.id, zoom(site.now(), event, **meeting(*files)))
        put_forward(site, seconds=1)
    (one,) = arrived(site, source)
    assert [url.rpartition("/")[2] for url in one.told["fetch"]] == ["M4A", "TRANSCRIPT"]
    assert one.payload
    assert len(json.loads(one.payload)["opens"]) == 2
    assert rows(site, pieces) == []


def test_half_a_meeting_goes_on_alone_when_the_other_half_stays_away(
    site: Site, company: Company
) -> None:
    from tests.working import work_off

    source = of_kind(site, company, "zoom", take="both")
    receive(site, source.id, zoom(site.now(), RECORDED[0], **meeting(*RECORDED[1])))
    put_forward(site, seconds=1)
    receive(site, source.id, zoom(site.now(), RECORDED[0], **meeting(*RECORDED[1])))
    work_off(site)
    assert arrived(site, source) == []
    put_forward(site, seconds=PATIENCE.total_seconds())
    assert work_off(site) >= 1
    (one,) = arrived(site, source)
    assert one.key == "WEz4RT2lSyKx2MD9Z+lYfA=="
    assert rows(site, pieces) == []


def test_a_meeting_that_is_told_of_again_later_is_no_second_call(
    site: Site, company: Company
) -> None:
    source = of_kind(site, company, "zoom", take="both")
    for _ in range(2):
        for event, files in (RECORDED, WRITTEN):
            receive(site, source.id, zoom(site.now(), event, **meeting(*files)))
            put_forward(site, seconds=1)
    assert len(arrived(site, source)) == 1


def test_the_token_of_an_event_goes_to_zoom_alone() -> None:
    told = dict.fromkeys(
        (
            "https://zoom.us/x",
            "https://us02web.zoom.us/x",
            "http://zoom.us/x",
            "https://kwaadzoom.us/x",
            "https://zoom.us.kwaad.nl/x",
        ),
        "tok",
    )
    opened = [url for url in told if Zoom().opens(SOURCE, url, told)]
    assert opened == ["https://zoom.us/x", "https://us02web.zoom.us/x"]
