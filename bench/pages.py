"""Pages with 20,000 calls in the store: how long the server takes, and fifty readers at once."""

from __future__ import annotations

import gzip
import random
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from statistics import quantiles

import httpx2
import uvicorn
from starlette.testclient import TestClient

from bench.corpus import vocabulary
from bench.options import Options
from bench.results import Measured, Result
from bench.stores import coach_of, with_measured
from bench.workers import peak_mb
from klankbord.service.site import Site
from klankbord.store.sessions import start_session
from klankbord.web.app import create_app
from klankbord.web.door import cookie_name
from klankbord.web.server import settle

CALLS, TURNS, DIFFERENT = 20_000, 40, 200
LONG, LONG_TURNS = 250, 200
"""Calls that come after the others, and are as long as calls get."""
TIMES = 60
AT_ONCE, REQUESTS = 50, 500


def run(options: Options) -> list[Result]:  # noqa: ARG001 (every row is run alike)
    """The rows: each page alone, then fifty at once."""
    site = with_measured(CALLS, TURNS, DIFFERENT, (LONG, LONG_TURNS))
    token = _signed_in(site)
    client = TestClient(
        create_app(site), cookies={cookie_name(site): token}, follow_redirects=False
    )
    settle()  # as a server does when it begins
    pages = _pages()
    results = [_page(client, name, paths) for name, paths in pages.items()]
    script = _script(client)
    results.append(_at_once(site, token, [path for paths in pages.values() for path in paths]))
    print(f"pages: {script / 1000:.1f} kB of script on a call's page, compressed (at most 100)\n")
    return results


def _pages() -> dict[str, list[str]]:
    draw = random.Random(1)
    seen = [number for number in range(1, CALLS + LONG + 1) if (number - 1) % 50 % 5 == 0]
    own = [number for number in seen if number <= CALLS]
    long = [number for number in seen if number > CALLS]
    words = vocabulary()[12:3000]
    return {
        "the library": [f"/gesprekken?pagina={draw.randint(1, 20)}" for _ in range(TIMES)],
        "a search": [f"/gesprekken?q={draw.choice(words)}" for _ in range(TIMES)],
        f"a call of {TURNS} turns": [f"/gesprekken/{draw.choice(own)}" for _ in range(TIMES)],
        f"a call of {LONG_TURNS} turns": [f"/gesprekken/{draw.choice(long)}" for _ in range(TIMES)],
        "adding": ["/toevoegen"] * TIMES,
        "settings": ["/instellingen"] * TIMES,
    }


def _signed_in(site: Site) -> str:
    with site.database.writing() as connection:
        own = {"lasts": timedelta(days=1), "agent": "bench", "address": "127.0.0.1"}
        return start_session(connection, coach_of(site).id, now=site.now(), **own)  # type: ignore[arg-type]


def _page(client: TestClient, name: str, paths: list[str]) -> Result:
    client.get(paths[0])
    taken = []
    for path in paths:
        begin = time.perf_counter()
        answer = client.get(path)
        taken.append(1000 * (time.perf_counter() - begin))
        assert answer.status_code == 200, path
    begin = time.perf_counter()
    for _ in range(TIMES):
        client.get("/static/style.css")
    empty = 1000 * (time.perf_counter() - begin) / TIMES
    return Result(
        "pages",
        f"{name}, {CALLS:,} calls in the store; 95th percentile of {TIMES}, in the server",
        "ms",
        Measured("Klankbord", (quantiles(taken, n=20)[-1],)),
        (Measured("the stylesheet, by the same way", (empty,)),),
        floor=80,
        aim=40,
    )


def _script(client: TestClient) -> int:
    page = client.get("/gesprekken/1").text
    addresses = re.findall(r'<script[^>]* src="([^"]+)"', page)
    return sum(len(gzip.compress(client.get(address).content)) for address in addresses)


def _at_once(site: Site, token: str, paths: list[str]) -> Result:
    draw = random.Random(2)
    with _served(site) as address:
        limits = httpx2.Limits(max_connections=AT_ONCE)
        cookies = {cookie_name(site): token}
        with httpx2.Client(base_url=address, cookies=cookies, limits=limits, timeout=60) as client:
            begin = time.perf_counter()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                asked = [draw.choice(paths) for _ in range(REQUESTS)]
                codes = list(pool.map(lambda path: client.get(path).status_code, asked))
            taken = time.perf_counter() - begin
            begin = time.perf_counter()
            for _ in range(REQUESTS):
                client.get("/static/style.css")
            plain = time.perf_counter() - begin
    wrong = sum(code != 200 for code in codes)
    return Result(
        "pages, at once",
        f"{REQUESTS} pages, {AT_ONCE} readers at once, one process, over HTTP",
        "pages/s",
        Measured("Klankbord", (REQUESTS / taken,)),
        (Measured("the stylesheet, one after another", (REQUESTS / plain,)),),
        peak_mb=peak_mb(),
        notes=(f"{wrong} answers were errors",),
    )


@contextmanager
def _served(site: Site) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(site), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
