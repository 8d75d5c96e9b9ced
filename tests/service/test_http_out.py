"""The one client out: where it goes, what it believes, and when it stops."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lines import Handler, Line, line
from tests.postbox import nobody_there, silent
from tests.sites import fresh_site

from klankbord.errors import (
    AnswerRefuses,
    EmptyFile,
    HostNotNamed,
    KlankbordError,
    NoAnswer,
    NotTheFile,
    OwnNetwork,
    TooLarge,
)
from klankbord.service.outward.http_out import Patience, ask, download
from klankbord.service.site import Site
from klankbord.store.outlets import Outlet

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(2000)
QUICK = Patience(all_s=0.6, silent_s=0.4, connect_s=0.4)
LONG = Patience(all_s=30, silent_s=30, connect_s=30)
"""For what does not hang on time, on a busy machine."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The network knows no database."""
    with fresh_site(tmp_path) as fresh:
        yield fresh


def fetch(site: Site, at: Line, path: str = "/opname", *more: Outlet, **options: object) -> bytes:
    own = {"name": "opname.wav", "limit_mb": 1, "patience": LONG} | options
    kept = download(site, at.address + path, (at.outlet, *more), **own)  # type: ignore[arg-type]
    return site.files.path(kept.hash).read_bytes()


def nothing_is_kept(site: Site) -> bool:
    incoming = site.settings.data / "incoming"
    left = list(incoming.iterdir()) if incoming.is_dir() else []
    return list(site.files.hashes()) == [] and left == []


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


def test_a_file_is_fetched_into_the_files(site: Site) -> None:
    with line(lambda handler: handler.say(WAV, Content_Type="audio/wav")) as server:
        assert fetch(site, server, headers={"Authorization": "Bearer geheim"}) == WAV
    (heard,) = server.heard
    assert heard.headers["authorization"] == "Bearer geheim"
    assert heard.headers["accept-encoding"] == "identity"
    assert "cookie" not in heard.headers


def test_it_goes_nowhere_that_nobody_named(site: Site) -> None:
    with line() as server:
        other = Outlet("http", "127.0.0.1", server.port + 1, inside=True)
        with pytest.raises(HostNotNamed, match=f"127.0.0.1:{server.port}"):
            download(site, f"{server.address}/x", (other,), name="x", limit_mb=1)
        assert server.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "http://",
        "http://naam:wachtwoord@127.0.0.1/",
        "gopher://x",
        "//x",
        "",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_leads_nowhere(url: str) -> None:
    everywhere = (Outlet("http", "127.0.0.1", 80, inside=True),)
    with pytest.raises((HostNotNamed, NoAnswer)):
        ask("GET", url, everywhere)


def test_a_name_that_leads_inside_is_not_enough(site: Site) -> None:
    """`localhost` was named, but not as something of our own network."""
    with line() as server:
        named = Outlet("http", "localhost", server.port)
        address = f"http://localhost:{server.port}/"
        with pytest.raises(OwnNetwork, match="localhost"):
            download(site, address, (named,), name="x", limit_mb=1)
        assert server.heard == []
        inside = Outlet("http", "localhost", server.port, inside=True)
        assert ask("GET", address, (named, inside)).status == 200


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0", "[::ffff:127.0.0.1]"])
def test_another_spelling_of_inside_is_inside(host: str) -> None:
    name = host.strip("[]")
    with pytest.raises((OwnNetwork, NoAnswer)):
        ask("GET", f"http://{host}/", (Outlet("http", name, 80),))


def test_a_name_that_changes_its_mind_gets_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked up once: what was looked at is what is connected to, whatever the name says next."""
    answers = iter(["203.0.113.9", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    def rebinding(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    with line() as server:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        named = Outlet("http", "kwaad.example", server.port)
        with pytest.raises(OwnNetwork):  # 203.0.113.0/24 is nobody's, and so is refused as well
            ask("GET", f"http://kwaad.example:{server.port}/", (named,))
        with pytest.raises(OwnNetwork):
            ask("GET", f"http://kwaad.example:{server.port}/", (named,))
        assert server.heard == []
        assert asked == ["kwaad.example"] * 2


def test_what_is_connected_to_is_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is looked up after that: the library is given a bare address."""
    looked: list[str] = []
    real = socket.getaddrinfo

    def noted(host: str, *more: object, **named: object) -> object:
        looked.append(host)
        return real(host, *more, **named)  # type: ignore[arg-type]

    with line() as server:
        monkeypatch.setattr(socket, "getaddrinfo", noted)
        inside = Outlet("http", "localhost", server.port, inside=True)
        assert ask("GET", f"http://localhost:{server.port}/", (inside,)).status == 200
    assert looked[0] == "localhost"
    assert set(looked[1:]) <= {"127.0.0.1", "::1"}


# ── being sent on ─────────────────────────────────────────────────────────────────────────────


def test_it_is_sent_on_to_what_was_named_too_without_what_opens_the_first(site: Site) -> None:
    with line(lambda handler: handler.say(WAV)) as second:
        onward = f"{second.address}/daar"
        with line(lambda handler: handler.say(code=302, Location=onward)) as first:
            got = fetch(site, first, "/", second.outlet, headers={"Authorization": "Bearer x"})
    assert got == WAV
    assert "authorization" in first.heard[0].headers
    assert "authorization" not in second.heard[0].headers


