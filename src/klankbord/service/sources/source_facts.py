"""What is set of a source, as it is agreed on: all of it but its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from klankbord.service.sources.other_sources import FIELDS
from klankbord.service.sources.watch_config import FolderConfig
from klankbord.service.sources.watching import KIND
from klankbord.store.sources import Source, all_sources, extensions_of


def facts_of_sources(connection: Connection) -> dict[str, Any]:
    """Of each source that is on, by its number."""
    return {
        str(one.id): facts_of_source(one, extensions_of(connection, one.id))
        for one in all_sources(connection)
        if one.enabled
    }


def facts_of_source(source: Source, extensions: Mapping[str, int]) -> dict[str, Any]:
    """Its kind, its settings, whose a call is by default, and whose telephone is whose."""
    return {
        "kind": source.kind,
        "config": {name: source.config[name] for name in _told(source) if name in source.config},
        "person": source.person_id,
        "extensions": dict(sorted(extensions.items())),
    }


def _told(source: Source) -> list[str]:
    """The settings that anybody may read who may read of the source at all."""
    if source.kind == KIND:
        return sorted(FolderConfig.model_fields)
    return sorted(name for name, asked in FIELDS.get(source.kind, {}).items() if not asked.hidden)
