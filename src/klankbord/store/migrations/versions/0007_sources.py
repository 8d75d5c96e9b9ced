"""Sources of calls and what arrived from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from klankbord.store import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of intake, and their indexes."""
    op.create_table(
        "sources",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column(
            "kind", types.Name, nullable=False, comment="folder, upload, or a kind of webhook"
        ),
        sa.Column("name", types.Name, nullable=False),
        sa.Column(
            "config",
            types.Json,
            nullable=False,
            comment="what is set of it; each kind has its own",
        ),
        sa.Column("secret", sa.Text(), comment="by which what it sends is known to be its own"),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("person_id", types.Id, nullable=False, comment="whose a call is by default"),
        sa.Column("created_at", types.Utc(), nullable=False),
        sa.Column(
            "looked_at", types.Utc(), comment="when it was last looked at, of what is looked at"
        ),
        sa.Column(
            "seen",
            types.Json,
            nullable=False,
            comment="what was found then: counts, or what was wrong",
        ),
        _to("sources", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
        comment="Where calls come from by themselves.",
    )
    op.create_index("ix_sources_person_id", "sources", ["person_id"])
    op.create_table(
        "extensions",
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column(
            "extension", types.Name, nullable=False, comment="or a user's name at the source"
        ),
        sa.Column("person_id", types.Id, nullable=False),
        _to("extensions", "source_id", "sources"),
        _to("extensions", "person_id", "people"),
        sa.PrimaryKeyConstraint("source_id", "extension", name=op.f("pk_extensions")),
        comment="Whose telephone is whose, a source.",
    )
    op.create_index("ix_extensions_person_id", "extensions", ["person_id"])
    _make_arrivals()
    op.create_table(
        "watched_files",
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column("path", types.Name, nullable=False, comment="within the source's folder, with /"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column(
            "still_since",
            types.Utc(),
            nullable=False,
            comment="since when size and time are these",
        ),
        sa.Column("arrival_id", types.Id, comment="the call that it went with"),
        sa.Column("taken_ns", sa.BigInteger(), comment="its time when it went with that"),
        _to("watched_files", "source_id", "sources"),
        _to("watched_files", "arrival_id", "arrivals", keep=True),
        sa.PrimaryKeyConstraint("source_id", "path", name=op.f("pk_watched_files")),
        comment="Files of a watched folder as they were last seen.",
    )
    op.create_index("ix_watched_files_arrival_id", "watched_files", ["arrival_id"])


def _make_arrivals() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", types.Id, autoincrement=True, nullable=False),
        sa.Column("source_id", types.Id, nullable=False),
        sa.Column("key", types.Name, nullable=False, comment="the source's own id of the call"),
        sa.Column("state", types.Name, nullable=False),
        sa.Column(
            "reason",
            types.Name,
            nullable=False,
            comment="a code; see service/sources/admitting; or empty",
        ),
        sa.Column(
            "detail", types.Json, nullable=False, comment="facts of the reason; or its sentences"
        ),
        sa.Column("told", types.Json, nullable=False, comment="what the source tells of the call"),
        sa.Column(
            "payload", sa.LargeBinary(), comment="the delivery as it came; null once worked off"
        ),
        sa.Column(
            "files",
            types.Json,
            nullable=False,
            comment="hash, name and role of each that is kept",
        ),
        sa.Column("person_id", types.Id, comment="whose it became"),
        sa.Column("import_id", types.Id),
        sa.Column("job_id", types.Id),
        sa.Column("received_at", types.Utc(), nullable=False),
        sa.Column("changed_at", types.Utc(), nullable=False),
        _to("arrivals", "source_id", "sources"),
        _to("arrivals", "person_id", "people", keep=True),
        _to("arrivals", "import_id", "imports", keep=True),
        _to("arrivals", "job_id", "jobs", keep=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_arrivals_source_id_key")),
        sa.CheckConstraint(
            "state IN ('waiting', 'fetching', 'kept', 'left_out', 'refused')",
            name=op.f("ck_arrivals_state"),
        ),
        comment="Each call that a source offered, and what became of it.",
    )
    op.create_index("ix_arrivals_source_id_id", "arrivals", ["source_id", "id"])
    op.create_index("ix_arrivals_import_id", "arrivals", ["import_id"])
    op.create_index("ix_arrivals_job_id", "arrivals", ["job_id"])
    op.create_index("ix_arrivals_person_id", "arrivals", ["person_id"])


def _to(table: str, column: str, other: str, *, keep: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="SET NULL" if keep else "CASCADE",
    )
