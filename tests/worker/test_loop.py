"""The loop itself: it wakes for work, holds what it does, and stops when told to."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.sites import fresh_site

from klankbord.service.jobs import KINDS
from klankbord.service.site import Site, open_site
from klankbord.service.work import Work
from klankbord.store.jobs import enqueue
from klankbord.store.tables import jobs
from klankbord.worker.loop import work_on, worker_name

PATIENCE_S = 30


def state(site: Site, job: int) -> str:
    with site.database.reading() as connection:
        return str(connection.execute(select(jobs.c.state).where(jobs.c.id == job)).scalar_one())


def plan(site: Site) -> int:
    with site.database.writing() as connection:
        return enqueue(connection, "test", {}, now=site.now())


def wait_for(true: object) -> None:
    assert callable(true)
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_work_that_takes_longer_than_a_lease_is_held_all_the_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def slow(work: Work) -> bool:
        time.sleep(1.5)
        with work.finishing():
            done.append(work.worker)
        return False

    monkeypatch.setitem(KINDS, "test", slow)
    with fresh_site(tmp_path) as fresh:
        site, stop = open_site(fresh.settings), threading.Event()
        job = plan(site)
        workers = [threading.Thread(target=work_on, args=(site, stop, 0.5)) for _ in range(2)]
        for worker in workers:
            worker.start()
        wait_for(lambda: state(site, job) == "done")
        stop.set()
        for worker in workers:
            worker.join(PATIENCE_S)
            assert not worker.is_alive()
        site.close()
    assert len(done) == 1


def test_an_idle_worker_stops_at_once(tmp_path: Path) -> None:
    with fresh_site(tmp_path) as site:
        stop = threading.Event()
        worker = threading.Thread(target=work_on, args=(site, stop))
        worker.start()
        time.sleep(0.3)
        stop.set()
        worker.join(PATIENCE_S)
        assert not worker.is_alive()


def test_no_two_workers_have_one_name() -> None:
    assert len({worker_name() for _ in range(50)}) == 50
