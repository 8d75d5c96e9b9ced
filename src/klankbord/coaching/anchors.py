"""Marks that stay where they were put: anchored on time and words, never on a turn's number.

The time of a recording never changes, and words seldom do; turns are split, joined, given away
and reworded. So a mark keeps when its words were said and what they were, and is looked up anew
in each revision.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, takewhile

from klankbord.conversation import Conversation, Turn
from klankbord.conversation.turns import words_in_place
from klankbord.language.folding import fold

TELLING = 3
"""Words from which a quote is looked for anywhere; fewer are said too often."""
NEAR_MS = 60_000
"""How far from its time a shorter quote is looked for."""
MOST_WORDS = 50
"""Of a longer quote, what comes after is not kept."""
BEFORE = 8
"""Words before a quote that tell it from the same words elsewhere."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Anchor:
    """What a mark holds on to: `start_ms` where times are known, the words, and some before."""

    start_ms: int | None
    quote: str
    before: str = ""


@dataclass(frozen=True)
class Place:
    """Where a mark stands now: a turn (from 1), and its words there as [start, end) of the text.

    Without words (`start_char` equals `end_char`) it is only the time that is left.
    """

    turn: int
    start_char: int
    end_char: int

    @property
    def on_words(self) -> bool:
        """Whether the words, or most of them, are still there."""
        return self.start_char < self.end_char


def anchor_of(
    conversation: Conversation, turn: int, start_char: int = 0, end_char: int | None = None
) -> Anchor:
    """The anchor of a selection within a turn (from 1); of the whole turn without places.

    Raises:
        IndexError: there is no such turn.
    """
    if turn < 1:
        raise IndexError(turn)
    own = conversation.turns[turn - 1]
    quote = " ".join(own.text[start_char:end_char].split()[:MOST_WORDS])
    earlier = [own.text[:start_char]]
    for other in reversed(conversation.turns[: turn - 1]):
        if sum(len(text.split()) for text in earlier) >= BEFORE:
            break
        earlier.append(other.text)
    before = " ".join(" ".join(reversed(earlier)).split()[-BEFORE:])
    return Anchor(_start(own, start_char), quote, before)


def find_places(conversation: Conversation, anchors: Sequence[Anchor]) -> list[Place | None]:
    """Where each mark stands in a conversation; None where its words and its time are both gone.

    It stands in the turn that holds its words, the nearest to its time where several do; of words
    cut over two turns, in the turn where they begin. Where nobody says them any more, it stands
    in the turn that has most of them near its time, or else in the turn at that time.
    """
    if not anchors:
        return []
    turns = [_Said(at, turn) for at, turn in enumerate(conversation.turns)]
    return [_place(turns, anchor) for anchor in anchors]


class _Said:
    """A turn with its words as they are compared."""

    def __init__(self, at: int, turn: Turn) -> None:
        self.at = at
        self.turn = turn
        self.folded = fold(turn.text)
        self.words = _WORD.findall(self.folded)
        self.spaced = f" {' '.join(self.words)} "

    def far_from(self, ms: int | None) -> int:
        """How far a moment is from the turn, in ms; 0 where it is within, or nobody knows."""
        start, end = self.turn.start_ms, self.turn.end_ms
        if ms is None or start is None:
            return 0
        return max(start - ms, ms - (start if end is None else end), 0)

    def place(self, first: int, count: int) -> Place:
        """The place of so many words, from one on."""
        spans = [match.span() for match in _WORD.finditer(self.folded)][first : first + count]
        return Place(self.at + 1, spans[0][0], spans[-1][1])


@dataclass(frozen=True)
class _Hold:
    """Words of a turn that are a quote's: `count` from `first` on, of which `held` are alike."""

    said: _Said
    first: int
    count: int
    held: int
    cut: bool = False


def _place(turns: Sequence[_Said], anchor: Anchor) -> Place | None:
    words = _WORD.findall(fold(anchor.quote))
    if not words:
        return _wordless(turns, anchor)
    holds = list(_whole(turns, words))
    if len(words) < TELLING:
        holds = [hold for hold in holds if hold.said.far_from(anchor.start_ms) <= NEAR_MS]
    if not holds:
        near = (said for said in turns if said.far_from(anchor.start_ms) <= NEAR_MS)
        holds = list(_parts(near, words))
    if not holds:
        return _at_time(turns, anchor)
    hold = holds[0] if len(holds) == 1 else _best(turns, anchor, holds)
    return hold.said.place(hold.first, hold.count)


def _wordless(turns: Sequence[_Said], anchor: Anchor) -> Place | None:
    """Where a mark without a word stands: at the same signs (…), or at its time."""
    signs = anchor.quote.split()
    same = [said for said in turns if signs and said.turn.text.split() == signs]
    if not same:
        return _at_time(turns, anchor)
    said = min(same, key=lambda said: said.far_from(anchor.start_ms))
    return Place(said.at + 1, 0, len(said.turn.text))


