"""A real HTTP server on loopback that gives models as the hub does, whole or broken off."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REVISION = "0123456789abcdef" * 2 + "01234567"


@dataclass
class Hub:
    """What stands on the hub, by repository and file; `broken` files break off halfway."""

    files: dict[str, dict[str, bytes]]
    broken: set[str] = field(default_factory=set)
    address: str = ""
    asked: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """The few addresses that bringing in a model asks."""

    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.hub.asked.append(f"{self.command} {self.path}")
        path = self.path.partition("?")[0].strip("/").split("/")
        if path[:2] == ["api", "models"]:
            self._about("/".join(path[2:4]), path[4:])
            return
        repository, name = "/".join(path[:2]), "/".join(path[4:])
        data = self.hub.files.get(repository, {}).get(name)
        if path[2:4] != ["resolve", REVISION] or data is None:
            self._say(404, b"")
            return
        head = {"ETag": f'"{sha256(data).hexdigest()}"', "X-Repo-Commit": REVISION}
        self._say(200, data, head, broken=name in self.hub.broken)

    def _about(self, repository: str, rest: list[str]) -> None:
        files = self.hub.files.get(repository)
        if files is None:
            self._say(404, b"{}")
            return
        told: Any = {
            "id": repository,
            "modelId": repository,
            "sha": REVISION,
            "siblings": [{"rfilename": name, "size": len(data)} for name, data in files.items()],
        }
        if rest[:1] == ["tree"]:
            told = [
                {"type": "file", "path": name, "size": len(data), "oid": sha256(data).hexdigest()}
                for name, data in files.items()
            ]
        self._say(200, json.dumps(told).encode(), {"Content-Type": "application/json"})

    def _say(
        self, code: int, body: bytes, headers: dict[str, str] | None = None, *, broken: bool = False
    ) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if broken else body)
        if broken:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def hub_of(files: dict[str, dict[str, bytes]]) -> Iterator[Hub]:
    """A hub for as long as the test lasts."""
    hub = Hub(files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"hub": hub}))
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
