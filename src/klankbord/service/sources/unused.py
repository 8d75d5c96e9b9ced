"""Bytes to which nothing leads any more, removed at once."""

from __future__ import annotations

from collections.abc import Collection

from klankbord.service.site import Site
from klankbord.store.arrivals import hashes_under_way
from klankbord.store.imports import still_used


def remove_unused(site: Site, hashes: Collection[str]) -> None:
    """Remove those of the files to which no call, no import and no open arrival leads."""
    if not hashes:
        return
    with site.database.reading() as connection:
        used = still_used(connection, hashes) | hashes_under_way(connection)
    for hash_ in sorted(set(hashes) - used):
        site.files.remove(hash_)
