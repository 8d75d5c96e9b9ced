"""Sharing every new flag with one coach, always; until it is said, nothing is shared by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from klankbord.errors import NoSuchCoach
from klankbord.service.access import Actor
from klankbord.service.learning.flagging import SHARE_ALWAYS, coaches_of
from klankbord.service.site import Site
from klankbord.store.people import Person
from klankbord.store.preferences import prefer, preference


@dataclass(frozen=True)
class Sharing:
    """With whom somebody may share, and with whom they always do (None: with nobody)."""

    coaches: Sequence[Person]
    always: int | None


def read_sharing(site: Site, actor: Actor) -> Sharing:
    """How somebody shares; a coach who no longer coaches them is nobody."""
    with site.database.reading() as connection:
        coaches = coaches_of(connection, actor.id)
        kept = preference(connection, actor.id, SHARE_ALWAYS)
    return Sharing(coaches, kept if kept in {one.id for one in coaches} else None)


def share_always(site: Site, actor: Actor, coach: int) -> None:
    """Share every new flag with a coach from now on; 0 for with nobody. What was shared stays so.

    Raises:
        NoSuchCoach: they do not coach this seller.
    """
    with site.database.writing() as connection:
        if coach and coach not in {one.id for one in coaches_of(connection, actor.id)}:
            raise NoSuchCoach
        prefer(connection, actor.id, SHARE_ALWAYS, coach or None)
