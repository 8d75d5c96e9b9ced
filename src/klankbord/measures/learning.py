"""Learning (M1): was the price named too early, and did that force a discount?"""

from __future__ import annotations

from polars import col as c
from polars import lit, when

from klankbord.measures.measure import COUNT, CUES, SHARE, SIDES, TEXT, Family, Measure, Moments
from klankbord.measures.turn_taking import by_seller, first_need

PRICE_BEFORE_NEED = Measure(
    id="price-before-need",
    family=Family.LEARNING,
    unit=SHARE,
    part=c.first_price & ~(c.need_row < c.row).fill_null(value=False),
    whole=c.first_price,
    needs=(TEXT, SIDES, CUES),
    moments=(
        Moments(name="need", rows=first_need),
        Moments(
            name="price",
            rows=c.first_price,
            since=when(c.price_row < c.row).then(c.price_row),
        ),
    ),
    acts=("price", "need"),
)

discounts = by_seller & c.discount & c.priced_row.is_not_null()
too_early = discounts & ~(c.need_row < c.priced_row).fill_null(value=False)
"""The price that the discount came after was named before a need."""

DISCOUNT_AFTER_PRICE = Measure(
    id="discount-after-price",
    family=Family.LEARNING,
    unit=COUNT,
    part=discounts,
    kinds=("unasked", "after_objection"),
    kind=when(c.objected_row.is_not_null()).then(lit("after_objection")).otherwise(lit("unasked")),
    needs=(TEXT, SIDES, CUES),
    moments=(
        Moments(rows=discounts & ~too_early, since=c.priced_row),
        Moments(name="early", rows=too_early, since=c.priced_row),
    ),
    acts=("discount", "price"),
)

MEASURES = (PRICE_BEFORE_NEED, DISCOUNT_AFTER_PRICE)
