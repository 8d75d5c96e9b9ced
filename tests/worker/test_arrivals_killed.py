"""Calls arrive by webhook, upload and folder while server and workers are killed: each comes once.

Twenty arrivals and four kills a database; with --soak, five hundred and eighty. KLANKBORD_SEED
gives the same chances again.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select
from tests.lines import Handler, line
from tests.service import hooked
from tests.service.watched import a_source as a_folder
from tests.service.watched import allowing, put, recording
from tests.sites import DATABASES, Company, a_company, fresh_site
from tests.worker.test_kills import SEED, begin, spawn
from tests.worker.test_serve import answers, free_port, wait_for
from tests.worker.victim import run_server

from klankbord.service.accounts.keys import make_source_key
from klankbord.service.outward.hook_rules import name_host
from klankbord.service.outward.signing import sign
from klankbord.service.site import Site, open_site
from klankbord.service.sources.watching import plan_watching
from klankbord.store.arrival_tables import arrivals
from klankbord.store.arrivals import UNDER_WAY
from klankbord.store.calls import count_calls
from klankbord.store.sources import Source, add_source, find_source
from klankbord.store.tables import calls, imports, jobs

CALLS, SOAK_CALLS = 20, 500
KILLS, SOAK_KILLS = 4, 80
RECORDED = 2
"""Of three that come, the one whose recording is put into the folder."""
SENDERS = 4
PATIENCE_S = 400
LATE_S = 0.3
"""So slow the server with the files is, for one of five."""


def talk(number: int) -> bytes:
    """A transcript that no other is like."""
    return (
        f"WEBVTT\n\n00:00.000 --> 00:03.000\n<v Lotte Maes>Hoe gaat het met nummer {number}?\n\n"
        "00:04.000 --> 00:09.000\n<v Bert Bos>Goed, we zitten er middenin.\n"
    ).encode()


def give(handler: Handler) -> None:
    """The file that is asked for: late for some, half for the first who asks for others."""
    number = int(handler.path.strip("/").removesuffix(".vtt"))
    body = talk(number)
    if number % 5 == 0:
        time.sleep(LATE_S)
    asked = sum(one.path == handler.path for one in handler.line.heard)
    if number % 25 == 1 and asked == 1:
        handler.say(body[:20], Content_Length=str(len(body)))
        handler.close_connection = True
    else:
        handler.say(body)


class Server:
    """The pages in a process of their own, on one port, however often they are killed."""

    def __init__(self, site: Site) -> None:
        self.settings = site.settings
        self.process = self._begin()

    def _begin(self) -> BaseProcess:
        process = spawn.Process(target=run_server, args=(self.settings,), daemon=True)
        process.start()
        wait_for(lambda: answers(self.settings.port))
        return process

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def killed(self) -> None:
        """Killed, and begun anew."""
        self.kill()
        self.process = self._begin()


def insist(send: Callable[[], httpx2.Response]) -> httpx2.Response:
    """Send until there is an answer, as whoever delivers must."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            answer = send()
        except httpx2.TransportError:
            time.sleep(0.05)
            continue
        if answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR:
            return answer
        time.sleep(0.05)
    pytest.fail("nobody answers")


def by_webhook(client: httpx2.Client, site: Site, source: int, media: str, number: int) -> None:
    """Signed anew at each try; that one came already is as good as that it comes."""
    told = {"clientUniqueId": f"haak-{number}", "media": [f"{media}/{number}.vtt"]}
    body = json.dumps(told).encode()

    def send() -> httpx2.Response:
        signed = sign(hooked.SECRET, body, site.now())
        return client.post(f"/webhooks/{source}", content=body, headers=signed)

    assert insist(send).status_code in {204, 409}


def by_upload(client: httpx2.Client, key: str, number: int) -> None:
    """Told, sent in two pieces, and gone on with where it was."""
    bearer = {"authorization": f"Bearer {key}"}
    told = {"clientUniqueId": f"op-{number}", "actualStart": "2026-11-20T09:04:00+01:00"}
    body = talk(number)
    made = insist(lambda: client.post("/api/v1/calls", json=told, headers=bearer))
    assert made.status_code in {200, 201}, made.text
    upload = made.json()["id"]
    path = f"/api/v1/calls/{upload}/transcript?name=g.vtt"

    def is_going() -> bool:
        answer = insist(lambda: client.get(f"/api/v1/uploads/{upload}", headers=bearer))
        return bool(answer.json()["state"] == "sending")

    while is_going():
        head = insist(lambda: client.head(path, headers=bearer))
        begin = int(head.headers.get("upload-offset", "0"))
        end = len(body) // 2 if begin == 0 else len(body)
        place = f"bytes {begin}-{end - 1}/{len(body)}" if begin < end else f"bytes */{len(body)}"
        said, piece = bearer | {"content-range": place}, body[begin:end]
        insist(lambda s=said, p=piece: client.put(path, content=p, headers=s))  # type: ignore[misc]


