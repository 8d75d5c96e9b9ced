"""The one door: what somebody may see is fetched for them; what they may not see is not found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from klankbord.errors import NotFound
from klankbord.store.calls import Call, find_call
from klankbord.store.people import Person
from klankbord.store.tables import calls, members, people


@dataclass(frozen=True)
class Actor:
    """Who asks; by which session, where there is one."""

    id: int
    name: str
    role: str
    admin: bool
    language: str
    teams: frozenset[int]
    session_id: int = 0
    form_token: str = ""

    @classmethod
    def of(cls, person: Person, session_id: int = 0, form_token: str = "") -> Actor:
        """Somebody, as one who asks."""
        return cls(
            id=person.id,
            name=person.name,
            role=person.role,
            admin=person.admin,
            language=person.language,
            teams=person.teams,
            session_id=session_id,
            form_token=form_token,
        )

    @property
    def coaches(self) -> bool:
        """Whether they see more than their own calls."""
        return self.role == "coach" and bool(self.teams)


def may_see(actor: Actor) -> ColumnElement[bool]:
    """What holds for every call that somebody may see: their own; a coach, their sellers' too.

    An admin as such sees no calls: keeping the house is no reason to listen in.
    """
    own = calls.c.owner_id == actor.id
    if not actor.coaches:
        return own
    sellers = (
        select(members.c.person_id)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.team_id.in_(sorted(actor.teams)), people.c.role == "seller")
    )
    return or_(own, calls.c.owner_id.in_(sellers))


def may_mend(actor: Actor, call: Call) -> bool:
    """Whether somebody may mend names, sides and text: whose call it is, and their coach."""
    return call.owner_id == actor.id or actor.coaches


def fetch_call(connection: Connection, actor: Actor, call: int) -> Call:
    """A call for somebody.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    found = find_call(connection, and_(calls.c.id == call, may_see(actor)))
    if found is None:
        raise NotFound
    return found


def need_admin(actor: Actor) -> None:
    """Let an admin through.

    Raises:
        NotFound: it is somebody else; what is the admins' is not there for others.
    """
    if not actor.admin:
        raise NotFound
