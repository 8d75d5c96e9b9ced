"""A worker in a process of its own beside the pages, so that measuring never keeps them waiting."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from klankbord.settings import Settings
from klankbord.settings_file import PREFIX

REST_S = 2.0
"""So long after a worker fell over, the next begins."""
GOODBYE_S = 20.0
"""So long a worker may take for the stage that it is in, when all is to stop."""

_log = logging.getLogger(__name__)


@contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Keep a worker going; it is started again where it falls over, and ends with this process."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep_going, args=(settings, over))
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_going(settings: Settings, over: threading.Event) -> None:
    # As the pages, whatever a file of settings says: the demo has a database of its own, and links
    # in what the worker sends lead to where the pages are.
    ours = {
        f"{PREFIX}DATABASE": settings.database,
        f"{PREFIX}HOST": settings.host,
        f"{PREFIX}PORT": str(settings.port),
    }
    others = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    while not over.is_set():
        # It ends when its stdin closes: also where this process is killed, and can tell nobody.
        command = [sys.executable, "-m", "klankbord", "worker", "--until-closed"]
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            [*command, "--data", str(settings.data)],
            stdin=subprocess.PIPE,
            env=others | ours,
            start_new_session=True,  # Ctrl-C is for this process, which then ends that one
        )
        while process.poll() is None and not over.wait(0.5):
            pass
        if over.is_set():
            _stop(process)
        else:
            _log.error("the worker ended (%s); another begins", process.returncode)
            over.wait(REST_S)


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(GOODBYE_S)
    except subprocess.TimeoutExpired:
        process.kill()  # its job goes on elsewhere, once its lease has ended
        process.wait()
