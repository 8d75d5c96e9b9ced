"""Random edits of a conversation, and what it takes to apply many."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from hypothesis import strategies as st

from klankbord.conversation import Conversation, Party, Side, Turn, Word
from klankbord.conversation.mending import (
    Edit,
    Give,
    GiveAll,
    Join,
    Merge,
    Rename,
    Reword,
    SetSide,
    Split,
)
from klankbord.errors import CannotMend

KINDS = ("rename", "side", "reword", "split", "join", "give", "give_all", "merge")
NAMES = ("Karel", "Els", "Naam 1", "  Ömer   de Wit ")
WORDS = ("ja", "maar", "koelcel", "(lacht)", "prijs", "…", "contract.", "wat?", "Ik")


@st.composite
def edits(draw: st.DrawFn, conversation: Conversation, kinds: Sequence[str] = KINDS) -> Edit | None:
    """An edit that may or may not be possible; None where there is nothing to edit."""
    kind = draw(st.sampled_from(kinds))
    if kind in {"rename", "side", "give_all", "merge"}:
        return draw(edits_of_parties(conversation, kind))
    return draw(edits_of_turns(conversation, kind)) if conversation.turns else None


@st.composite
def edits_of_parties(draw: st.DrawFn, conversation: Conversation, kind: str) -> Edit:
    party = st.sampled_from([party.id for party in conversation.parties])
    name = draw(st.sampled_from(NAMES))
    if kind == "rename":
        return Rename(draw(party), name)
    if kind == "side":
        return SetSide(draw(party), draw(st.sampled_from(list(Side))))
    if kind == "merge":
        return Merge(draw(party), draw(party))
    return GiveAll(draw(party), draw(party | st.just("")), name)


@st.composite
def edits_of_turns(draw: st.DrawFn, conversation: Conversation, kind: str) -> Edit:
    number = draw(st.integers(1, len(conversation.turns)))
    text = conversation.turns[number - 1].text
    if kind == "reword":
        said = text.split()
        at, end = sorted(draw(st.tuples(*(st.integers(0, len(said)),) * 2)))
        put = draw(st.lists(st.sampled_from(WORDS), max_size=3))
        return Reword(number, " ".join([*said[:at], *put, *said[end:]]))
    if kind == "split":
        spaces = [place for place, letter in enumerate(text) if letter == " "]
        return Split(number, draw(st.sampled_from(spaces or [0])))
    if kind == "join":
        return Join(number)
    to = draw(st.sampled_from([*(party.id for party in conversation.parties), ""]))
    return Give(number, to, draw(st.sampled_from(NAMES)))


@st.composite
def mended(
    draw: st.DrawFn, conversation: Conversation, most: int = 8, kinds: Sequence[str] = KINDS
) -> Conversation:
    """The conversation after some edits, those left out that cannot be."""
    for _ in range(draw(st.integers(1, most))):
        edit = draw(edits(conversation, kinds))
        with suppress(CannotMend):
            conversation = conversation if edit is None else edit.apply(conversation)
    return conversation


@st.composite
def unlike(draw: st.DrawFn) -> Conversation:
    """A conversation in which no word is said twice; with times, with starts alone, or without.

    Parties may speak at once, but nobody through themselves.
    """
    sort = draw(st.sampled_from(("words", "ends", "ends", "starts", "none")))
    said = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 12), st.integers(0, 3000))))
    parties = tuple(Party(f"p{n}", f"Naam {n}", Side.UNKNOWN) for n in range(3))
    turns, free, begin, number = [], [0, 0, 0], 0, 0
    for party, count, gap in said:
        start = max(begin + gap, free[party])
        texts = [f"woord{number + n}" for n in range(count)]
        number += count
        times = [start + 400 * n for n in range(count + 1)]
        begin, free[party] = start, times[-1]
        spans = zip(times, times[1:], texts, strict=False)
        turns.append(
            Turn(
                None if sort == "none" else start,
                times[-1] if sort in {"words", "ends"} else None,
                f"p{party}",
                " ".join(texts),
                tuple(Word(*span) for span in spans) if sort == "words" else (),
            )
        )
    return Conversation("x", parties, tuple(turns), language="nl")
