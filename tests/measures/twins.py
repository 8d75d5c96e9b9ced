"""Every measure once more, slow and obvious, from the plain columns of `tests.dialogue.twins`.

Written from the table of MEASURES.md, a function a measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median

from tests.dialogue.twins import PlainBin, PlainCall, PlainSpan, PlainTurn

MINUTE = 60_000
BOTH = ("seller", "customer")
Moment = tuple[int, int | None, int | None, int | None]
"""turn, to_turn, start_ms, end_ms."""


@dataclass
class PlainReading:
    """A reading and its moments."""

    n: int
    part: float | None = None
    whole: float | None = None
    sample: list[float] | None = None
    value: float | None = None
    unknown: str | None = None
    moments: list[Moment] = field(default_factory=list)


Readings = dict[str, PlainReading]


def lacks(call: PlainCall, needs: str) -> str | None:
    """The code of the first of these needs that the call does not bear."""
    bears = {
        "sides": call.sides,
        "starts": call.starts,
        "ends": call.ends,
        "overlap": call.overlap,
        "punctuation": call.punctuation,
        "cues": call.knows_words,
    }
    for need in needs.split():
        if need == "customers" and call.customers < 2:
            return "one_customer"
        if need != "customers" and not bears[need]:
            return f"no_{need}"
    return None


def ratio(
    needed: str | None, part: int, whole: int, scale: float, *, n: int, least: int
) -> PlainReading:
    """So much of so much, times the scale of the unit."""
    if needed or n < least or not whole:
        return PlainReading(n, unknown=needed or "too_few")
    return PlainReading(n, part, whole, value=part / whole * scale)


def count(needed: str | None, part: int) -> PlainReading:
    """So many."""
    if needed:
        return PlainReading(part, unknown=needed)
    return PlainReading(part, part, value=part)


def sample(
    needed: str | None,
    values: Iterable[float | None],
    statistic: Callable[[list[float]], float],
    least: int = 1,
) -> PlainReading:
    """A figure of so many values."""
    known = [value for value in values if value is not None]
    if needed or len(known) < least:
        return PlainReading(len(known), unknown=needed or "too_few")
    return PlainReading(len(known), sample=known, value=statistic(known))


def with_moments(reading: PlainReading, moments: Iterable[Moment]) -> PlainReading:
    """The reading with its evidence; one that is unknown has none."""
    if reading.unknown is None:
        reading.moments += moments
    return reading


def of_turn(turn: PlainTurn) -> Moment:
    """A moment that is a turn."""
    return (turn.turn, None, turn.start_ms, turn.end_ms)


def of_span(span: PlainSpan) -> Moment:
    """A moment that is a run or a stretch."""
    return (span.turns[0].turn, span.turns[-1].turn, span.start_ms, span.end_ms)


def of_gap(turn: PlainTurn) -> Moment:
    """A moment that is the gap before a turn."""
    assert turn.prior is not None
    return (turn.turn, None, turn.prior.end_ms, turn.start_ms)


def of_bin(own: PlainBin) -> Moment:
    """A moment that is 30 s."""
    assert own.first is not None
    return (own.first.turn, None, own.start_ms, own.end_ms)


def talk_share(call: PlainCall) -> Readings:
    found = {}
    for side, part in (("seller", call.seller_ms), ("customer", call.customer_ms)):
        whole = call.speech_ms
        reading = ratio(lacks(call, "sides ends"), part, whole, 1, n=whole, least=2 * MINUTE)
        runs = [run for run in call.runs() if run.side == side]
        long = [of_span(run) for run in runs if (run.span_ms or 0) > MINUTE]
        found[side] = with_moments(reading, long)
    return found


def word_share(call: PlainCall) -> Readings:
    needed, said = lacks(call, "sides"), call.said
    return {
        "seller": ratio(needed, call.seller_words, said, 1, n=said, least=1),
        "customer": ratio(needed, call.customer_words, said, 1, n=said, least=1),
    }


def _longest_run(call: PlainCall, side: str) -> Readings:
    runs = [run for run in call.runs() if run.side == side and run.span_ms is not None]
    reading = sample(lacks(call, "sides ends"), [run.span_ms for run in runs], max)
    longest = [run for run in runs if run.span_ms == reading.value]
    return {"": with_moments(reading, [of_span(run) for run in longest[:1]])}


def longest_monologue(call: PlainCall) -> Readings:
    return _longest_run(call, "seller")


def longest_story(call: PlainCall) -> Readings:
    return _longest_run(call, "customer")


def interactivity(call: PlainCall) -> Readings:
    changes = sum(turn.floor_change for turn in call.turns)
    reading = ratio(lacks(call, "starts"), changes, call.call_ms, MINUTE, n=changes, least=5)
    longest: PlainSpan | None = None
    for stretch in call.stretches():
        if stretch.until_ms is not None and stretch.start_ms is not None:
            length = stretch.until_ms - stretch.start_ms
            if longest is None or length > (longest.until_ms or 0) - (longest.start_ms or 0):
                longest = stretch
    if longest is None:
        return {"": reading}
    turn, to_turn, start, _ = of_span(longest)
    return {"": with_moments(reading, [(turn, to_turn, start, longest.until_ms)])}


def _takes_over(call: PlainCall) -> list[PlainTurn]:
    """The seller's turns that take the floor from the customer."""
    return [
        turn
        for turn in call.turns
        if turn.side == "seller"
        and turn.floor_change
        and turn.prior
        and turn.prior.side == "customer"
        and turn.gap_ms is not None
    ]


