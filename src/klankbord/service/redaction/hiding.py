"""Making words unreadable by hand: what nothing finds by itself, and nobody should read or hear.

It is done in every revision, so that going back does not bring it back; and for good, unless the
rules keep originals for whose call it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from klankbord.conversation import Conversation
from klankbord.errors import MendedMeanwhile, NoSuchTurn, NothingSaid
from klankbord.language.redaction import Hidden, Kind, Redacted, hide
from klankbord.service.access import Actor
from klankbord.service.calls.mending import fetch_to_mend
from klankbord.service.keeping.removing import need_not_held
from klankbord.service.redaction.redacting import as_piece
from klankbord.service.redaction.redaction_rules import rules_of
from klankbord.service.redaction.rewriting import forget_traces, keep_rewritten, rewritten, silenced
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.made import Made
from klankbord.store.redaction import all_documents, find_made, source_of

MOST = 20
"""So often the same words are looked for in an earlier revision."""


def hide_words(
    site: Site, actor: Actor, call: int, seen: int, turn: int, words: tuple[int, int]
) -> None:
    """Make words of a turn unreadable, as the revision that was seen has it; and unheard.

    Args:
        site: the installation.
        actor: who does it: whose call it is, or their coach.
        call: the call's number.
        seen: the revision that they looked at.
        turn: from 1.
        words: [start, end) of the turn's text; whole words are taken, without the signs around.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may see it, and not mend it.
        MendedMeanwhile: somebody else mended it since; nothing is changed.
        NoSuchTurn: there is no such turn.
        NothingSaid: there is no word there.
        SoundRefused: the recording cannot be decoded any more.
        HeldForDispute: nothing of it may go.
    """
    found, conversation = fetch_to_mend(site, actor, call, seen, seen)
    if not 1 <= turn <= len(conversation.turns):
        raise NoSuchTurn(turn)
    try:
        now = hide(conversation, turn, *words)
    except IndexError:
        raise NothingSaid from None
    with site.database.reading() as connection:
        documents, before = all_documents(connection, call), find_made(connection, call)
        source = source_of(connection, call)
    hidden = list(now.hidden)
    after = {seen: now.conversation}
    for number in documents.keys() - {seen}:
        earlier = _everywhere(documents[number], now.hidden[0])
        after[number] = earlier.conversation
        hidden += earlier.hidden
    sound = silenced(site, found, hidden)
    keeps = rules_of(site).keeps
    original = (before and before.sound) or (found.sound if sound != found.sound else None)
    made = _more(before or Made("", {}, 0), now, heard=found.sound is not None)
    made = replace(made, sound=original) if keeps else replace(made, pieces=None, sound=None)
    gone = {found.sound} - {original} if keeps else {found.sound, original, source}
    one = rewritten(site, found, documents=after, made=made, sound=sound, gone=gone, hidden=hidden)
    with site.database.writing() as connection:
        need_not_held(connection, call)
        if not keep_rewritten(connection, site, one):
            raise MendedMeanwhile
        log(connection, site.now(), actor.id, "hidden", call=call, about=found.owner_id)
    forget_traces(site, [call])


def _everywhere(conversation: Conversation, gone: Hidden) -> Redacted:
    """An earlier revision without the same words, at about the same time where times are known."""
    hidden: list[Hidden] = []
    for _ in range(MOST):
        place = next(_places(conversation, gone), None)
        if place is None:
            break
        made = hide(conversation, *place)
        conversation = made.conversation
        hidden += made.hidden
    return Redacted(conversation, tuple(hidden))


def _places(conversation: Conversation, gone: Hidden) -> Iterator[tuple[int, int, int]]:
    for number, turn in enumerate(conversation.turns, 1):
        start, end = turn.start_ms, turn.end_ms
        known = None not in {start, end, gone.start_ms, gone.end_ms}
        if known and ((start or 0) > (gone.end_ms or 0) or (end or 0) < (gone.start_ms or 0)):
            continue
        found = re.search(rf"(?<!\w){re.escape(gone.text)}(?!\w)", turn.text)
        if found:
            yield number, *found.span()


def _more(before: Made, now: Redacted, *, heard: bool) -> Made:
    counts = dict(before.counts)
    counts[Kind.HAND.value] = counts.get(Kind.HAND.value, 0) + 1
    return replace(
        before,
        counts=counts,
        still_heard=before.still_heard + (now.still_heard if heard else 0),
        pieces=[*(before.pieces or ()), *map(as_piece, now.hidden)],
    )
