"""The queue: flags that wait, reviews under way, and what was learned; each person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from klankbord.service.access import Actor, may_see_flag, may_see_review
from klankbord.service.calls.matching import calls_of_day
from klankbord.service.learning.flagging import coaches_of
from klankbord.service.learning.proposing import open_proposals
from klankbord.service.learning.reviewing import is_revealed
from klankbord.service.site import ZONE, Site, end_of_day
from klankbord.store.calls import Call
from klankbord.store.flags import Flag, find_flags
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.lessons import Lesson, lesson_of_review
from klankbord.store.people import Person
from klankbord.store.proposals import Proposal
from klankbord.store.reviews import Review, find_reviews

LATEST = 50
"""So many closed reviews are shown."""


@dataclass(frozen=True)
class Queue:
    """What the page of reviews shows somebody.

    `own` are their flags that wait, `shared` those that others share with them. `lessons` are by
    review. `coaches` are those with whom they may do a review. `others` are, by flag of
    their own, the calls that it may be about as well: those of that day. `proposals` are calls that
    may be worth listening back to, told to this person alone.
    """

    own: Sequence[Flag]
    shared: Sequence[Flag]
    under_way: Sequence[Review]
    closed: Sequence[Review]
    lessons: Mapping[int, Lesson]
    coaches: Sequence[Person]
    others: Mapping[int, Sequence[Call]]
    proposals: Sequence[Proposal]


def queue_of(site: Site, actor: Actor) -> Queue:
    """What waits for somebody, is under way, and is closed; each the newest first."""
    with site.database.reading() as connection:
        theirs = find_reviews(connection, may_see_review(actor))
        wanted = _flags(connection, actor)
        of_them = reviews.c.flag_id.in_([flag.id for flag in wanted])
        begun = {review.flag_id for review in find_reviews(connection, of_them)}
        waiting = [flag for flag in wanted if flag.id not in begun]
        own = [flag for flag in waiting if flag.person_id == actor.id]
        closed = [review for review in theirs if review.closed_at][:LATEST]
        lessons = {
            review.id: lesson_of_review(connection, review.id)
            for review in closed
            if is_revealed(review)
        }
        return Queue(
            own=own,
            shared=[flag for flag in waiting if flag.person_id != actor.id],
            under_way=[review for review in theirs if not review.closed_at],
            closed=closed,
            lessons={number: lesson for number, lesson in lessons.items() if lesson},
            coaches=coaches_of(connection, actor.id) if actor.role == "seller" else (),
            others={one.id: _others(connection, one) for one in own},
            proposals=open_proposals(site, connection, actor),
        )


def _others(connection: Connection, flag: Flag) -> Sequence[Call]:
    """The other calls of the day on which something was flagged."""
    day = flag.at.astimezone(ZONE).date()
    since, until = end_of_day(day - timedelta(days=1)), end_of_day(day)
    found = calls_of_day(connection, flag.person_id, since, until)
    return [call for call in found if call.id != flag.call_id]


def _flags(connection: Connection, actor: Actor) -> list[Flag]:
    """Flags that were not dropped."""
    return find_flags(connection, may_see_flag(actor), flags.c.dropped_at.is_(None))