@contextmanager
def sending(many: int, way: Callable[[int], None]) -> Iterator[list[int]]:
    """All sent side by side; what is given tells how many were by now."""
    done: list[int] = []
    lock = threading.Lock()

    def one(number: int) -> None:
        way(number)
        with lock:
            done.append(number)

    with ThreadPoolExecutor(SENDERS) as pool:
        sent = [pool.submit(one, number) for number in range(many)]
        yield done
        for each in sent:
            each.result()


def outcomes(site: Site) -> Counter[tuple[str, str]]:
    with site.database.reading() as connection:
        found = select(arrivals.c.state, arrivals.c.reason)
        return Counter((row.state, row.reason) for row in connection.execute(found))


def over(site: Site, many: int) -> bool:
    """Whether all arrived, and nothing is left to be done for them."""
    with site.database.reading() as connection:
        waiting = select(arrivals.c.id).where(arrivals.c.state.in_(UNDER_WAY))
        open_ = jobs.c.state.in_(("waiting", "running"))
        left = select(jobs.c.id).where(open_ & jobs.c.kind.in_(("arrival", "import", "measure")))
        there = connection.execute(select(func.count()).select_from(arrivals)).scalar()
        nothing = not connection.execute(waiting).first() and not connection.execute(left).first()
    return there == many and nothing


def sources(site: Site, company: Company) -> tuple[Source, str]:
    """A webhook, and the key of an upload."""
    webhook = hooked.a_source(site, company.joris.id, "webhook")
    with site.database.writing() as connection:
        number = add_source(
            connection,
            kind="upload",
            name="Aanlevering",
            config={},
            person=company.joris.id,
            now=site.now(),
            enabled=True,
        )
        assert find_source(connection, number)
    return webhook, make_source_key(site, company.bas, number, "Centrale").secret


def check(site: Site, many: int, folder: Path) -> None:
    """Each is a call, once, with the bytes that were sent."""
    assert outcomes(site) == {("kept", ""): many}
    with site.database.reading() as connection:
        assert count_calls(connection) == many
        assert connection.execute(select(func.count()).select_from(imports)).scalar() == many
        sounds = set(connection.execute(select(calls.c.sound)).scalars()) - {None}
        texts = set(connection.execute(select(calls.c.source)).scalars()) - {None} - sounds
    recordings = {path.read_bytes() for path in folder.iterdir()}
    assert {site.files.path(hash_).read_bytes() for hash_ in sounds} == recordings
    sent = {talk(number) for number in range(many) if number % 3 != RECORDED}
    assert {site.files.path(hash_).read_bytes() for hash_ in texts} == sent


@pytest.mark.parametrize("database", DATABASES)
def test_each_call_is_there_once_whichever_way_it_came(
    tmp_path: Path, database: str, pytestconfig: pytest.Config
) -> None:
    soak = pytestconfig.getoption("--soak")
    many, kills = (SOAK_CALLS, SOAK_KILLS) if soak else (CALLS, KILLS)
    chance = random.Random(f"{SEED} {database}")
    folder = tmp_path / "monitor"
    folder.mkdir()
    told = {"watched_roots": (str(folder),), "port": free_port(), "api_per_minute": 100_000}
    with line(give) as media, fresh_site(tmp_path, database, **told) as fresh:
        site = allowing(open_site(fresh.settings), folder)  # by the real clock
        company = a_company(site)
        webhook, key = sources(site, company)
        name_host(site, company.bas, media.address, inside=True)
        a_folder(site, company, folder, still_s=1)
        plan_watching(site)
        client = httpx2.Client(
            base_url=f"http://127.0.0.1:{site.settings.port}", trust_env=False, timeout=20
        )

        def one_way(number: int) -> None:
            if number % 3 == 0:
                by_webhook(client, site, webhook.id, media.address, number)
            elif number % 3 == 1:
                by_upload(client, key, number)
            else:
                name = f"in-201-06{number:08d}-20261120-101500-179516{number:04d}.{number}.wav"
                put(folder, name, recording(6 + number % 3, seed=number))

        server, running = Server(site), [begin(site) for _ in range(2)]
        with sending(many, one_way) as sent:
            for at in range(kills):
                wait_for(lambda at=at: len(sent) >= at * many // (kills + 1))  # type: ignore[misc]
                time.sleep(chance.random() * 0.2)
                if at % 2:
                    server.killed()
                else:
                    victim = running.pop(chance.randrange(2))
                    victim.kill()
                    victim.join()
                    running.append(begin(site))
        until = time.monotonic() + PATIENCE_S
        while not over(site, many):
            assert time.monotonic() < until, outcomes(site)
            time.sleep(0.1)
        for process in running:
            process.kill()
            process.join()
        server.kill()
        check(site, many, folder)
        client.close()
        site.close()
