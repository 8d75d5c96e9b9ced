"""Power (M3): given, not taken. Who has the floor, who asks, and do the customers take over?"""

from __future__ import annotations

from polars import col as c
from polars import lit, when

from klankbord.measures.measure import (
    COUNT,
    CUES,
    ENDS,
    INDEX,
    MS,
    PER_MINUTE,
    QUESTIONS,
    SHARE,
    SIDES,
    STARTS,
    TEXT,
    TWO_CUSTOMERS,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.turn_taking import (
    BOTH,
    DENSEST,
    LONG_RUN_MS,
    MINUTE,
    at_reply,
    by_customer,
    by_seller,
    directly,
    replied,
)

ENOUGH_TURNS = 3
"""From so many substantive turns on, somebody takes part."""
PAUSE_MS = 1_000
"""An answer after so much silence did not come at once."""
CLEAR_STEP = 0.2
"""A smaller change of the talk share is no moment."""

QUESTION_BALANCE = Measure(
    id="question-balance",
    family=Family.POWER,
    unit=SHARE,
    part=c.question,
    whole=c.question,
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, QUESTIONS),
    moments=(Moments(),),
)

POWER_CURVE = Measure(
    id="power-curve",
    family=Family.POWER,
    unit=SHARE,
    of="windows",
    sample=c.share,
    needs=(SIDES, STARTS, ENDS),
    moments=(Moments(rows=c.step >= CLEAR_STEP, top=c.step, count=3),),
)

IMBALANCE = Measure(
    id="imbalance",
    family=Family.POWER,
    unit=SHARE,
    of="windows",
    part=c.imbalance > 0,
    whole=c.share.is_not_null(),
    needs=(SIDES, STARTS, ENDS),
    moments=(Moments(top=c.imbalance),),
)

PERSPECTIVES = Measure(
    id="perspectives",
    family=Family.POWER,
    unit=COUNT,
    of="people",
    part=by_customer & (c.turns >= ENOUGH_TURNS),
    needs=(SIDES,),
    moments=(Moments(rows=by_customer & c.evenness_of_side.is_not_null(), top=-c.words_said),),
)

EVENNESS = Measure(
    id="evenness",
    family=Family.POWER,
    unit=INDEX,
    of="people",
    sample=c.evenness,
    needs=(SIDES, ENDS, TWO_CUSTOMERS),
)

GROUP_TAKES_OVER = Measure(
    id="group-takes-over",
    family=Family.POWER,
    unit=PER_MINUTE,
    of="stretches",
    part=by_customer & (c.turns >= ENOUGH_TURNS) & (c.people > 1),
    whole="call_ms",
    needs=(SIDES, STARTS, TWO_CUSTOMERS),
    moments=(Moments(),),
)

OPENING_FOCUS = Measure(
    id="opening-focus",
    family=Family.POWER,
    unit=SHARE,
    part=when(c.opening & c.substantive).then(c.you_words).otherwise(0),
    whole=when(c.opening & c.substantive).then(c.you_words + c.self_words).otherwise(0),
    needs=(TEXT, SIDES, STARTS, CUES),
    least=5,
    moments=(Moments(rows=c.opening & c.substantive),),
)

asks_customer = c.open_question | c.closed_question
builds_on_known = (c.known_row <= c.row).fill_null(value=False)
"""There, or in a greeting before it, the seller named something known of the customer."""

OPENS_WITH_QUESTION = Measure(
    id="opens-with-question",
    family=Family.POWER,
    unit=SHARE,
    part=c.opens & asks_customer & ~c.sends & ~c.self_focus,
    whole=c.opens,
    needs=(TEXT, SIDES, CUES),
    moments=(
        Moments(rows=c.opens & ~builds_on_known),
        Moments(
            name="known",
            rows=c.opens & builds_on_known,
            since=when(c.known_row < c.row).then(c.known_row),
        ),
    ),
    acts=("open_question", "closed_question"),
)

SENDING_SHARE = Measure(
    id="sending-share",
    family=Family.POWER,
    unit=SHARE,
    part=when(by_seller & c.sends).then(c.speech_ms).otherwise(0),
    whole="seller_ms",
    needs=(TEXT, SIDES, ENDS, CUES),
    least=MINUTE,
    moments=(
        Moments(
            of="runs",
            rows=by_seller & c.sends & (c.questions == 0) & (c.span_ms > LONG_RUN_MS),
        ),
    ),
    acts=("information", "product", "pitch"),
)

asked = by_customer & c.question & c.substantive & (at_reply(c.side) == "seller") & directly
asked &= ~c.repeat_request
then_row = c.reply.gather(c.reply)
"""What follows on the reply."""
told_then = when(c.side.gather(then_row) == "customer").then(c.run_ms.gather(then_row))
ANSWER = (
    when(replied(c.gives_back))
    .then(lit("given_back"))
    .when(at_reply(c.gap_ms) >= PAUSE_MS)
    .then(lit("after_pause"))
    .otherwise(lit("at_once"))
)

ANSWERS = Measure(
    id="answers",
    family=Family.POWER,
    unit=SHARE,
    part=asked,
    whole=asked,
    kinds=("given_back", "after_pause", "at_once"),
    kind=ANSWER,
    needs=(TEXT, SIDES, ENDS, CUES),
    moments=(Moments(until=c.reply),),
    acts=("gives_back",),
    version=2,
)

TOLD_AFTER = Measure(
    id="told-after",
    family=Family.POWER,
    unit=MS,
    sample=when(asked).then(told_then),
    kinds=("given_back", "at_once"),
    kind=ANSWER,
    needs=(TEXT, SIDES, ENDS, CUES),
    moments=(Moments(top=told_then, until=then_row),),
    acts=("gives_back",),
    version=2,
)

ASSUMPTION_PROBES = Measure(
    id="assumption-probes",
    family=Family.POWER,
    unit=COUNT,
    part=by_seller & c.assumption_probe,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(until=c.reply),),
    acts=("assumption_probe",),
)

SELF_TALK = Measure(
    id="self-talk",
    family=Family.POWER,
    unit=SHARE,
    part=when(by_seller & c.substantive).then(c.self_words).otherwise(0),
    whole=when(by_seller & c.substantive).then(c.self_words + c.you_words).otherwise(0),
    needs=(TEXT, SIDES, CUES),
    least=20,
    moments=(
        Moments(
            rows=by_seller & c.substantive & (c.self_words > 1), top=c.self_words, count=DENSEST
        ),
    ),
)

REBUFF = Measure(
    id="rebuff",
    family=Family.POWER,
    unit=COUNT,
    part=c.first_rebuff,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(since=when(c.prior_side == "seller").then(c.prior)),),
    acts=("rebuff",),
)

INVITATIONS = Measure(
    id="invitations",
    family=Family.POWER,
    unit=COUNT,
    part=c.invitation,
    needs=(TEXT, SIDES, CUES, TWO_CUSTOMERS),
    moments=(Moments(until=c.reply),),
    acts=("invitation",),
)

MEASURES = (
    OPENS_WITH_QUESTION,
    OPENING_FOCUS,
    SELF_TALK,
    SENDING_SHARE,
    QUESTION_BALANCE,
    ASSUMPTION_PROBES,
    ANSWERS,
    TOLD_AFTER,
    REBUFF,
    POWER_CURVE,
    IMBALANCE,
    PERSPECTIVES,
    EVENNESS,
    INVITATIONS,
    GROUP_TAKES_OVER,
)
