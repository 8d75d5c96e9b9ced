"""How often a password may be tried: a few times for one account from one place.

Who tries from elsewhere locks nobody out: an account at which many places guess together becomes
slow, for all of them, and stays open. The tries are in the store, and so hold for every process.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from klankbord.errors import TooManyTries
from klankbord.service.site import Site
from klankbord.store.tries import add_try, count_tries, forget_pair, lock_tries

WINDOW = timedelta(minutes=10)
PER_PAIR = 10
"""So many tries for one account from one address within the window;"""
PER_ADDRESS = 60
"""so many from one address, where a whole office may be;"""
AT_ONCE = 30
"""and so many for one account from wherever, before each next one has to wait"""
SLOWER_S = 0.2
"""so much longer than the one before it,"""
SLOWEST_S = 8.0
"""and never longer than this."""


def take_try(site: Site, account: str, address: str) -> None:
    """Count one more try, before it is made.

    Raises:
        TooManyTries: there were too many, for this account from this address or from this address
            at all.
    """
    own, network, now = _key(account), _network(address), site.now()
    since = now - WINDOW
    with site.database.writing() as connection:
        lock_tries(connection, network)
        if count_tries(connection, since, network=network) >= PER_ADDRESS:
            raise TooManyTries
        if count_tries(connection, since, account=own, network=network) >= PER_PAIR:
            raise TooManyTries
        add_try(connection, own, network, now)


def forgive(site: Site, account: str, address: str) -> None:
    """Forget the tries for an account from an address that had the password right."""
    with site.database.writing() as connection:
        forget_pair(connection, _key(account), _network(address))


def wait_s(site: Site, account: str) -> float:
    """How long a try for an account has to wait, in seconds: 0 unless many were at it of late."""
    with site.database.reading() as connection:
        tried = count_tries(connection, site.now() - WINDOW, account=_key(account))
    return min(max(tried - AT_ONCE, 0) * SLOWER_S, SLOWEST_S)


def is_pestered(site: Site, account: str, most: int) -> bool:
    """Whether somebody was at an account so often of late, from wherever, that it is enough."""
    with site.database.reading() as connection:
        return count_tries(connection, site.now() - WINDOW, account=_key(account)) >= most


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
