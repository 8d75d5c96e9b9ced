"""What was given or erased on request: that it was, and of nobody."""

from __future__ import annotations

from klankbord.service.access import Actor, need_admin
from klankbord.service.site import Site
from klankbord.store.erased import Request, all_requests


def list_requests(site: Site, actor: Actor) -> list[Request]:
    """Every request that was carried out, the latest first.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return all_requests(connection)
