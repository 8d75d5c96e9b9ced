"""`klankbord serve` in processes of its own, and somebody before it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import IO

import httpx2
from tests.web.browser import signed_in
from tests.worker.test_serve import answers, wait_for

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.sessions import session_of
from klankbord.web.door import cookie_name


@contextmanager
def served(
    site: Site, port: int, log: IO[bytes], settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[subprocess.Popen[bytes]]:
    """The service itself, in processes of its own, with its log in a file."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("KLANKBORD_")}
    ours |= {"KLANKBORD_DATABASE": site.settings.database, **settings}
    data = str(site.settings.data)
    command = [sys.executable, "-m", "klankbord", "serve", "--port", str(port), "--data", data]
    process = subprocess.Popen(command, stdout=log, stderr=log, env=ours, stdin=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(port))
        yield process
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()


def visitor(site: Site, port: int, actor: Actor) -> httpx2.Client:
    """Somebody's browser before that service."""
    token = signed_in(site, actor)
    with site.database.reading() as connection:
        session = session_of(connection, token, site.now())
    assert session
    settings = site.settings.model_copy(update={"port": port})
    name = cookie_name(Site(settings, site.database, site.files))
    return httpx2.Client(
        base_url=f"http://127.0.0.1:{port}",
        cookies={name: token},
        headers={"x-form-token": session.form_token},
    )
