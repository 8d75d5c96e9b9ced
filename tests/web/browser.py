"""A real server in a thread, and a real browser before it."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Literal
from zipfile import ZipFile

import pytest
import uvicorn
from fastapi import FastAPI
from httpx2 import Response
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.sessions import session_of, start_session
from klankbord.web.app import create_app
from klankbord.web.door import cookie_name

Scheme = Literal["light", "dark"]
WIDE, PHONE = 1440, 390
WAIT_MS = 15_000
"""So long a page may take to show what is looked for, on a busy machine."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that another scheme of colours can break."""


def signed_in(site: Site, actor: Actor) -> str:
    """A new session of somebody: the token for their cookie."""
    with site.database.writing() as connection:
        return start_session(
            connection,
            actor.id,
            now=site.now(),
            lasts=timedelta(days=1),
            agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            address="127.0.0.1",
        )


def content_of(answer: Response) -> str:
    """What an answer tells: its text, or of an archive the names and texts of all that is in it."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with ZipFile(BytesIO(answer.content)) as archive:
        names = archive.namelist()
        return "\n".join(
            [*names, *(archive.read(name).decode("utf-8", "replace") for name in names)]
        )


def as_somebody(app: FastAPI, site: Site, actor: Actor | None) -> TestClient:
    """Somebody's browser, without a screen; it sends the token that forms must have by itself."""
    client = TestClient(app, base_url="http://testserver", follow_redirects=False)
    if actor is None:
        return client
    token = signed_in(site, actor)
    with site.database.reading() as connection:
        session = session_of(connection, token, site.now())
    assert session
    client.cookies.set(cookie_name(site), token)
    client.headers["x-form-token"] = session.form_token
    return client


@contextmanager
def running(site: Site, app: ASGIApp | None = None) -> Iterator[str]:
    """The address of a real server of an installation (or of `app`, its own), on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app or create_app(site), log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@dataclass(frozen=True)
class Chromium:
    """A browser that opens pages as somebody."""

    browser: Browser

    @contextmanager
    def page(
        self,
        address: str,
        *,
        site: Site | None = None,
        actor: Actor | None = None,
        width: int = WIDE,
        scheme: Scheme = "light",
        script: bool = True,
        workers: bool = False,
    ) -> Iterator[Page]:
        """A page in a window of its own; with `site` and `actor` signed in.

        With `workers` a page may keep itself for when there is no connection.
        """
        context = self.browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
            locale="nl-NL",
            service_workers="allow" if workers else "block",
        )
        if site and actor:
            token = signed_in(site, actor)
            context.add_cookies([{"name": cookie_name(site), "value": token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        try:
            yield page
        finally:
            context.close()
        assert not faults, f"a script of the page failed: {faults}"


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Debian's chromium; the test is skipped, with the reason, where it is not to be had."""
    path = _chromium() or _installed()
    if path is None:
        pytest.skip("chromium is not there, nor is apt-get as root: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield Chromium(browser)
        finally:
            browser.close()


def _chromium() -> str | None:
    return which("chromium") or which("chromium-browser")


def _installed() -> str | None:
    """Chromium, installed where that can be done; another test process may be doing it too."""
    apt = which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    waiting = [apt, "-qq", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.run([*waiting, "update"], check=False)
    subprocess.run(
        [*waiting, "install", "-y", "--no-install-recommends", "chromium"],
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )
    return _chromium()


def violations(page: Page, rules: list[str] = TAGS) -> list[str]:
    """What axe finds wrong with a page: rule, why, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert isinstance(wide, int)
    return wide
