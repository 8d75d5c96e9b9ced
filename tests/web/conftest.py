"""Browsers for tests of pages: a real application, and somebody signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.sites import Company, a_company, fresh_site
from tests.web.browser import Chromium, as_somebody, chromium, running

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.web.app import create_app

Browser = Callable[[Actor | None], TestClient]


@pytest.fixture
def site(tmp_path: Path, quick_hashing: None) -> Iterator[Site]:
    """Pages know no database, and so are tried on the embedded one."""
    with fresh_site(tmp_path) as fresh:
        yield fresh


@pytest.fixture
def company(site: Site) -> Company:
    return a_company(site)


@pytest.fixture
def browser(site: Site) -> Browser:
    """Somebody's browser; it sends the token that forms must have by itself."""
    app = create_app(site)

    return lambda actor: as_somebody(app, site, actor)


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The address of a real server of the installation."""
    with running(site) as address:
        yield address


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chromium]:
    """A real browser; the test is skipped where there is none."""
    with chromium() as opened:
        yield opened
