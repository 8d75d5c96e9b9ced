"""The shared columns once more, slow and obvious: one conversation, turn after turn.

Written from the definitions (MEASURES.md, the manual's page on columns), to be compared with the
fast ones on random talks. Nothing here is vectorised, and nothing is shared with the fast code
but the texts of the cue packs.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from tests.language.twins import hits_of

from klankbord.conversation import Conversation

SECOND = 1000
BIN = 30 * SECOND
WINDOW = 150 * SECOND


@dataclass
class PlainTurn:
    """A turn with its columns, under their own names."""

    turn: int
    party: int
    side: str
    start_ms: int | None
    end_ms: int | None
    text: str
    lane: str
    words_said: int = 0
    question: bool = False
    fillers: int = 0
    backchannel: bool = False
    substantive: bool = False
    prior: PlainTurn | None = None
    floor_change: bool = False
    speech_ms: int = 0
    fto_ms: int | None = None
    gap_ms: int | None = None
    overlap_ms: int = 0
    interrupts: bool = False
    silence_from_ms: int | None = None
    silence_ms: int = 0
    # What backchannels are told by.
    only_marks: bool = False
    listens: bool = False
    asks: bool = False

    @property
    def start(self) -> int:
        """The start, where it is certain that there is one."""
        assert self.start_ms is not None
        return self.start_ms

    @property
    def end(self) -> int:
        """The end, where it is certain that there is one."""
        assert self.end_ms is not None
        return self.end_ms


@dataclass
class PlainSpan:
    """A stretch or a run: what one lane says in succession."""

    turns: list[PlainTurn] = field(default_factory=list)
    until_ms: int | None = None
    opens: bool = False
    third: str | None = None

    @property
    def side(self) -> str:
        """Whose it is."""
        return self.turns[0].side

    @property
    def start_ms(self) -> int | None:
        """The first start."""
        return self.turns[0].start_ms

    @property
    def end_ms(self) -> int | None:
        """The last end that is known."""
        return max((t.end_ms for t in self.turns if t.end_ms is not None), default=None)

    @property
    def span_ms(self) -> int | None:
        """From the first start to the last end."""
        start, end = self.start_ms, self.end_ms
        return None if start is None or end is None else end - start

    @property
    def people(self) -> int:
        """How many speak in it."""
        return len({turn.party for turn in self.turns})


@dataclass
class PlainPerson:
    """Somebody who speaks."""

    party: int
    side: str
    longest: PlainTurn
    speech_ms: int
    words_said: int
    turns: int
    evenness_of_side: float | None = None
    evenness: float | None = None


@dataclass
class PlainBin:
    """Thirty seconds of one side."""

    bin: int
    side: str
    start_ms: int
    end_ms: int
    speech_ms: int
    words_said: float
    first: PlainTurn | None


@dataclass
class PlainWindow:
    """Two and a half minutes."""

    start_ms: int
    end_ms: int
    seller_ms: int
    customer_ms: int
    share: float | None
    first: PlainTurn | None
    total: int = 0
    imbalance: float | None = None
    change: float | None = None
    step: float | None = None


class PlainCall:
    """One conversation with every column, grain and sum."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.sides = conversation.bears.sides
        self.starts = conversation.bears.starts
        self.ends = conversation.bears.ends
        self.overlap = conversation.bears.overlap
        self.turns = _turns(conversation)
        _tell_words(self.turns, conversation.language)
        _tell_floor(self.turns, timed=self.ends)
        self._tell_sums()
        if self.ends:
            self._tell_times()

    # -- the sums on calls ---------------------------------------------------------------------

    def _tell_sums(self) -> None:
        turns = self.turns
        for turn in turns:
            if self.ends:
                turn.speech_ms = turn.end - turn.start
        self.start_ms, self.call_ms = None, 0
        if self.starts and turns:
            self.start_ms = turns[0].start
            known = [t.end_ms for t in turns if t.end_ms is not None]
            ends = [*known, turns[-1].start, self.conversation.end_ms or 0]
            self.call_ms = max(ends) - self.start_ms
        self.speech_ms = sum(t.speech_ms for t in turns)
        self.seller_ms = sum(t.speech_ms for t in turns if t.side == "seller")
        self.customer_ms = sum(t.speech_ms for t in turns if t.side == "customer")
        self.said = sum(t.words_said for t in turns)
        self.seller_words = sum(t.words_said for t in turns if t.side == "seller")
        self.customer_words = sum(t.words_said for t in turns if t.side == "customer")
        self.punctuation = any(
            word.rstrip("\"'”’)").endswith((".", "?", "!", "…"))
            for t in turns
            for word in t.text.split()
        )
        self.knows_words = self.conversation.language in {"nl", "en"}
        self.customers = len({t.party for t in turns if t.side == "customer"})

    # -- columns that need every start and end ----------------------------------------------------

    def _tell_times(self) -> None:
        for number, turn in enumerate(self.turns):
            before = self.turns[:number]
            last = _last([t for t in before if t.lane != turn.lane], timed=True)
            if last:
                turn.fto_ms = turn.start - last.end
                both = min(turn.end, last.end) - max(turn.start, last.start)
                turn.overlap_ms = max(both, 0)
            if turn.prior:
                turn.gap_ms = turn.start - turn.prior.end
            turn.interrupts = turn.substantive and self._interrupts(turn)
            turn.silence_from_ms = max(t.end for t in [*before, turn])
            if number + 1 < len(self.turns):
                until = self.turns[number + 1].start
            else:
                until = self.conversation.end_ms or 0
            turn.silence_ms = max(until - turn.silence_from_ms, 0)

    def _interrupts(self, turn: PlainTurn) -> bool:
        broken = turn.prior
        if broken is None or turn.start <= broken.start:
            return False
        if broken.end - turn.start < 300 or broken.end >= turn.end:
            return False
        for later in self.turns[broken.turn :]:
            if later.party == broken.party and later.substantive:
                return later.start > turn.end + 300
        return True

    # -- the other grains ------------------------------------------------------------------------

    def stretches(self) -> list[PlainSpan]:
        """What a lane says until another takes the floor."""
        found: list[PlainSpan] = []
        for turn in self.turns:
            if not turn.substantive:
                continue
            if not found or found[-1].turns[0].lane != turn.lane:
                found.append(PlainSpan())
            found[-1].turns.append(turn)
        for number, stretch in enumerate(found):
            stretch.opens = number == 0
            is_last = number + 1 == len(found)
            stretch.until_ms = stretch.end_ms if is_last else found[number + 1].start_ms
        return found

    def runs(self) -> list[PlainSpan]:
        """The same, broken where the lane is silent for three seconds."""
        found: list[PlainSpan] = []
        for stretch in self.stretches():
            found.append(PlainSpan())
            for turn in stretch.turns:
                sofar = found[-1]
                if sofar.turns and self.ends and turn.start - (sofar.end_ms or 0) >= 3 * SECOND:
                    found.append(PlainSpan())
                found[-1].turns.append(turn)
        for run in found:
            if self.start_ms is not None:
                into = run.turns[0].start - self.start_ms
                if into < self.call_ms / 3:
                    run.third = "first_third"
                elif into >= 2 * self.call_ms / 3:
                    run.third = "last_third"
        return found

    def people(self) -> list[PlainPerson]:
        """Who speaks, in the order in which they first do."""
        found = []
        for party in dict.fromkeys(turn.party for turn in self.turns):
            own = [turn for turn in self.turns if turn.party == party]
            longest = own[0]
            for turn in own:
                if turn.words_said > longest.words_said:
                    longest = turn
            found.append(
                PlainPerson(
                    party=party,
                    side=own[0].side,
                    longest=longest,
                    speech_ms=sum(turn.speech_ms for turn in own),
                    words_said=sum(turn.words_said for turn in own),
                    turns=sum(turn.substantive for turn in own),
                )
            )
        customers = [p for p in found if p.side == "customer" and p.speech_ms > 0]
        if len(customers) > 1:
            total = sum(p.speech_ms for p in customers)
            shares = [p.speech_ms / total for p in customers]
            evenness = -sum(s * math.log(s) for s in shares) / math.log(len(shares))
            for person in found:
                person.evenness_of_side = evenness
            customers[0].evenness = evenness
        return found

    def bins(self) -> list[PlainBin]:
        """Each 30 s from the call's start, for each side."""
        found = []
        begin, end = self.start_ms or 0, (self.start_ms or 0) + self.call_ms
        for number in range(math.ceil(self.call_ms / BIN)):
            start = begin + number * BIN
            for side in ("seller", "customer", "other"):
                heard, words, first = 0, 0.0, None
                for turn in self.turns:
                    own = turn.side if turn.side in ("seller", "customer") else "other"
                    part = self._heard(turn, start, start + BIN)
                    if own == side and part:
                        heard += part
                        words += turn.words_said * part / turn.speech_ms
                        first = first or turn
                stop = min(start + BIN, end)
                found.append(PlainBin(number, side, start, stop, heard, words, first))
        return found

    def windows(self) -> list[PlainWindow]:
        """Each 2.5 minutes that lie whole in the call, a new one each 30 s."""
        found: list[PlainWindow] = []
        begin = self.start_ms or 0
        while self.call_ms and len(found) * BIN + WINDOW <= self.call_ms:
            start = begin + len(found) * BIN
            end = start + WINDOW
            heard = {"seller": 0, "customer": 0, "other": 0, "unknown": 0}
            first = None
            for turn in self.turns:
                part = self._heard(turn, start, end)
                heard[turn.side] += part
                if part:
                    first = first or turn
            total = sum(heard.values())
            share = heard["seller"] / total if total else None
            found.append(
                PlainWindow(start, end, heard["seller"], heard["customer"], share, first, total)
            )
        for number, window in enumerate(found):
            if window.share is not None:
                total = window.total
                window.imbalance = max(
                    max(window.seller_ms / total, window.customer_ms / total) - 0.6, 0
                )
            before = found[number - 5].share if number >= 5 else None
            if window.share is not None and before is not None:
                window.change = abs(window.share - before)
        for number, window in enumerate(found):
            near = range(max(number - 4, 0), min(number + 5, len(found)))
            if window.change is not None and all(
                _is_steeper(window.change, found[other].change, later=other > number)
                for other in near
                if other != number
            ):
                window.step = window.change
        return found

    def _heard(self, turn: PlainTurn, start: int, end: int) -> int:
        if not self.ends:
            return 0
        return max(min(turn.end, end) - max(turn.start, start), 0)


