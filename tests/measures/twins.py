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
Named = tuple[str, int, int | None, int | None, int | None]
"""A moment after the name of its pick."""


@dataclass
class PlainReading:
    """A reading and its moments."""

    n: int
    part: float | None = None
    whole: float | None = None
    sample: list[float] | None = None
    value: float | None = None
    unknown: str | None = None
    moments: list[Named] = field(default_factory=list)


Readings = dict[str, PlainReading]


def lacks(call: PlainCall, needs: str) -> str | None:
    """The code of the first of these needs that the call does not bear."""
    bears = {
        "words": not call.turns or any(turn.text for turn in call.turns),
        "sides": call.sides,
        "starts": call.starts,
        "ends": call.ends,
        "overlap": call.overlap,
        "cues": call.knows_words,
    }
    for need in needs.split():
        if need == "customers":
            if call.customers < 2:
                return "one_customer"
        elif need == "questions":
            if not (call.punctuation or call.knows_words):
                return "no_punctuation"
        elif not bears[need]:
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


def with_moments(reading: PlainReading, moments: Iterable[Moment], name: str = "") -> PlainReading:
    """The reading with its evidence; one that is unknown has none."""
    if reading.unknown is None:
        reading.moments += [(name, *moment) for moment in moments]
    return reading


def of_turn(turn: PlainTurn) -> Moment:
    """A moment that is a turn."""
    return (turn.turn, None, turn.start_ms, turn.end_ms)


def since(turn: PlainTurn, earlier: PlainTurn | None) -> Moment:
    """A moment from an earlier turn, where there is one, to the end of this one."""
    if earlier is None or earlier is turn:
        return of_turn(turn)
    return (earlier.turn, turn.turn, earlier.start_ms, turn.end_ms)


def until(turn: PlainTurn, later: PlainTurn | None) -> Moment:
    """A moment from a turn to the end of a later one, where there is one."""
    if later is None:
        return of_turn(turn)
    ends = [end for end in (turn.end_ms, later.end_ms) if end is not None]
    return (turn.turn, later.turn, turn.start_ms, max(ends, default=None))


def highest(
    turns: list[PlainTurn], value: Callable[[PlainTurn], float], most: int = 1
) -> list[PlainTurn]:
    """Those of the highest values in order of time; of equals, the earliest."""
    best = sorted(turns, key=lambda turn: (-value(turn), turn.turn))[:most]
    return sorted(best, key=lambda turn: turn.turn)


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
    needed, said = lacks(call, "words sides"), call.said
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
    return {"": with_moments(reading, [(turn, to_turn, start, longest.until_ms)], "longest")}


def _takes_over(call: PlainCall) -> list[PlainTurn]:
    """The seller's turns that take the floor from the customer."""
    return [
        turn
        for turn in call.turns
        if turn.side == "seller"
        and turn.floor_change
        and turn.prior
        and turn.prior.side == "customer"
    ]


def patience(call: PlainCall) -> Readings:
    turns = [turn for turn in _takes_over(call) if turn.gap_ms is not None and turn.gap_ms >= 0]
    gaps = [turn.gap_ms or 0 for turn in turns]
    reading = sample(lacks(call, "sides starts ends overlap"), gaps, median, least=5)
    shortest = [turn for turn in turns if turn.gap_ms == min(gaps)]
    longest = [turn for turn in turns if turn.gap_ms == max(gaps)]
    with_moments(reading, map(of_gap, shortest[:1]), "shortest")
    return {"": with_moments(reading, map(of_gap, longest[:1]), "longest")}


def question_rate(call: PlainCall) -> Readings:
    found = {}
    for side in BOTH:
        asked = [turn for turn in call.turns if turn.side == side and turn.question]
        needed = lacks(call, "words sides starts questions")
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
        needed = lacks(call, "words sides starts ends")
        reading = ratio(needed, words, speech, MINUTE, n=speech, least=MINUTE)
        full = [own for own in call.bins() if own.side == side and own.speech_ms >= 15_000]
        paces = [round(own.words_said / own.speech_ms * MINUTE, 6) for own in full]
        fastest = [own for own, pace in zip(full, paces, strict=True) if pace == max(paces)]
        slowest = [own for own, pace in zip(full, paces, strict=True) if pace == min(paces)]
        with_moments(reading, map(of_bin, fastest[:1]), "fastest")
        found[side] = with_moments(reading, map(of_bin, slowest[:1]), "slowest")
    return found


