"""Which rows are somebody's to have: what holds for them, a table or a sort of rows each."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from klankbord.service.access import Actor, may_see_review
from klankbord.store import agreed_tables, hook_tables, tables
from klankbord.store import learning_tables as learning
from klankbord.store.consent import waits
from klankbord.store.reviews import TAKEN_OFF

Where = Callable[[Actor], ColumnElement[bool]]


def own(table: Table, column: str = "person_id") -> Where:
    """The rows that name them in this column."""
    return lambda actor: table.c[column] == actor.id


def of_calls(table: Table) -> Where:
    """The rows of their calls."""
    return lambda actor: table.c.call_id.in_(own_calls(actor))


def own_calls(actor: Actor) -> Select[tuple[int]]:
    """The numbers of the calls that are theirs, and that anybody may see yet."""
    return select(tables.calls.c.id).where(tables.calls.c.owner_id == actor.id, ~waits())


def made_or_shared(table: Table) -> Where:
    """Their own, wherever; and what others share on calls of theirs."""
    shared = table.c.shared
    return lambda actor: or_(
        table.c.person_id == actor.id, and_(shared, table.c.call_id.in_(own_calls(actor)))
    )


def reviews_of(actor: Actor) -> Select[tuple[int]]:
    """The reviews that they may see."""
    return select(learning.reviews.c.id).where(may_see_review(actor))


def answers(actor: Actor) -> ColumnElement[bool]:
    """Their own; and what the other of the two wrote, once both are done.

    Not what a coach wrote who no longer does the review, nor which moments the other took off.
    """
    c, written = learning.reviews.c, learning.answers.c
    revealed = reviews_of(actor).where(
        c.id == written.review_id,
        c.seller_done_at.is_not(None),
        c.coach_done_at.is_not(None),
        written.person_id.in_([c.person_id, c.coach_id]),
    )
    others = and_(written.question != TAKEN_OFF, revealed.correlate(learning.answers).exists())
    return or_(written.person_id == actor.id, others)


def teams(actor: Actor) -> ColumnElement[bool]:
    """The teams that they are in."""
    c = tables.members.c
    return tables.teams.c.id.in_(select(c.team_id).where(c.person_id == actor.id))


def audit(actor: Actor) -> ColumnElement[bool]:
    """What they did, and what was done about them."""
    return or_(tables.audit.c.person_id == actor.id, tables.audit.c.about_id == actor.id)


def remarks(actor: Actor) -> ColumnElement[bool]:
    """What they wrote, and what stands with their calls."""
    c = learning.remarks.c
    return or_(c.person_id == actor.id, c.call_id.in_(own_calls(actor)))


def mended(actor: Actor) -> ColumnElement[bool]:
    """Revisions that they made of calls of others."""
    c = tables.revisions.c
    return and_(c.person_id == actor.id, c.call_id.not_in(own_calls(actor)))


def deliveries(actor: Actor) -> ColumnElement[bool]:
    """What went out by their rules, and what was told of their calls by those of others."""
    own = select(hook_tables.hooks.c.id).where(hook_tables.hooks.c.person_id == actor.id)
    c = hook_tables.deliveries.c
    return or_(c.hook_id.in_(own), c.call_id.in_(own_calls(actor)))


def locks(actor: Actor) -> ColumnElement[bool]:
    """What they locked, and what they confirmed."""
    c = agreed_tables.locks.c
    return or_(c.person_id == actor.id, c.second_id == actor.id)


def asked_changes(actor: Actor) -> ColumnElement[bool]:
    """What they asked, and what they decided on."""
    c = agreed_tables.asked_changes.c
    return or_(c.person_id == actor.id, c.second_id == actor.id)
