"""Webhooks that came in lately, and halves of calls that wait for the other half."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from klankbord.store.hook_tables import heard, pieces
from klankbord.store.rows import insert_new, put_row


def note_heard(connection: Connection, source: int, nonce: str, now: datetime) -> bool:
    """Note a webhook; False where it was heard before."""
    row = {"source_id": source, "nonce": nonce, "at": now}
    return insert_new(connection, heard, row, heard.c.source_id, heard.c.nonce)


def forget_heard(connection: Connection, before: datetime) -> None:
    """Throw away what was heard before a moment."""
    connection.execute(delete(heard).where(heard.c.at < before))


def keep_piece(
    connection: Connection, source: int, key: str, part: str, told: Mapping[str, Any], now: datetime
) -> dict[str, dict[str, Any]]:
    """Keep half a call; what there is of it by now, by part."""
    row = {"source_id": source, "key": key, "part": part, "told": dict(told), "at": now}
    put_row(connection, pieces, row, *pieces.primary_key)
    return pieces_of(connection, source, key)


def pieces_of(connection: Connection, source: int, key: str) -> dict[str, dict[str, Any]]:
    """What there is of a call that waits, by part."""
    c = pieces.c
    wanted = select(c.part, c.told).where(c.source_id == source, c.key == key).order_by(c.part)
    return {row.part: row.told for row in connection.execute(wanted)}


def drop_pieces(connection: Connection, source: int, key: str) -> None:
    """The call is on its way: nothing waits any more."""
    c = pieces.c
    connection.execute(delete(pieces).where(c.source_id == source, c.key == key))
