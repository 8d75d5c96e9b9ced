"""What holds for every request, before any page sees it: size, origin, and safe headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klankbord.errors import NotFound, QuestionTooLarge
from klankbord.web.api.problems import problem
from klankbord.web.head import Head

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_BYTES = 2_000_000
"""The largest form; only uploads may be larger, and their own route counts."""
SENT = re.compile(r"calls/u[0-9]{1,18}/(media|transcript)")
"""Below the API: files that are sent to it. Their routes count, and know HEAD themselves."""
POLICY = "; ".join(  # noqa: FLY002 (a line each)
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
TOO_LARGE = PlainTextResponse("Te groot.\n", 413)
NO_ADDRESS = PlainTextResponse("Hier is niets.\n", 404)
"""There is a letter in it that no text has, and that PostgreSQL keeps nowhere."""
OUR_FAULT = PlainTextResponse("Er ging iets mis, niet door jou; probeer het zo nog eens.\n", 500)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Guard:
    """The outermost layer.

    A change must come from a page of ours: browsers say where a request comes from, and one that
    says something else is refused. The token in forms is checked further in (`door`). The API
    knows no cookie, so that nothing is done there in anybody's name: it is asked from anywhere.
    """

    def __init__(
        self, app: ASGIApp, uploads: Iterable[str], host: str = "", api: str = "/api/v1/"
    ) -> None:
        self.app = app
        self.uploads = frozenset(uploads)
        self.host = host
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        from klankbord.store.sessions import new_token

        scope.setdefault("state", {})["nonce"] = nonce = new_token()
        guarded = _Answer(send, nonce)
        if scope["method"] == "HEAD" and not self._is_sent(scope):
            head = Head(send)
            scope, receive = {**scope, "method": "GET"}, head.receive
            guarded = _Answer(head.send, nonce)
        try:
            await self._answer(scope, receive, guarded)
        except Exception:
            if not guarded.begun:
                await OUR_FAULT(scope, receive, guarded)
            raise  # to be logged by the server

    async def _answer(self, scope: Scope, receive: Receive, guarded: Send) -> None:
        headers = Headers(scope=scope)
        counted = scope["path"] in self.uploads or self._is_sent(scope)
        limit = None if counted else FORM_BYTES
        of_api = scope["path"].startswith(self.api)
        if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
            nothing = problem(NotFound(), "nl") if of_api else NO_ADDRESS
            await nothing(scope, receive, guarded)
        elif scope["method"] not in SAFE and not (of_api or self._from_here(headers)):
            answer = PlainTextResponse("Verzoek van een andere site geweigerd.\n", 403)
            await answer(scope, receive, guarded)
        elif limit is not None and _length(headers) > limit:
            await _too_large(of_api=of_api)(scope, receive, guarded)
        elif limit is None:
            await self.app(scope, receive, guarded)
        else:
            too_large = _too_large(of_api=of_api)
            await _Counted(receive, guarded, limit, too_large).answer(self.app, scope)

    def _is_sent(self, scope: Scope) -> bool:
        """Whether it is a file that is sent to the API."""
        path = scope["path"]
        return path.startswith(self.api) and bool(SENT.fullmatch(path, len(self.api)))

    def _from_here(self, headers: Headers) -> bool:
        fetch = headers.get("sec-fetch-site")
        if fetch is not None and fetch not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin")
        if origin is None:
            return True  # no browser; a stolen cookie needs none of ours to be sent
        return urlsplit(origin).netloc in {headers.get("host", ""), self.host} - {""}


def _too_large(*, of_api: bool) -> Response:
    return problem(QuestionTooLarge(), "nl") if of_api else TOO_LARGE


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else FORM_BYTES + 1


class _Counted:
    """A request whose body is broken off where it goes on past what it may be."""

    def __init__(self, receive: Receive, send: Send, limit: int, too_large: Response) -> None:
        self._receive, self._send, self._left = receive, send, limit
        self._too_large = too_large

    async def answer(self, app: ASGIApp, scope: Scope) -> None:
        """Let the application answer, unless the body turns out too large."""
        try:
            await app(scope, self._next, self._unless_too_large)
        except ClientDisconnect:
            if self._left >= 0:
                raise
        if self._left < 0:
            await self._too_large(scope, self._receive, self._send)

    async def _next(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return message if self._left >= 0 else {"type": "http.disconnect"}

    async def _unless_too_large(self, message: Message) -> None:
        if self._left >= 0:
            await self._send(message)


class _Answer:
    """What goes out, with the headers that every answer has; `begun` once something did."""

    def __init__(self, send: Send, nonce: str) -> None:
        self._send, self._nonce, self.begun = send, nonce, False

    async def __call__(self, message: Message) -> None:
        """Send a message on."""
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["content-security-policy"] = POLICY.format(nonce=self._nonce)
            if "cache-control" not in headers:
                headers["cache-control"] = "private, no-store"
        await self._send(message)
