"""A recorded review talk: how much of it one person had the floor."""

from __future__ import annotations

from klankbord.conversation import Conversation
from klankbord.language.folding import fold


def share_of(conversation: Conversation, name: str) -> float | None:
    """The share of all speech (else of all words) that is somebody's, found by their name.

    None where nobody, or more than one, goes by that name, or nothing was said.
    """
    wanted = set(fold(name).split())
    fits = [
        party.id
        for party in conversation.parties
        if party.name and set(fold(party.name).split()) == wanted
    ]
    if not fits:
        first = fold(name).split()[:1]
        fits = [party.id for party in conversation.parties if fold(party.name).split() == first]
    if len(fits) != 1:
        return None
    own = total = 0
    for turn in conversation.turns:
        if conversation.bears.ends and turn.start_ms is not None and turn.end_ms is not None:
            length = turn.end_ms - turn.start_ms
        else:
            length = len(turn.text.split())
        total += length
        own += length if turn.party == fits[0] else 0
    return own / total if total else None
