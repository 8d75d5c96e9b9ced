"""Columns that nearly every table has."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey

from klankbord.store.types import Id


def own_id() -> Column[int]:
    """The number of a row, given by the database."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def to_row(table: str, *, keep: bool = False) -> ForeignKey:
    """To a row that takes this one with it when it goes; with `keep`, this one stays."""
    return ForeignKey(f"{table}.id", ondelete="SET NULL" if keep else "CASCADE")
