"""Connection (M5): are objections argued with or explored, and do both come to something new?"""

from __future__ import annotations

from polars import col as c
from polars import lit, when

from klankbord.measures.measure import (
    COUNT,
    CUES,
    PER_100_WORDS,
    SHARE,
    SIDES,
    TEXT,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.turn_taking import (
    BOTH,
    WORDS_OF_SIDE,
    at_reply,
    by_customer,
    by_seller,
    first_need,
    replied,
)

answered_objection = by_customer & c.objection & (at_reply(c.side) == "seller")

OBJECTIONS = Measure(
    id="objections",
    family=Family.CONNECTION,
    unit=SHARE,
    part=answered_objection,
    whole=answered_objection,
    kinds=("argued", "explored", "passed_by"),
    kind=when(replied(c.counter))
    .then(lit("argued"))
    .when(replied(c.explores_objection | c.reflection | c.acknowledgement))
    .then(lit("explored"))
    .otherwise(lit("passed_by")),
    needs=(TEXT, SIDES, CUES),
    least=2,
    moments=(Moments(until=c.reply),),
    acts=("objection", "counter", "explores_objection"),
)

REFLECTIONS = Measure(
    id="reflections",
    family=Family.CONNECTION,
    unit=SHARE,
    part=by_seller & c.reflection,
    whole=by_seller & c.substantive,
    needs=(TEXT, SIDES, CUES),
    least=5,
    moments=(Moments(),),
    acts=("reflection",),
)

NEED_BEFORE_PRODUCT = Measure(
    id="need-before-product",
    family=Family.CONNECTION,
    unit=SHARE,
    part=c.first_product & (c.need_row < c.row),
    whole=c.first_product,
    needs=(TEXT, SIDES, CUES),
    moments=(
        Moments(name="need", rows=first_need),
        Moments(name="product", rows=c.first_product),
    ),
    acts=("need", "product"),
)

SHARED_WE = Measure(
    id="shared-we",
    family=Family.CONNECTION,
    unit=PER_100_WORDS,
    part=c.shared_we,
    whole=WORDS_OF_SIDE,
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("shared_we",),
)

COMPROMISE_TALK = Measure(
    id="compromise-talk",
    family=Family.CONNECTION,
    unit=COUNT,
    part=c.compromise,
    kinds=BOTH,
    kind=c.side,
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("compromise",),
)

COMPETITOR_TALK = Measure(
    id="competitor-talk",
    family=Family.CONNECTION,
    unit=COUNT,
    part=by_seller & (c.competitor | c.competitor_negative),
    kinds=("neutral", "negative"),
    kind=when(c.competitor_negative).then(lit("negative")).otherwise(lit("neutral")),
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
    acts=("competitor",),
)

NEW_GROUND = Measure(
    id="new-ground",
    family=Family.CONNECTION,
    unit=COUNT,
    of="terms",
    part=lit(value=True),
    needs=(TEXT, SIDES, CUES),
    moments=(Moments(),),
)

MEASURES = (
    OBJECTIONS,
    REFLECTIONS,
    NEED_BEFORE_PRODUCT,
    SHARED_WE,
    NEW_GROUND,
    COMPROMISE_TALK,
    COMPETITOR_TALK,
)