def _is_steeper(change: float, other: float | None, *, later: bool) -> bool:
    """Of equal changes, the first counts."""
    return other is None or change > other or (later and change == other)


def _turns(conversation: Conversation) -> list[PlainTurn]:
    found = []
    ids = [party.id for party in conversation.parties]
    for number, turn in enumerate(conversation.turns, 1):
        party = conversation.party(turn.party)
        side = party.side.value
        found.append(
            PlainTurn(
                turn=number,
                party=ids.index(party.id),
                side=side,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                text=turn.text,
                lane=side if conversation.bears.sides else party.id,
            )
        )
    return found


def _tell_words(turns: list[PlainTurn], language: str) -> None:
    for turn in turns:
        said = re.sub(r"\[[^\]]*\]|\([^)]*\)|\*[^*\s][^*]*\*", " ", turn.text)
        turn.words_said = sum(any(c.isalnum() for c in word) for word in said.split())
        turn.question = "?" in said
        turn.asks = said.rstrip(" .…'\"”’)").endswith("?")
        turn.fillers = len(hits_of(turn.text, language, "filler"))
        turn.only_marks = turn.text != "" and turn.words_said == 0
        turn.listens = not turn.only_marks and bool(hits_of(turn.text, language, "backchannel"))


def _tell_floor(turns: list[PlainTurn], *, timed: bool) -> None:
    for number, turn in enumerate(turns):
        before, after = turns[:number], turns[number + 1 :]
        answers = turn.listens and _answers(turn, before, timed=timed)
        opens = turn.listens and timed and bool(after) and _opens(turn, after[0])
        turn.backchannel = turn.only_marks or (turn.listens and not answers and not opens)
        turn.substantive = not turn.backchannel
    for number, turn in enumerate(turns):
        held = [t for t in turns[:number] if t.substantive]
        turn.prior = _last([t for t in held if t.lane != turn.lane], timed=timed)
        turn.floor_change = turn.substantive and bool(held) and held[-1].lane != turn.lane


def _last(turns: list[PlainTurn], *, timed: bool) -> PlainTurn | None:
    """The last turn; where several people of its lane overlap, the one that ends last."""
    if not turns or not timed:
        return turns[-1] if turns else None
    last = turns[-1]
    for turn in reversed(turns):
        if turn.lane == last.lane and turn.end > last.end:
            last = turn
    return last


def _claims(turn: PlainTurn) -> bool:
    """Its words are more than a listener's."""
    return not turn.listens and not turn.only_marks


def _answers(turn: PlainTurn, before: list[PlainTurn], *, timed: bool) -> bool:
    """What another lane said last was a question, and it is over (but for 300 ms).

    Without times, the question must be the turn right before.
    """
    claims = [t for t in before if _claims(t) and t.lane != turn.lane]
    if not claims or not claims[-1].asks:
        return False
    asked = claims[-1]
    return turn.start >= asked.end - 300 if timed else asked is before[-1]


def _opens(turn: PlainTurn, following: PlainTurn) -> bool:
    """The next turn is by the same speaker, claims the floor, and comes within a second."""
    same = following.party == turn.party and _claims(following)
    return same and following.start - turn.end < SECOND
