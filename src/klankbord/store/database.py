"""The database: SQLite in the data folder, or PostgreSQL by one setting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError

from klankbord.errors import NoDatabase, why

BUSY_MS = 15_000
"""How long a writer waits for another one."""
CONNECT_S = 5
"""How long PostgreSQL may take to answer at the door."""
_FILE = "file"


class Database:
    """One engine; `reading` and `writing` are the only ways in."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(immediate=True)
        one_state = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = engine.execution_options(**one_state)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded one."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state; what it would write is undone."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that takes its turn to write at once; kept whole, or not at all."""
        with self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_database(address: str) -> Database:
    """The database at an address (sqlite:///file.db, postgresql://user@host/name).

    Raises:
        NoDatabase: the address is none, or nothing answers there.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
        with engine.connect():
            pass
    except OSError as fault:
        raise NoDatabase(without_password(address), why(fault)) from None
    except (ArgumentError, OperationalError, ModuleNotFoundError) as fault:
        raise NoDatabase(without_password(address), _first_line(fault)) from None
    return Database(engine)


def sqlite_address(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{file}"


def _postgresql(url: Any) -> Engine:
    patience = {"connect_timeout": CONNECT_S}
    return create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args=patience,
        hide_parameters=True,  # an error is logged, and what was said may be in them
    )


def _sqlite(url: Any) -> Engine:
    file = Path(url.database)
    file.touch(mode=0o600)
    # From here on it is never made: where it was taken away, an empty one would stand in its place.
    place = f"file:{quote(str(file.absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(place, BUSY_MS / 1000, uri=True, check_same_thread=False)

    engine = create_engine(url, creator=connect, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        record.info[_FILE] = _identity(file)
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {BUSY_MS}",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "mmap_size = 268435456",
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkout")
    def check(_connection: Any, record: Any, _proxy: Any) -> None:
        # Moved or replaced while we had it open: nothing is written to what lies elsewhere now.
        if record.info[_FILE] != _identity(file):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that starts as a reader may find, later, that another was first.
        now = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if now else "BEGIN")

    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file stands there; None where none does."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def without_password(address: str) -> str:
    """An address of a database as it can be shown."""
    try:
        return make_url(address).render_as_string(hide_password=True)
    except ArgumentError:
        return "…"


def _first_line(fault: Exception) -> str:
    return (str(getattr(fault, "orig", None) or fault).splitlines() or [""])[0]
