"""Tries of passwords, names to be found by, and whether somebody wants single letters as keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.language.folding import fold
from klankbord.store import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns; the names that are there are folded."""
    op.create_table(
        "tries",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("account", types.Name, nullable=False, comment="SHA-256 of the e-mail address"),
        sa.Column("network", types.Name, nullable=False, comment="where it came from"),
        sa.Column("at", types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
        comment="Passwords that were tried of late; see service/accounts/tries.",
    )
    op.create_index("ix_tries_account_network", "tries", ["account", "network"], unique=False)
    op.create_index("ix_tries_network", "tries", ["network"], unique=False)
    op.add_column(
        "people",
        sa.Column(
            "shortcuts",
            sa.Boolean(),
            nullable=False,
            server_default=sa.true(),
            comment="whether single letters do something on pages",
        ),
    )
    op.add_column(
        "parties",
        sa.Column(
            "folded", types.Name, nullable=False, server_default="", comment="the name, to find by"
        ),
    )
    fold_names()


def fold_names() -> None:
    """Fold the names that are there already."""
    names = ("call_id", "party", "name", "folded")
    parties = sa.table("parties", *(sa.column(name) for name in names))
    connection = op.get_bind()
    wanted = sa.select(parties.c.call_id, parties.c.party, parties.c.name)
    named = connection.execute(wanted).all()
    rows = [{"call": call, "place": place, "as": fold(name)} for call, place, name in named if name]
    if rows:
        here = (parties.c.call_id == sa.bindparam("call"), parties.c.party == sa.bindparam("place"))
        connection.execute(sa.update(parties).where(*here).values(folded=sa.bindparam("as")), rows)
