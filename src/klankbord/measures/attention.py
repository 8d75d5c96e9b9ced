"""Attention (M2): was the customer heard out, and did they open up?"""

from __future__ import annotations

from polars import col as c
from polars import when

from klankbord.dialogue.links import REPLY_WORDS
from klankbord.measures.measure import (
    COUNT,
    CUES,
    ENDS,
    MS,
    OVERLAP,
    PER_10_MINUTES,
    PER_MINUTE,
    SHARE,
    SIDES,
    STARTS,
    TEXT,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.turn_taking import BOTH, by_customer, by_seller, of_utterance, takes_over

ABSENT_MS = 4_000
LONG_STORY_MS = 15_000

INTERRUPTIONS = Measure(
    id="interruptions",
    family=Family.ATTENTION,
    unit=PER_10_MINUTES,
    part=c.interrupts & c.prior_side.is_in(BOTH),
    whole={"seller": "customer_ms", "customer": "seller_ms"},
    kinds=BOTH,
    kind=c.side,
    needs=(SIDES, STARTS, ENDS, OVERLAP),
    moments=(Moments(),),
)

LISTENING_SIGNALS = Measure(
    id="listening-signals",
    family=Family.ATTENTION,
    unit=PER_MINUTE,
    part=c.backchannel & ~c.wordless & by_seller,
    whole="customer_ms",
    needs=(TEXT, SIDES, STARTS, ENDS, CUES),
    moments=(Moments(),),
)

ABSENT_SILENCES = Measure(
    id="absent-silences",
    family=Family.ATTENTION,
    unit=COUNT,
    part=takes_over & (c.gap_ms > ABSENT_MS),
    needs=(SIDES, STARTS, ENDS),
    moments=(Moments(start=c.start_ms - c.gap_ms, end=c.start_ms),),
)

OPENING_UP = Measure(
    id="opening-up",
    family=Family.ATTENTION,
    unit=MS,
    of="runs",
    sample=when(by_customer).then(c.span_ms),
    kinds=("first_third", "last_third"),
    kind=c.third,
    needs=(SIDES, STARTS, ENDS),
    moments=(Moments(name="longest", rows=by_customer & (c.third == "last_third"), top=c.span_ms),),
)

replies = takes_over & (of_utterance(c.words_said) >= REPLY_WORDS) & c.takes_up.is_not_null()
taken_up = of_utterance(c.takes_up)
heard_out = c.run_ms.gather(c.prior)
"""How long the run was that this turn replies to."""

UPTAKE = Measure(
    id="uptake",
    family=Family.ATTENTION,
    unit=SHARE,
    part=replies & (taken_up > 0),
    whole=replies,
    needs=(TEXT, SIDES, CUES),
    least=5,
    moments=(
        Moments(name="most", top=taken_up, since=c.prior),
        Moments(
            name="missed",
            rows=replies & (taken_up == 0) & (heard_out > LONG_STORY_MS),
            since=c.prior,
        ),
    ),
)

UPTAKE_BY_CHANCE = Measure(
    id="uptake-by-chance",
    family=Family.ATTENTION,
    unit=SHARE,
    part=replies & (of_utterance(c.takes_up_by_chance) > 0),
    whole=replies & c.takes_up_by_chance.is_not_null(),
    needs=(TEXT, SIDES, CUES),
    least=5,
    version=2,
)

FOLLOW_UPS = Measure(
    id="follow-ups",
    family=Family.ATTENTION,
    unit=SHARE,
    part=by_seller & c.question & c.follow_up_question,
    whole=by_seller & c.question,
    needs=(TEXT, SIDES, CUES),
    least=3,
    moments=(Moments(since=c.prior),),
    acts=("follow_up_question",),
)

REPEAT_REQUESTS = Measure(
    id="repeat-requests",
    family=Family.ATTENTION,
    unit=COUNT,
    part=by_seller & c.repeat_request,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("repeat_request",),
)

after_story = takes_over & (heard_out > LONG_STORY_MS)
goes_with = of_utterance(c.acknowledgement | c.reflection | c.follow_up_question)

REDIRECTS = Measure(
    id="redirects",
    family=Family.ATTENTION,
    unit=SHARE,
    part=after_story & (taken_up == 0) & (goes_with == 0),
    whole=after_story,
    needs=(TEXT, SIDES, STARTS, ENDS, CUES),
    least=2,
    moments=(Moments(since=c.prior),),
    acts=("acknowledgement",),
)

MEASURES = (
    INTERRUPTIONS,
    LISTENING_SIGNALS,
    UPTAKE,
    UPTAKE_BY_CHANCE,
    FOLLOW_UPS,
    REDIRECTS,
    REPEAT_REQUESTS,
    ABSENT_SILENCES,
    OPENING_UP,
)
