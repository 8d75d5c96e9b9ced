"""A real HTTP server on loopback that recognises as OpenAI's does, or badly, as it is told."""

from __future__ import annotations

import io
import json
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from klankbord.speech.engines.fake import Fake
from klankbord.speech.recognition import RATE, Mono, Options


@dataclass
class Asked:
    """One request."""

    path: str
    key: str
    form: dict[str, list[str]]
    sound: Mono


Reply = Callable[["Handler", Asked], None]


@dataclass
class Served:
    """A running server: where it is, how it answers, and what it was asked."""

    address: str
    words: tuple[str, ...]
    reply: Reply
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked, *, in_segments: bool = False) -> dict[str, Any]:
        """What a good server says: the words that the fake hears."""
        (found,) = Fake(self.words).recognise([asked.sound], Options())
        words = [
            {"word": word.text, "start": word.start_ms / 1000, "end": word.end_ms / 1000}
            for word in found
        ]
        segment = {"start": 0.0, "end": len(asked.sound) / RATE, "avg_logprob": -0.25}
        text = " ".join(word.text for word in found)
        told: dict[str, Any] = {"text": text, "language": "dutch", "duration": segment["end"]}
        if in_segments:
            return told | {"segments": [segment | {"words": words}]}
        return told | {"words": words, "segments": [segment]}


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole, and leaves the answer to the test."""

    served: Served
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form: dict[str, list[str]] = {}
        sound = np.zeros(0, np.float32)
        for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
            name = part.get_param("name", header="content-disposition")
            value = part.get_payload(decode=True)
            assert isinstance(value, bytes)
            if name == "file":
                sound = _samples(value)
            else:
                form.setdefault(str(name), []).append(value.decode())
        asked = Asked(self.path, self.headers.get("Authorization", ""), form, sound)
        self.served.asked.append(asked)
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked has gone
            self.served.reply(self, asked)

    def say(self, value: object, code: int = 200, **headers: str) -> None:
        """Answer with JSON, or with bytes as they are."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(code)
        for name, told in headers.items():
            self.send_header(name.replace("_", "-"), told)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, seconds: float) -> None:
        """Answer a byte at a time, for long enough to outlast anybody's patience."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.02)

    def log_message(self, *_: Any) -> None:
        pass


def good(handler: Handler, asked: Asked) -> None:
    """Answer as OpenAI's own server does."""
    handler.say(handler.served.answer(asked))


@contextmanager
def serving(words: tuple[str, ...], reply: Reply = good) -> Iterator[Served]:
    """A server for as long as the test lasts."""
    served = Served("", words, reply)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"served": served}))
    served.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _samples(data: bytes) -> Mono:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return (raw / 32_767).astype(np.float32)