def silence_share(call: PlainCall) -> Readings:
    part = sum(turn.silence_ms for turn in call.turns)
    reading = ratio(lacks(call, "ends"), part, call.call_ms, 1, n=call.call_ms, least=1)
    moments: list[Moment] = []
    for turn in call.turns:
        if turn.silence_ms > 4000 and turn.silence_from_ms is not None:
            stop = turn.silence_from_ms + turn.silence_ms
            first, last, _, _ = since(turn, turn.silence_after)
            moments.append((first, last, turn.silence_from_ms, stop))
    return {"": with_moments(reading, moments)}


def filler_rate(call: PlainCall) -> Readings:
    found = {}
    for side, words in (("seller", call.seller_words), ("customer", call.customer_words)):
        own = [turn for turn in call.turns if turn.side == side and turn.fillers]
        n = sum(turn.fillers for turn in own)
        reading = ratio(lacks(call, "words sides cues"), n, words, 100, n=n, least=0)
        densest = highest(own, lambda turn: turn.fillers, 3)
        found[side] = with_moments(reading, [of_turn(turn) for turn in densest])
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
    own = [turn for turn in call.turns if turn.side == "seller" and turn.backchannel]
    heard = [turn for turn in own if not turn.only_marks]
    n, needed = len(heard), lacks(call, "words sides starts ends cues")
    reading = ratio(needed, n, call.customer_ms, MINUTE, n=n, least=0)
    return {"": with_moments(reading, [of_turn(turn) for turn in heard])}


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
            with_moments(found[third], map(of_span, longest[:1]), "longest")
    return found


def question_balance(call: PlainCall) -> Readings:
    found = {}
    asked = [turn for turn in call.turns if turn.question]
    for side in BOTH:
        own = [turn for turn in asked if turn.side == side]
        needed = lacks(call, "words sides questions")
        reading = ratio(needed, len(own), len(asked), 1, n=len(asked), least=1)
        found[side] = with_moments(reading, [of_turn(turn) for turn in own])
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
        if stretch.side == "customer" and stretch.count >= 3 and stretch.people >= 2
    ]
    needed, n = lacks(call, "sides starts customers"), len(among_them)
    reading = ratio(needed, n, call.call_ms, MINUTE, n=n, least=0)
    return {"": with_moments(reading, [of_span(stretch) for stretch in among_them])}


# -- attention: what a seller does with what was told -------------------------------------------


def _pieces_do(turn: PlainTurn, *acts: str) -> bool:
    """Whether a turn, in all its pieces, does one of these acts."""
    return any(piece.does(*acts) for piece in turn.utterance)


def _taken_up(turn: PlainTurn) -> int:
    return sum(piece.takes_up or 0 for piece in turn.utterance)


def _after_story(turn: PlainTurn) -> bool:
    assert turn.prior
    return (turn.prior.run_ms or 0) > 15_000


def _replies(call: PlainCall) -> list[PlainTurn]:
    """The seller's replies that are long enough to take something up."""
    return [
        turn for turn in _takes_over(call) if sum(piece.words_said for piece in turn.utterance) >= 4
    ]


def uptake(call: PlainCall) -> Readings:
    replies = _replies(call)
    taking = [turn for turn in replies if _taken_up(turn)]
    misses = [turn for turn in replies if not _taken_up(turn) and _after_story(turn)]
    n, needed = len(replies), lacks(call, "words sides cues")
    reading = ratio(needed, len(taking), n, 1, n=n, least=5)
    for name, turns in (("most", highest(taking, _taken_up)), ("missed", misses)):
        with_moments(reading, [since(turn, turn.prior) for turn in turns], name)
    return {"": reading}


