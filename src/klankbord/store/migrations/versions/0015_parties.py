"""Calls that were left out are known again, by digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of what is known again."""
    op.create_table(
        "remembered",
        sa.Column("why", types.Name, nullable=False),
        sa.Column(
            "digest",
            types.Name,
            nullable=False,
            comment="keyed; of a file, or of a number, a minute and whose call it was",
        ),
        sa.Column("until", types.Utc(), nullable=False, comment="when it is forgotten"),
        sa.PrimaryKeyConstraint("why", "digest", name=op.f("pk_remembered")),
        sa.CheckConstraint(
            "why IN ('no_consent', 'private', 'gone')", name=op.f("ck_remembered_why")
        ),
        comment="By what a call that was left out is known when it comes another way.",
    )
    op.create_index("ix_remembered_until", "remembered", ["until"])
