"""What was made unreadable in calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of what is unreadable."""
    op.create_table(
        "redacted",
        sa.Column("call_id", types.Id, nullable=False),
        sa.Column("rules", types.Name, nullable=False, comment="by which it was looked through"),
        sa.Column("counts", types.Json, nullable=False, comment="how many of each kind"),
        sa.Column(
            "still_heard", sa.Integer(), nullable=False, comment="of how many the sound stayed"
        ),
        sa.Column("pieces", types.Json, comment="what stands under the marks; null: gone for good"),
        sa.Column(
            "sound", types.Name, comment="SHA-256 of the recording as it was, where it is kept"
        ),
        sa.Column("made_at", types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_redacted_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_redacted")),
        comment="What is unreadable in a call; without a row it was never looked through.",
    )
