"""The catalogue: every measure of a call, in the order of the report."""

from __future__ import annotations

from klankbord.measures import attention, connection, ecstasy, learning, power, turn_taking
from klankbord.measures.measure import Family, Measure
from klankbord.measures.rows import Catalogue

CATALOGUE = Catalogue(
    (
        *turn_taking.MEASURES,
        *attention.MEASURES,
        *power.MEASURES,
        *ecstasy.MEASURES,
        *connection.MEASURES,
        *learning.MEASURES,
    )
)

__all__ = ["CATALOGUE", "Catalogue", "Family", "Measure"]
