"""What the sources offered, for admins to look through."""

from __future__ import annotations

from klankbord.errors import NotFound
from klankbord.service.access import Actor, need_admin
from klankbord.service.site import Site
from klankbord.store.arrivals import Arrival, arrivals_of
from klankbord.store.sources import Source, all_sources, find_source


def list_sources(site: Site, actor: Actor) -> list[Source]:
    """All sources, by name.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return all_sources(connection)


def list_arrivals(
    site: Site, actor: Actor, source: int, *, limit: int, before: int | None = None
) -> list[Arrival]:
    """The newest arrivals from a source; those before one, to go on.

    Raises:
        NotFound: there is no such source; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        if find_source(connection, source) is None:
            raise NotFound
        return arrivals_of(connection, source, limit, before=before)
