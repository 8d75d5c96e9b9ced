"""Passwords that were tried of late: for which account, from where, when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text

from klankbord.store.tables import tries


def add_try(connection: Connection, account: str, network: str, now: datetime) -> None:
    """Keep one more try."""
    connection.execute(insert(tries).values(account=account, network=network, at=now))


def count_tries(
    connection: Connection, since: datetime, *, account: str = "", network: str = ""
) -> int:
    """How many there were after a moment: for an account, from a network, or both."""
    where: list[ColumnElement[bool]] = [tries.c.at > since]
    if account:
        where.append(tries.c.account == account)
    if network:
        where.append(tries.c.network == network)
    wanted = select(func.count()).select_from(tries).where(*where)
    return int(connection.execute(wanted).scalar_one())


def forget_pair(connection: Connection, account: str, network: str) -> None:
    """Forget what was tried for an account from a network."""
    connection.execute(delete(tries).where(tries.c.account == account, tries.c.network == network))


def forget_tries(connection: Connection, before: datetime) -> None:
    """Forget what was tried before a moment."""
    connection.execute(delete(tries).where(tries.c.at <= before))


def lock_tries(connection: Connection, network: str) -> None:
    """Let nobody else of a network count and try until this transaction ends.

    On SQLite a writer is alone by itself.
    """
    if connection.dialect.name == "postgresql":
        locked = text("SELECT pg_advisory_xact_lock(hashtextextended(:network, 1))")
        connection.execute(locked, {"network": network})
