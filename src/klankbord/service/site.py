"""One installation: its settings, its database, its files and its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from klankbord.errors import CannotWrite, why
from klankbord.service.tries import Tries
from klankbord.settings import Settings
from klankbord.store.database import Database, open_database, sqlite_address
from klankbord.store.files import Files
from klankbord.store.migrate import upgrade

ZONE = ZoneInfo("Europe/Amsterdam")
"""Where a day begins, and on whose clock the reader reads times."""


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
    tries: Tries = field(default_factory=Tries)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_site(settings: Settings, clock: Callable[[], datetime] = now) -> Site:
    """The installation that the settings describe, with its tables brought up to date.

    Raises:
        CannotWrite: the data folder cannot be made.
        NoDatabase: nothing answers at the address of the database.
        NewerStore: a later version of Klankbord has been at it.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise CannotWrite(str(settings.data), why(fault)) from None
    database = open_database(settings.database or sqlite_address(settings.data / "klankbord.db"))
    upgrade(database)
    return Site(settings, database, Files(settings.data), clock)
