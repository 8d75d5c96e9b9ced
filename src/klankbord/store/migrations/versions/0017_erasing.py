"""What leads to a file is found by an index; lines of what was erased are told apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add indexes on the columns that hold files, and by what a line is told apart."""
    op.create_index("ix_calls_sound", "calls", ["sound"])
    op.create_index("ix_imports_source", "imports", ["source"])
    op.create_index("ix_imports_sound", "imports", ["sound"])
    told = "of a party: another each time that they were erased"
    op.add_column("erased", sa.Column("token", types.Name, comment=told))
    again = "it came with a list, and is to be erased from a backup"
    op.add_column("erased", sa.Column("again", sa.Boolean(), comment=again))