def uptake_by_chance(call: PlainCall) -> Readings:
    known = [turn for turn in _replies(call) if turn.takes_up_by_chance is not None]
    taking = sum(any(piece.takes_up_by_chance for piece in turn.utterance) for turn in known)
    n, needed = len(known), lacks(call, "words sides cues")
    return {"": ratio(needed, taking, n, 1, n=n, least=5)}


def follow_ups(call: PlainCall) -> Readings:
    asked = [turn for turn in call.turns if turn.side == "seller" and turn.question]
    building = [turn for turn in asked if turn.does("follow_up_question")]
    n, needed = len(asked), lacks(call, "words sides cues")
    reading = ratio(needed, len(building), n, 1, n=n, least=3)
    return {"": with_moments(reading, [since(turn, turn.prior) for turn in building])}


def redirects(call: PlainCall) -> Readings:
    after = [turn for turn in _takes_over(call) if _after_story(turn)]
    away = [
        turn
        for turn in after
        if not _taken_up(turn)
        and not _pieces_do(turn, "acknowledgement", "reflection", "follow_up_question")
    ]
    n, needed = len(after), lacks(call, "words sides starts ends cues")
    reading = ratio(needed, len(away), n, 1, n=n, least=2)
    return {"": with_moments(reading, [since(turn, turn.prior) for turn in away])}


def _each(
    call: PlainCall,
    act: str,
    side: str,
    *,
    needs: str = "words sides cues",
    moment: Callable[[PlainTurn], Moment] = of_turn,
) -> Readings:
    """So many turns of a side that do something."""
    turns = [turn for turn in call.turns if turn.side == side and turn.does(act)]
    reading = count(lacks(call, needs), len(turns))
    return {"": with_moments(reading, [moment(turn) for turn in turns])}


def with_reply(turn: PlainTurn) -> Moment:
    """A turn and its reply."""
    return until(turn, turn.reply)


def repeat_requests(call: PlainCall) -> Readings:
    return _each(call, "repeat_request", "seller")


# -- power ---------------------------------------------------------------------------------------


def opens_with_question(call: PlainCall) -> Readings:
    first = [turn for turn in call.turns if turn.opens]
    asks = [
        turn
        for turn in first
        if turn.does("open_question", "closed_question")
        and not turn.sends
        and not turn.does("self_focus")
    ]
    n, needed = len(first), lacks(call, "words sides cues")
    reading = ratio(needed, len(asks), n, 1, n=n, least=1)
    for turn in first:
        known = turn.known_row if turn.known_row and turn.known_row.turn <= turn.turn else None
        with_moments(reading, [since(turn, known)], "known" if known else "")
    return {"": reading}


def opening_focus(call: PlainCall) -> Readings:
    turns = [turn for turn in call.turns if turn.opening and turn.substantive]
    on_you = sum(turn.you_words for turn in turns)
    both = on_you + sum(turn.self_words for turn in turns)
    reading = ratio(lacks(call, "words sides starts cues"), on_you, both, 1, n=both, least=5)
    return {"": with_moments(reading, [of_turn(turn) for turn in turns])}


def self_talk(call: PlainCall) -> Readings:
    turns = [turn for turn in call.turns if turn.side == "seller" and turn.substantive]
    on_self = sum(turn.self_words for turn in turns)
    both = on_self + sum(turn.you_words for turn in turns)
    reading = ratio(lacks(call, "words sides cues"), on_self, both, 1, n=both, least=20)
    dense = [turn for turn in turns if turn.self_words > 1]
    densest = highest(dense, lambda turn: turn.self_words, 3)
    return {"": with_moments(reading, [of_turn(turn) for turn in densest])}


def sending_share(call: PlainCall) -> Readings:
    part = sum(turn.speech_ms for turn in call.turns if turn.side == "seller" and turn.sends)
    whole, needed = call.seller_ms, lacks(call, "words sides ends cues")
    reading = ratio(needed, part, whole, 1, n=whole, least=MINUTE)
    long = [
        run
        for run in call.runs()
        if run.side == "seller" and run.sends and not run.questions and (run.span_ms or 0) > MINUTE
    ]
    return {"": with_moments(reading, [of_span(run) for run in long])}


