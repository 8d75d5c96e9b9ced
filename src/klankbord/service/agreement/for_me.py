"""What was agreed on, as far as it concerns whoever looks: what waits for them, what is locked."""

from __future__ import annotations

from klankbord.service.access import Actor
from klankbord.service.agreement.agreeing import agreed_in
from klankbord.service.agreement.seconds import seconds_in
from klankbord.service.site import Site
from klankbord.store.agreed import all_locks, waiting_changes


def awaits_me(site: Site, actor: Actor) -> int:
    """How many changes that somebody else asked for this actor can approve now."""
    with site.database.reading() as connection:
        asked = [one for one in waiting_changes(connection) if one.person_id != actor.id]
        if not asked or actor.id not in seconds_in(connection):
            return 0
        found = agreed_in(connection, site.settings)
        return sum(found.may_approve(one, actor, site.now()) for one in asked)


def locked_keys(site: Site) -> frozenset[str]:
    """What is locked by now, by the keys of `agreed.NAMES`."""
    with site.database.reading() as connection:
        return frozenset(all_locks(connection))
