"""Where Klankbord may go over the network: hosts that an admin named, and addresses behind them.

A host is named with its scheme and its port, so that naming one opens no other door of it. What
lies in the organisation's own network is reached only where that was said of this very host.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from klankbord.errors import (
    BadOutlet,
    HostNotNamed,
    Mistakes,
    NoAnswer,
    NotOverHttps,
    OutletInside,
    OwnNetwork,
)
from klankbord.i18n import N_
from klankbord.store.outlets import PORTS, Outlet

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(\*\.)?{_LABEL}(\.{_LABEL})*")
_OUTSIDE_V6 = IPv6Network("2000::/3")
"""Where all addresses of the internet are; Python takes more for such, also what is old or odd."""
_V4_WITHIN_V6 = IPv6Network("64:ff9b::/96")
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
"""Addresses that stand for others, behind somebody else's door."""
Ip = IPv4Address | IPv6Address


def outlet_of(text: str, *, inside: bool = False) -> Outlet:
    """A place as an admin writes it: a host, with a port where it is another, http:// for http.

    Raises:
        BadOutlet: it is none, or * stands where one host must be named.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        scheme, port = parts.scheme, parts.port
        host = as_sent(parts.hostname or "")
    except ValueError:
        raise BadOutlet from None
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if scheme not in PORTS or more or not (_NAME.fullmatch(host) or _ip(host)):
        raise BadOutlet
    if host.startswith("*.") and (inside or scheme == "http" or "." not in host[2:]):
        raise BadOutlet
    return Outlet(scheme, host, port or PORTS[scheme], inside)


def need_said_inside(outlet: Outlet) -> None:
    """Let no place be named that lies inside by its very name, unless that was said.

    Raises:
        OutletInside: it was not.
    """
    host, ip = outlet.host, _ip(outlet.host)
    inside = not _is_outside(_behind(ip)) if ip else "." not in host.removesuffix(".localhost")
    if inside and not outlet.inside:
        raise Mistakes((OutletInside(host),))


def as_sent(host: str) -> str:
    """A host in lower case, its letters as they travel.

    Raises:
        ValueError: it is none.
    """
    wild, name = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    if not name.isascii():
        name = name.encode("idna").decode()  # a UnicodeError is a ValueError
    return wild + name.lower()


def need_outlet(scheme: str, host: str, port: int, outlets: Iterable[Outlet]) -> Outlet:
    """What allows going there.

    Raises:
        NotOverHttps: it would be over http, to a host that is named for https.
        HostNotNamed: nobody named it.
    """
    known = tuple(outlets)
    found = [one for one in known if one.leads_to(scheme, host, port)]
    if found:
        return max(found, key=lambda one: one.inside)
    shown = host if port == PORTS.get(scheme) else f"{host}:{port}"
    if scheme == "http" and any(o.leads_to("https", host, o.port) for o in known):
        raise NotOverHttps(shown)
    raise HostNotNamed(shown)


def addresses_of(host: str, port: int, outlet: Outlet) -> list[str]:
    """The addresses behind a name, each of which may be connected to.

    They are looked up once, and what is looked at here is what is connected to: a name that leads
    somewhere else a moment later leads nowhere.

    Raises:
        OwnNetwork: one of them lies inside, and that was not said of this host.
        NoAnswer: there is no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise NoAnswer(host, N_("die naam bestaat niet")) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(may_reach(ip_address(one), outlet) for one in addresses):
        raise OwnNetwork(host)
    return addresses


def may_reach(address: Ip, outlet: Outlet) -> bool:
    """Whether an address may be connected to.

    One inside only where that was said; one that is of a single line (169.254.…, where clouds keep
    their secrets) only where an admin named that very address.
    """
    address = _behind(address)
    if address.is_multicast or address.is_unspecified or _is_reserved(address):
        return False
    if address.is_link_local:
        return outlet.inside and _ip(outlet.host) == address
    if isinstance(address, IPv6Address) and any(address in net for net in _TUNNELS):
        return False
    return _is_outside(address) or outlet.inside


def _is_outside(address: Ip) -> bool:
    """Whether an address is of the internet, and so of no network of ours."""
    return address.is_global and (isinstance(address, IPv4Address) or address in _OUTSIDE_V6)


def _is_reserved(address: Ip) -> bool:
    """Addresses of nobody; of IPv6, where much is reserved that is used, what is neither."""
    if isinstance(address, IPv4Address):
        return address.is_reserved
    return address.is_reserved and not (address.is_global or address.is_loopback)


def _behind(address: Ip) -> Ip:
    """The IPv4 address that an IPv6 address stands for; any other as it is."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _V4_WITHIN_V6:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _ip(host: str) -> Ip | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
