"""Letting nothing of what was removed stay in the bytes of the database.

SQLite overwrites what it removes, but not everywhere: its journal holds it until that is emptied,
and where it splits a page in two it leaves what it moved. PostgreSQL overwrites nothing: a row that
was removed stays where it was until something else is put there. Only a file that is written anew
holds no more than what is there.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from klankbord.store.database import BUSY_MS, Database
from klankbord.store.rows import put_row
from klankbord.store.tables import metadata, site

_UNSCRUBBED = "unscrubbed"
_WANTED = select(site.c.value).where(site.c.key == _UNSCRUBBED)
_LOCK_MS = 500
"""So long PostgreSQL waits for a table: who wants it meanwhile waits as well."""
_NOT_LOCKED = "55P03"
_FILE = "file"
"""What is to be written anew of SQLite."""
_COMMON_VALUES = "pg_catalog.pg_statistic"
"""What PostgreSQL knows of values; where that is not ours to do, it warns and goes on."""
TIMES, MARGIN = 2, 100_000_000
"""Room that SQLite needs: once its file in the journal and once in a temporary file, and a margin
(bytes) for who writes meanwhile."""
_log = logging.getLogger(__name__)


def empty_journal(database: Database) -> bool:
    """Empty SQLite's journal without waiting for anybody; False where that is not done yet.

    Where somebody is reading by it, that is as it should be; of anything else the log tells.
    PostgreSQL keeps its journal for as long as it is set to, and nobody can empty it.
    """
    if not database.is_sqlite:
        return True
    with closing(database.engine.raw_connection()) as connection:
        return _emptied(connection.cursor())


def _emptied(cursor: DBAPICursor) -> bool:
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        row = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as fault:
        if not _is_busy(fault):
            _log.warning("the journal of the database could not be emptied: %s", fault)
        return False
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return not row[0]


def _is_busy(fault: sqlite3.OperationalError) -> bool:
    """Whether somebody else is at work, and nothing is wrong with the disk."""
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_BUSY) & 0xFF  # without its extension
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


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


def write_anew(database: Database, only: Collection[str] = ()) -> frozenset[str]:
    """Write the database's files anew, with what is there and nothing else; what is left to do.

    In SQLite they come out of the journal, which is to be emptied after this.
    Nobody can write meanwhile, and in PostgreSQL nobody reads a table while that is written: for
    the night. Where there is not room enough, nothing is begun.

    Args:
        database: which.
        only: what an earlier time left to do; all of it, where it is empty.
    """
    every = [_FILE]
    if not database.is_sqlite:
        every = [*(table.name for table in metadata.sorted_tables), _COMMON_VALUES]
    wanted = [one for one in every if one in only] or every
    try:
        if database.is_sqlite:
            return frozenset() if _sqlite_anew(database) else frozenset(wanted)
        return frozenset(_postgresql_anew(database, wanted))
    except (DBAPIError, sqlite3.Error, OSError):
        _log.warning("the database could not be written anew just now", exc_info=True)
        return frozenset(wanted)


def _sqlite_anew(database: Database) -> bool:
    file = Path(str(database.engine.url.database))
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        _emptied(cursor)  # the more of it there is, the larger it gets
        for folder, wanted in room_wanted(file).items():
            if (free := shutil.disk_usage(folder).free) < wanted:
                told = "the database is not written anew: %s has %d bytes free, and %d are needed"
                _log.warning(told, folder, free, wanted)
                return False
        cursor.execute("PRAGMA temp_store = FILE")  # else all of it is in memory for a while
        try:
            cursor.execute("VACUUM")
        except sqlite3.Error:
            _log.warning("the database could not be written anew just now", exc_info=True)
            # At once: once somebody has written after what was undone, it needs room to go.
            _emptied(cursor)
            return False
        finally:
            cursor.execute("PRAGMA temp_store = MEMORY")
    return True


def room_wanted(file: Path) -> dict[Path, int]:
    """How many bytes are to be free in which folders before SQLite writes its file anew."""
    size, temporary = file.stat().st_size, _temporary()
    wanted = {file.parent: TIMES * size + MARGIN}
    if temporary.stat().st_dev != file.parent.stat().st_dev:
        wanted[temporary] = size + MARGIN
    return wanted


def _temporary() -> Path:
    """Where SQLite puts its temporary files: the first of these that there is."""
    told = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), "/var/tmp")  # noqa: S108
    for one in told if os.name == "posix" else ():
        if one and Path(one).is_dir() and os.access(one, os.W_OK | os.X_OK):
            return Path(one)
    return Path(tempfile.gettempdir())


def _postgresql_anew(database: Database, tables: Collection[str]) -> Iterator[str]:
    """Write tables anew, one by one; those that somebody holds, or that there is no room for."""
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = {_LOCK_MS}"))
        try:
            for table in tables:
                how = "FULL" if table == _COMMON_VALUES else "FULL, ANALYZE"
                try:
                    connection.execute(text(f"VACUUM ({how}) {table}"))
                except DBAPIError as fault:
                    if fault.connection_invalidated:
                        raise
                    held = getattr(fault.orig, "sqlstate", "") == _NOT_LOCKED
                    _log.log(
                        logging.INFO if held else logging.WARNING,
                        "the table %s could not be written anew just now: %s",
                        *(table, fault.orig),
                    )
                    yield table
        finally:
            if not connection.invalidated:
                connection.execute(text("RESET lock_timeout"))


# ── whether it is to be done ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Unscrubbed:
    """That something was removed, and may stand in the files still.

    Attributes:
        token: another for each time that something was.
        since: since when it may; None where an older version noted it.
        left: what of the database is still to be written anew; empty for all of it.
    """

    token: str
    since: datetime | None
    left: frozenset[str] = frozenset()


def note_unscrubbed(connection: Connection, now: datetime) -> None:
    """Note that something was removed, and may stand in the files until they are written anew."""
    before = _locked(connection)
    since = before.since if before is not None and before.since is not None else now
    _put(connection, Unscrubbed(token_hex(8), since))


def unscrubbed(connection: Connection) -> Unscrubbed | None:
    """Whether something was removed since they were; None where nothing was."""
    return _noted(connection.execute(_WANTED).scalar_one_or_none())


def _locked(connection: Connection) -> Unscrubbed | None:
    """The same, and nobody else notes anything until this is over."""
    return _noted(connection.execute(_WANTED.with_for_update()).scalar_one_or_none())


def _noted(told: Any) -> Unscrubbed | None:
    if not told:
        return None
    if isinstance(told, str):
        return Unscrubbed(told, None)
    since = datetime.fromisoformat(told["since"]) if told["since"] else None
    return Unscrubbed(told["token"], since, frozenset(told["left"]))


def note_scrubbed(
    connection: Connection,
    done: Unscrubbed | None,
    left: Collection[str] = (),
    began: datetime | None = None,
) -> None:
    """Note that they were, apart from what is `left`.

    What was removed meanwhile, so since they `began`, may stand in any of them.
    """
    now = _locked(connection)
    if now is None or done is None:
        return
    if now.token != done.token:
        if not left and began is not None:
            _put(connection, Unscrubbed(now.token, began))
    elif left:
        _put(connection, Unscrubbed(now.token, now.since or began, frozenset(left)))
    else:
        connection.execute(delete(site).where(site.c.key == _UNSCRUBBED))


def _put(connection: Connection, one: Unscrubbed) -> None:
    since = one.since.isoformat() if one.since is not None else None
    value = {"token": one.token, "since": since, "left": sorted(one.left)}
    put_row(connection, site, {"key": _UNSCRUBBED, "value": value}, site.c.key)
