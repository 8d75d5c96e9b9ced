"""Zoom: recordings of Zoom Phone and of meetings, and the transcripts that Zoom makes of those.

Of a meeting two webhooks come, in any order: its recording, and later its transcript.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from klankbord.errors import BadDelivery
from klankbord.i18n import N_
from klankbord.service.outward.signing import need_recent, need_same
from klankbord.service.sources.arriving import ArrivingParty
from klankbord.service.sources.webhooks.kind import Delivery, Offer, Told, arriving_of, read_json
from klankbord.store.outlets import Outlet
from klankbord.store.sources import Source

HOSTS = ("zoom.us", "*.zoom.us")
TAKES = ("sound", "both", "transcript")
"""What is taken of a meeting: what was recorded, what Zoom wrote of it, or the two together."""
SOUNDS = ("M4A", "MP4")
"""What is listened to, the smallest first."""
TOKEN = "plainToken"  # noqa: S105 (what the field is called)
DIRECTIONS = {"inbound": "in", "outbound": "out"}

Loose = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]
"""A text, or a number as one."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Owner(_Shape):
    id: Loose = ""
    name: Loose = ""
    extension_number: Loose = ""


class _Call(_Shape):
    """A recording of Zoom Phone."""

    id: str
    caller_number: Loose = ""
    caller_name: Loose = ""
    callee_number: Loose = ""
    callee_name: Loose = ""
    direction: Loose = ""
    date_time: AwareDatetime | None = None
    download_url: str
    owner: _Owner = _Owner()


class _File(_Shape):
    file_type: Loose = ""
    download_url: Loose = ""


class _Meeting(_Shape):
    uuid: str
    topic: Loose = ""
    host_email: Loose = ""
    start_time: AwareDatetime | None = None
    recording_files: Annotated[tuple[_File, ...], Field(max_length=200)] = ()


class _Event(_Shape):
    event: str
    download_token: Loose = ""
    payload: dict[str, Any]


class _Calls(_Shape):
    recordings: Annotated[tuple[_Call, ...], Field(min_length=1, max_length=50)]


class Zoom:
    """Of kind zoom; the secret is the app's secret token."""

    def check(self, source: Source, delivery: Delivery, now: datetime) -> str:
        """HMAC-SHA256 over v0, the time, and the body."""
        timestamp = delivery.headers.get("x-zm-request-timestamp", "")
        given = delivery.headers.get("x-zm-signature", "")
        signed = f"v0:{timestamp}:".encode() + delivery.body
        need_same("v0=" + _hmac(source.secret or "", signed), given)
        need_recent(timestamp, now)
        return given

    def read(self, source: Source, delivery: Delivery, now: datetime) -> Told:  # noqa: ARG002
        """The calls of an event; of one that is of no concern, nothing."""
        event = read_json(delivery.body, _Event)
        if event.event == "endpoint.url_validation":
            return _validated(source, event)
        known = {
            "phone.recording_completed": _phone,
            "recording.completed": _meeting,
            "recording.transcript_completed": _meeting,
        }
        read = known.get(event.event)
        return read(source, event) if read else Told()

    def outlets(self, source: Source) -> tuple[Outlet, ...]:  # noqa: ARG002
        """Zoom's own hosts."""
        return tuple(Outlet("https", host, 443) for host in HOSTS)

    def opens(self, source: Source, url: str, told: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002
        """The token that came with the event, at Zoom alone."""
        host = (urlsplit(url).hostname or "").lower()
        token = told.get(url, "")
        theirs = urlsplit(url).scheme == "https" and (
            host == HOSTS[0] or host.endswith(f".{HOSTS[0]}")
        )
        return {"Authorization": f"Bearer {token}"} if token and theirs else {}


def _validated(source: Source, event: _Event) -> Told:
    token = str(event.payload.get(TOKEN, ""))
    if not token:
        raise BadDelivery(TOKEN)
    encrypted = _hmac(source.secret or "", token.encode())
    return Told(reply={TOKEN: token, "encryptedToken": encrypted})


def _phone(_source: Source, event: _Event) -> Told:
    """The recordings of calls by telephone."""
    found = _object(event, _Calls)
    return Told(tuple(_of_call(one, event.download_token) for one in found.recordings))


def _of_call(one: _Call, token: str) -> Offer:
    direction = DIRECTIONS.get(one.direction, "")
    theirs, ours = ("caller", "callee") if direction == "in" else ("callee", "caller")
    sides = {theirs: "customer", ours: "seller"} if direction else {}
    parties = tuple(
        ArrivingParty(
            name=getattr(one, f"{who}_name"),
            number=getattr(one, f"{who}_number"),
            side=sides.get(who, ""),  # type: ignore[arg-type]
        )
        for who in ("caller", "callee")
    )
    arriving = arriving_of(
        key=one.id,
        when=one.date_time,
        direction=direction,
        number=getattr(one, f"{theirs}_number") if direction else "",
        parties=parties,
        primary_user=one.owner.extension_number or one.owner.id,
        fetch=(one.download_url,),
    )
    return Offer(arriving, {one.download_url: token} if token else {})


def _meeting(source: Source, event: _Event) -> Told:
    """What is taken of a meeting, as far as this event has it."""
    found = _object(event, _Meeting)
    take = str(source.config.get("take", TAKES[0]))
    parts = {"sound": _sound(found), "transcript": _file(found, "TRANSCRIPT")}
    wanted = parts if take == "both" else {take: parts.get(take, "")}
    return Told(
        tuple(
            Offer(
                arriving_of(
                    key=found.uuid,
                    when=found.start_time,
                    title=found.topic[:300],
                    primary_user=found.host_email,
                    fetch=(url,),
                ),
                {url: event.download_token} if event.download_token else {},
                part=part if take == "both" else "",
            )
            for part, url in wanted.items()
            if url
        )
    )


def _object(event: _Event, model: type[Any]) -> Any:
    from pydantic import ValidationError

    try:
        return model.model_validate(event.payload.get("object"))
    except ValidationError as faults:
        where = ".".join(map(str, faults.errors(include_input=False)[0]["loc"]))
        raise BadDelivery(where or N_("er staat niets in")) from None


def _sound(meeting: _Meeting) -> str:
    return next((url for kind in SOUNDS if (url := _file(meeting, kind))), "")


def _file(meeting: _Meeting, kind: str) -> str:
    fitting = (one.download_url for one in meeting.recording_files if one.file_type == kind)
    return next(fitting, "")


def _hmac(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
