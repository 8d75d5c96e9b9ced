"""The one HTTP client out: to hosts that an admin named, within limits, and past no detour.

A redirect is a new question, asked of the same list. What is connected to is an address that was
looked at (`outlets`); nothing is taken from the environment, and no cookie is kept.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from klankbord import __version__
from klankbord.errors import (
    AnswerRefuses,
    EmptyFile,
    HostNotNamed,
    NoAnswer,
    NotTheFile,
    TooLarge,
    visible,
)
from klankbord.i18n import N_
from klankbord.service.outward.outlets import addresses_of, need_outlet
from klankbord.service.site import Site
from klankbord.store.files import Kept
from klankbord.store.outlets import PORTS, Outlet

HOPS = 5
"""So often a server may send on."""
OK = 200
_SENT_ON = frozenset({301, 302, 303, 307, 308})
_PAGES = ("text/html", "application/xhtml+xml")
_PAGE_BEGINS = (b"<!doctype html", b"<html")
_FAULTS = (
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)
_LATE = (httpx2.TimeoutException, httpcore2.TimeoutException)
LONGEST_REASON = 200


@dataclass(frozen=True)
class Patience:
    """How long one question may take in all, and how long a server may be silent, in seconds."""

    all_s: float = 30.0
    silent_s: float = 15.0
    connect_s: float = 10.0


SHORT = Patience()
RECORDING = Patience(all_s=1800.0, silent_s=30.0)
"""For a recording of an hour over a line that is not the best."""


@dataclass(frozen=True)
class Answer:
    """What a server said, whole."""

    status: int
    body: bytes


def ask(  # noqa: PLR0913
    method: str,
    url: str,
    outlets: Iterable[Outlet],
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    patience: Patience = SHORT,
    most_bytes: int = 1_000_000,
) -> Answer:
    """Ask something, and read the whole answer, whatever its status. A GET is sent on, no other.

    Raises:
        HostNotNamed, NotOverHttps, OwnNetwork: it may not go there.
        NoAnswer: there is no whole answer within the limits.
    """
    with _opened(method, url, tuple(outlets), headers or {}, body, patience) as answer:
        found = b""
        for piece in answer.iter_raw():
            found += piece
            if len(found) > most_bytes:
                raise NoAnswer(_host(answer.request.url), N_("het antwoord is veel te lang"))
        return Answer(answer.status_code, found)


def download(  # noqa: PLR0913
    site: Site,
    url: str,
    outlets: Iterable[Outlet],
    *,
    name: str,
    limit_mb: int,
    headers: Mapping[str, str] | None = None,
    patience: Patience = RECORDING,
) -> Kept:
    """Fetch a file into the files, a piece at a time; nothing is kept of what is not whole.

    Raises:
        HostNotNamed, NotOverHttps, OwnNetwork: it may not go there.
        NoAnswer: there is no whole answer within the time.
        AnswerRefuses: the server says something else than: here it is.
        NotTheFile: a page came.
        TooLarge: it goes on after `limit_mb`, or says that it will.
        EmptyFile: there is nothing in it.
    """
    with _opened("GET", url, tuple(outlets), headers or {}, b"", patience) as answer:
        host = _host(answer.request.url)
        if answer.status_code != OK:
            raise AnswerRefuses(host, answer.status_code)
        _check_head(answer, host, name, limit_mb)
        return site.files.keep(_file(answer.iter_raw(), host, name), name, limit_mb)


def _check_head(answer: httpx2.Response, host: str, name: str, limit_mb: int) -> None:
    """What a server says of what it is about to send."""
    told = answer.headers
    if told.get("content-type", "").partition(";")[0].strip().lower() in _PAGES:
        raise NotTheFile(host)
    if told.get("content-encoding", "identity").lower() != "identity":  # not what was asked for
        raise NoAnswer(host, N_("het is ingepakt, en daar is niet om gevraagd"))
    length = told.get("content-length", "0")
    if length.isdecimal() and int(length[:18]) > limit_mb * 1_000_000:
        raise TooLarge(name, limit_mb)


def _file(pieces: Iterator[bytes], host: str, name: str) -> Iterator[bytes]:
    """The bytes of a file, if there are any, and they do not begin as a page, whatever was said."""
    head = b""
    for piece in pieces:
        if len(head) < 64:  # noqa: PLR2004
            head += piece[:64]
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE_BEGINS):
                raise NotTheFile(host)
        yield piece
    if not head:
        raise EmptyFile(name)


@contextmanager
def _opened(
    method: str,
    address: str,
    outlets: tuple[Outlet, ...],
    headers: Mapping[str, str],
    body: bytes,
    patience: Patience,
) -> Iterator[httpx2.Response]:
    """The answer to a question, its head read; where it is sent on, that of where it ends."""
    until = time.monotonic() + patience.all_s
    host = "?"
    try:
        url = httpx2.URL(address)
        for _ in range(HOPS + 1):
            host = _host(url)
            with _asked(method, url, outlets, headers, body, patience, until) as answer:
                onward = answer.headers.get("location", "")
                if method != "GET" or answer.status_code not in _SENT_ON or not onward:
                    yield answer
                    return
                following = url.join(onward)
            if _origin(following) != _origin(url):  # what opens one door is not shown at another
                headers = {}
            url = following
    except _LATE:
        raise NoAnswer(host, N_("het duurt te lang")) from None
    except _FAULTS as fault:
        raise NoAnswer(host, _line(fault)) from None
    raise NoAnswer(host, N_("het stuurt steeds door"))


@contextmanager
def _asked(  # noqa: PLR0913, PLR0917
    method: str,
    url: httpx2.URL,
    outlets: tuple[Outlet, ...],
    headers: Mapping[str, str],
    body: bytes,
    patience: Patience,
    until: float,
) -> Iterator[httpx2.Response]:
    scheme, host, port = _origin(url)
    if scheme not in PORTS or not host or url.userinfo:
        raise HostNotNamed(_host(url))
    outlet = need_outlet(scheme, host, port, outlets)
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise NoAnswer(
            _host(url), N_("er staan tekens in de sleutel die niet verstuurd kunnen worden")
        )
    own = {"accept-encoding": "identity", "user-agent": f"Klankbord/{__version__}"}
    timeout = httpx2.Timeout(patience.silent_s, connect=patience.connect_s)
    with (
        httpx2.Client(
            transport=_Way(_Line(outlet, until)),
            headers=own,
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
        ) as client,
        client.stream(method, url, headers=dict(headers), content=body or None) as answer,
    ):
        yield answer


class _Way(httpx2.BaseTransport):
    """Over lines of ours, with certificates checked against what this machine trusts."""

    def __init__(self, line: _Line) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_keepalive_connections=0,
            network_backend=line,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request."""
        url = request.url
        address = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        assert isinstance(request.stream, httpx2.SyncByteStream)
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=address,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Hang up."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, pieces: Any) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    def close(self) -> None:
        """Read no further."""
        self._pieces.close()