def patience(call: PlainCall) -> Readings:
    turns = [turn for turn in _takes_over(call) if (turn.gap_ms or 0) >= 0]
    gaps = [turn.gap_ms or 0 for turn in turns]
    reading = sample(lacks(call, "sides starts ends overlap"), gaps, median, least=5)
    shortest = [turn for turn in turns if turn.gap_ms == min(gaps)]
    longest = [turn for turn in turns if turn.gap_ms == max(gaps)]
    return {"": with_moments(reading, [of_gap(t) for t in (*shortest[:1], *longest[:1])])}


def question_rate(call: PlainCall) -> Readings:
    found = {}
    for side in BOTH:
        asked = [turn for turn in call.turns if turn.side == side and turn.question]
        needed = lacks(call, "sides starts punctuation")
        n = len(asked)
        reading = ratio(needed, n, call.call_ms, 60 * MINUTE, n=n, least=0)
        found[side] = with_moments(reading, [of_turn(turn) for turn in asked])
    return found


def speech_rate(call: PlainCall) -> Readings:
    found = {}
    for side, words, speech in (
        ("seller", call.seller_words, call.seller_ms),
        ("customer", call.customer_words, call.customer_ms),
    ):
        needed = lacks(call, "sides starts ends")
        reading = ratio(needed, words, speech, MINUTE, n=speech, least=MINUTE)
        full = [own for own in call.bins() if own.side == side and own.speech_ms >= 15_000]
        paces = [round(own.words_said / own.speech_ms * MINUTE, 6) for own in full]
        fastest = [own for own, pace in zip(full, paces, strict=True) if pace == max(paces)]
        slowest = [own for own, pace in zip(full, paces, strict=True) if pace == min(paces)]
        found[side] = with_moments(reading, [of_bin(b) for b in (*fastest[:1], *slowest[:1])])
    return found


def silence_share(call: PlainCall) -> Readings:
    part = sum(turn.silence_ms for turn in call.turns)
    reading = ratio(lacks(call, "ends"), part, call.call_ms, 1, n=call.call_ms, least=1)
    moments: list[Moment] = []
    for turn in call.turns:
        if turn.silence_ms > 4000 and turn.silence_from_ms is not None:
            until = turn.silence_from_ms + turn.silence_ms
            moments.append((turn.turn, None, turn.silence_from_ms, until))
    return {"": with_moments(reading, moments)}


def filler_rate(call: PlainCall) -> Readings:
    found = {}
    for side, words in (("seller", call.seller_words), ("customer", call.customer_words)):
        fillers = sum(turn.fillers for turn in call.turns if turn.side == side)
        found[side] = ratio(lacks(call, "sides cues"), fillers, words, 100, n=fillers, least=0)
    return found


def interruptions(call: PlainCall) -> Readings:
    found = {}
    for side, others_ms in (("seller", call.customer_ms), ("customer", call.seller_ms)):
        turns = [
            turn
            for turn in call.turns
            if turn.side == side and turn.interrupts and turn.prior and turn.prior.side in BOTH
        ]
        needed, n = lacks(call, "sides starts ends overlap"), len(turns)
        reading = ratio(needed, n, others_ms, 10 * MINUTE, n=n, least=0)
        found[side] = with_moments(reading, [of_turn(turn) for turn in turns])
    return found


