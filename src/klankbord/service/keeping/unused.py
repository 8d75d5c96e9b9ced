"""Bytes to which nothing leads any more, removed at once."""

from __future__ import annotations

from collections.abc import Collection

from klankbord.service.site import Site
from klankbord.store.uses import unused


def remove_unused(site: Site, hashes: Collection[str]) -> None:
    """Remove those of the files to which no call, no import and no open arrival leads."""
    if not hashes:
        return
    with site.database.reading() as connection:
        found = unused(connection, hashes)
    for hash_ in sorted(found):
        site.files.remove(hash_)
