"""The index of search, and what keeps the audit log as it is."""

from __future__ import annotations

import sqlite3

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both; each database in its own way."""
    search()
    append_only()


def search() -> None:
    """Words and marks of turns, found by FTS5 or by tsvector."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE turns_fts USING fts5(lemmas, marks, content='turns',"
            " content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
        )
        if sqlite3.sqlite_version_info >= (3, 42):
            op.execute("INSERT INTO turns_fts(turns_fts, rank) VALUES ('secure-delete', 1)")
        # Only taking out is by trigger: one for putting in makes an import three times as long.
        op.execute(
            "CREATE TRIGGER turns_take AFTER DELETE ON turns BEGIN"
            " INSERT INTO turns_fts(turns_fts, rowid, lemmas, marks)"
            " VALUES ('delete', old.id, old.lemmas, old.marks); END"
        )
    else:
        for name in ("lemmas", "marks"):
            op.execute(
                f"ALTER TABLE turns ADD COLUMN {name}_found tsvector"
                f" GENERATED ALWAYS AS (to_tsvector('simple', {name})) STORED"
            )
            op.execute(f"CREATE INDEX ix_turns_{name}_found ON turns USING gin ({name}_found)")


def append_only() -> None:
    """Refuse every change of the audit log but adding to it."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit"
                " BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit"
            " FOR EACH ROW EXECUTE FUNCTION audit_only_added_to()"
        )
        op.execute(
            "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to()"
        )
