"""Attention (M2): was the customer heard out, and did they open up?"""

from __future__ import annotations

from polars import col as c
from polars import when

from klankbord.measures.measure import (
    COUNT,
    CUES,
    ENDS,
    MS,
    OVERLAP,
    PER_10_MINUTES,
    PER_MINUTE,
    SIDES,
    STARTS,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.turn_taking import BOTH, by_customer, by_seller, takes_over

ABSENT_MS = 4_000

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
    needs=(SIDES, STARTS, ENDS, CUES),
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
    moments=(Moments(rows=by_customer & (c.third == "last_third"), top=c.span_ms),),
)

MEASURES = (INTERRUPTIONS, LISTENING_SIGNALS, ABSENT_SILENCES, OPENING_UP)
