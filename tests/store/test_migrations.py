"""A store is brought from any version to this one, and the tables are those of the code."""

from contextlib import suppress

import pytest
from alembic import command
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from klankbord.errors import NewerStore
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.migrate import config, upgrade, version_of
from klankbord.store.tables import metadata


def test_the_migrations_make_the_tables_of_the_code(site: Site) -> None:
    with site.database.writing() as connection:
        command.check(config(connection))


def test_every_table_says_the_same_in_both(site: Site) -> None:
    with site.database.reading() as connection:
        for table in metadata.sorted_tables:
            assert connection.execute(table.select()).keys() == table.columns.keys()


def test_running_them_again_changes_nothing(site: Site) -> None:
    upgrade(site.database)
    with site.database.reading() as connection:
        assert version_of(connection) is not None


def test_a_newer_store_is_left_alone(site: Site) -> None:
    with site.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerStore, match="9999"):
        upgrade(site.database)


@pytest.mark.parametrize("change", ["UPDATE audit SET action = ''", "DELETE FROM audit"])
def test_the_audit_log_is_only_added_to(site: Site, change: str) -> None:
    with site.database.writing() as connection:
        audit.log(connection, site.now(), None, "started")
    with pytest.raises(DBAPIError, match="only added to"):
        _write(site, change)
    with site.database.reading() as connection:
        assert [entry.action for entry in audit.all_entries(connection)] == ["started"]


def _write(site: Site, change: str) -> None:
    with site.database.writing() as connection:
        connection.execute(text(change))


def test_what_fails_is_undone_whole(site: Site) -> None:
    from klankbord.store.tables import teams

    with suppress(RuntimeError), site.database.writing() as connection:
        connection.execute(insert(teams).values(name="Noord"))
        raise RuntimeError
    with site.database.reading() as connection:
        assert connection.execute(teams.select()).all() == []