class _Line(httpcore2.NetworkBackend):
    """Connects to addresses that were looked at, and hangs up when the time is over."""

    def __init__(self, outlet: Outlet, until: float) -> None:
        self._outlet, self._until = outlet, until
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """A line to the first of the addresses that answers."""
        fault: Exception = httpcore2.ConnectError()
        for address in addresses_of(host, port, self._outlet):
            try:
                line = self._plain.connect_tcp(
                    address, port, _left(self._until, timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                fault = failed
            else:
                return _Timed(line, self._until)
        raise fault


class _Timed(httpcore2.NetworkStream):
    """A line on which no wait lasts beyond a moment: a drop at a time does not stretch it."""

    def __init__(self, line: httpcore2.NetworkStream, until: float) -> None:
        self._line, self._until = line, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next."""
        return self._line.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._line.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """The same line, encrypted."""
        left = _left(self._until, timeout)
        return _Timed(self._line.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the line."""
        return self._line.get_extra_info(info)


def _left(until: float, timeout: float | None) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left if timeout is None else min(left, timeout)


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    host = url.raw_host.decode("ascii").lower().strip("[]")
    return url.scheme, host, url.port or PORTS.get(url.scheme, 0)


def _host(url: httpx2.URL) -> str:
    """A host as it is told: never the rest of an address, which may hold a secret."""
    _, host, port = _origin(url)
    return (host or "?") if port in {0, *PORTS.values()} else f"{host}:{port}"


def _line(fault: Exception) -> str:
    return visible(str(fault) or type(fault).__name__)[:LONGEST_REASON]
