"""What was agreed on, as far as it concerns whoever looks: what waits for them, what is locked."""

from __future__ import annotations

from klankbord.service.access import Actor
from klankbord.service.agreement.seconds import seconds_in
from klankbord.service.site import Site
from klankbord.store.agreed import all_locks, waiting_changes


def awaits_me(site: Site, actor: Actor) -> int:
    """How many changes that somebody else asked for wait for whom this is to approve them."""
    with site.database.reading() as connection:
        asked = [one for one in waiting_changes(connection) if one.person_id != actor.id]
        return len(asked) if asked and actor.id in seconds_in(connection) else 0


def locked_keys(site: Site) -> frozenset[str]:
    """What is locked by now, by the keys of `agreed.NAMES`."""
    with site.database.reading() as connection:
        return frozenset(all_locks(connection))
