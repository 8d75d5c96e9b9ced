"""What is held is erased once it may be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add when an erasure was asked to what is held."""
    told = "when its erasure was asked; it is done once this is lifted"
    op.add_column("holds", sa.Column("erase_at", types.Utc(), comment=told))
