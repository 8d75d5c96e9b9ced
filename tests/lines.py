"""Real HTTP servers on loopback that answer as a test tells them: well, badly, slowly, for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from klankbord.store.outlets import Outlet


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Reply = Callable[["Handler"], None]


@dataclass
class Line:
    """A running server, and what it was asked."""

    port: int
    reply: Reply
    heard: list[Heard] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def outlet(self) -> Outlet:
        """What an admin names to let Klankbord go there."""
        return Outlet("http", "127.0.0.1", self.port, inside=True)


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole, and leaves the answer to the test."""

    line: Line
    protocol_version = "HTTP/1.1"

    def _hear(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        told = {name.lower(): value for name, value in self.headers.items()}
        self.line.heard.append(Heard(self.command, self.path, told, body))
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked has gone
            self.line.reply(self)

    do_GET = do_POST = _hear  # noqa: N815 (so the library asks for them)

    def say(self, body: bytes = b"", code: int = 200, **headers: str) -> None:
        """Answer whole; a header's name has _ for -."""
        told = {"Content_Length": str(len(body))} | headers
        self.send_response(code)
        for name, value in told.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def line(reply: Reply | None = None) -> Iterator[Line]:
    """A server for as long as a test lasts; it says yes to all, unless it is told otherwise."""
    made = Line(0, reply or (lambda handler: handler.say()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"line": made}))
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
