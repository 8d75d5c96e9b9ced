"""`klankbord serve` and `klankbord worker` as they are started: with work done, and an end."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.service.test_adding import TALK, given
from tests.sites import a_company, fresh_site

from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.site import Site, open_site

PATIENCE_S = 90


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command of ours, in a process group of its own."""
    command = [sys.executable, "-m", "klankbord", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KLANKBORD_")}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/style.css") as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def children(process: subprocess.Popen[str]) -> list[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    of_threads = path.parent.parent.glob("*/children")
    return [int(child) for file in of_threads for child in file.read_text().split()]


def test_serve_does_the_work_starts_a_fallen_worker_again_and_ends_with_it(tmp_path: Path) -> None:
    with fresh_site(tmp_path) as fresh:
        site: Site = open_site(fresh.settings)
        lotte = a_company(site).lotte
        port, data = free_port(), str(site.settings.data)
        with running("serve", "--port", str(port), "--data", data) as served:
            wait_for(lambda: answers(port))
            wait_for(lambda: len(children(served)) == 1)
            (first,) = children(served)
            os.kill(first, signal.SIGKILL)
            add(site, lotte, [given("a.txt", TALK)], Told())
            wait_for(lambda: list_imports(site, lotte)[0].of.state == "done")
            (second,) = children(served)
            assert second != first
            served.send_signal(signal.SIGTERM)
            told, _ = served.communicate(timeout=PATIENCE_S)
            assert f"http://127.0.0.1:{port}" in told
            assert served.returncode == 0
            assert not Path(f"/proc/{second}").exists()
        site.close()


def test_a_worker_ends_when_told_to(tmp_path: Path) -> None:
    with fresh_site(tmp_path) as fresh:
        site = open_site(fresh.settings)
        lotte = a_company(site).lotte
        add(site, lotte, [given("a.txt", TALK)], Told())
        with running("worker", "--data", str(site.settings.data)) as worker:
            wait_for(lambda: list_imports(site, lotte)[0].of.state == "done")
            worker.send_signal(signal.SIGTERM)
            told, _ = worker.communicate(timeout=PATIENCE_S)
            assert (worker.returncode, told) == (0, "")
        site.close()


def test_ctrl_c_ends_both_without_a_word(tmp_path: Path) -> None:
    """A terminal sends it to the whole group; the worker is left to the pages to end."""
    port = free_port()
    data = str(tmp_path / "data")
    with running("serve", "--port", str(port), "--data", data) as served:
        wait_for(lambda: answers(port) and bool(children(served)))
        (worker,) = children(served)
        os.killpg(served.pid, signal.SIGINT)
        told, _ = served.communicate(timeout=PATIENCE_S)
        assert (served.returncode, told.count("\n")) == (0, 1)
        assert not Path(f"/proc/{worker}").exists()
    with running("worker", "--data", data) as alone:
        time.sleep(0.2)  # it is still starting
        os.killpg(alone.pid, signal.SIGINT)
        told, _ = alone.communicate(timeout=PATIENCE_S)
        assert (alone.returncode in {0, 130}, told.strip()) == (True, "")


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with running("serve", "--port", port, "--data", str(tmp_path / "data")) as served:
            told, _ = served.communicate(timeout=PATIENCE_S)
    assert served.returncode == 2
    assert told.startswith(f"Op 127.0.0.1:{port} kan Klankbord niet open (daar draait al iets)")
