"""Random conversations in which every turn is told what it does, so that no model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import polars as pl
from hypothesis import strategies as st

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.frames import to_frames
from klankbord.dialogue.acts import ACTS, BY_CUSTOMER, BY_SELLER, DIRECTED_ACTS, LABELS
from klankbord.dialogue.dialogue import Dialogue
from klankbord.measures import CATALOGUE, Catalogue
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import Measured, measure_grains
from klankbord.testing import GAPS_MS, TEXTS, acts_of, corpora, talk

TOGETHER = (
    ("greeting", "small_talk", "open_question", "closed_question", "self_focus", "information"),
    ("objection", "counter", "explores_objection", "reflection", "acknowledgement"),
    ("price", "need", "discount", "objection", "product", "pitch"),
    ("next_step_proposal", "next_step_commit", "closing", "need", "obstacle", "decision_process"),
    ("enthusiasm", "buying_signal", "rebuff", "shared_we"),
    ("open_question", "closed_question", "follow_up_question", "gives_back", "repeat_request"),
    DIRECTED_ACTS,
    ("competitor", "competitor_negative", "compromise", "own_reason", "invitation", "advice"),
)
"""Acts that measures look for together."""
BRINGS = {
    "pitch": "product",
    "competitor_negative": "competitor",
    **dict.fromkeys(
        ("follow_up_question", "assumption_probe", "history_question"), "open_question"
    ),
}
"""Acts with another act that comes with them."""
SIDE_OF = dict.fromkeys(BY_SELLER, Side.SELLER) | dict.fromkeys(BY_CUSTOMER, Side.CUSTOMER)


@dataclass(frozen=True)
class Staged:
    """A conversation, and what each turn does."""

    talk: Conversation
    acts: tuple[frozenset[str], ...]

    def as_talk(self, conversation: Conversation) -> Staged:
        """The same acts in a changed conversation of as many turns."""
        return replace(self, talk=conversation)


def staged(conversation: Conversation, seed: int, fewest: int = 1) -> Staged:
    """The conversation with acts at random, each by a side that may do it."""
    random = Random(seed)
    groups = random.sample(TOGETHER, random.randint(fewest, fewest + 2))
    theme = sorted({*random.sample(ACTS, random.randint(0, 9)), *(a for g in groups for a in g)})
    often = random.choice((0.3, 0.6, 0.9))
    acts = []
    for turn in conversation.turns:
        side = conversation.party(turn.party).side
        may = [act for act in theme if SIDE_OF.get(act.partition(":")[0], side) == side]
        wanted = random.randint(1, 3) if random.random() < often else 0
        done = set(random.sample(may, min(wanted, len(may))))
        for act in ("driver_probe", "driver_stated"):  # a driver goes one way
            ways = sorted(label for label in done if label.startswith(f"{act}:"))
            done -= set(ways[1:])
        done |= {act.partition(":")[0] for act in done}
        done |= {BRINGS[act] for act in done if act in BRINGS}
        acts.append(frozenset(done))
    return Staged(conversation, tuple(acts))


def busy(seed: int) -> Staged:
    """A long Dutch conversation in which much happens, and the customer may begin to tell."""
    random = Random(seed)
    seats = random.choice(("SC", "SC", "SC", "SCC", "SSC", "SCO"))
    sides = {"S": Side.SELLER, "C": Side.CUSTOMER, "O": Side.OTHER}
    parties = tuple(Party(f"p{n}", f"Naam {n}", sides[seat]) for n, seat in enumerate(seats))
    size = random.randint(25, 60)
    tells_from = random.choice((0, size // 2, size))
    by_length = sorted(TEXTS["nl"], key=len)
    gaps = (*GAPS_MS, *(300, 700, 1200) * 5)
    lengths = (800, 1500, 4000, 16_000, 25_000, 70_000)
    turns: list[Turn] = []
    start = end = 0
    for number in range(size):
        place = (number + (random.random() < 0.2)) % 2 if random.random() < 0.8 else -1
        party = parties[place]
        texts = by_length
        if party.side is Side.CUSTOMER:
            texts = by_length[-8:] if number >= tells_from else by_length[:8]
        start = max(end + random.choice(gaps), start)
        end = start + random.choice(lengths)
        turns.append(Turn(start, end, party.id, random.choice(texts)))
    overlap = random.choice((True, None))
    talked = Conversation("x", parties, tuple(turns), language="nl", overlap=overlap)
    return staged(talked, seed, fewest=2)


def staged_corpora(most_calls: int = 6, most_turns: int = 30) -> st.SearchStrategy[list[Staged]]:
    """Random lists of conversations of every sort with acts, and a busy one or two."""
    return st.builds(
        lambda talks, seed, many, unwritten: [
            *(staged(talk, seed + place) for place, talk in enumerate(talks)),
            *map(busy, many),
            *(not_written(busy(other)) for other in unwritten),
        ],
        corpora(most_calls, most_turns),
        st.integers(0, 10_000),
        st.lists(st.integers(0, 10_000), max_size=2),
        st.lists(st.integers(0, 10_000), max_size=1),
    )


def not_written(one: Staged) -> Staged:
    """The same talk as a recording that nobody wrote out: who spoke when, and no acts."""
    turns = tuple(replace(turn, text="", words=()) for turn in one.talk.turns)
    return Staged(replace(one.talk, turns=turns), tuple(frozenset() for _ in turns))


def all_staged(
    conversations: st.SearchStrategy[list[Conversation]],
) -> st.SearchStrategy[list[Staged]]:
    """Each of the conversations with acts."""
    return st.builds(
        lambda talks, seed: [staged(talk, seed + place) for place, talk in enumerate(talks)],
        conversations,
        st.integers(0, 10_000),
    )


def staged_talk(text: str, **acts: str) -> Staged:
    """A talk in the plain notation, and by turn (t1=...) what it does."""
    conversation = talk(text)
    table = acts_of(conversation, {turn[1:]: done.split() for turn, done in acts.items()})
    done = (frozenset(act for act in LABELS if row[act]) for row in table.iter_rows(named=True))
    return Staged(conversation, tuple(done))


def acts_table(corpus: Sequence[Staged]) -> pl.DataFrame:
    """The acts of all turns, as `find_acts` gives them."""
    turns = [acts for one in corpus for acts in one.acts]
    columns = {label: [label in acts for acts in turns] for label in LABELS}
    return pl.DataFrame(columns, schema=dict.fromkeys(LABELS, pl.Boolean))


def grains_of(corpus: Sequence[Staged]) -> Grains:
    """The grains of the conversations with their acts."""
    return Grains(Dialogue.of(to_frames(one.talk for one in corpus), acts=acts_table(corpus)))


def measured(corpus: Sequence[Staged], catalogue: Catalogue = CATALOGUE) -> Measured:
    """What is measured of the conversations with their acts."""
    return measure_grains(grains_of(corpus), catalogue)