def _comes_on(answer: PlainTurn, turn: PlainTurn) -> bool:
    """Whether the answer comes on this turn, and on nothing that was said after it."""
    return answer.prior is not None and answer.prior.utterance is turn.utterance


def _answered(call: PlainCall) -> list[tuple[PlainTurn, PlainTurn, str]]:
    """The customer's questions that the seller answers: question, answer and how."""
    found = []
    for turn in call.turns:
        answer = turn.reply
        asks = turn.side == "customer" and turn.question and turn.substantive
        if not asks or turn.does("repeat_request") or not answer or answer.side != "seller":
            continue
        if not _comes_on(answer, turn):
            continue
        kind = "at_once"
        if answer.gap_ms is not None and answer.gap_ms >= 1000:
            kind = "after_pause"
        if _pieces_do(answer, "gives_back"):
            kind = "given_back"
        found.append((turn, answer, kind))
    return found


def answers(call: PlainCall) -> Readings:
    found = {}
    every = _answered(call)
    for kind in ("given_back", "after_pause", "at_once"):
        own = [(turn, answer) for turn, answer, how in every if how == kind]
        n, needed = len(every), lacks(call, "words sides ends cues")
        reading = ratio(needed, len(own), n, 1, n=n, least=1)
        found[kind] = with_moments(reading, [until(turn, answer) for turn, answer in own])
    return found


def told_after(call: PlainCall) -> Readings:
    found = {}
    for kind in ("given_back", "at_once"):
        told = [
            (turn, answer.reply, answer.reply.run_ms)
            for turn, answer, how in _answered(call)
            if how == kind
            and answer.reply
            and answer.reply.side == "customer"
            and answer.reply.run_ms is not None
        ]
        lengths = [length for _, _, length in told]
        reading = sample(lacks(call, "words sides ends cues"), lengths, median)
        longest = [until(turn, then) for turn, then, length in told if length == max(lengths)]
        found[kind] = with_moments(reading, longest[:1])
    return found


def assumption_probes(call: PlainCall) -> Readings:
    return _each(call, "assumption_probe", "seller", moment=with_reply)


def rebuff(call: PlainCall) -> Readings:
    first = [turn for turn in call.turns if turn.first_rebuff]
    reading = count(lacks(call, "words sides cues"), len(first))
    by_seller = [
        turn.prior if turn.prior and turn.prior.side == "seller" else None for turn in first
    ]
    return {"": with_moments(reading, map(since, first, by_seller))}


def invitations(call: PlainCall) -> Readings:
    return _each(
        call, "invitation", "seller", needs="words sides cues customers", moment=with_reply
    )


# -- ecstasy -------------------------------------------------------------------------------------


def _by_the_word(call: PlainCall, act: str) -> Readings:
    """So many turns a 100 words of each side."""
    found = {}
    for side, words in (("seller", call.seller_words), ("customer", call.customer_words)):
        turns = [turn for turn in call.turns if turn.side == side and turn.does(act)]
        n, needed = len(turns), lacks(call, "words sides cues")
        reading = ratio(needed, n, words, 100, n=n, least=0)
        found[side] = with_moments(reading, [of_turn(turn) for turn in turns])
    return found


def enthusiasm(call: PlainCall) -> Readings:
    return _by_the_word(call, "enthusiasm")


def ecstasy(call: PlainCall) -> Readings:
    keen = [turn for turn in call.turns if turn.side == "customer" and turn.does("enthusiasm")]
    echoes = [turn for turn in keen if turn.echo_row]
    n, needed = len(keen), lacks(call, "words sides cues")
    reading = ratio(needed, len(echoes), n, 1, n=n, least=2)
    return {"": with_moments(reading, [since(turn, turn.echo_row) for turn in echoes])}


def steps_skipped(call: PlainCall) -> Readings:
    found = {}
    for kind in ("needs", "obstacles", "decision"):
        steps = [step for step in call.steps() if step.step == kind]
        skipped = [step for step in steps if step.skipped]
        n, needed = len(steps), lacks(call, "words sides cues")
        reading = ratio(needed, len(skipped), n, 1, n=n, least=1)
        found[kind] = with_moments(reading, [of_turn(step.closing) for step in skipped])
    return found


