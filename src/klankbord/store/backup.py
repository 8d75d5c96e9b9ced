"""Everything in one file, and back: tables as lines of JSON, files as they are.

The form is that of neither database, so what was kept in SQLite can be restored in PostgreSQL.
Who was signed in then is not signed in by it, and no link of then works again.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, MetaData, Table, delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from klankbord.errors import BadBackup, NotEmpty
from klankbord.store.database import Database
from klankbord.store.files import Files
from klankbord.store.migrate import version_of
from klankbord.store.numbers import free_number
from klankbord.store.search import rebuild_index
from klankbord.store.tables import metadata
from klankbord.store.there import tables_there
from klankbord.store.types import Utc

FORM = 1
ROWS = 1000
ANY_MB = 1_000_000
"""What was kept once may be kept again, whatever the limit is now."""
PASSING = frozenset({"sessions", "links", "tries"})
"""What opens a door, or was tried at one, is not brought back: not written, and not read either."""
_TABLE = re.compile(r"tables/([a-z_]+)\.jsonl\.gz")
_FILE = re.compile(r"files/([0-9a-f]{64})")
_DAMAGE = (
    tarfile.TarError,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    IntegrityError,
)


def write_backup(database: Database, files: Files, target: Path, now: datetime) -> None:
    """Write everything to a file: whole, or not at all.

    The tables are of one moment, and those of the version that the store is at; a file that comes
    in meanwhile may be in it without its row.
    """
    temporary = target.with_name(f"{target.name}.part")
    try:
        temporary.touch(mode=0o600)  # for its maker's eyes alone, as the data folder is
        with tarfile.open(temporary, "w") as tar, TemporaryDirectory(dir=target.parent) as folder:
            with database.reading() as connection:
                _one_moment(connection)
                counts = {
                    table.name: _write_table(connection, table, tar, Path(folder))
                    for table in tables_there(connection).sorted_tables
                    if table.name not in PASSING
                }
                version = version_of(connection)
            for hash_ in files.hashes():
                tar.add(files.path(hash_), f"files/{hash_}", recursive=False)
            told = {"form": FORM, "version": version, "made_at": now.isoformat(), "rows": counts}
            _add(tar, "manifest.json", json.dumps(told).encode())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def read_backup(
    database: Database,
    files: Files,
    source: Path,
    then: Callable[[Connection, dict[str, int]], None] | None = None,
) -> dict[str, int]:
    """Put everything of a backup into an empty store; how many rows each table got.

    What is done `then`, with those, stands in the same transaction.

    Raises:
        NotEmpty: somebody is in the store already; nothing is changed.
        BadBackup: the file is none of ours, of another version, or damaged; nothing is changed
            but for files that nothing refers to.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            manifest = _manifest(tar, source)
            with database.writing() as connection:
                there = tables_there(connection)
                _refuse_unlike(connection, there, manifest, source)
                counts = _read_all(connection, there, files, tar, source)
                if counts != {k: n for k, n in manifest["rows"].items() if k not in PASSING}:
                    raise BadBackup(str(source))
                _count_on(connection, there)
                rebuild_index(connection)
                if then is not None:
                    then(connection, counts)
    except _DAMAGE as fault:
        raise BadBackup(str(source)) from fault
    return counts


def version_in(source: Path) -> str:
    """The version of the tables that a backup was made of.

    Raises:
        BadBackup: the file is none of ours, or damaged.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            return str(_manifest(tar, source)["version"])
    except _DAMAGE as fault:
        raise BadBackup(str(source)) from fault


def made_at(source: Path) -> datetime:
    """When a backup was made.

    Raises:
        BadBackup: the file is none of ours, or damaged.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            return datetime.fromisoformat(_manifest(tar, source)["made_at"])
    except _DAMAGE as fault:
        raise BadBackup(str(source)) from fault


def _one_moment(connection: Connection) -> None:
    """Let all that is read be of one moment; SQLite's readers always see one."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _write_table(connection: Connection, table: Table, tar: tarfile.TarFile, folder: Path) -> int:
    path = folder / f"{table.name}.jsonl.gz"
    count = 0
    ordered = select(table).order_by(*table.primary_key.columns)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        streamed = connection.execution_options(yield_per=ROWS).execute(ordered)
        for row in streamed.mappings():
            lines.write(json.dumps({k: _told(v) for k, v in row.items()}) + "\n")
            count += 1
    tar.add(path, f"tables/{table.name}.jsonl.gz")
    path.unlink()
    return count


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _read_all(
    connection: Connection, there: MetaData, files: Files, tar: tarfile.TarFile, source: Path
) -> dict[str, int]:
    counts = dict.fromkeys(there.tables.keys() - PASSING, 0)
    for member in tar:
        table, file = _TABLE.fullmatch(member.name), _FILE.fullmatch(member.name)
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not (table or file or member.name == "manifest.json"):
            raise BadBackup(str(source))
        if table and table[1] not in PASSING:
            counts[table[1]] = _read_table(connection, there.tables[table[1]], content)
        elif file:
            kept = files.keep(iter(lambda: content.read(1 << 20), b""), member.name, ANY_MB)  # noqa: B023
            if kept.hash != file[1]:
                files.remove(kept.hash)
                raise BadBackup(str(source))
    return counts


def _read_table(connection: Connection, table: Table, content: IO[bytes]) -> int:
    count = 0
    with gzip.open(content, "rt", encoding="utf-8") as lines:
        for rows in _in_pieces(lines):
            connection.execute(insert(table), [_as_row(table, json.loads(line)) for line in rows])
            count += len(rows)
    return count


def _in_pieces(lines: Any) -> Iterator[list[str]]:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == ROWS:
            yield piece
            piece = []
    if piece:
        yield piece


def _as_row(table: Table, told: dict[str, Any]) -> dict[str, Any]:
    return {name: _kept(table.columns[name].type, value) for name, value in told.items()}


def _kept(type_: Any, value: Any) -> Any:
    if value is not None and isinstance(type_, Utc):
        return datetime.fromisoformat(value)
    if value is not None and isinstance(type_, LargeBinary):
        return base64.b64decode(value)
    return value


def _manifest(tar: tarfile.TarFile, source: Path) -> dict[str, Any]:
    content = tar.extractfile("manifest.json")
    manifest = json.loads(content.read(1 << 20)) if content else None
    if not isinstance(manifest, dict) or manifest.get("form") != FORM:
        raise BadBackup(str(source))
    return manifest


def _refuse_unlike(
    connection: Connection, there: MetaData, manifest: dict[str, Any], source: Path
) -> None:
    jobs = there.tables["jobs"]
    for table in there.sorted_tables:
        if table is jobs or table.name in PASSING:
            continue
        if connection.execute(select(table).limit(1)).first() is not None:
            raise NotEmpty
    if manifest["version"] != version_of(connection):
        raise BadBackup(str(source))
    if "tries" in there.tables:
        connection.execute(delete(there.tables["tries"]))
    connection.execute(delete(jobs))  # a worker plans its housekeeping in an empty store too


def _count_on(connection: Connection, there: MetaData) -> None:
    """Let PostgreSQL count on from the numbers that are there; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for name in there.tables:
        table = metadata.tables.get(name)
        if (
            table is not None
            and "id" in table.columns
            and table.columns["id"].autoincrement is True
        ):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608
                    f" coalesce((SELECT max(id) FROM {name}), 0) + 1, false)"
                )
            )
    following = text("SELECT setval(pg_get_serial_sequence('calls', 'id'), :number, false)")
    connection.execute(following, {"number": free_number(connection)})


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))
