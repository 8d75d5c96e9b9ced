"""What somebody who sees no call yet waits for: who can be asked, and what will come by itself."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.people import all_people


@dataclass(frozen=True)
class Waiting:
    """A coach's house around them: whether they are in a team, its sellers, and the admins."""

    in_team: bool
    sellers: tuple[str, ...]
    admins: tuple[str, ...]


def read_waiting(site: Site, actor: Actor) -> Waiting | None:
    """What a coach waits for; None for anybody else, whose own calls come first."""
    if actor.role != "coach":
        return None
    with site.database.reading() as connection:
        here = [person for person in all_people(connection) if not person.left]
    coached = [one for one in here if one.role == "seller" and one.teams & actor.teams]
    return Waiting(
        in_team=bool(actor.teams),
        sellers=tuple(person.name for person in coached),
        admins=tuple(person.name for person in here if person.admin),
    )
