"""For whoever writes tests with Klankbord: talks in the plain notation, and random ones."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.sides import with_sellers
from klankbord.formats import notation, plain
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def talk(text: str, seller: str = "", language: str = "nl") -> Conversation:
    """The conversation that a talk in the plain notation (with or without times) stands for.

    >>> talk("0:00-0:04 Anna: Hoe gaat het?", seller="Anna").parties[0].side
    <Side.SELLER: 'seller'>
    """
    document = Document("talk", dedent(text).strip().encode())
    reader = notation if notation.recognises(document) else plain
    (conversation,) = reader.read(document, ReadOptions())
    if not conversation.language:
        conversation = _in_language(conversation, language)
    return with_sellers(conversation, [seller], "talk") if seller else conversation


def conversations(
    *, timed: bool = True, most_turns: int = 30, sides: bool = True
) -> SearchStrategy[Conversation]:
    """Random conversations: short gaps, overlaps, backchannels, questions, two to four people.

    They are drawn from few words and round times, so that what measures look for does occur.
    """
    from hypothesis import strategies as st

    texts = st.sampled_from(
        (
            "Ja.",
            "Hm-hm.",
            "Hoe doen jullie dat nu?",
            "Wij werken met drie ploegen.",
            "Nee, dat wil ik niet.",
            "Eh, dat weet ik niet.",
            "(lacht)",
            "Goed, en wat kost dat dan per maand?",
            "Dat is, eh, bij ons al jaren zo gegaan en niemand die er iets van zegt.",
            "Ja?",
            "",
        )
    )
    gaps = st.sampled_from((-4000, -1200, -300, -299, 0, 200, 999, 1000, 2999, 3000, 4001, 9000))
    lengths = st.sampled_from((0, 300, 800, 1500, 4000, 20_000, 70_000))
    step = st.tuples(st.integers(0, 3), gaps, lengths, texts)

    @st.composite
    def build(draw: st.DrawFn) -> Conversation:
        people = draw(st.integers(2, 4))
        seats = (
            (Side.SELLER, Side.CUSTOMER, Side.CUSTOMER, Side.OTHER)
            if sides
            else (Side.UNKNOWN,) * 4
        )
        parties = tuple(Party(f"p{i}", f"Naam {i}", seats[i]) for i in range(people))
        turns: list[Turn] = []
        at = draw(st.sampled_from((0, 700, 61_000)))
        free = dict.fromkeys((party.id for party in parties), 0)
        for who, gap, length, text in draw(st.lists(step, min_size=1, max_size=most_turns)):
            party = parties[who % people].id
            start = max(at + gap, free[party], turns[-1].start_ms or 0 if turns else 0, 0)
            end = start + length
            free[party] = end
            at = max(at, end)
            turns.append(Turn(start, end, party, text) if timed else Turn(None, None, party, text))
        tail = draw(st.sampled_from((None, 0, 45_000)))
        end_ms = at + tail if tail is not None and timed else None
        return Conversation("x", parties, tuple(turns), language="nl", end_ms=end_ms)

    return build()


def _in_language(conversation: Conversation, language: str) -> Conversation:
    from dataclasses import replace

    return replace(conversation, language=language)
