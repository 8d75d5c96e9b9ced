"""The columnar copy: all calls as Parquet, in shards of 1,000, for figures over many calls.

It is made from the store and can be thrown away; a shard is made again when one of its calls was
mended, added or removed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Select, select

from klankbord.conversation.frames import Frames, to_frames
from klankbord.store.database import Database
from klankbord.store.documents import from_document
from klankbord.store.tables import calls, revisions

CALLS = 1000
TABLES = ("calls", "parties", "turns")


@dataclass(frozen=True)
class Shard:
    """A thousand numbers of calls, and what it holds: each call's number and revision."""

    number: int
    holds: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """The name of its folder; another state has another name."""
        state = sha256(repr(self.holds).encode()).hexdigest()[:16]
        return f"{self.number:06d}-{state}"


class Corpus:
    """The folder of shards; in each, calls.parquet, parties.parquet and turns.parquet.

    `call` is the number of the call in the store.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus"

    def refresh(self, database: Database) -> int:
        """Make the shards that are not those of the store; how many were made."""
        with database.reading() as connection:
            shards = _shards(connection)
        wanted = {shard.name for shard in shards}
        for path in self._folders():
            if path.name not in wanted:
                shutil.rmtree(path)
        made = [shard for shard in shards if not (self.folder / shard.name).exists()]
        for shard in made:
            self._make(database, shard)
        return len(made)

    def sweep(self, database: Database) -> None:
        """Throw away the shards that hold what the store has not, or not any more."""
        with database.reading() as connection:
            wanted = {shard.name for shard in _shards(connection)}
        for path in self._folders():
            if path.name not in wanted:
                shutil.rmtree(path, ignore_errors=True)

    def rebuild(self, database: Database) -> int:
        """Throw all shards away and make them again; how many were made."""
        shutil.rmtree(self.folder, ignore_errors=True)
        return self.refresh(database)

    def forget(self, call: int) -> None:
        """Throw away the shard that holds a call that was removed; `refresh` makes it again."""
        for path in self.folder.glob(f"*{call // CALLS:06d}-*"):
            shutil.rmtree(path, ignore_errors=True)

    def shards(self) -> Iterator[Frames]:
        """The shards that there are, one after another."""
        for path in self._folders():
            yield Frames(*(pl.read_parquet(path / f"{table}.parquet") for table in TABLES))

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(
            path for path in self.folder.iterdir() if path.is_dir() and path.name[0] != "."
        )

    def _make(self, database: Database, shard: Shard) -> None:
        with database.reading() as connection:
            numbers, conversations = [], []
            for call, document in connection.execute(_documents(shard.number)):
                numbers.append(call)
                conversations.append(from_document(document))
        frames = to_frames(conversations)
        place = pl.Series("call", numbers, dtype=pl.UInt32)
        temporary = self.folder / f".{shard.name}"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for table in TABLES:
            frame: pl.DataFrame = getattr(frames, table)
            own = frame.with_columns(call=place.gather(frame["call"]))
            own.write_parquet(temporary / f"{table}.parquet")
        temporary.replace(self.folder / shard.name)


def _shards(connection: Connection) -> list[Shard]:
    rows = connection.execute(select(calls.c.id, calls.c.revision).order_by(calls.c.id))
    found: dict[int, list[tuple[int, int]]] = {}
    for call, revision in rows:
        found.setdefault(call // CALLS, []).append((call, revision))
    return [Shard(number, tuple(own)) for number, own in found.items()]


def _documents(shard: int) -> Select[int, bytes]:
    joined = revisions.join(
        calls, (calls.c.id == revisions.c.call_id) & (calls.c.revision == revisions.c.number)
    )
    return (
        select(revisions.c.call_id, revisions.c.document)
        .select_from(joined)
        .where(calls.c.id >= shard * CALLS, calls.c.id < (shard + 1) * CALLS)
        .order_by(calls.c.id)
    )
