"""Everything that an installation keeps, to look in for what must not be there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import select, text

from klankbord.service.site import Site
from klankbord.store.tables import metadata

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def where_is(site: Site, *words: str) -> set[str]:
    """Where any of the words is still kept: in tables, and in the bytes of files.

    Looked in are every table, every file of the data folder (the database with its journal, files,
    what is derived, the columnar copy), where packed bytes are unpacked, and every file of
    PostgreSQL's own folder, as its bytes are.
    """
    found = {f"table {name}" for name, value in _values(site) if _holds(value, words)}
    for path in paths_of(site):
        data = path.read_bytes()
        if path.suffix == ".parquet":
            data = repr(pl.read_parquet(path).rows()).encode()
        packed = _unpacked(data) if path.is_relative_to(site.settings.data) else ()
        if any(_holds(piece, words) for piece in (data, *packed)):
            found.add(path.name)
    return found


def _values(site: Site) -> Iterator[tuple[str, Any]]:
    with site.database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    yield table.name, value


def _holds(value: Any, words: tuple[str, ...]) -> bool:
    if isinstance(value, bytes):
        pieces = (value, *_unpacked(value)) if value[:1] == b"\x78" else (value,)
        return any(word.encode() in piece for word in words for piece in pieces)
    return any(word in str(value) for word in words)


def paths_of(site: Site) -> Iterator[Path]:
    """Every file of the data folder, and of PostgreSQL's own, as they are on the disk by now."""
    folders = [site.settings.data]
    if not site.database.is_sqlite:
        with site.database.writing() as connection:
            connection.execute(text("CHECKPOINT"))
            folders.append(Path(connection.execute(text("SHOW data_directory")).scalar_one()))
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _unpacked(data: bytes) -> Iterator[bytes]:
    for start in _ZLIB.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[start.start() :], 1 << 20)
        except zlib.error:
            continue
