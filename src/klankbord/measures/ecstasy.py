"""Ecstasy (M4): whose enthusiasm was it, what was skipped, and what moves the customer?"""

from __future__ import annotations

from polars import col as c
from polars import lit, when

from klankbord.language.packs import DIRECTIONS
from klankbord.measures.measure import (
    COUNT,
    CUES,
    ENDS,
    PER_10_MINUTES,
    PER_100_WORDS,
    PER_MINUTE,
    QUESTIONS,
    SHARE,
    SIDES,
    STARTS,
    TEXT,
    WORDS,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.turn_taking import BOTH, WORDS_OF_SIDE, by_customer, by_seller

ENTHUSIASM = Measure(
    id="enthusiasm",
    family=Family.ECSTASY,
    unit=PER_100_WORDS,
    part=c.enthusiasm,
    whole=WORDS_OF_SIDE,
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("enthusiasm",),
)

ECSTASY = Measure(
    id="ecstasy",
    family=Family.ECSTASY,
    unit=SHARE,
    part=c.echo_row.is_not_null(),
    whole=by_customer & c.enthusiasm,
    needs=(TEXT, SIDES, CUES),
    least=2,
    moments=(Moments(since=c.echo_row),),
    acts=("enthusiasm",),
)

STEPS_SKIPPED = Measure(
    id="steps-skipped",
    family=Family.ECSTASY,
    unit=SHARE,
    of="steps",
    part=c.skipped,
    whole="closings",
    kinds=("needs", "obstacles", "decision"),
    kind=c.step,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("closing", "need", "obstacle", "decision_process"),
)

BUYING_SIGNALS = Measure(
    id="buying-signals",
    family=Family.ECSTASY,
    unit=COUNT,
    part=c.buying_signal | c.starts_laughing,
    kinds=("terms", "as_if_theirs", "laughter"),
    kind=when(~c.buying_signal)
    .then(lit("laughter"))
    .when(c.question)
    .then(lit("terms"))
    .otherwise(lit("as_if_theirs")),
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("buying_signal",),
)

SHIFT = Measure(
    id="shift",
    family=Family.ECSTASY,
    unit=WORDS,
    of="runs",
    sample=when(c.shift.is_not_null()).then(c.words_said),
    kinds=("before", "after"),
    kind=c.shift,
    needs=(TEXT, SIDES),
    moments=(Moments(rows=c.turns_it, kind=lit("after")),),
)

SHIFT_QUESTIONS = Measure(
    id="shift-questions",
    family=Family.ECSTASY,
    unit=PER_MINUTE,
    of="runs",
    part=when(c.shift.is_not_null()).then(c.questions).otherwise(0),
    whole={"before": "before_ms", "after": "after_ms"},
    kinds=("before", "after"),
    kind=c.shift,
    needs=(TEXT, SIDES, STARTS, QUESTIONS),
    moments=(Moments(rows=c.turns_it, kind=lit("after")),),
)

STATES = tuple(f"{way}_{state}" for way in DIRECTIONS for state in ("stated", "asked", "not_asked"))

DRIVERS = Measure(
    id="drivers",
    family=Family.ECSTASY,
    unit=SHARE,
    of="drivers",
    part=lit(value=True),
    whole="directions",
    kinds=STATES,
    kind=c.state,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(rows=c.row.is_not_null()),),
    acts=("driver_stated", "driver_probe"),
)

NEXT_STEP = Measure(
    id="next-step",
    family=Family.ECSTASY,
    unit=SHARE,
    part=c.step_row.is_not_null(),
    whole="one",
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(since=c.step_row),),
    acts=("next_step_proposal", "next_step_commit"),
)

STATUS_QUO = Measure(
    id="status-quo",
    family=Family.ECSTASY,
    unit=PER_10_MINUTES,
    part=by_customer & c.status_quo,
    whole="customer_ms",
    needs=(TEXT, SIDES, STARTS, ENDS, CUES),
    moments=(Moments(),),
    acts=("status_quo",),
)

OWN_REASONS = Measure(
    id="own-reasons",
    family=Family.ECSTASY,
    unit=COUNT,
    part=by_customer & c.own_reason,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("own_reason",),
)

HISTORY_QUESTIONS = Measure(
    id="history-questions",
    family=Family.ECSTASY,
    unit=COUNT,
    part=by_seller & c.history_question,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(until=c.reply),),
    acts=("history_question",),
)

ADVISES_AGAINST = Measure(
    id="advises-against",
    family=Family.ECSTASY,
    unit=COUNT,
    part=by_seller & c.advises_against,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("advises_against",),
)

MEASURES = (
    ENTHUSIASM,
    ECSTASY,
    STEPS_SKIPPED,
    BUYING_SIGNALS,
    SHIFT,
    SHIFT_QUESTIONS,
    DRIVERS,
    OWN_REASONS,
    STATUS_QUO,
    HISTORY_QUESTIONS,
    ADVISES_AGAINST,
    NEXT_STEP,
)
