"""Turn-taking: who speaks, how long, how fast, and what falls silent."""

from __future__ import annotations

from polars import Expr, Int64, lit, when
from polars import col as c

from klankbord.measures.measure import (
    CUES,
    ENDS,
    MS,
    OVERLAP,
    PER_100_WORDS,
    PER_HOUR,
    PER_MINUTE,
    QUESTIONS,
    SHARE,
    SIDES,
    STARTS,
    TEXT,
    WORDS_PER_MINUTE,
    Family,
    Measure,
    Moments,
)

BOTH = ("seller", "customer")
WORDS_OF_SIDE = {"seller": "seller_words", "customer": "customer_words"}
DENSEST = 3
"""Of what is counted by the word, so many turns are shown: those that have the most."""
LONG_RUN_MS = 60_000
LONG_SILENCE_MS = 4_000
HALF_A_BIN_MS = 15_000
MINUTE = 60_000

pace = (c.words_said / c.speech_ms * MINUTE).round(6)
"""Words a minute; rounded, so that two bins of one turn are equally fast."""
half_a_bin = c.speech_ms >= HALF_A_BIN_MS
by_seller, by_customer = c.side == "seller", c.side == "customer"


def of_utterance(values: Expr) -> Expr:
    """The sum over all pieces of what a turn says (for a yes or no: how many pieces say yes)."""
    return values.cast(Int64).sum().over("utterance")


def replied(act: Expr) -> Expr:
    """Whether the reply to this turn, in all its pieces, does this; null where nobody replies."""
    return of_utterance(act).gather(c.reply) > 0


def at_reply(values: Expr) -> Expr:
    """What the reply's first piece has; null where nobody replies."""
    return values.gather(c.reply)


directly = c.utterance.gather(c.prior.gather(c.reply)) == c.utterance
"""The reply comes on this turn: nobody, on either side, said something else in between."""
first_need = c.row == c.need_row

takes_over = by_seller & c.floor_change & (c.prior_side == "customer")
"""The seller takes the floor from the customer."""

TALK_SHARE = Measure(
    id="talk-share",
    family=Family.TURN_TAKING,
    unit=SHARE,
    part=c.speech_ms,
    whole="speech_ms",
    kinds=BOTH,
    kind=c.side,
    needs=(SIDES, ENDS),
    least=2 * MINUTE,
    moments=(Moments(of="runs", rows=c.span_ms > LONG_RUN_MS, kind=c.side),),
)

WORD_SHARE = Measure(
    id="word-share",
    family=Family.TURN_TAKING,
    unit=SHARE,
    part=c.words_said,
    whole="said",
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES),
)

LONGEST_MONOLOGUE = Measure(
    id="longest-monologue",
    family=Family.TURN_TAKING,
    unit=MS,
    of="runs",
    sample=when(by_seller).then(c.span_ms),
    statistic="max",
    needs=(SIDES, ENDS),
    moments=(Moments(top=c.span_ms),),
)

LONGEST_STORY = Measure(
    id="longest-story",
    family=Family.TURN_TAKING,
    unit=MS,
    of="runs",
    sample=when(by_customer).then(c.span_ms),
    statistic="max",
    needs=(SIDES, ENDS),
    moments=(Moments(top=c.span_ms),),
)

INTERACTIVITY = Measure(
    id="interactivity",
    family=Family.TURN_TAKING,
    unit=PER_MINUTE,
    of="stretches",
    part=~c.opens,
    whole="call_ms",
    needs=(STARTS,),
    least=5,
    moments=(
        Moments(name="longest", rows=lit(value=True), top=c.until_ms - c.start_ms, end=c.until_ms),
    ),
)

PATIENCE = Measure(
    id="patience",
    family=Family.TURN_TAKING,
    unit=MS,
    sample=when(takes_over & (c.gap_ms >= 0)).then(c.gap_ms),
    needs=(SIDES, STARTS, ENDS, OVERLAP),
    least=5,
    moments=(
        Moments(name="shortest", top=-c.gap_ms, start=c.start_ms - c.gap_ms, end=c.start_ms),
        Moments(name="longest", top=c.gap_ms, start=c.start_ms - c.gap_ms, end=c.start_ms),
    ),
)

QUESTION_RATE = Measure(
    id="question-rate",
    family=Family.TURN_TAKING,
    unit=PER_HOUR,
    part=c.question,
    whole="call_ms",
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, STARTS, QUESTIONS),
    moments=(Moments(),),
)

SPEECH_RATE = Measure(
    id="speech-rate",
    family=Family.TURN_TAKING,
    unit=WORDS_PER_MINUTE,
    part=c.words_said,
    whole={"seller": "seller_ms", "customer": "customer_ms"},
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, STARTS, ENDS),
    least=MINUTE,
    occasions="whole",
    moments=(
        Moments(name="fastest", of="bins", rows=half_a_bin, top=pace, kind=c.side),
        Moments(name="slowest", of="bins", rows=half_a_bin, top=-pace, kind=c.side),
    ),
)

SILENCE_SHARE = Measure(
    id="silence-share",
    family=Family.TURN_TAKING,
    unit=SHARE,
    part=c.silence_ms,
    whole="call_ms",
    needs=(ENDS,),
    moments=(
        Moments(
            rows=c.silence_ms > LONG_SILENCE_MS,
            start=c.silence_from_ms,
            end=c.silence_from_ms + c.silence_ms,
            since=c.silence_after,
        ),
    ),
)

FILLER_RATE = Measure(
    id="filler-rate",
    family=Family.TURN_TAKING,
    unit=PER_100_WORDS,
    part=c.fillers,
    whole=WORDS_OF_SIDE,
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(rows=c.fillers > 0, top=c.fillers, count=DENSEST),),
)

MEASURES = (
    TALK_SHARE,
    WORD_SHARE,
    LONGEST_MONOLOGUE,
    LONGEST_STORY,
    INTERACTIVITY,
    PATIENCE,
    QUESTION_RATE,
    SPEECH_RATE,
    SILENCE_SHARE,
    FILLER_RATE,
)
