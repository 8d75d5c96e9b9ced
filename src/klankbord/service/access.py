"""The one door: what somebody may see is fetched for them; what they may not see is not found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from klankbord.errors import NotAllowed, NotFound
from klankbord.store.calls import Call, find_call
from klankbord.store.consent import is_private_yet, waits
from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.people import Person
from klankbord.store.reviews import Review, find_reviews
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
    shortcuts: bool = True

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
            shortcuts=person.shortcuts,
        )

    @property
    def coaches(self) -> bool:
        """Whether they see more than their own calls."""
        return self.role == "coach" and bool(self.teams)


def may_see(actor: Actor) -> ColumnElement[bool]:
    """What holds for every call that somebody may see: their own; a coach, their sellers' too.

    What waits for consent nobody sees; what its seller may yet call private, no coach.
    An admin as such sees no calls: keeping the house is no reason to listen in.
    """
    own = calls.c.owner_id == actor.id
    coached = and_(is_coached(actor, calls.c.owner_id), ~is_private_yet())
    return and_(or_(own, coached) if actor.coaches else own, ~waits())


def is_told_of(owner: int, reader: int) -> ColumnElement[bool]:
    """What holds for the calls of an owner that may count in a figure which a reader is told."""
    return ~waits() if reader == owner else and_(~waits(), ~is_private_yet())


def is_coached(actor: Actor, person: ColumnElement[int]) -> ColumnElement[bool]:
    """What holds for the sellers whom somebody coaches: those of their teams."""
    if not actor.coaches:
        return false()
    sellers = (
        select(members.c.person_id)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.team_id.in_(sorted(actor.teams)), people.c.role == "seller")
    )
    return person.in_(sellers)


def may_see_flag(actor: Actor) -> ColumnElement[bool]:
    """What holds for every flag that somebody may see: their own, and those shared with them.

    What was shared with a coach who coaches its seller no longer is the seller's alone again. Of a
    call that was given to somebody else, nobody sees the flag.
    """
    shared = and_(flags.c.shared_id == actor.id, is_coached(actor, flags.c.person_id))
    here = or_(flags.c.call_id.is_(None), _is_theirs(flags.c.call_id, flags.c.person_id))
    return and_(or_(flags.c.person_id == actor.id, shared), here)


def may_see_review(actor: Actor) -> ColumnElement[bool]:
    """What holds for every review that somebody may see: their own, and those they coach.

    Of a call that was given to somebody else, nobody sees the review.
    """
    theirs = and_(reviews.c.coach_id == actor.id, is_coached(actor, reviews.c.person_id))
    mine = or_(reviews.c.person_id == actor.id, theirs)
    return and_(mine, _is_theirs(reviews.c.call_id, reviews.c.person_id))


def _is_theirs(call: ColumnElement[int], person: ColumnElement[int]) -> ColumnElement[bool]:
    """What holds where a call is still somebody's, whatever else is asked of calls."""
    own = select(calls.c.id).where(calls.c.owner_id == person)
    return call.in_(own.correlate_except(calls))


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


def fetch_own(connection: Connection, actor: Actor, call: int) -> Call:
    """A call for whose it is.

    Raises:
        NotFound: there is none, or it is not theirs to see.
        NotAllowed: they may see it, but it is somebody else's.
    """
    found = fetch_call(connection, actor, call)
    if found.owner_id != actor.id:
        raise NotAllowed
    return found


def fetch_flag(connection: Connection, actor: Actor, flag: int) -> Flag:
    """A flag for somebody.

    Raises:
        NotFound: there is none, or it is not shared with them.
    """
    found = find_flags(connection, flags.c.id == flag, may_see_flag(actor))
    if not found:
        raise NotFound
    return found[0]


def fetch_review(connection: Connection, actor: Actor, review: int) -> Review:
    """A review for somebody: the seller whose it is, or the coach who does it with them.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = find_reviews(connection, reviews.c.id == review, may_see_review(actor))
    if not found:
        raise NotFound
    return found[0]


def need_admin(actor: Actor) -> None:
    """Let an admin through.

    Raises:
        NotFound: it is somebody else; what is the admins' is not there for others.
    """
    if not actor.admin:
        raise NotFound