def buying_signals(call: PlainCall) -> Readings:
    signals = [turn for turn in call.turns if turn.does("buying_signal")]
    by_kind = {
        "terms": [turn for turn in signals if turn.question],
        "as_if_theirs": [turn for turn in signals if not turn.question],
        "laughter": [t for t in call.turns if t.starts_laughing and t not in signals],
    }
    needed = lacks(call, "words sides cues")
    return {
        kind: with_moments(count(needed, len(turns)), [of_turn(turn) for turn in turns])
        for kind, turns in by_kind.items()
    }


def _turning(call: PlainCall) -> list[Moment]:
    return [of_span(run) for run in call.runs() if run.turns_it]


def shift(call: PlainCall) -> Readings:
    found = {}
    for kind in ("before", "after"):
        words = [run.words_said for run in call.runs() if run.shift == kind]
        found[kind] = sample(lacks(call, "words sides"), words, median)
    with_moments(found["after"], _turning(call))
    return found


def shift_questions(call: PlainCall) -> Readings:
    found = {}
    runs = call.runs()
    for kind, length in (("before", call.before_ms), ("after", call.after_ms)):
        n = sum(run.questions for run in runs if run.shift == kind)
        needed = lacks(call, "words sides starts questions")
        found[kind] = ratio(needed, n, length, MINUTE, n=n, least=0)
    with_moments(found["after"], _turning(call))
    return found


def drivers(call: PlainCall) -> Readings:
    found = {}
    for way in ("stay", "move_to_us", "move_elsewhere"):
        for state in ("stated", "asked", "not_asked"):
            own = [driver for driver in call.drivers() if driver.state == f"{way}_{state}"]
            reading = ratio(lacks(call, "words sides cues"), len(own), 3, 1, n=3, least=1)
            moments = [of_turn(driver.turn) for driver in own if driver.turn]
            found[f"{way}_{state}"] = with_moments(reading, moments)
    return found


def next_step(call: PlainCall) -> Readings:
    agreed = [turn for turn in call.turns if turn.step_row]
    reading = ratio(lacks(call, "words sides cues"), len(agreed), 1, 1, n=1, least=1)
    return {"": with_moments(reading, [since(turn, turn.step_row) for turn in agreed])}


def status_quo(call: PlainCall) -> Readings:
    turns = [turn for turn in call.turns if turn.side == "customer" and turn.does("status_quo")]
    n, needed = len(turns), lacks(call, "words sides starts ends cues")
    reading = ratio(needed, n, call.customer_ms, 10 * MINUTE, n=n, least=0)
    return {"": with_moments(reading, [of_turn(turn) for turn in turns])}


def own_reasons(call: PlainCall) -> Readings:
    return _each(call, "own_reason", "customer")


def history_questions(call: PlainCall) -> Readings:
    return _each(call, "history_question", "seller", moment=with_reply)


def advises_against(call: PlainCall) -> Readings:
    return _each(call, "advises_against", "seller")


# -- connection ----------------------------------------------------------------------------------


def objections(call: PlainCall) -> Readings:
    found = {}
    answered: list[tuple[PlainTurn, str]] = []
    for turn in call.turns:
        objects = turn.side == "customer" and turn.does("objection")
        if objects and turn.reply and turn.reply.side == "seller":
            kind = "passed_by"
            if _pieces_do(turn.reply, "explores_objection", "reflection", "acknowledgement"):
                kind = "explored"
            if _pieces_do(turn.reply, "counter"):
                kind = "argued"
            answered.append((turn, kind))
    for kind in ("argued", "explored", "passed_by"):
        own = [turn for turn, how in answered if how == kind]
        n, needed = len(answered), lacks(call, "words sides cues")
        reading = ratio(needed, len(own), n, 1, n=n, least=2)
        found[kind] = with_moments(reading, [with_reply(turn) for turn in own])
    return found


