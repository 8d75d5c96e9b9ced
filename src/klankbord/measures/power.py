"""Power (M3): given, not taken. Who has the floor, who asks, and do the customers take over?"""

from __future__ import annotations

from polars import col as c

from klankbord.measures.measure import (
    COUNT,
    ENDS,
    INDEX,
    PER_MINUTE,
    PUNCTUATION,
    SHARE,
    SIDES,
    STARTS,
    TWO_CUSTOMERS,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.turn_taking import BOTH, by_customer

ENOUGH_TURNS = 3
"""From so many substantive turns on, somebody takes part."""
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
    needs=(SIDES, PUNCTUATION),
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

MEASURES = (QUESTION_BALANCE, POWER_CURVE, IMBALANCE, PERSPECTIVES, EVENNESS, GROUP_TAKES_OVER)
