"""Clips of a call: pieces that somebody keeps, private or shared with whoever may see the call."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.conversation import Conversation
from klankbord.conversation.assembly import clean
from klankbord.errors import ClipTooLong, ClipWithoutTimes, NotFound, TitleTooLong
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.marks import anchor_on, as_seen, changing, need_own
from klankbord.service.redaction.redaction_rules import for_others
from klankbord.service.site import Site
from klankbord.store import marks
from klankbord.store.calls import Call
from klankbord.store.marks import Clip

LONGEST_TITLE = 100
LONGEST_CLIP_MIN = 10
TITLE_WORDS = 8
"""A clip without a title is called by so many of its first words."""


@dataclass(frozen=True)
class Clipped:
    """A clip and the turns (from 1) between which it stands now; None where there are none."""

    clip: Clip
    turns: tuple[int, int] | None


def clips_of(site: Site, actor: Actor, call: Call, conversation: Conversation) -> list[Clipped]:
    """The clips of a call (fetched for them) that somebody may see, in order of time."""
    with site.database.reading() as connection:
        found = marks.clips_of(connection, call.id, actor.id)
    return [Clipped(clip, _turns_in(conversation, clip)) for clip in found]


def clip(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    call: int,
    seen: int,
    turns: tuple[int, int],
    title: str,
    *,
    shared: bool,
) -> int:
    """Keep a piece of a call: from one turn to another of the revision that was seen, both in.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        BadForm: there is no such revision.
        NoSuchTurn: that revision has no such turn.
        ClipWithoutTimes: it is not known when these turns begin or end.
        ClipTooLong: it lasts longer than a clip may.
        TitleTooLong: the title has too many letters.
    """
    with changing(site, actor, call) as (connection, found):
        conversation = as_seen(connection, found, seen)
        first, last = sorted(turns)
        quote = anchor_on(conversation, first).quote
        named = _title(title, quote)
        anchor_on(conversation, last)
        return marks.add_clip(
            connection,
            call,
            actor.id,
            _span(conversation, first, last),
            title=for_others(connection, named) if shared else named,
            quote=quote,
            shared=shared,
            now=site.now(),
        )


def retitle(site: Site, actor: Actor, call: int, number: int, title: str, *, shared: bool) -> None:
    """Give a clip of one's own another title, and share it or keep it.

    Raises:
        NotFound: there is no such clip, or it is not theirs to see.
        NotAllowed: somebody else made it.
        HeldForDispute: nothing of the call may go.
        TitleTooLong: the title has too many letters.
    """
    with changing(site, actor, call) as (connection, _):
        own = need_own(marks.find_clip, connection, actor, call, number)
        named = _title(title, own.quote)
        told = for_others(connection, named) if shared else named
        marks.change_clip(connection, number, title=told, shared=shared)


def remove_clip(site: Site, actor: Actor, call: int, number: int) -> None:
    """Remove a clip of one's own; the recording stays.

    Raises:
        NotFound: there is no such clip, or it is not theirs to see.
        NotAllowed: somebody else made it.
        HeldForDispute: nothing of the call may go.
    """
    with changing(site, actor, call) as (connection, _):
        need_own(marks.find_clip, connection, actor, call, number)
        marks.remove_clip(connection, number)


def fetch_clip(site: Site, actor: Actor, call: int, number: int) -> Clip:
    """A clip of a call that somebody may see.

    Raises:
        NotFound: there is no such clip, or it or its call is not theirs to see.
    """
    with site.database.reading() as connection:
        fetch_call(connection, actor, call)
        found = marks.find_clip(connection, call, number, actor.id)
    if found is None:
        raise NotFound
    return found


def _span(conversation: Conversation, first: int, last: int) -> tuple[int, int]:
    """From the start of a turn to the last end of those up to another."""
    start = conversation.turns[first - 1].start_ms
    ends = [_end(conversation, number) for number in range(first, last + 1)]
    end = max((end for end in ends if end is not None), default=None)
    if start is None or ends[-1] is None or end is None or end <= start:
        raise ClipWithoutTimes
    if end - start > LONGEST_CLIP_MIN * 60_000:
        raise ClipTooLong(LONGEST_CLIP_MIN)
    return start, end


def _end(conversation: Conversation, number: int) -> int | None:
    """When a turn ends; where only starts are known, when the next one begins."""
    turn = conversation.turns[number - 1]
    if turn.end_ms is not None:
        return turn.end_ms
    later = conversation.turns[number : number + 1]
    return later[0].start_ms if later else conversation.end_ms


def _turns_in(conversation: Conversation, clip: Clip) -> tuple[int, int] | None:
    """The first and the last turn that begin within a clip; else the one at its start."""
    begun = [
        (number, turn.start_ms)
        for number, turn in enumerate(conversation.turns, 1)
        if turn.start_ms is not None and turn.start_ms < clip.end_ms
    ]
    within = [number for number, start in begun if start >= clip.start_ms] or [
        number for number, _ in begun[-1:]
    ]
    return (within[0], within[-1]) if within else None


def _title(title: str, quote: str) -> str:
    title = clean(title)
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(LONGEST_TITLE)
    words = quote.split()
    more = " …" if len(words) > TITLE_WORDS else ""
    return title or " ".join(words[:TITLE_WORDS])[:LONGEST_TITLE] + more