def reflections(call: PlainCall) -> Readings:
    reflects = [turn for turn in call.turns if turn.side == "seller" and turn.does("reflection")]
    n = sum(turn.substantive for turn in call.turns if turn.side == "seller")
    reading = ratio(lacks(call, "words sides cues"), len(reflects), n, 1, n=n, least=5)
    return {"": with_moments(reading, [of_turn(turn) for turn in reflects])}


def need_before_product(call: PlainCall) -> Readings:
    first = [turn for turn in call.turns if turn.first_product]
    after = [turn for turn in first if turn.need_row and turn.need_row.is_before(turn)]
    n, needed = len(first), lacks(call, "words sides cues")
    reading = ratio(needed, len(after), n, 1, n=n, least=1)
    with_moments(reading, map(of_turn, _needs(call)), "need")
    return {"": with_moments(reading, map(of_turn, first), "product")}


def _needs(call: PlainCall) -> list[PlainTurn]:
    """The first need, if any."""
    return [turn for turn in call.turns if turn.does("need")][:1]


def shared_we(call: PlainCall) -> Readings:
    return _by_the_word(call, "shared_we")


def compromise_talk(call: PlainCall) -> Readings:
    return {side: _each(call, "compromise", side)[""] for side in BOTH}


def competitor_talk(call: PlainCall) -> Readings:
    own = [turn for turn in call.turns if turn.side == "seller"]
    negative = [turn for turn in own if turn.does("competitor_negative")]
    neutral = [turn for turn in own if turn.does("competitor") and turn not in negative]
    needed = lacks(call, "words sides cues")
    return {
        kind: with_moments(count(needed, len(turns)), [of_turn(turn) for turn in turns])
        for kind, turns in (("neutral", neutral), ("negative", negative))
    }


def new_ground(call: PlainCall) -> Readings:
    terms = call.terms()
    reading = count(lacks(call, "words sides cues"), len(terms))
    moments = [(t.first.turn, t.to_turn, t.first.start_ms, t.end_ms) for t in terms]
    return {"": with_moments(reading, moments)}


# -- learning ------------------------------------------------------------------------------------


def price_before_need(call: PlainCall) -> Readings:
    first = [turn for turn in call.turns if turn.first_price]
    early = [turn for turn in first if not (turn.need_row and turn.need_row.is_before(turn))]
    n, needed = len(first), lacks(call, "words sides cues")
    reading = ratio(needed, len(early), n, 1, n=n, least=1)
    with_moments(reading, map(of_turn, _needs(call)), "need")
    return {"": with_moments(reading, [since(turn, turn.price_row) for turn in first], "price")}


def discount_after_price(call: PlainCall) -> Readings:
    given = [
        turn
        for turn in call.turns
        if turn.side == "seller" and turn.does("discount") and turn.priced_row
    ]
    found = {}
    for kind in ("unasked", "after_objection"):
        own = [turn for turn in given if (turn.objected_row is None) == (kind == "unasked")]
        found[kind] = count(lacks(call, "words sides cues"), len(own))
        for turn in own:
            assert turn.priced_row
            needed = turn.need_row and turn.need_row.is_before(turn.priced_row)
            name = "" if needed else "early"
            with_moments(found[kind], [since(turn, turn.priced_row)], name)
    return found


TWINS: dict[str, Callable[[PlainCall], Readings]] = {
    twin.__name__.replace("_", "-"): twin
    for twin in (
        *(talk_share, word_share, longest_monologue, longest_story, interactivity, patience),
        *(question_rate, speech_rate, silence_share, filler_rate),
        *(interruptions, listening_signals, absent_silences, opening_up, uptake),
        *(uptake_by_chance, follow_ups, redirects, repeat_requests),
        *(question_balance, power_curve, imbalance, perspectives, evenness, group_takes_over),
        *(opens_with_question, opening_focus, self_talk, sending_share, assumption_probes),
        *(answers, told_after, rebuff, invitations),
        *(enthusiasm, ecstasy, steps_skipped, buying_signals, shift, shift_questions, drivers),
        *(own_reasons, status_quo, history_questions, advises_against, next_step),
        *(objections, reflections, need_before_product, shared_we, new_ground),
        *(compromise_talk, competitor_talk, price_before_need, discount_after_price),
    )
}
