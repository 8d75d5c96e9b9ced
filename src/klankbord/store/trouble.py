"""Which faults of a database or a disk are trouble that passes, and how that is told.

A fault that is none of these is ours, and is told as such.
"""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from klankbord.errors import DatabaseAway, DiskFull, KlankbordError, TooBusy

FAULTS = (OSError, DBAPIError, PoolTimeout)
"""What may be trouble."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE: dict[int, type[KlankbordError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_BUSY: TooBusy,
    sqlite3.SQLITE_LOCKED: TooBusy,
    sqlite3.SQLITE_PROTOCOL: TooBusy,
    sqlite3.SQLITE_CANTOPEN: DatabaseAway,
    sqlite3.SQLITE_IOERR: DatabaseAway,
    sqlite3.SQLITE_READONLY: DatabaseAway,
}
_POSTGRESQL: dict[str, type[KlankbordError]] = {
    "53100": DiskFull,  # disk_full
    "53300": TooBusy,  # too_many_connections
    "40001": TooBusy,  # serialization_failure
    "40P01": TooBusy,  # deadlock_detected
    "55P03": TooBusy,  # lock_not_available
}


def trouble_of(fault: BaseException) -> KlankbordError | None:
    """The trouble that a fault is of, as its reader is told; None where it is no such thing."""
    kind = _kind(fault)
    return kind() if kind else None


def _kind(fault: BaseException) -> type[KlankbordError] | None:
    if isinstance(fault, OSError):
        return DiskFull if fault.errno in _NO_ROOM else None
    if isinstance(fault, PoolTimeout):  # of the pool: all its connections are in use
        return TooBusy
    if not isinstance(fault, DBAPIError):
        return None
    if isinstance(fault.orig, sqlite3.Error):
        code = getattr(fault.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return _SQLITE.get(code & 0xFF)
    state = getattr(fault.orig, "sqlstate", None) or ""
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    gone = isinstance(fault, OperationalError | InterfaceError) or fault.connection_invalidated
    return DatabaseAway if gone else None
