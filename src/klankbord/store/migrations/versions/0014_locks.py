"""Who said, as the second, that what is locked was agreed on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the second to each lock; nobody has said it of what is locked already."""
    key = op.f("fk_locks_second_id")
    # SQLite copies the table for it; nothing points at it, so nothing goes along.
    with op.batch_alter_table("locks") as batch:
        batch.add_column(sa.Column("second_id", types.Id))
        batch.create_foreign_key(key, "people", ["second_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_locks_second_id", "locks", ["second_id"])
