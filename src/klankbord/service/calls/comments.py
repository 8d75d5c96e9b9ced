"""Comments at a moment of a call: private, or shared with whoever may see the call."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.coaching.anchors import MOST_WORDS, Place, find_places
from klankbord.conversation import Conversation
from klankbord.conversation.assembly import clean
from klankbord.errors import CommentMissing, CommentTooLong
from klankbord.service.access import Actor
from klankbord.service.calls.marks import anchor_on, as_seen, changing, need_own
from klankbord.service.redaction.redaction_rules import for_others
from klankbord.service.site import Site
from klankbord.store import marks
from klankbord.store.calls import Call
from klankbord.store.marks import Comment

LONGEST_COMMENT = 5_000


@dataclass(frozen=True)
class Commented:
    """A comment where it stands now; `place` is None where its words and its time are gone.

    `on_some` says that it is about some words of its turn, not about all of it.
    """

    comment: Comment
    place: Place | None
    on_some: bool = False


def comments_on(
    site: Site, actor: Actor, call: Call, conversation: Conversation
) -> list[Commented]:
    """The comments on a call (fetched for them) that somebody may read, in order of place."""
    with site.database.reading() as connection:
        found = marks.comments_of(connection, call.id, actor.id)
    places = find_places(conversation, [one.anchor for one in found])
    placed = [
        Commented(one, place, place is not None and _is_on_some(conversation, one, place))
        for one, place in zip(found, places, strict=True)
    ]
    last = len(conversation.turns) + 1
    return sorted(placed, key=lambda one: _order(one.place, last))


def comment(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    call: int,
    seen: int,
    turn: int,
    text: str,
    *,
    shared: bool,
    words: tuple[int, int] | None = None,
) -> int:
    """Write something at a turn, as the revision that was seen has it; the comment's number.

    With `words` it is about those alone: [start, end) of the turn's text.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        BadForm: there is no such revision, or no words there.
        NoSuchTurn: that revision has no such turn.
        CommentMissing: there is no text.
        CommentTooLong: there is too much of it.
    """
    written = _text(text)
    with changing(site, actor, call) as (connection, found):
        conversation = as_seen(connection, found, seen)
        return marks.add_comment(
            connection,
            call,
            actor.id,
            anchor_on(conversation, turn, words),
            text=for_others(connection, written) if shared else written,
            shared=shared,
            now=site.now(),
        )


def rewrite(site: Site, actor: Actor, call: int, number: int, text: str, *, shared: bool) -> None:
    """Write a comment of one's own anew, and share it or keep it.

    Raises:
        NotFound: there is no such comment, or it is not theirs to read.
        NotAllowed: somebody else wrote it.
        HeldForDispute: nothing of the call may go.
        CommentMissing: there is no text.
        CommentTooLong: there is too much of it.
    """
    written = _text(text)
    with changing(site, actor, call) as (connection, _):
        need_own(marks.find_comment, connection, actor, call, number)
        told = for_others(connection, written) if shared else written
        marks.change_comment(connection, number, text=told, shared=shared, now=site.now())


def remove_comment(site: Site, actor: Actor, call: int, number: int) -> None:
    """Remove a comment of one's own.

    Raises:
        NotFound: there is no such comment, or it is not theirs to read.
        NotAllowed: somebody else wrote it.
        HeldForDispute: nothing of the call may go.
    """
    with changing(site, actor, call) as (connection, _):
        need_own(marks.find_comment, connection, actor, call, number)
        marks.remove_comment(connection, number)


def _is_on_some(conversation: Conversation, comment: Comment, place: Place) -> bool:
    text = conversation.turns[place.turn - 1].text
    before, after = text[: place.start_char], text[place.end_char :]
    if len(comment.anchor.quote.split()) == MOST_WORDS:
        after = ""  # of more words, the others were not kept
    return place.on_words and any(c.isalnum() for c in before + after)


def _order(place: Place | None, last: int) -> tuple[int, int]:
    return (place.turn, place.start_char) if place else (last, 0)


def _text(text: str) -> str:
    """A comment as it is kept: its lines as they were, without what cannot be seen."""
    lines = "\n".join(clean(line) for line in text.splitlines()).strip()
    if not lines:
        raise CommentMissing
    if len(lines) > LONGEST_COMMENT:
        raise CommentTooLong(LONGEST_COMMENT)
    return lines
