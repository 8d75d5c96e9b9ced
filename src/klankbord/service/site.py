"""One installation: its settings, its database, its files and its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from klankbord.errors import CannotWrite, NotThere, RestoreUnfinished, why
from klankbord.settings import Settings
from klankbord.store.database import Database, open_database, sqlite_address, without_password
from klankbord.store.files import Files
from klankbord.store.installation import restoring
from klankbord.store.migrate import upgrade, version_of

ZONE = ZoneInfo("Europe/Amsterdam")
"""Where a day begins, and on whose clock the reader reads times."""


def end_of_day(day: date) -> datetime:
    """The end of a day where the reader is: the midnight after it, whatever the clocks do.

    Raises:
        OverflowError: no day follows it.
    """
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def last_day(end: datetime) -> date:
    """The day of which a moment is the end; of any other moment, the day it is in."""
    return (end.astimezone(ZONE) - timedelta(microseconds=1)).date()


def now() -> datetime:
    """The one clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Site:
    """What every use case is given."""

    settings: Settings
    database: Database
    files: Files
    now: Callable[[], datetime] = now

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_site(
    settings: Settings, clock: Callable[[], datetime] = now, version: str = "head"
) -> Site:
    """The installation that the settings describe, with its tables brought to a version.

    Raises:
        CannotWrite: the data folder cannot be made.
        NoDatabase: nothing answers at the address of the database.
        NewerStore: a later version of Klankbord has been at it.
        RestoreUnfinished: a backup was put back, and what was erased since is still in it.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise CannotWrite(str(settings.data), why(fault)) from None
    database = open_database(_address(settings))
    try:
        upgrade(database, version)
        _need_restored(database)
    except BaseException:
        database.close()
        raise
    return Site(settings, database, Files(settings.data), clock)


def _need_restored(database: Database) -> None:
    with database.reading() as connection:
        if restoring(connection):
            raise RestoreUnfinished


def find_site(settings: Settings, clock: Callable[[], datetime] = now) -> Site:
    """As `open_site`, of an installation that is there; nothing is made where there is none.

    Raises:
        NotThere: there is none.
        NoDatabase: nothing answers at the address of the database.
        NewerStore: a later version of Klankbord has been at it.
    """
    as_it_is(settings, clock).close()
    return open_site(settings, clock)


def as_it_is(settings: Settings, clock: Callable[[], datetime] = now) -> Site:
    """An installation that is there, of whatever version; nothing of it is changed.

    Raises:
        NotThere: there is none.
        NoDatabase: nothing answers at the address of the database.
    """
    if not is_there(settings):
        where = without_password(settings.database) if settings.database else str(settings.data)
        raise NotThere(where)
    return Site(settings, open_database(_address(settings)), Files(settings.data), clock)


def is_there(settings: Settings) -> bool:
    """Whether there is an installation where the settings say; nothing is made by looking.

    Raises:
        NoDatabase: nothing answers at the address of the database.
    """
    if not settings.database and not _file(settings).is_file():
        return False
    database = open_database(_address(settings))
    try:
        with database.reading() as connection:
            return version_of(connection) is not None
    finally:
        database.close()


def _address(settings: Settings) -> str:
    return settings.database or sqlite_address(_file(settings))


def _file(settings: Settings) -> Path:
    return settings.data / "klankbord.db"