def _whole(turns: Sequence[_Said], words: list[str]) -> Iterator[_Hold]:
    """Every place that holds all the words: in one turn, or cut over several."""
    wanted = f" {' '.join(words)} "
    some = set(words[:-1])
    rest = _Rest(turns, words)
    for at, said in enumerate(turns):
        first = counted = 0
        found = said.spaced.find(wanted)
        while found >= 0:
            first, counted = first + said.spaced.count(" ", counted, found), found
            yield _Hold(said, first, len(words), len(words))
            found = said.spaced.find(wanted, found + 1)
        if said.words and said.words[-1] in some and (count := _cut(said.words, at, rest)):
            yield _Hold(said, len(said.words) - count, count, len(words), cut=True)


def _cut(own: list[str], at: int, rest: _Rest) -> int:
    """With how many of the words a turn ends whose others begin later turns; 0 where it is none."""
    words = rest.words
    for count in range(min(len(own), len(words) - 1), 0, -1):
        if own[-count:] == words[:count] and rest.goes_on(at + 1, count):
            return count
    return 0


class _Rest:
    """Where words go on that are cut over turns.

    The turns that can take them up are found once for each place in the words, or a word that is
    said all the time makes every turn look through all the later ones.
    """

    def __init__(self, turns: Sequence[_Said], words: list[str]) -> None:
        self.turns = turns
        self.words = words
        self._takers: dict[int, list[int]] = {}

    def goes_on(self, at: int, first: int) -> bool:
        """Whether the words from `first` on begin a later turn, or fill it and others go on."""
        takers = self._taking(first)
        while (place := bisect_left(takers, at)) < len(takers):
            at, first = takers[place] + 1, first + len(self.turns[takers[place]].words)
            if first >= len(self.words):
                return True
            takers = self._taking(first)
        return False

    def _taking(self, first: int) -> list[int]:
        """The turns that begin with the words from `first` on, or are filled by some of them."""
        if first not in self._takers:
            left = self.words[first:]
            self._takers[first] = [
                at
                for at, said in enumerate(self.turns)
                if said.words and said.words[: len(left)] == left[: len(said.words)]
            ]
        return self._takers[first]


def _parts(near: Iterable[_Said], words: list[str]) -> Iterator[_Hold]:
    """The turns that hold half of the words or more, in their order."""
    some = set(words)
    for said in near:
        if 2 * sum(word in some for word in said.words) < len(words):
            continue
        blocks = SequenceMatcher(None, said.words, words, autojunk=False).get_matching_blocks()
        held = sum(block.size for block in blocks)
        if 2 * held >= len(words):
            first, last = blocks[0], blocks[-2]
            yield _Hold(said, first.a, last.a + last.size - first.a, held)


def _best(turns: Sequence[_Said], anchor: Anchor, holds: Sequence[_Hold]) -> _Hold:
    """Of several, the one with most of the words; then after the same words, and nearest in time.

    What was said before counts first only near the time: it may have been said twice.
    """
    before = _WORD.findall(fold(anchor.before))[::-1]

    def order(hold: _Hold) -> tuple[int, bool, int, bool, int]:
        far = hold.said.far_from(anchor.start_ms)
        alike = _alike(turns, hold, before)
        after_same = alike == len(before) and far <= NEAR_MS
        return (-hold.held, not after_same, far, hold.cut, -alike)

    return min(holds, key=order)


def _alike(turns: Sequence[_Said], hold: _Hold, before: Sequence[str]) -> int:
    """How many words before these are those before the quote, from the nearest one on."""
    said = hold.said
    own = (said.words[place] for place in range(hold.first - 1, -1, -1))
    earlier = (turns[at].words for at in range(said.at - 1, -1, -1))
    others = (word for words in earlier for word in reversed(words))
    pairs = zip(chain(own, others), before, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _at_time(turns: Sequence[_Said], anchor: Anchor) -> Place | None:
    """The turn at a mark's time: the last one that began by then."""
    if anchor.start_ms is None:
        return None
    timed = [said for said in turns if said.turn.start_ms is not None]
    begun = [said for said in timed if (said.turn.start_ms or 0) <= anchor.start_ms]
    found = begun[-1:] or timed[:1]
    return Place(found[0].at + 1, 0, 0) if found else None


def _start(turn: Turn, start_char: int) -> int | None:
    """When the words from a place on begin: known by the words' times, else by the turn's."""
    if not turn.text[:start_char].strip():
        return turn.start_ms
    later = (word for _, end, word in words_in_place(turn) if end > start_char)
    return next((w.start_ms for w in later if w.start_ms is not None), turn.start_ms)
