"""What is to be settled once Klankbord stands, and what of it is: for the admins, till all is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from klankbord.service.access import Actor, need_admin
from klankbord.service.site import Site
from klankbord.store.agreed import all_locks, council_members
from klankbord.store.audit import was_logged
from klankbord.store.consent import is_lawful
from klankbord.store.house import are_steps_left, leave_steps
from klankbord.store.people import all_people, all_teams
from klankbord.store.retention import read_terms
from klankbord.store.sources import all_sources

PEOPLE, TERMS, SOURCES, TOLD, COUNCIL = "people", "terms", "sources", "told", "council"
"""People and teams; how long calls stay; where they come from; how customers know; the council."""


@dataclass(frozen=True)
class Step:
    """Something to settle; `source` is the source at which it is settled, where there is one."""

    key: str
    done: bool
    source: int = 0


def first_steps(site: Site, actor: Actor) -> tuple[Step, ...]:
    """What is to be settled; nothing once all is, or an admin wants to see it no more.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        if are_steps_left(connection):
            return ()
        sources = all_sources(connection)
        on = [one for one in sources if one.enabled]
        untold = [one for one in on if not is_lawful(connection, one.id)]
        agreed = all_locks(connection) or was_logged(connection, "pack_agreed")
        steps = (
            Step(PEOPLE, _coached(connection)),
            Step(TERMS, bool(read_terms(connection))),
            Step(SOURCES, bool(on)),
            Step(
                TOLD,
                bool(on) and not untold,
                next((one.id for one in (*untold, *on, *sources)), 0),
            ),
            Step(COUNCIL, bool(agreed or council_members(connection))),
        )
    return () if all(step.done for step in steps) else steps


def _coached(connection: Connection) -> bool:
    """Whether a coach and a seller, of who are here or invited, are in one team."""
    roles = {one.id: one.role for one in all_people(connection) if not one.left}
    return any(
        {"coach", "seller"} <= {roles.get(person) for person in team.members}
        for team in all_teams(connection)
    )


def dismiss_steps(site: Site, actor: Actor) -> None:
    """Show them to no admin any more.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        leave_steps(connection)
