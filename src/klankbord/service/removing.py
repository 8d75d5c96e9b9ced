"""Removing a call of one's own, with everything that hangs on it; only the log tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Select, or_, select

from klankbord.errors import HeldByOthers, NotAllowed
from klankbord.service.access import Actor, fetch_call
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call, lock_calls
from klankbord.store.corpus import Corpus
from klankbord.store.imports import still_used
from klankbord.store.learning_tables import flags, remarks, reviews
from klankbord.store.removing import count_of, remove_call
from klankbord.store.search import forget_words
from klankbord.store.tables import clips, comments, people


@dataclass(frozen=True)
class Goes:
    """What goes with a call, as far as its owner may know: what others keep for themselves not."""

    call: Call
    comments: int
    clips: int
    remarks: int
    flags: int
    reviews: int


def what_goes(site: Site, actor: Actor, call: int) -> Goes:
    """What would go with a call of one's own.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may see it, but it is somebody else's.
    """
    with site.database.reading() as connection:
        found = _own(connection, actor, call)
        count = partial(count_of, connection, call)
        return Goes(
            call=found,
            comments=count(comments, or_(comments.c.shared, comments.c.person_id == actor.id)),
            clips=count(clips, or_(clips.c.shared, clips.c.person_id == actor.id)),
            remarks=count(remarks),
            flags=count(flags, flags.c.person_id == actor.id, flags.c.dropped_at.is_(None)),
            reviews=count(reviews, reviews.c.person_id == actor.id),
        )


def remove(site: Site, actor: Actor, call: int) -> None:
    """Remove a call of one's own for good.

    Its transcript, recording and figures go, what search knows of it, and what anybody made of it;
    lessons and experiments stay with whose they are. Files to which another call or import goes
    back stay. Work on it that was planned finds nothing, and ends.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may see it, but it is somebody else's.
        HeldByOthers: whose it was before kept it for later or reviewed it, and would lose that.
    """
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        _own(connection, actor, call)
        theirs = (flags.c.person_id != actor.id, flags.c.dropped_at.is_(None))
        if count_of(connection, call, flags, *theirs, flags.c.person_id.not_in(_left())):
            raise HeldByOthers
        files = remove_call(connection, call)
        forget_words(connection)
        log(connection, site.now(), actor.id, "call_removed", call=call, about=actor.id)
        unused = files - still_used(connection, files)
    for hash_ in unused:
        site.files.remove(hash_)
    Corpus(site.settings.data).forget(call)


def _left() -> Select[tuple[int]]:
    """Who left the house: nobody can ask them any more."""
    return select(people.c.id).where(people.c.left_at.is_not(None))


def _own(connection: Connection, actor: Actor, call: int) -> Call:
    found = fetch_call(connection, actor, call)
    if found.owner_id != actor.id:
        raise NotAllowed
    return found
