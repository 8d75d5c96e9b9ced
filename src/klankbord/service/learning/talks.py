"""The recording of a review talk itself, measured like any call: how much does the coach talk?"""

from __future__ import annotations

from sqlalchemy import Connection, func

from klankbord.coaching.talks import share_of
from klankbord.errors import NoSuchTalk, NotFound, NotNow
from klankbord.service.access import Actor
from klankbord.service.learning.reviewing import changing, is_revealed
from klankbord.service.site import Site
from klankbord.store.calls import Call, find_call, find_calls, read_conversation
from klankbord.store.consent import is_private_yet, waits
from klankbord.store.reviews import Review, change_review
from klankbord.store.tables import calls

LATEST = 20
"""So many calls are offered."""


def talks_for(connection: Connection, review: Review) -> list[Call]:
    """The calls that may be the recording: the seller's, which both may see, since the flag."""
    since = func.coalesce(calls.c.started_at, calls.c.created_at) >= review.flagged_at
    return find_calls(
        connection,
        calls.c.owner_id == review.person_id,
        calls.c.id != review.call_id,
        ~waits(),
        ~is_private_yet(),
        since,
        limit=LATEST,
    )


def link_talk(site: Site, actor: Actor, review: int, call: int | None) -> None:
    """Say which call is the recording of the talk; None for none.

    Only its seller does: a call that is a talk counts nowhere as a call of theirs any more.

    Raises:
        NotFound: there is no such review, or it is not one's own.
        NotNow: there was no talk yet: not both are done, or it is done alone.
        NoSuchTalk: that call is not one that both may see.
    """
    with changing(site, actor, review, closed_too=True) as (connection, found):
        if found.person_id != actor.id:
            raise NotFound
        if call is not None and (found.coach_id is None or not is_revealed(found)):
            raise NotNow
        if call is not None and call not in {one.id for one in talks_for(connection, found)}:
            raise NoSuchTalk
        change_review(connection, review, talk_id=call)


def talk_of(connection: Connection, review: Review) -> tuple[Call, float | None] | None:
    """The recording of the talk, and the coach's share of it where their name is in it."""
    if review.talk_id is None:
        return None
    theirs = (calls.c.id == review.talk_id, calls.c.owner_id == review.person_id)
    found = find_call(connection, *theirs)
    if found is None:
        return None
    return found, share_of(read_conversation(connection, found.id), review.coach)
