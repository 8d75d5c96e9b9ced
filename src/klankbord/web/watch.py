"""What is kept of every request: a number of its own, how it was answered, and how long it took.

Its address may hold a name or what somebody looks for, so only the route is written, which is the
same for everybody.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from time import perf_counter
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klankbord.web.metrics import Requests

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
HEADER = "x-request-id"
NOWHERE = "-"
"""The route of what leads nowhere."""

_log = logging.getLogger(__name__)


class Watch:
    """The outermost layer: it sees what every other answers, and changes nothing."""

    def __init__(self, app: ASGIApp, requests: Requests, of: FastAPI) -> None:
        self.app = app
        self.requests = requests
        self.of = of
        self._routes: dict[Any, str] = {}
        self._known: set[FastAPI] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request be answered, and note how."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        status, begin = 500, perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._note(scope, status, perf_counter() - begin)

    def _note(self, scope: Scope, status: int, took_s: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = self._route(scope)
        self.requests.note(method, route, status, took_s)
        told = {"method": method, "route": route, "status": status, "ms": round(took_s * 1000)}
        _log.info("answered", extra=told)

    def _route(self, scope: Scope) -> str:
        if not self._routes:
            self._routes = dict(_routes(self.of))
        return self._routes.get(scope.get("endpoint"), NOWHERE)


def _routes(app: FastAPI, before: str = "") -> Iterator[tuple[Any, str]]:
    """Who answers, and the route by which; those of an application within it too."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        within, path = getattr(route, "app", None), f"{before}{context.path}"
        yield getattr(route, "endpoint", None) or within, path
        if isinstance(within, FastAPI):
            yield from _routes(within, path)
