"""How often a password may be tried: a few times for one account, more from one address."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from klankbord.errors import TooManyTries

WINDOW_MINUTES = 10
PER_ACCOUNT = RateLimitItemPerMinute(10, WINDOW_MINUTES)
PER_ADDRESS = RateLimitItemPerMinute(60, WINDOW_MINUTES)
"""A whole office may come from one address."""


class Tries:
    """What was tried of late by this process; kept in memory alone."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, account: str, address: str) -> None:
        """Count one more try, before it is made.

        Raises:
            TooManyTries: there were too many, of this account or from this address.
        """
        if not self._limiter.hit(PER_ADDRESS, "address", _network(address)):
            raise TooManyTries
        if not self._limiter.hit(PER_ACCOUNT, "account", _key(account)):
            raise TooManyTries

    def forgive(self, account: str) -> None:
        """Forget the tries of an account whose password was right."""
        self._limiter.clear(PER_ACCOUNT, "account", _key(account))


def _key(account: str) -> str:
    """As short as any other, however long the text that was sent."""
    return hashlib.sha256(account.casefold().encode("utf-8", "replace")).hexdigest()


def _network(address: str) -> str:
    """The address; of IPv6 the part that a household has for itself alone."""
    try:
        found = ip_address(address)
    except ValueError:
        return _key(address)
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)
