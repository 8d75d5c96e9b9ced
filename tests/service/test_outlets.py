"""Where Klankbord may go: hosts as they are named, and the addresses behind them."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from klankbord.errors import (
    BadOutlet,
    HostNotNamed,
    NotOverHttps,
    OwnNetwork,
)
from klankbord.service.outward.outlets import addresses_of, may_reach, need_outlet, outlet_of
from klankbord.store.outlets import Outlet


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Haken.Bedrijf.nl", Outlet("https", "haken.bedrijf.nl", 443)),
        ("https://haken.bedrijf.nl/", Outlet("https", "haken.bedrijf.nl", 443)),
        ("haken.bedrijf.nl:8443", Outlet("https", "haken.bedrijf.nl", 8443)),
        ("http://centrale:8080", Outlet("http", "centrale", 8080)),
        ("*.zoom.us", Outlet("https", "*.zoom.us", 443)),
        ("münchen.example", Outlet("https", "xn--mnchen-3ya.example", 443)),
        ("10.0.0.7", Outlet("https", "10.0.0.7", 443)),
        ("http://[fd00::7]:81", Outlet("http", "fd00::7", 81)),
    ],
)
def test_a_host_as_it_is_written(text: str, outlet: Outlet) -> None:
    assert outlet_of(text) == outlet
    assert outlet_of(outlet.text) == outlet


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "*.nl", "http://*.zoom.us", "a b", "x/pad", "x?y", "ik@x.nl", "ftp://x"),
        *("x:99999", "x:y", "-x.nl", "x..nl", "a.*.nl", "http://", "x#y", "é" * 300),
    ],
)
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(BadOutlet):
        outlet_of(text)


def test_inside_a_host_is_named_by_its_own_name() -> None:
    with pytest.raises(BadOutlet):
        outlet_of("*.intern.nl", inside=True)


def test_a_star_stands_for_what_is_before_it_alone() -> None:
    named = [outlet_of("*.zoom.us")]
    assert need_outlet("https", "us02.zoom.us", 443, named)
    for host in ("zoom.us", "kwaadzoom.us", "zoom.us.kwaad.nl"):
        with pytest.raises(HostNotNamed):
            need_outlet("https", host, 443, named)
    with pytest.raises(HostNotNamed):
        need_outlet("https", "us02.zoom.us", 8443, named)


def test_http_is_no_https() -> None:
    with pytest.raises(NotOverHttps):
        need_outlet("http", "api.twilio.com", 80, [outlet_of("api.twilio.com")])


def test_one_address_inside_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(OwnNetwork):
        addresses_of("half.example", 443, Outlet("https", "half.example", 443))


@pytest.mark.parametrize(
    ("address", "outside", "inside"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True),
        ("10.1.2.3", False, True),
        ("192.168.1.4", False, True),
        ("100.64.0.1", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::7", False, True),
        ("fd00:ec2::254", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("255.255.255.255", False, False),
        ("::ffff:10.0.0.1", False, True),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("64:ff9b::5db8:d822", True, True),
        ("2002:7f00:1::", False, False),
        ("2001:0:53aa:64c::1", False, False),
        ("fec0::1", False, True),
        ("::10.0.0.1", False, True),
        ("::ffff:0:10.0.0.1", False, True),
        ("64:ff9b:1::a00:1", False, True),
    ],
)
def test_what_may_be_reached(address: str, *, outside: bool, inside: bool) -> None:
    found = ip_address(address)
    assert may_reach(found, Outlet("https", "naam.example", 443)) is outside
    assert may_reach(found, Outlet("https", "naam.example", 443, inside=True)) is inside


def test_of_the_line_itself_only_the_very_address_that_was_named() -> None:
    named = Outlet("http", "169.254.7.7", 80, inside=True)
    assert may_reach(ip_address("169.254.7.7"), named)
    assert not may_reach(ip_address("169.254.169.254"), named)
