"""Removing a call of one's own, with everything that hangs on it; only the log tells of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from sqlalchemy import Connection, Select, or_, select

from klankbord.errors import HeldByOthers, HeldForDispute
from klankbord.service.access import Actor, fetch_own
from klankbord.service.keeping.erased_beside import put_beside
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import forget_arrival, forget_files
from klankbord.store.audit import log
from klankbord.store.calls import Call, lock_calls
from klankbord.store.corpus import CALLS, Corpus
from klankbord.store.erased import note_call
from klankbord.store.imports import change_import, imports_from
from klankbord.store.learning_tables import flags, remarks, reviews
from klankbord.store.redaction import source_of
from klankbord.store.removing import (
    arrivals_of,
    count_of,
    keep_past_reviews,
    remove_call,
    without_import,
)
from klankbord.store.retention import held_among
from klankbord.store.scrubbing import empty_journal
from klankbord.store.tables import clips, comments, people
from klankbord.store.uploads import Pieces
from klankbord.store.uses import unused, uses_of

Why = Literal["", "retention", "erasure", "owner"]
"""Why a call goes; empty where it was hardly kept at all, and nothing is to be told of it."""


ERASED = "‹gewist›"
"""Stands where a number, an address or the name of a file stood."""


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
        found = fetch_own(connection, actor, call)
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
        HeldForDispute: nothing of it may go.
    """
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        fetch_own(connection, actor, call)
        theirs = (flags.c.person_id != actor.id, flags.c.dropped_at.is_(None))
        if count_of(connection, call, flags, *theirs, flags.c.person_id.not_in(_left())):
            raise HeldByOthers
        unused = take_away(connection, call, site.now(), "owner")
        log(connection, site.now(), actor.id, "call_removed", call=call, about=actor.id)
    wipe(site, call, unused)


def take_away(connection: Connection, call: int, now: datetime, why: Why = "") -> set[str]:
    """Take a call out of every table, whoever asks; its files to which nothing leads any more.

    The caller locked the call; when its transaction is over, it wipes what is left. With `why`
    its reviews are told of afterwards, what its source said of it is forgotten, and no source
    brings it back.

    Raises:
        HeldForDispute: nothing of it may go.
    """
    files = _take(connection, call, now, why)
    plan_scrubbing(connection, now)
    return unused(connection, files)


def _take(connection: Connection, call: int, now: datetime, why: Why) -> set[str]:
    """Take a call out of every table; the files that it had, whatever leads to them."""
    need_not_held(connection, call)
    note_call(connection, "call", call, now)
    arrived = arrivals_of(connection, call) if why else []
    if why:
        keep_past_reviews(connection, call, why, now)
    files = remove_call(connection, call)
    for arrival in without_import(connection, arrived):
        files |= forget_arrival(connection, arrival, now)
    if why:
        forget_files(connection, files, now)
    return files


def erase_calls(connection: Connection, calls: Collection[int], now: datetime) -> set[str]:
    """Take calls out of every table, so that their files hold nothing of them either.

    A file in which other calls were too goes, with what it was called: they are whole in the
    tables, and need it no more. It stays where one of them is held.

    The caller locked the calls; when its transaction is over, it wipes what is left.

    Returns:
        The files to wipe.

    Raises:
        HeldForDispute: nothing of one of them may go.
    """
    read = {source_of(connection, call) for call in calls}
    files = {hash_ for call in calls for hash_ in _take(connection, call, now, "erasure")}
    if calls:
        plan_scrubbing(connection, now)
    uses = uses_of(connection, files | read)
    gone = (files - uses.all) | (read - uses.kept - uses.working)
    for source in read & gone:
        for one in imports_from(connection, source):
            change_import(connection, one.id, name=ERASED, sound_name="", told={})
    return gone


def need_not_held(connection: Connection, call: int) -> None:
    """Stop whoever would take something of a call that is held.

    Raises:
        HeldForDispute: it is.
    """
    if held_among(connection, [call]):
        raise HeldForDispute


def wipe(site: Site, call: int, files: Iterable[str]) -> None:
    """Remove what is left of a call outside the tables."""
    wipe_many(site, [call], files)


def wipe_many(
    site: Site, calls: Collection[int], files: Iterable[str], sent: Iterable[int] = ()
) -> None:
    """Remove what is left of calls outside the tables: files, what was derived, uploads (`sent`).

    What was erased stands in the list beside the database then.
    """
    for hash_ in files:
        site.files.remove(hash_)
    corpus, pieces = Corpus(site.settings.data), Pieces(site.settings.data)
    for shard in {call // CALLS: call for call in calls}.values():
        corpus.forget(shard)
    for upload in sent:
        pieces.drop(upload)
    put_beside(site)
    empty_journal(site.database)  # where somebody is reading, a job does it before long


def _left() -> Select[tuple[int]]:
    """Who left the house: nobody can ask them any more."""
    return select(people.c.id).where(people.c.left_at.is_not(None))
