"""Webhooks at a real server on two cores, while the worker beside it fetches and imports them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from bench.options import Options
from bench.results import Measured, Result
from bench.workers import cores
from klankbord.service.outward.outlets import outlet_of
from klankbord.service.outward.signing import sign
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store.arrival_tables import arrivals
from klankbord.store.outlets import name_outlet
from klankbord.store.people import add_person
from klankbord.store.sources import add_source

DELIVERIES, SENDERS = 3000, 16
TWO = 2
SECRET = "a secret of the bench"
VTT = """WEBVTT

00:00:00.000 --> 00:00:03.000
<v Lotte>Hoe gaat het met nummer {n}?

00:00:04.000 --> 00:00:09.000
<v Bert>Goed hoor, we zitten er middenin.
"""


def run(options: Options) -> list[Result]:  # noqa: ARG001 (every row is run alike)
    """The row: as many as can be, by senders that each wait for their answer."""
    with TemporaryDirectory() as folder, _media() as media:
        data = Path(folder) / "data"
        site = open_site(Settings(data=data))
        source = _prepare(site, media)
        with _served(data) as address:
            taken, seconds = _send(address, source, media)
            done = _worked_off(site)
            plain = _stylesheet(address)
        came = _count(site)
        site.close()
    accepted = sum(code == httpx2.codes.NO_CONTENT for code, _ in taken)
    slow = quantiles([1000 * each for _, each in taken], n=20)[-1]
    notes = (
        f"{accepted - came} of {accepted} lost; {len(taken) - accepted} not accepted",
        f"95 of 100 answered within {slow:.0f} ms; meanwhile the worker saw to {done} of the calls",
    )
    return [
        Result(
            "webhooks",
            f"{DELIVERIES:,} signed deliveries, {SENDERS} senders, server and worker on "
            f"{min(TWO, cores())} cores, SQLite",
            "deliveries/s",
            Measured("Klankbord", (accepted / seconds,)),
            (Measured("the stylesheet, by the same way", (plain,)),),
            floor=200,
            aim=400,
            notes=notes,
        )
    ]


def _prepare(site: Site, media: str) -> int:
    now = site.now()
    with site.database.writing() as connection:
        told = {"role": "seller", "admin": True, "language": "nl", "now": now}
        person = add_person(connection, name="Lotte", email="lotte@bench.example", **told)  # type: ignore[arg-type]
        name_outlet(connection, outlet_of(media, inside=True), person, now)
        return add_source(
            connection,
            kind="webhook",
            name="Bench",
            config={},
            person=person,
            now=now,
            secret=SECRET,
            enabled=True,
        )


def _send(address: str, source: int, media: str) -> tuple[list[tuple[int, float]], float]:
    """The status and the seconds of each delivery, and the seconds of all."""
    local = threading.local()

    def one(n: int) -> tuple[int, float]:
        if not hasattr(local, "client"):
            local.client = httpx2.Client(trust_env=False, timeout=60)
        told = {"clientUniqueId": f"call-{n}", "media": [f"{media}/{n}.vtt"]}
        body = json.dumps(told).encode()
        begin = time.perf_counter()
        headers = sign(SECRET, body, datetime.now(UTC))
        answer = local.client.post(f"{address}/webhooks/{source}", content=body, headers=headers)
        return answer.status_code, time.perf_counter() - begin

    with ThreadPoolExecutor(SENDERS) as pool:
        begin = time.perf_counter()
        taken = list(pool.map(one, range(DELIVERIES)))
        return taken, time.perf_counter() - begin


def _stylesheet(address: str) -> float:
    with ThreadPoolExecutor(SENDERS) as pool, httpx2.Client(trust_env=False) as client:
        begin = time.perf_counter()
        list(pool.map(lambda _: client.get(f"{address}/static/style.css"), range(DELIVERIES)))
        return DELIVERIES / (time.perf_counter() - begin)


def _count(site: Site) -> int:
    with site.database.reading() as connection:
        return len(connection.execute(arrivals.select()).all())


def _worked_off(site: Site) -> int:
    """How many of the calls the worker fetched by now."""
    with site.database.reading() as connection:
        rows = connection.execute(arrivals.select().where(arrivals.c.state != "waiting")).all()
    return len(rows)


@contextmanager
def _served(data: Path) -> Iterator[str]:
    """`klankbord serve` in a process of its own, held to two cores with the worker beside it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "klankbord", "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, sorted(os.sched_getaffinity(0))[:TWO])
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx2.get(f"{address}/static/style.css", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    msg = "the server did not start"
    raise RuntimeError(msg)


class _Media(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = VTT.format(n=self.path).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def _media() -> Iterator[str]:
    """A server with a short transcript at every address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Media)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
