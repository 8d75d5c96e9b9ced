"""A store of an older version is brought up to date with all that is in it.

`old/at-0006.tar.gz` is a backup that Klankbord itself made when its tables were those of 0006: a
small company, with of each thing one.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from tests.sites import DATABASES, empty_database

from klankbord.errors import BadBackup, OlderBackup
from klankbord.service.access import Actor
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.running.backing_up import back_up
from klankbord.service.running.restoring import restore
from klankbord.service.site import Site, as_it_is, open_site
from klankbord.settings import Settings
from klankbord.store.backup import read_backup, version_in
from klankbord.store.calls import read_conversation
from klankbord.store.house import backed_up_at
from klankbord.store.migrate import newest, version_of
from klankbord.store.people import all_people
from klankbord.store.tables import metadata

BACKUP = Path(__file__).parent / "old" / "at-0006.tar.gz"
VERSION = "0006"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    path = tmp_path / "oud.tar"
    path.write_bytes(gzip.decompress(BACKUP.read_bytes()))
    return path


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    address = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    return Settings(data=tmp_path / "data", database=address)


@pytest.fixture
def postgresql() -> Iterator[str]:
    with empty_database() as address:
        yield address


def an_old_store(settings: Settings, backup: Path) -> dict[str, int]:
    """A store as the older version left it, not yet touched by this one."""
    site = open_site(settings, version=VERSION)
    counts = read_backup(site.database, site.files, backup)
    with site.database.reading() as connection:
        assert version_of(connection) == VERSION
    site.close()
    return counts


def counted(site: Site) -> dict[str, int]:
    with site.database.reading() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


def check(site: Site, counts: dict[str, int]) -> None:
    """Everything is there, and is found, read and written as ever."""
    with site.database.reading() as connection:
        assert version_of(connection) == newest()
        lotte = next(p for p in all_people(connection) if p.email.startswith("lotte@"))
        conversation = read_conversation(connection, 1)
        assert conversation is not None
        assert conversation.turns[1].text.startswith("Slecht, we zitten elke vrijdag")
    assert counts["calls"] == counts["reviews"] == 1
    kept = {name: n for name, n in counted(site).items() if name in counts}
    assert kept == counts
    found = find(site, Actor.of(lotte), Wanted(q="puzzelen"))
    assert [call.id for call in found.calls] == [1]


def test_an_old_store_is_brought_up_to_date_where_it_stands(
    settings: Settings, backup: Path
) -> None:
    counts = an_old_store(settings, backup)
    site = open_site(settings)
    check(site, counts)
    site.close()


def test_a_backup_of_an_older_version_is_restored_and_brought_up_to_date(
    settings: Settings, backup: Path
) -> None:
    assert version_in(backup) == VERSION
    counts = restore(settings, backup)
    site = open_site(settings)
    check(site, counts)
    site.close()


def test_a_backup_by_this_version_of_an_old_store_leaves_it_as_it_is(
    settings: Settings, backup: Path, tmp_path: Path
) -> None:
    an_old_store(settings, backup)
    site = as_it_is(settings)
    now = back_up(site, tmp_path / "eerst.tar")
    with site.database.reading() as connection:
        assert version_of(connection) == VERSION
        assert backed_up_at(connection) == now
    site.close()
    assert version_in(tmp_path / "eerst.tar") == VERSION
    other = Settings(data=tmp_path / "elsewhere")
    counts = restore(other, tmp_path / "eerst.tar")
    site = open_site(other)
    check(site, counts)
    site.close()


def test_where_there_are_tables_already_an_older_backup_is_refused(
    tmp_path: Path, backup: Path
) -> None:
    settings = Settings(data=tmp_path / "data")
    open_site(settings).close()
    with pytest.raises(OlderBackup, match=VERSION):
        restore(settings, backup)


def test_a_backup_of_a_version_to_come_is_refused_and_nothing_is_left(
    tmp_path: Path, backup: Path
) -> None:
    later = backup.with_name("later.tar")
    later.write_bytes(backup.read_bytes().replace(b'"version": "0006"', b'"version": "9999"'))
    assert version_in(later) == "9999"
    with pytest.raises(BadBackup):
        restore(Settings(data=tmp_path / "data"), later)
    assert not (tmp_path / "data").exists()


def test_an_upgrade_that_fails_changes_nothing(settings: Settings, backup: Path) -> None:
    an_old_store(settings, backup)
    site = as_it_is(settings)
    with site.database.writing() as connection:  # what a later migration makes is there already
        connection.execute(text("CREATE TABLE sources (id INTEGER)"))
    site.close()
    with pytest.raises(Exception, match="sources"):
        open_site(settings)
    site = as_it_is(settings)
    with site.database.writing() as connection:
        assert version_of(connection) == VERSION
        connection.execute(text("DROP TABLE sources"))
    site.close()
    open_site(settings).close()
