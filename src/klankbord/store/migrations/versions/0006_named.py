"""Whether the maker of a flag said which call it is, or it was found by number or by time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; flags that have their call stay where they are."""
    op.add_column(
        "flags",
        sa.Column(
            "named",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="its maker said which call it is",
        ),
    )
    flags = sa.table("flags", sa.column("call_id"), sa.column("named", sa.Boolean()))
    op.execute(flags.update().where(flags.c.call_id.is_not(None)).values(named=True))
