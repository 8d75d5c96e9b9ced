"""Learning (M1): was the price named too early, and did that force a discount?"""

from __future__ import annotations

from polars import col as c
from polars import lit, when

from klankbord.measures.measure import COUNT, CUES, SHARE, SIDES, Family, Measure, Moments
from klankbord.measures.turn_taking import by_seller

PRICE_BEFORE_NEED = Measure(
    id="price-before-need",
    family=Family.LEARNING,
    unit=SHARE,
    part=c.first_price & ~(c.need_row < c.row).fill_null(value=False),
    whole=c.first_price,
    needs=(SIDES, CUES),
    moments=(Moments(rows=c.first_price, since=when(c.price_row < c.row).then(c.price_row)),),
    acts=("price", "need"),
)

DISCOUNT_AFTER_PRICE = Measure(
    id="discount-after-price",
    family=Family.LEARNING,
    unit=COUNT,
    part=by_seller & c.discount & c.priced_row.is_not_null(),
    kinds=("unasked", "after_objection"),
    kind=when(c.objected_row.is_not_null()).then(lit("after_objection")).otherwise(lit("unasked")),
    needs=(SIDES, CUES),
    moments=(Moments(since=c.priced_row),),
    acts=("discount", "price"),
)

MEASURES = (PRICE_BEFORE_NEED, DISCOUNT_AFTER_PRICE)
