"""The shared columns once more, slow and obvious: one conversation, turn after turn.

Written from the definitions (MEASURES.md, the manual's page on columns), to be compared with the
fast ones on random talks. Nothing here is vectorised, and nothing is shared with the fast code
but the texts of the cue packs and of the lists of small words. The acts are given: what a model
finds has no twin.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.language.twins import hits_of, is_dated, plain_lemmas, without_marks

from klankbord.conversation import Conversation

SECOND = 1000
BIN = 30 * SECOND
WINDOW = 150 * SECOND
DIRECTIONS = ("stay", "move_to_us", "move_elsewhere")


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
    acts: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    words_said: int = 0
    question: bool = False
    fillers: int = 0
    backchannel: bool = False
    substantive: bool = False
    prior: PlainTurn | None = None
    floor_change: bool = False
    continues: bool = False
    speech_ms: int = 0
    fto_ms: int | None = None
    gap_ms: int | None = None
    overlap_ms: int = 0
    interrupts: bool = False
    silence_from_ms: int | None = None
    silence_after: PlainTurn | None = None
    silence_ms: int = 0
    self_words: int = 0
    you_words: int = 0
    laughs: int = 0
    spoken_notice: bool = False
    known_of_customer: bool = False
    # To whom it replies, who replies to it, and what it takes up.
    run: PlainSpan | None = None
    utterance: list[PlainTurn] = field(default_factory=list)
    reply: PlainTurn | None = None
    takes_up: int | None = None
    takes_up_by_chance: int | None = None
    # Where it stands in the course of the call.
    opens: bool = False
    opening: bool = False
    closes: bool = False
    need_row: PlainTurn | None = None
    obstacle_row: PlainTurn | None = None
    decision_row: PlainTurn | None = None
    own_price_row: PlainTurn | None = None
    price_row: PlainTurn | None = None
    known_row: PlainTurn | None = None
    first_product: bool = False
    first_price: bool = False
    first_rebuff: bool = False
    step_row: PlainTurn | None = None
    echo_row: PlainTurn | None = None
    priced_row: PlainTurn | None = None
    objected_row: PlainTurn | None = None
    starts_laughing: bool = False
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

    @property
    def sends(self) -> bool:
        """It informs, advises, pitches, or speaks of the product."""
        return self.does("information", "advice", "pitch", "product")

    @property
    def run_ms(self) -> int | None:
        """How long its run lasts; only where the source bears ends, and so the turn a silence."""
        known = self.run is not None and self.silence_from_ms is not None
        return self.run.span_ms if self.run and known else None

    def does(self, *acts: str) -> bool:
        """Whether it does one of these acts."""
        return any(act in self.acts for act in acts)

    def is_before(self, other: PlainTurn) -> bool:
        """Whether it stands before another turn."""
        return self.turn < other.turn


@dataclass
class PlainSpan:
    """A stretch or a run: what one lane says in succession."""

    turns: list[PlainTurn] = field(default_factory=list)
    until_ms: int | None = None
    opens: bool = False
    third: str | None = None
    shift: str | None = None
    turns_it: bool = False

    @property
    def words_said(self) -> int:
        """All words in it."""
        return sum(turn.words_said for turn in self.turns)

    @property
    def count(self) -> int:
        """How many turns it has; pieces of one speaker that follow soon are one."""
        return sum(not turn.continues or turn is self.turns[0] for turn in self.turns)

    @property
    def questions(self) -> int:
        """How many turns ask."""
        return sum(turn.question for turn in self.turns)

    @property
    def sends(self) -> bool:
        """Whether a turn in it sends."""
        return any(turn.sends for turn in self.turns)

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


@dataclass
class PlainStep:
    """A step before the first closing."""

    step: str
    skipped: bool
    closing: PlainTurn


@dataclass
class PlainDriver:
    """What is known of what drives the customer one way."""

    state: str
    turn: PlainTurn | None


@dataclass(frozen=True)
class PlainTerm:
    """A word that came up late and that both sides said twice."""

    lemma: str
    first: PlainTurn
    by_each: tuple[PlainTurn, PlainTurn]
    """The first turn of each side."""

    @property
    def to_turn(self) -> int:
        """The turn in which the other side says it too."""
        return max(turn.turn for turn in self.by_each)

    @property
    def end_ms(self) -> int | None:
        """When both have said it."""
        return max((t.end_ms for t in self.by_each if t.end_ms is not None), default=None)


class PlainCall:
    """One conversation with every column, grain and sum; `acts` has those of each turn."""

    def __init__(self, conversation: Conversation, acts: Sequence[Iterable[str]] = ()) -> None:
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
        for turn, done in zip(self.turns, acts, strict=bool(acts)):
            turn.acts = frozenset(done)
            asks = turn.does("open_question", "closed_question")
            turn.question = turn.question or (asks and not self.punctuation)
        self._tell_links()
        self._tell_course()

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
            ended = [t for t in [*before, turn] if t.end == turn.silence_from_ms]
            turn.silence_after = ended[-1]
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
            if later.party == broken.party and later.substantive and later.start >= turn.start:
                return later.start > turn.end + 300
        return True

    # -- what replies to what, and what it takes up ----------------------------------------------

    def _tell_links(self) -> None:
        for run in self._runs():
            for turn in run.turns:
                turn.run = run
        held = [turn for turn in self.turns if turn.substantive]
        for number, turn in enumerate(held):
            turn.utterance = held[number - 1].utterance if turn.continues else []
            turn.utterance.append(turn)
        for number, turn in enumerate(self.turns):
            others = [t for t in self.turns[number + 1 :] if t.lane != turn.lane and t.substantive]
            turn.reply = others[0] if others else None
            if turn.substantive and turn.prior:
                turn.takes_up = _shares(turn, turn.prior)
        for side in ("seller", "customer", "other", "unknown"):
            replies = [
                turn
                for turn in self.turns
                if turn.side == side
                and turn.floor_change
                and turn.prior
                and turn.prior.side in ("seller", "customer")
                and sum(piece.words_said for piece in turn.utterance) >= 4
            ]
            for number, turn in enumerate(replies):
                elsewhere = replies[(number + len(replies) // 2) % len(replies)].prior
                if len(replies) > 1 and elsewhere:
                    for piece in turn.utterance:
                        piece.takes_up_by_chance = _shares(piece, elsewhere)

    # -- the course of the call --------------------------------------------------------------------

    def _tell_course(self) -> None:
        self._tell_beginnings()
        self._tell_firsts()
        for turn in self.turns:
            before = self.turns[: turn.turn - 1]
            near = before[-3:]
            if turn.side == "customer" and turn.does("enthusiasm"):
                turn.echo_row = _latest(near, lambda t: t.side == "seller" and t.does("enthusiasm"))
            if turn.side == "customer" and turn.laughs:
                turn.starts_laughing = not any(t.side == "seller" and t.laughs for t in near)
            turn.priced_row = _latest(before, lambda t: t.side == "seller" and t.does("price"))
            since = before[turn.priced_row.turn :] if turn.priced_row else before
            turn.objected_row = _latest(
                since, lambda t: t.side == "customer" and t.does("objection", "discount")
            )
        for turn in self.turns:
            if turn.side == "customer" and turn.does("next_step_commit"):
                near = self.turns[max(turn.turn - 9, 0) : turn.turn - 1]
                turn.step_row = _latest(near, lambda t: t.does("next_step_proposal"))
                if turn.does("next_step_proposal"):  # in one breath
                    turn.step_row = turn
                if turn.step_row:
                    break

    def _tell_beginnings(self) -> None:
        talk = [turn for turn in self.turns if _begins_talk(turn)]
        by_seller = [turn for turn in talk if turn.side == "seller"]
        for turn in by_seller[:1]:
            turn.opens = True
        for begin in talk[:1]:
            for turn in self.turns[begin.turn - 1 :]:
                if turn.start_ms is not None and begin.start_ms is not None:
                    into = turn.start_ms - begin.start_ms
                    turn.opening = turn.side == "seller" and into < 90 * SECOND
        for turn in [turn for turn in self.turns if turn.does("closing")][:1]:
            turn.closes = True

    def _tell_firsts(self) -> None:
        need = _first(self.turns, lambda t: t.does("need"))
        obstacle = _first(self.turns, lambda t: t.does("obstacle", "objection"))
        decision = _first(self.turns, lambda t: t.does("decision_process"))
        price = _first(self.turns, lambda t: t.does("price"))
        own_price = _first(self.turns, lambda t: t.side == "seller" and t.does("price"))
        product = _first(self.turns, lambda t: t.side == "seller" and t.does("product", "pitch"))
        rebuff = _first(self.turns, lambda t: t.does("rebuff"))
        known = _first(self.turns, lambda t: t.side == "seller" and t.known_of_customer)
        for turn in self.turns:
            turn.need_row, turn.obstacle_row, turn.decision_row = need, obstacle, decision
            turn.price_row, turn.own_price_row, turn.known_row = price, own_price, known
            turn.first_product = turn is product
            turn.first_price = turn is own_price
            turn.first_rebuff = turn is rebuff

    def steps(self) -> list[PlainStep]:
        """What was spoken about before the first closing, and what was skipped."""
        found = []
        for turn in self.turns:
            if turn.closes:
                for step, spoken in (
                    ("needs", turn.need_row),
                    ("obstacles", turn.obstacle_row),
                    ("decision", turn.decision_row),
                ):
                    skipped = spoken is None or not spoken.is_before(turn)
                    found.append(PlainStep(step, skipped, turn))
        return found

    def drivers(self) -> list[PlainDriver]:
        """Each way: the customer's own words, else the seller's question."""
        found = []
        for way in DIRECTIONS:
            stated = [t for t in self.turns if t.does(f"driver_stated:{way}")]
            probed = [t for t in self.turns if t.does(f"driver_probe:{way}")]
            state = "stated" if stated else "asked" if probed else "not_asked"
            found.append(PlainDriver(f"{way}_{state}", (*stated, *probed, None)[0]))
        return found

    def terms(self) -> list[PlainTerm]:
        """New ground, by the first turn that says it."""
        language = self.conversation.language
        names: set[str] = set()
        for party in self.conversation.parties:
            names |= plain_lemmas(party.name, language)
        found = []
        for lemma in sorted({lemma for turn in self.turns for lemma in turn.lemmas} - names):
            said = [turn for turn in self.turns if lemma in turn.lemmas]
            sellers = [turn for turn in said if turn.side == "seller"]
            customers = [turn for turn in said if turn.side == "customer"]
            late = all(turn.turn > len(self.turns) // 2 for turn in said)
            often = len(sellers) >= 2 and len(customers) >= 2
            if late and often and not is_dated(lemma, language):
                found.append(PlainTerm(lemma, said[0], (sellers[0], customers[0])))
        return found

    # -- where the customer's talk turned ----------------------------------------------------------

    def _tell_shift(self, runs: list[PlainSpan]) -> None:
        """Pettitt's test on the words of the customer's runs."""
        self.before_ms = self.after_ms = 0
        own = [run for run in runs if run.side == "customer"]
        place = pettitt([run.words_said for run in own])
        if place is None:
            return
        for number, run in enumerate(own):
            run.shift = "after" if number >= place else "before"
        own[place].turns_it = True
        self.before_ms = (own[place].start_ms or 0) - (self.start_ms or 0)
        self.after_ms = self.call_ms - self.before_ms

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
        found = self._runs()
        self._tell_shift(found)
        return found

    def _runs(self) -> list[PlainSpan]:
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
                    turns=sum(turn.substantive and not turn.continues for turn in own),
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
        said = without_marks(turn.text)
        words = said.replace("—", " ").replace("–", " ").split()
        turn.words_said = sum(any(c.isalnum() for c in word) for word in words)
        turn.question = any(
            letter == "?" and (said[place + 1 : place + 2] or " ") in " \n\t\"'”’).!?…]"
            for place, letter in enumerate(said)
        )
        turn.asks = said.rstrip(" .…'\"”’)").endswith("?")
        turn.fillers = len(hits_of(turn.text, language, "filler"))
        turn.only_marks = turn.text != "" and turn.words_said == 0
        turn.listens = not turn.only_marks and bool(hits_of(turn.text, language, "backchannel"))
        turn.self_words = len(hits_of(turn.text, language, "self_word"))
        turn.you_words = len(hits_of(turn.text, language, "you_word"))
        turn.laughs = len(hits_of(turn.text, language, "laughter"))
        turn.spoken_notice = bool(hits_of(turn.text, language, "spoken_notice"))
        turn.known_of_customer = bool(hits_of(turn.text, language, "known_of_customer"))
        turn.lemmas = plain_lemmas(turn.text, language)


def _tell_floor(turns: list[PlainTurn], *, timed: bool) -> None:
    for number, turn in enumerate(turns):
        before, after = turns[:number], turns[number + 1 :]
        answers = turn.listens and _answers(turn, before, timed=timed)
        opens = turn.listens and timed and bool(after) and _opens(turn, after[0])
        brief = timed and turn.text == "" and turn.end - turn.start < 700
        turn.backchannel = turn.only_marks or brief or (turn.listens and not answers and not opens)
        turn.substantive = not turn.backchannel
    for number, turn in enumerate(turns):
        held = [t for t in turns[:number] if t.substantive]
        turn.prior = _last([t for t in held if t.lane != turn.lane], timed=timed)
        turn.floor_change = turn.substantive and bool(held) and held[-1].lane != turn.lane
        if turn.substantive and held and held[-1].party == turn.party:
            turn.continues = not timed or turn.start - held[-1].end < 3 * SECOND


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
    """What was said last was a question of another lane, and it is over (but for 300 ms).

    Without times, the question must be the turn right before.
    """
    claims = [t for t in before if _claims(t)]
    if not claims or not claims[-1].asks or claims[-1].lane == turn.lane:
        return False
    asked = claims[-1]
    return turn.start >= asked.end - 300 if timed else asked is before[-1]


def _opens(turn: PlainTurn, following: PlainTurn) -> bool:
    """The next turn is by the same speaker, claims the floor, and comes within a second."""
    same = following.party == turn.party and _claims(following)
    return same and following.start - turn.end < SECOND


def _first(turns: Sequence[PlainTurn], fits: Callable[[PlainTurn], bool]) -> PlainTurn | None:
    return next((turn for turn in turns if fits(turn)), None)


def _latest(turns: Sequence[PlainTurn], fits: Callable[[PlainTurn], bool]) -> PlainTurn | None:
    return _first(turns[::-1], fits)


def _shares(turn: PlainTurn, prior: PlainTurn) -> int:
    """How many lemmas of a turn are in the run of an earlier one."""
    assert prior.run is not None
    heard = {lemma for said in prior.run.turns for lemma in said.lemmas}
    return len(turn.lemmas & heard)


def _begins_talk(turn: PlainTurn) -> bool:
    """Past greetings, small talk, notices and answers: it asks, or has something to tell."""
    if not turn.substantive:
        return False
    if turn.does("pitch", "self_focus"):
        return True
    if turn.spoken_notice or turn.does("answers_at_once"):
        return False
    if turn.does("greeting"):
        return False
    chats = turn.does("small_talk")
    of_them = turn.you_words > 0 and turn.self_words == 0
    asks = turn.does("open_question") or (turn.does("closed_question") and (of_them or not chats))
    answers = turn.prior is not None and turn.prior.question
    return asks or (turn.words_said >= 5 and not chats and not answers)


def pettitt(values: Sequence[float]) -> int | None:
    """The place at which values change, None where no change stands out (Pettitt, 1979).

    U at a place counts the pairs of one before and one after, by which of the two is higher.
    """
    n = len(values)
    if n < 10:
        return None
    found = [
        abs(sum((b > a) - (b < a) for a in values[:place] for b in values[place:]))
        for place in range(1, n)
    ]
    clear = 2 * math.exp(-6 * max(found) ** 2 / (n**3 + n**2)) <= 0.05
    return found.index(max(found)) + 1 if clear else None
