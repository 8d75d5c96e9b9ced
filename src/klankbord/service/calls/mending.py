"""Mending a conversation: every mend is a next revision, measured before it is kept.

Revision, figures and the index of search are kept in one transaction, so that a page never shows
the words of one revision with the figures of another, wherever a process dies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klankbord.coaching.anchors import anchor_of, find_places
from klankbord.conversation import Conversation
from klankbord.conversation.mending import Edit
from klankbord.errors import MendedMeanwhile, NotAllowed, NotFound, TooManyParties, TooManyTurns
from klankbord.formats.building import MOST_PARTIES
from klankbord.service.access import Actor, fetch_call, may_mend
from klankbord.service.calls.measuring import keep_measured, measure_conversation
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call, add_revision, read_conversation, read_revisions
from klankbord.store.people import all_people

Step = tuple[Conversation, dict[str, Any]]
"""A next state, and what the list of revisions tells of it."""
RESTORED = "restored"
"""What a revision is that brings an earlier one back."""


@dataclass(frozen=True)
class Change:
    """A revision in the list: its number, when, by whom ("" where they are gone), and what.

    `facts` has `what`, and what belongs to it (see the edits in `conversation.mending`).
    """

    number: int
    at: datetime
    person: str
    facts: dict[str, Any]


def mend(site: Site, actor: Actor, call: int, seen: int, *edits: Edit) -> int:
    """Mend something in a call, as it was seen: a revision an edit, or none at all.

    Args:
        site: the installation.
        actor: who mends.
        call: the call's number.
        seen: the revision that they looked at.
        edits: what is mended, one after the other.

    Returns:
        The newest revision: the one seen where the edits change nothing.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may see it, and not mend it.
        MendedMeanwhile: somebody else mended it since; nothing is changed.
        CannotMend: it cannot be mended so.
        TooManyTurns: it would have more turns than the setting allows.
        TooManyParties: more people would speak in it than in any conversation.
    """
    found, before = fetch_to_mend(site, actor, call, seen, seen)
    steps: list[Step] = []
    for edit in edits:
        after = edit.apply(before)
        if after != before:
            steps.append((after, {"what": edit.what} | edit.facts(before)))
        before = after
    _bounded(site, found, before)
    return _keep(site, actor, found, steps)


def go_back(site: Site, actor: Actor, call: int, seen: int, to: int) -> int:
    """Bring an earlier revision back, as the newest; what came between stays in the list.

    Returns:
        The newest revision: the one seen where that is the same.

    Raises:
        NotFound: there is no such call or revision, or it is not theirs to see.
        NotAllowed: they may see it, and not mend it.
        MendedMeanwhile: somebody else mended it since; nothing is changed.
    """
    found, after = fetch_to_mend(site, actor, call, seen, to)
    if to == seen:
        return seen
    return _keep(site, actor, found, [(after, {"what": RESTORED, "to": to})])


def history(site: Site, actor: Actor, call: int) -> list[Change]:
    """What was mended in a call, the newest first; the last is how it came in.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
    """
    with site.database.reading() as connection:
        fetch_call(connection, actor, call)
        revisions = read_revisions(connection, call)
        names = {person.id: person.name for person in all_people(connection)}
    return [
        Change(one.number, one.made_at, names.get(one.person_id or 0, ""), one.change)
        for one in revisions
    ]


def fetch_to_mend(
    site: Site, actor: Actor, call: int, seen: int, revision: int
) -> tuple[Call, Conversation]:
    """A call for somebody who mends what they saw of it, and the conversation of a revision.

    Raises:
        NotFound: there is no such call or revision, or it is not theirs to see.
        NotAllowed: they may see it, and not mend it.
        MendedMeanwhile: somebody else mended it since.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        if not may_mend(actor, found):
            raise NotAllowed
        if found.revision != seen:
            raise MendedMeanwhile
        if not 1 <= revision <= seen:
            raise NotFound
        return found, read_conversation(connection, call, revision)


def turn_now(site: Site, actor: Actor, call: int, seen: int, turn: int) -> int:
    """Where a turn of an earlier revision stands now, 0 where its words and time are both gone.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
    """
    with site.database.reading() as connection:
        found = fetch_call(connection, actor, call)
        if not 1 <= seen <= found.revision:
            return 0
        before = read_conversation(connection, call, seen)
        after = read_conversation(connection, call, found.revision)
    if not 1 <= turn <= len(before.turns):
        return 0
    place = find_places(after, [anchor_of(before, turn)])[0]
    return place.turn if place else 0


def _bounded(site: Site, call: Call, after: Conversation) -> None:
    turns, parties = len(after.turns), len(after.parties)
    if turns > site.settings.max_turns:
        raise TooManyTurns(call.title, turns, site.settings.max_turns)
    if parties > MOST_PARTIES:
        raise TooManyParties(call.title, parties, MOST_PARTIES)


def _keep(site: Site, actor: Actor, call: Call, steps: Sequence[Step]) -> int:
    if not steps:
        return call.revision
    measured = measure_conversation(site, steps[-1][0])  # takes a while: nothing is held yet
    now, number = site.now(), call.revision
    with site.database.writing() as connection:
        # Meanwhile the call may have been given away, or somebody put on another team.
        if not may_mend(actor, fetch_call(connection, actor, call.id)):
            raise NotAllowed
        for after, facts in steps:
            kept = add_revision(
                connection,
                call.id,
                after,
                after=number,
                person=actor.id,
                now=now,
                change=facts,
            )
            if not kept:
                raise MendedMeanwhile
            number += 1
        keep_measured(connection, call.id, number, measured, now)
        if actor.id != call.owner_id:
            what = [facts["what"] for _, facts in steps]
            log(connection, now, actor.id, "mended", call=call.id, about=call.owner_id, what=what)
    return number
