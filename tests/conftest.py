"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.sites import DATABASES, Company, a_company, fresh_site

from klankbord.service.site import Site
from klankbord.store.people import all_people, change_person

# A random test that is slow on a busy machine is no fault.
settings.register_profile("klankbord", deadline=None)
settings.load_profile("klankbord")


def pytest_addoption(parser: pytest.Parser) -> None:
    """--soak: what is random, ten times as long."""
    parser.addoption("--soak", action="store_true", help="kill workers 50 times, not 5")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real browser on a busy machine is now and then too late: once more, told as a rerun."""
    for item in items:
        if "chrome" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed with next to no work: tests do it by the hundred."""
    from argon2 import PasswordHasher

    from klankbord.service.accounts import passwords

    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 64, 1))
    monkeypatch.setattr(passwords, "_nobodys", passwords._nobodys.__wrapped__)


@pytest.fixture(params=DATABASES)
def site(request: pytest.FixtureRequest, tmp_path: Path, quick_hashing: None) -> Iterator[Site]:
    """A fresh installation, on each database."""
    with fresh_site(tmp_path, request.param) as fresh:
        yield fresh


@pytest.fixture
def company(site: Site) -> Company:
    """People in that installation."""
    return a_company(site)


@pytest.fixture
def inside(site: Site, company: Company) -> None:
    """Everybody of them chose a password, so that they count as somebody who can approve."""
    with site.database.writing() as connection:
        for person in all_people(connection):
            change_person(connection, person.id, password="x")
