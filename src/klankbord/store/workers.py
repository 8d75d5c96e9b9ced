"""Which workers live: each keeps a file of no bytes in the data folder, and touches it.

Not in the database: a sign of life must cost no write there, and may not be in the way of a
restore into an empty one. The folder is shared by all that work on the same data.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "workers"
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Seen:
    """A worker, and when it last gave a sign of life."""

    name: str
    at: datetime


def touch_worker(data: Path, name: str, now: datetime) -> None:
    """Note that a worker lives.

    Raises:
        OSError: the folder cannot be written.
    """
    path = _path(data, name)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.touch()
    os.utime(path, (now.timestamp(), now.timestamp()))


def forget_worker(data: Path, name: str) -> None:
    """Note that a worker has gone."""
    _path(data, name).unlink(missing_ok=True)


def forget_workers(data: Path, before: datetime) -> None:
    """Forget those that were not heard of since a moment: they were killed."""
    for seen in seen_workers(data):
        if seen.at < before:
            forget_worker(data, seen.name)


def seen_workers(data: Path) -> list[Seen]:
    """All that are known, who was heard of last first."""
    found = []
    for path in (data / FOLDER).glob("*"):
        with suppress(FileNotFoundError):  # gone just now
            found.append(Seen(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)))
    return sorted(found, key=lambda seen: seen.at, reverse=True)


def _path(data: Path, name: str) -> Path:
    if not _NAME.fullmatch(name) or name.startswith("."):
        msg = f"no name of a worker: {name!r}"
        raise ValueError(msg)
    return data / FOLDER / name
