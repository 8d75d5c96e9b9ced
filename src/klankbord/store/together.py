"""Small changes that many threads want at once, kept in one transaction for all of them.

A transaction costs a write to the disk, and whoever waits for one in SQLite asks again and again.
Here one of those who wait does the work of all, and then rests a moment, so that other processes
get their turn to write too. Each is answered when its own change is on the disk.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from klankbord.store.database import Database

T = TypeVar("T")
MOST = 100
"""So many changes are one transaction at most."""
GATHER_S = 0.01
"""So long it is waited for others to come along."""


@dataclass(eq=False)
class _Wish:
    """What somebody wants changed, and what came of it."""

    change: Callable[[Connection], Any]
    result: Any = None
    fault: BaseException | None = None
    done: bool = False

    def fulfil(self, connection: Connection) -> None:
        """Change it, in a part of the transaction that is undone alone where it fails.

        Raises:
            Exception: with this change the whole transaction came to its end.
        """
        try:
            with connection.begin_nested():
                self.result = self.change(connection)
        except Exception as fault:
            if not _goes_on(connection):
                raise
            self.fault = fault


class Together:
    """The changes that wait for one database."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Wish] = []
        self._at_work = False

    def write(self, database: Database, change: Callable[[Connection], T]) -> T:
        """Change something as `Database.writing` would, together with what others change.

        Raises:
            Exception: what the change raised; then nothing of it is kept.
        """
        wish = _Wish(change)
        with self._changed:
            self._waiting.append(wish)
        while not self._is_done(wish):
            self._work_off(database)
        if wish.fault is not None:
            raise wish.fault
        result: T = wish.result
        return result

    def _is_done(self, wish: _Wish) -> bool:
        """Wait until a wish is done; False where nobody is at work on it, and we are now."""
        with self._changed:
            self._changed.wait_for(lambda: wish.done or not self._at_work)
            self._at_work = self._at_work or not wish.done
            return wish.done

    def _work_off(self, database: Database) -> None:
        """Do what waits, or as much of it as goes together; whatever becomes of it, it is done."""
        wishes: list[_Wish] = []
        try:
            time.sleep(GATHER_S)
            with self._changed:
                wishes, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            with database.writing() as connection:
                for wish in wishes:
                    wish.fulfil(connection)
        except BaseException as fault:
            for wish in wishes:
                wish.fault = fault
            if not isinstance(fault, Exception):  # this thread is to stop: whatever it waited for
                raise
        finally:
            with self._changed:
                for wish in wishes:
                    wish.done = True
                self._at_work = False
                self._changed.notify_all()


def _goes_on(connection: Connection) -> bool:
    """Whether a transaction goes on: SQLite ends one by itself where the disk is full."""
    if connection.closed or connection.invalidated:
        return False
    line: Any = connection.connection.dbapi_connection
    return not isinstance(line, sqlite3.Connection) or line.in_transaction


_KNOWN: WeakKeyDictionary[Database, Together] = WeakKeyDictionary()
_MAKING = threading.Lock()


def write_together(database: Database, change: Callable[[Connection], T]) -> T:
    """Change something as `Database.writing` would, with what others of this process change.

    Raises:
        Exception: what the change raised; then nothing of it is kept.
    """
    with _MAKING:
        waiting = _KNOWN.setdefault(database, Together())
    return waiting.write(database, change)
