"""How Alembic meets our tables: on the connection that `migrate` gives it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from klankbord.store.tables import metadata


def _written(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """How a column's type is written in a migration: our own by their own names."""
    if kind == "type" and type(item).__module__ == "klankbord.store.types":
        autogen.imports.add("from klankbord.store import types")
        return f"types.{type(item).__name__}()"
    return False


def _ours(_item: Any, name: str | None, _kind: str, reflected: bool, _other: Any) -> bool:  # noqa: FBT001
    """Leave what the index of search makes for itself alone."""
    name = str(name)
    return not (reflected and (name.startswith("turns_") or name.endswith("_found")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_written,
    include_object=_ours,
    render_as_batch=False,
    transactional_ddl=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
