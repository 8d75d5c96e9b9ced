"""Twilio's recordingStatusCallback: a form, signed over the address that it was sent to.

It does not tell who called whom. That can stand in the address of the callback, which is signed
along: `?direction=in&number=…&seller=…`; whoever makes the call knows it there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from klankbord.errors import BadDelivery, OutOfTime, Unsigned
from klankbord.i18n import N_
from klankbord.service.sources.webhooks.kind import Delivery, Offer, Told, arriving_of
from klankbord.store.outlets import Outlet
from klankbord.store.sources import Source

HOST = "api.twilio.com"
LATEST = timedelta(days=3)
"""A recording that began longer ago is not told of for the first time; what it told is kept as
long, so that it is not taken twice."""
TWO = "2"
_SID = re.compile(r"RE[0-9a-fA-F]{32}")
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")
_MOST_FIELDS = 200
_PORTS = {"https": 443, "http": 80}


class Twilio:
    """Of kind twilio; the secret is the account's auth token."""

    def check(self, source: Source, delivery: Delivery, now: datetime) -> str:  # noqa: ARG002
        """HMAC-SHA1 over the address and the sorted fields; with the port in it, or without."""
        given = delivery.headers.get("X-Twilio-Signature", "")
        fields = _fields(delivery)
        right = [
            hmac.compare_digest(
                signature(source.secret or "", url, fields).encode(), given.encode()
            )
            for url in _spellings(delivery.url)
        ]
        if not given or not source.secret or not any(right):
            raise Unsigned
        return given

    def read(self, source: Source, delivery: Delivery, now: datetime) -> Told:
        """A recording that is done; of any other state, nothing."""
        told = dict(_fields(delivery))
        account, recording = told.get("AccountSid", ""), told.get("RecordingSid", "")
        if not _SID.fullmatch(recording) or not _ACCOUNT.fullmatch(account):
            raise BadDelivery(N_("RecordingSid of AccountSid ontbreekt"))
        when = _moment(told.get("RecordingStartTime", ""))
        if when is not None and abs(now - when) > LATEST:
            raise OutOfTime
        if told.get("RecordingStatus", "completed") != "completed":
            return Told()
        ours = _ours(delivery.url)
        direction = ours.get("direction", "")
        stereo = told.get("RecordingChannels") == TWO
        more = "?RequestedChannels=2" if stereo else ""
        return Told(
            (
                Offer(
                    arriving_of(
                        key=recording,
                        when=when,
                        direction=direction,
                        number=ours.get("number", ""),
                        primary_user=ours.get("seller", ""),
                        channels=_channels(source, told, direction) if stereo else "",
                        fetch=(told.get("RecordingUrl", "").partition("?")[0] + ".wav" + more,),
                    )
                ),
            )
        )

    def outlets(self, source: Source) -> tuple[Outlet, ...]:  # noqa: ARG002
        """Twilio's own host."""
        return (Outlet("https", HOST, 443),)

    def opens(self, source: Source, url: str, told: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002
        """The account and its token, at Twilio alone and for that account alone."""
        parts, account = urlsplit(url), str(source.config.get("account", ""))
        theirs = f"/2010-04-01/Accounts/{account}/"
        if parts.netloc != HOST or parts.scheme != "https" or not parts.path.startswith(theirs):
            return {}
        pair = base64.b64encode(f"{account}:{source.secret or ''}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}


def signature(token: str, url: str, fields: list[tuple[str, str]]) -> str:
    """What Twilio signs with: each field once, its name and value joined, in order of name."""
    joined = "".join(name + value for name, value in sorted(set(fields)))
    made = hmac.new(token.encode(), (url + joined).encode(), hashlib.sha1).digest()
    return base64.b64encode(made).decode()


def _fields(delivery: Delivery) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            delivery.body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(delivery.body),
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise Unsigned from None


def _ours(url: str) -> dict[str, str]:
    """What whoever made the call put into the address."""
    try:
        return dict(parse_qsl(urlsplit(url).query, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise BadDelivery(N_("er staat te veel in het adres")) from None


def _spellings(url: str) -> tuple[str, str]:
    """An address as it is, and with its usual port told or left out."""
    parts = urlsplit(url)
    usual = f":{_PORTS.get(parts.scheme, 0)}"
    bare = parts.netloc.removesuffix(usual)
    other = bare if bare != parts.netloc else parts.netloc + usual
    return url, parts._replace(netloc=other).geturl()


def _channels(source: Source, told: Mapping[str, str], direction: str) -> str:
    """Who is on the channels of a recording with two: the first is the leg that came first.

    Of a conference the first is who joined first, and of that nothing is told: then as the source
    is set, or not at all.
    """
    chosen = str(source.config.get("channels", ""))
    if chosen or told.get("RecordingSource") not in {"DialVerb", "RecordVerb", None}:
        return chosen
    return {"in": "customer,seller", "out": "seller,customer"}.get(direction, "")


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
