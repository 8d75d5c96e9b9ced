"""Webhooks as others send them: made and signed by the rules that they publish, not by our code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from tests.sites import Clock, Company

from klankbord.service.site import Site
from klankbord.service.sources.webhooks.kind import Delivery
from klankbord.store.arrivals import Arrival, arrivals_of
from klankbord.store.sources import Source, add_source, find_source

SECRET = "een geheim dat niemand kent"
ACCOUNT = "AC" + "0" * 32
RECORDING = "RE" + "1" * 32
TOKEN = "12345"
SOURCE = Source(1, "zoom", "Zoom", {}, SECRET, True, 1, Clock()(), None, {})


class Headers(dict[str, str]):
    """Headers, found in any case."""

    def __init__(self, **headers: str) -> None:
        super().__init__({name.replace("_", "-").lower(): value for name, value in headers.items()})

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name.lower(), default)


def a_source(
    site: Site, person: int, kind: str, *, secret: str = SECRET, enabled: bool = True, **config: Any
) -> Source:
    """A source of webhooks."""
    with site.database.writing() as connection:
        number = add_source(
            connection,
            kind=kind,
            name=f"Bron {kind}",
            config=config,
            person=person,
            now=site.now(),
            secret=secret,
            enabled=enabled,
        )
        found = find_source(connection, number)
    assert found
    return found


def own(now: datetime, secret: str = SECRET, body: bytes | None = None, **told: Any) -> Delivery:
    """Of one's own making."""
    call = {"clientUniqueId": "bel-1", "media": ["https://media.example/1.wav"]} | told
    body = json.dumps(call).encode() if body is None else body
    moment = str(int(now.timestamp()))
    made = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = Headers(klankbord_timestamp=moment, klankbord_signature=f"v1={made}")
    return Delivery(headers, body, "https://klankbord.example/webhooks/1")


def twilio(now: datetime, query: str = "", token: str = TOKEN, **told: str) -> Delivery:
    """A recordingStatusCallback."""
    url = "https://klankbord.example/webhooks/1" + (f"?{query}" if query else "")
    base = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/"
    sid = told.get("RecordingSid", RECORDING)
    form = {
        "AccountSid": ACCOUNT,
        "CallSid": "CA" + "2" * 32,
        "RecordingSid": sid,
        "RecordingUrl": base + sid,
        "RecordingStatus": "completed",
        "RecordingDuration": "61",
        "RecordingChannels": "2",
        "RecordingSource": "DialVerb",
        "RecordingStartTime": now.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    } | told
    joined = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    made = base64.b64encode(hmac.new(token.encode(), joined.encode(), hashlib.sha1).digest())
    return Delivery(Headers(x_twilio_signature=made.decode()), urlencode(form).encode(), url)


def zoom(now: datetime, event: str, secret: str = SECRET, **told: Any) -> Delivery:
    """An event of Zoom; `told` is what stands beside the event's name."""
    body = json.dumps({"event": event, "event_ts": 1} | told).encode()
    moment = str(int(now.timestamp()))
    made = hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    headers = Headers(x_zm_request_timestamp=moment, x_zm_signature=f"v0={made}")
    return Delivery(headers, body, "https://klankbord.example/webhooks/1")


def meeting(*files: str, uuid: str = "WEz4RT2lSyKx2MD9Z+lYfA==") -> dict[str, Any]:
    """What Zoom says of a meeting with such files."""
    return {
        "download_token": "bij-het-bericht",
        "payload": {
            "account_id": "a",
            "object": {
                "uuid": uuid,
                "id": 87565330005,
                "topic": "Offerte koelcel",
                "host_email": "lotte@kassahuis.example",
                "start_time": "2026-11-20T08:01:56Z",
                "recording_files": [
                    {
                        "id": kind,
                        "file_type": kind,
                        "download_url": f"https://us02web.zoom.us/rec/download/{kind}",
                    }
                    for kind in files
                ],
            },
        },
    }


def phone(**told: Any) -> dict[str, Any]:
    """What Zoom Phone says of a recording."""
    one = {
        "id": "opname-1",
        "caller_number": "+31612345678",
        "caller_name": "Bert Bos",
        "callee_number": "805",
        "callee_name": "Lotte Maes",
        "direction": "inbound",
        "date_time": "2026-11-20T08:55:00Z",
        "duration": 61,
        "download_url": "https://zoom.us/v2/phone/recording/download/opname-1",
        "owner": {"type": "user", "id": "u1", "extension_number": 805},
    }
    return {"download_token": "tok", "payload": {"object": {"recordings": [one | told]}}}


def arrived(site: Site, source: Source) -> list[Arrival]:
    with site.database.reading() as connection:
        return arrivals_of(connection, source.id, 100)


def rows(site: Site, table: Any) -> list[Any]:
    with site.database.reading() as connection:
        return list(connection.execute(select(table)).all())


def put_forward(site: Site, **by: float) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(**by)


def of_kind(site: Site, company: Company, kind: str, **config: Any) -> Source:
    secret = TOKEN if kind == "twilio" else SECRET
    own_config = {"account": ACCOUNT} if kind == "twilio" else {}
    return a_source(site, company.joris.id, kind, secret=secret, **(own_config | config))