def test_within_one_host_what_opens_goes_along(site: Site) -> None:
    def reply(handler: Handler) -> None:
        if handler.path == "/":
            handler.say(code=307, Location="/daar")
        else:
            handler.say(WAV)

    with line(reply) as server:
        fetch(site, server, "/", headers={"Authorization": "Bearer x"})
    assert [one.headers["authorization"] for one in server.heard] == ["Bearer x"] * 2


@pytest.mark.parametrize(
    ("onward", "fault"),
    [
        ("http://127.0.0.1:1/", HostNotNamed),
        ("http://169.254.169.254/latest/meta-data/", HostNotNamed),
        ("http://localhost:{port}/", OwnNetwork),
        ("file:///etc/passwd", HostNotNamed),
        ("http://[", HostNotNamed),
    ],
)
def test_a_redirect_is_looked_at_as_the_first_address_was(
    site: Site, onward: str, fault: type[KlankbordError]
) -> None:
    with line(lambda handler: handler.say(WAV)) as target:
        to = onward.format(port=target.port)
        with line(lambda handler: handler.say(code=302, Location=to)) as first:
            named = Outlet("http", "localhost", target.port)
            with pytest.raises(fault):
                fetch(site, first, "/", named)
        assert target.heard == []
    assert nothing_is_kept(site)


def test_it_is_not_sent_on_for_ever(site: Site) -> None:
    with line(lambda handler: handler.say(code=302, Location="/weer")) as server:
        with pytest.raises(NoAnswer, match="door"):
            fetch(site, server)
        assert len(server.heard) == 6


def test_what_is_sent_is_never_sent_on() -> None:
    with line(lambda handler: handler.say(code=307, Location="/weer")) as server:
        assert ask("POST", server.address, (server.outlet,), body=b"x").status == 307
        assert len(server.heard) == 1


# ── what it believes, and when it stops ───────────────────────────────────────────────────────


def drop(handler: Handler) -> None:
    """Says that more comes than does."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(WAV)
    handler.close_connection = True


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    while True:
        handler.wfile.write(WAV * 50)


def drip(handler: Handler) -> None:
    """A byte at a time, each well within the patience for silence."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    while True:
        handler.wfile.write(b"R")
        time.sleep(0.05)


def drip_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lang: ")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def mute(handler: Handler) -> None:
    time.sleep(1.5)


LIES = {
    "less than it says": (drop, NoAnswer),
    "more than may be, and no end": (endless, TooLarge),
    "more than may be, as it says": (
        lambda h: h.say(b"", Content_Length="9" * 12),
        TooLarge,
    ),
    "a drop at a time": (drip, NoAnswer),
    "a header at a time": (drip_head, NoAnswer),
    "nothing": (mute, NoAnswer),
    "an empty file": (lambda h: h.say(b""), EmptyFile),
    "a page": (lambda h: h.say(b"<p>Log in", Content_Type="text/html; charset=utf-8"), NotTheFile),
    "a page that says it is sound": (
        lambda h: h.say(b"\n <!DOCTYPE html><title>Log in", Content_Type="audio/wav"),
        NotTheFile,
    ),
    "packed": (lambda h: h.say(b"\x1f\x8b", Content_Encoding="gzip"), NoAnswer),
    "not found": (lambda h: h.say(WAV, 404), AnswerRefuses),
    "no HTTP": (lambda h: h.wfile.write(b"hallo\r\n\r\n"), NoAnswer),
}
SLOW = {"a drop at a time", "a header at a time", "nothing"}


@pytest.mark.parametrize("lie", LIES)
def test_nothing_is_kept_of_what_is_not_whole(site: Site, lie: str) -> None:
    reply, fault = LIES[lie]
    begin = time.monotonic()
    with line(reply) as server, pytest.raises(fault):
        fetch(site, server, patience=QUICK if lie in SLOW else LONG)
    assert nothing_is_kept(site)
    assert time.monotonic() - begin < 15


def test_a_key_that_cannot_be_sent_is_told_without_it(site: Site) -> None:
    with line(lambda handler: handler.say(WAV)) as server:
        for odd in ("sleuteltje\r\nX-Meer: 1", "sleuteltje\n", "sleuteltje é", "sleuteltje\0"):
            with pytest.raises(NoAnswer, match="tekens in de sleutel") as told:
                fetch(site, server, headers={"Authorization": f"Bearer {odd}"})
            assert "sleutelt" not in str(told.value)
        assert server.heard == []


def test_nobody_there_is_said_so() -> None:
    port = nobody_there()
    with pytest.raises(NoAnswer, match=f"127.0.0.1:{port}"):
        ask("GET", f"http://127.0.0.1:{port}/", (Outlet("http", "127.0.0.1", port, inside=True),))


def test_who_takes_the_line_and_says_nothing_is_left() -> None:
    with silent() as port:
        named = Outlet("http", "127.0.0.1", port, inside=True)
        with pytest.raises(NoAnswer, match="lang"):
            ask("GET", f"http://127.0.0.1:{port}/", (named,), patience=QUICK)


def test_an_answer_is_not_read_for_ever() -> None:
    with line(endless) as server, pytest.raises(NoAnswer, match="te lang"):
        ask("GET", server.address, (server.outlet,), most_bytes=10_000)


def test_nothing_of_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with line() as proxy, line() as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        assert ask("GET", server.address, (server.outlet,)).status == 200
        assert proxy.heard == []


def test_several_ask_at_once() -> None:
    with line() as server:
        asking = [
            threading.Thread(target=ask, args=("GET", server.address, (server.outlet,)))
            for _ in range(8)
        ]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        assert len(server.heard) == 8
