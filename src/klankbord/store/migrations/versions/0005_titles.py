"""The words of a call's title and customers, folded: both databases find alike by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.language.searching import folded_words
from klankbord.store import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; the titles that are there are folded."""
    op.add_column(
        "calls",
        sa.Column(
            "folded",
            types.Name,
            nullable=False,
            server_default="",
            comment="words of title and customers, to find by",
        ),
    )
    fold_titles()


def fold_titles() -> None:
    """Fold the titles that are there already."""
    names = ("id", "title", "customers", "folded")
    calls = sa.table("calls", *(sa.column(name) for name in names))
    connection = op.get_bind()
    found = connection.execute(sa.select(calls.c.id, calls.c.title, calls.c.customers)).all()
    rows = [{"call": row.id, "as": folded_words(row.title, row.customers)} for row in found]
    if rows:
        here = sa.update(calls).where(calls.c.id == sa.bindparam("call"))
        connection.execute(here.values(folded=sa.bindparam("as")), rows)