def listening_signals(call: PlainCall) -> Readings:
    n = sum(t.backchannel and not t.only_marks for t in call.turns if t.side == "seller")
    needed = lacks(call, "sides starts ends cues")
    return {"": ratio(needed, n, call.customer_ms, MINUTE, n=n, least=0)}


def absent_silences(call: PlainCall) -> Readings:
    turns = [turn for turn in _takes_over(call) if (turn.gap_ms or 0) > 4000]
    reading = count(lacks(call, "sides starts ends"), len(turns))
    return {"": with_moments(reading, [of_gap(turn) for turn in turns])}


def opening_up(call: PlainCall) -> Readings:
    found = {}
    for third in ("first_third", "last_third"):
        runs = [
            run
            for run in call.runs()
            if run.side == "customer" and run.third == third and run.span_ms is not None
        ]
        spans = [run.span_ms for run in runs]
        found[third] = sample(lacks(call, "sides starts ends"), spans, median)
        if third == "last_third":
            longest = [run for run in runs if run.span_ms == max(s or 0 for s in spans)]
            with_moments(found[third], [of_span(run) for run in longest[:1]])
    return found


def question_balance(call: PlainCall) -> Readings:
    found = {}
    asked = [turn for turn in call.turns if turn.question]
    for side in BOTH:
        own = sum(turn.side == side for turn in asked)
        needed = lacks(call, "sides punctuation")
        found[side] = ratio(needed, own, len(asked), 1, n=len(asked), least=1)
    return found


def power_curve(call: PlainCall) -> Readings:
    windows = call.windows()
    reading = sample(lacks(call, "sides starts ends"), [w.share for w in windows], median)
    steep = [w for w in windows if w.step is not None and w.step >= 0.2]
    steepest = sorted(steep, key=lambda w: -(w.step or 0))[:3]
    moments = [
        (w.first.turn, None, w.start_ms, w.end_ms) for w in steep if w in steepest and w.first
    ]
    return {"": with_moments(reading, moments)}


def imbalance(call: PlainCall) -> Readings:
    heard = [w for w in call.windows() if w.share is not None]
    hanging = [w for w in heard if w.imbalance]
    needed = lacks(call, "sides starts ends")
    reading = ratio(needed, len(hanging), len(heard), 1, n=len(heard), least=1)
    most = max((w.imbalance or 0 for w in hanging), default=0)
    moments = [
        (w.first.turn, None, w.start_ms, w.end_ms)
        for w in hanging
        if w.imbalance == most and w.first
    ]
    return {"": with_moments(reading, moments[:1])}


def perspectives(call: PlainCall) -> Readings:
    customers = [person for person in call.people() if person.side == "customer"]
    reading = count(lacks(call, "sides"), sum(person.turns >= 3 for person in customers))
    even = [person for person in customers if person.evenness_of_side is not None]
    least = min((person.words_said for person in even), default=0)
    quietest = [person for person in even if person.words_said == least]
    return {"": with_moments(reading, [of_turn(person.longest) for person in quietest[:1]])}


def evenness(call: PlainCall) -> Readings:
    values = [person.evenness for person in call.people()]
    return {"": sample(lacks(call, "sides ends customers"), values, median)}


def group_takes_over(call: PlainCall) -> Readings:
    among_them = [
        stretch
        for stretch in call.stretches()
        if stretch.side == "customer" and len(stretch.turns) >= 3 and stretch.people >= 2
    ]
    needed, n = lacks(call, "sides starts customers"), len(among_them)
    reading = ratio(needed, n, call.call_ms, MINUTE, n=n, least=0)
    return {"": with_moments(reading, [of_span(stretch) for stretch in among_them])}


TWINS: dict[str, Callable[[PlainCall], Readings]] = {
    twin.__name__.replace("_", "-"): twin
    for twin in (
        *(talk_share, word_share, longest_monologue, longest_story, interactivity, patience),
        *(question_rate, speech_rate, silence_share, filler_rate),
        *(interruptions, listening_signals, absent_silences, opening_up),
        *(question_balance, power_curve, imbalance, perspectives, evenness, group_takes_over),
    )
}
