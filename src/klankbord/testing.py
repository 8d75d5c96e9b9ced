"""For whoever writes tests with Klankbord: talks in the plain notation, and random ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent
from typing import TYPE_CHECKING

import polars as pl

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.sides import with_sellers
from klankbord.formats import notation, plain
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

SEATS = ("SC", "SC", "SCC", "SCCO", "SSC", "SCO", "SCCU", "CS")
"""Who sits at the table: a letter a side."""
NO_SIDES = ("UU", "UUU", "UUUU", "SU", "CC", "SO")
TEXTS = {
    "nl": (
        "Ja.",
        "Hm-hm.",
        "Ja, precies.",
        "Hoe doen jullie dat nu?",
        "Wij werken met drie ploegen.",
        "Nee, dat wil ik niet.",
        "Eh, dat weet ik niet.",
        "(lacht)",
        "Vind je dat ook? (lacht)",
        "Woensdag (?)",
        "Goed, en wat kost dat dan per maand?",
        "Dat is, eh, bij ons al jaren zo gegaan en zeg maar niemand die er iets van zegt.",
        "Op maandag kost het contract 200 euro—per maand.",
        "Ons contract dus.",
        "Een contract per maand.",
        "Drie ploegen en een contract, dat werkt bij ons ook, haha.",
        "Zie www.voorbeeld.nl/?q=1, of vraag het contract aan Naam 1.",
        "Ik bel u omdat wij van jullie willen horen wat u nodig hebt.",
        "Dit gesprek wordt opgenomen, zeg ik er even bij.",
        "Ik zag dat jullie verhuizen.",
        "Ja?",
        "",
    ),
    "en": (
        "Yeah.",
        "Right, right.",
        "Um, we have, you know, three shifts.",
        "How do you do that now?",
        "No, it is not for us.",
        "[laughter]",
        "I mean, that is what we pay each month, and nobody minds.",
        "The contract for three shifts, on Monday — do you mean me?",
    ),
}
GAPS_MS = (
    *(-4000, -1200, -301, -300, -299, 0, 200, 300, 301, 999, 1000),
    *(2999, 3000, 4000, 4001, 9000),
)
LENGTHS_MS = (0, 300, 301, 800, 1500, 4000, 20_000, 70_000)
"""Times at and beside the edges of what measures look for."""


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


def acts_of(conversation: Conversation, acts: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The acts of each turn where somebody says them, in place of what a model finds.

    `acts` has for a turn (its number, as text) the acts it does; driver_stated:stay is a
    driver_stated too.
    """
    from klankbord.dialogue.acts import LABELS

    told = [set(acts.get(str(n), ())) for n in range(1, len(conversation.turns) + 1)]
    for labels in told:
        labels |= {label.partition(":")[0] for label in labels}
        unknown = labels - set(LABELS)
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
    columns = {label: [label in labels for labels in told] for label in LABELS}
    return pl.DataFrame(columns, schema=dict.fromkeys(LABELS, pl.Boolean))


def conversations(
    *,
    timed: bool = True,
    ends: bool = True,
    patchy: bool = False,
    most_turns: int = 30,
    sides: bool = True,
    seats: Sequence[str] = (),
) -> SearchStrategy[Conversation]:
    """Random conversations: short gaps, overlaps, backchannels, questions, two to four people.

    They are drawn from few words and round times, so that what measures look for does occur.
    Without `ends`, turns have a start alone; where they are `patchy`, some lack times of theirs.
    `seats` says who may sit at the table (see SEATS), otherwise any that does, or does not, tell
    the `sides`.
    """
    from hypothesis import strategies as st

    lacks = st.sampled_from(("", "", "", "end", "start") if patchy else ("",))
    who = st.integers(0, 11)
    gap, length = st.sampled_from(GAPS_MS), st.sampled_from(LENGTHS_MS)
    steps = {
        language: st.tuples(who, gap, length, st.sampled_from(texts), lacks)
        for language, texts in TEXTS.items()
    }

    @st.composite
    def build(draw: st.DrawFn) -> Conversation:
        language = draw(st.sampled_from(("nl", "nl", "en", "")))
        parties = _parties(draw(st.sampled_from(seats or (SEATS if sides else NO_SIDES))))
        punctuated = draw(st.sampled_from((True, True, True, False)))
        one_voice = draw(st.booleans())
        few = draw(st.sampled_from((0, most_turns // 3, most_turns // 2)))
        said = st.lists(steps[language or "nl"], min_size=few, max_size=most_turns)
        turns: list[Turn] = []
        at = begin = draw(st.sampled_from((0, 700, 61_000)))
        free = dict.fromkeys((party.id for party in parties), 0)
        for number, gap, length, text, lack in draw(said):
            party = parties[number % len(parties)].id
            start = max(at + gap, free[party] if one_voice else 0, begin)
            begin, end = start, start + length
            at, free[party] = max(at, end), max(free[party], end)
            known = (timed and lack != "start", timed and ends and not lack)
            turns.append(
                Turn(
                    start if known[0] else None,
                    end if known[1] else None,
                    party,
                    text if punctuated else "".join(c for c in text if c not in ".?!"),
                )
            )
        tail = draw(st.sampled_from((None, -500, 0, 45_000, 200_000)))
        return Conversation(
            "x",
            parties,
            tuple(turns),
            language=language,
            end_ms=max(at + tail, 0) if tail is not None and timed else None,
            overlap=draw(st.sampled_from((None, None, True, False))),
        )

    return build()


def corpora(most_calls: int = 8, most_turns: int = 30) -> SearchStrategy[list[Conversation]]:
    """Random lists of conversations of every sort: with and without sides, ends, starts."""
    from hypothesis import strategies as st

    sorts = (
        *(conversations(most_turns=most_turns) for _ in range(6)),
        conversations(most_turns=most_turns, sides=False),
        conversations(most_turns=most_turns, ends=False),
        conversations(most_turns=most_turns, timed=False),
        conversations(most_turns=most_turns, patchy=True),
    )
    return st.lists(st.one_of(sorts), min_size=1, max_size=most_calls)


def _parties(seats: str) -> tuple[Party, ...]:
    sides = {side.value[0].upper(): side for side in Side}
    return tuple(Party(f"p{i}", f"Naam {i}", sides[seat]) for i, seat in enumerate(seats))


def _in_language(conversation: Conversation, language: str) -> Conversation:
    from dataclasses import replace

    return replace(conversation, language=language)
