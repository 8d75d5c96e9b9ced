"""The signature of a webhook: HMAC-SHA256 over the time, a full stop, and the body as it is.

What goes out is signed so, and so is what comes in from a source of kind webhook. The manual has
the same in words, with an example that checks one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from klankbord.errors import OutOfTime, Unsigned

TIMESTAMP = "Klankbord-Timestamp"
SIGNATURE = "Klankbord-Signature"
DELIVERY = "Klankbord-Delivery"
VERSION = "v1="
WINDOW = timedelta(minutes=5)
"""So far a clock may be off, and so long a signature is good."""
_LONGEST_MOMENT = 15


def new_secret() -> str:
    """A secret of 256 bits, to be copied."""
    return secrets.token_urlsafe(32)


def sign(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that go with a body."""
    timestamp = str(int(now.timestamp()))
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return {TIMESTAMP: timestamp, SIGNATURE: VERSION + signed.hexdigest()}


def check(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The signature of a body, once it is known to be right and of now.

    Raises:
        Unsigned: there is none, or it is another one.
        OutOfTime: it is of too long ago, or of a time to come.
    """
    timestamp, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    need_same(VERSION + signed.hexdigest(), given)
    need_recent(timestamp, now)
    return given


def need_same(wanted: str, given: str) -> None:
    """Compare two signatures, in a time that tells nothing.

    Raises:
        Unsigned: they differ.
    """
    if not given or not hmac.compare_digest(wanted.encode(), given.encode()):
        raise Unsigned


def need_recent(timestamp: str, now: datetime, window: timedelta = WINDOW) -> None:
    """Let through what was signed lately; `timestamp` in seconds since 1970.

    Raises:
        Unsigned: it is no time.
        OutOfTime: it was not.
    """
    plain = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < _LONGEST_MOMENT
    if not plain:
        raise Unsigned
    if abs(now.timestamp() - int(timestamp)) > window.total_seconds():
        raise OutOfTime
