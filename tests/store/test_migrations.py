"""A store is brought from any version to this one, and the tables are those of the code."""

from contextlib import suppress
from importlib import import_module

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from tests.sites import Company

from klankbord.errors import NewerStore
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.calls import add_call
from klankbord.store.migrate import config, upgrade, version_of
from klankbord.store.new_calls import Source
from klankbord.store.tables import metadata, parties
from klankbord.testing import talk

VERSIONS = "klankbord.store.migrations.versions"
TALK = talk("Élodie Noël: Dag.\nBert: Hallo.")


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


def test_names_that_are_there_are_folded(site: Site, company: Company) -> None:
    person = company.lotte.id
    own = {"owner": person, "uploader": person, "now": site.now()}
    with site.database.writing() as connection:
        add_call(connection, TALK, Source("a" * 64, 0), **own)  # type: ignore[arg-type]
        connection.execute(update(parties).values(folded=""))
        with Operations.context(MigrationContext.configure(connection)):
            import_module(f"{VERSIONS}.0003_tries").fold_names()
        rows = connection.execute(select(parties.c.name, parties.c.folded)).all()
    assert sorted(map(tuple, rows)) == [("Bert", "bert"), ("Élodie Noël", "elodie noel")]


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
