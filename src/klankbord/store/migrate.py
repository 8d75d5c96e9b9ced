"""Bring a store to the tables of this version, from empty or from any version before."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from klankbord.errors import NewerStore
from klankbord.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database, to: str = "head") -> None:
    """Run the migrations that the store lacks, all in one transaction.

    Raises:
        NewerStore: a later version of Klankbord has been at this store.
    """
    with database.writing() as connection:
        if not database.is_sqlite:  # where others begin at the same moment, one goes first
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('klankbord'))"))
        _refuse_newer(connection)
        command.upgrade(config(connection), to)


def version_of(connection: Connection) -> str | None:
    """The migration that a store is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str | None:
    """The migration that a store of this version is at."""
    return ScriptDirectory.from_config(config()).get_current_head()


def versions() -> frozenset[str]:
    """All migrations that this version knows."""
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    return frozenset(script.revision for script in scripts)


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings; without a file, since there is nothing to choose."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _refuse_newer(connection: Connection) -> None:
    version = version_of(connection)
    if version is not None and version not in versions():
        raise NewerStore(version)
