"""Letting nothing of what was removed stay in the bytes of the database.

SQLite overwrites what it removes, but not everywhere: its journal holds it until that is emptied,
and where it splits a page in two it leaves what it moved. PostgreSQL overwrites nothing: a row that
was removed stays where it was until something else is put there. Only a file that is written anew
holds no more than what is there.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from secrets import token_hex

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import DBAPIError

from klankbord.store.database import BUSY_MS, Database
from klankbord.store.rows import put_row
from klankbord.store.tables import metadata, site

_UNSCRUBBED = "unscrubbed"
_LOCK_S = 10
"""So long PostgreSQL waits for a table: who wants it meanwhile waits as well."""
_log = logging.getLogger(__name__)


def empty_journal(database: Database) -> bool:
    """Empty SQLite's journal without waiting for anybody; False where somebody is reading by it.

    PostgreSQL keeps its journal for as long as it is set to, and nobody can empty it.
    """
    if not database.is_sqlite:
        return True
    with closing(database.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA busy_timeout = 0")
        try:
            row = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # somebody else is emptying it
            return False
        finally:
            connection.cursor().execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return not row[0]


def forget_rows(database: Database) -> bool:
    """Let removed rows be found by no question any more; False where it is to be tried again.

    Takes as long as the tables of PostgreSQL are large: not for somebody who waits.
    """
    if not database.is_sqlite:
        engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                connection.execute(text(f"VACUUM {table.name}"))
    return empty_journal(database)


def write_anew(database: Database) -> bool:
    """Write the database's files anew, with what is there and nothing else; whether it was done.

    In SQLite they come out of the journal, which is to be emptied after this.
    Nobody can write meanwhile, and in PostgreSQL nobody reads a table while that is written: for
    the night. It takes as much room on the disk as the database has.
    """
    try:
        if database.is_sqlite:
            _sqlite_anew(database)
        else:
            _postgresql_anew(database)
    except (DBAPIError, sqlite3.Error):
        _log.warning("the database could not be written anew just now", exc_info=True)
        return False
    return True


def _sqlite_anew(database: Database) -> None:
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA temp_store = FILE")  # else all of it is in memory for a while
        try:
            cursor.execute("VACUUM")
        finally:
            cursor.execute("PRAGMA temp_store = MEMORY")


def _postgresql_anew(database: Database) -> None:
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{_LOCK_S}s'"))
        try:
            for table in metadata.sorted_tables:
                connection.execute(text(f"VACUUM (FULL, ANALYZE) {table.name}"))
            # What it knows of common values; where that is not ours to do, it warns and goes on.
            connection.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))
        finally:
            connection.execute(text("RESET lock_timeout"))


# ── whether it is to be done ──────────────────────────────────────────────────────────────────


def note_unscrubbed(connection: Connection) -> None:
    """Note that something was removed, and may stand in the files until they are written anew."""
    put_row(connection, site, {"key": _UNSCRUBBED, "value": token_hex(8)}, site.c.key)


def unscrubbed(connection: Connection) -> str:
    """Whether something was removed since they were; another text for each time, "" for none."""
    found = select(site.c.value).where(site.c.key == _UNSCRUBBED)
    return str(connection.execute(found).scalar_one_or_none() or "")


def note_scrubbed(connection: Connection, since: str) -> None:
    """Note that they were, where nothing more was removed meanwhile."""
    if unscrubbed(connection) == since:
        connection.execute(delete(site).where(site.c.key == _UNSCRUBBED))
