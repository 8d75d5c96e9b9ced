"""Which measures depend on a cue: when its words change, only these need to be measured anew."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from klankbord.dialogue.dialogue import SAID, SENDS
from klankbord.language.packs import DIRECTIONS
from klankbord.measures import CATALOGUE
from klankbord.measures.measure import Measure, Moments
from klankbord.measures.rows import Catalogue

EVERYTHING = ("backchannel",)
"""Cues that say what is a turn at all: there every measure begins."""

_BEGINS = (
    *("greeting", "small_talk", "self_focus", "pitch", "open_question", "closed_question"),
    *("question", "answers_at_once", "spoken_notice", "you_words", "self_words"),
)
_WAYS = tuple(f"{act}:{way}" for act in ("driver_stated", "driver_probe") for way in DIRECTIONS)

MADE_OF: dict[str, tuple[str, ...]] = {
    "fillers": ("filler",),
    **{counted: (cue,) for cue, counted in SAID.items()},
    "sends": SENDS,
    "question": ("open_question", "closed_question"),
    "questions": ("question",),
    "opens": _BEGINS,
    "opening": _BEGINS,
    "closes": ("closing",),
    "closings": ("closes",),
    "need_row": ("need",),
    "obstacle_row": ("obstacle", "objection"),
    "decision_row": ("decision_process",),
    "own_price_row": ("price",),
    "price_row": ("price",),
    "known_row": ("known_of_customer",),
    "first_product": ("product", "pitch"),
    "first_price": ("price",),
    "first_rebuff": ("rebuff",),
    "step_row": ("next_step_proposal", "next_step_commit"),
    "echo_row": ("enthusiasm",),
    "priced_row": ("price",),
    "objected_row": ("price", "objection", "discount"),
    "starts_laughing": ("laughs",),
    **{way: (way.partition(":")[0],) for way in _WAYS},
}
"""Columns and quantities, and the cues or other columns that they are made of (see `dialogue`)."""
ROWS_OF: dict[str, tuple[str, ...]] = {
    "steps": ("closes", "need_row", "obstacle_row", "decision_row"),
    "drivers": _WAYS,
}
"""What the very rows of a grain are made of."""


def depending_on(cue: str, catalogue: Catalogue = CATALOGUE) -> Catalogue:
    """The measures of which a reading or a moment may change when a cue finds something else."""
    if cue in EVERYTHING:
        return catalogue
    changing = {cue}
    while more := {c for c, made_of in MADE_OF.items() if changing & {*made_of}} - changing:
        changing |= more
    return Catalogue(tuple(m for m in catalogue if changing.intersection(_read_by(m))))


def _read_by(measure: Measure) -> Iterator[str]:
    """The names of all columns and quantities that a measure reads."""
    yield from ROWS_OF.get(measure.of, ())
    if isinstance(measure.whole, str):
        yield measure.whole
    elif measure.whole is not None and not isinstance(measure.whole, pl.Expr):
        yield from measure.whole.values()
    for value in (measure.part, measure.whole, measure.sample, measure.kind):
        if isinstance(value, pl.Expr):
            yield from value.meta.root_names()
    for pick in measure.moments:
        yield from _read_by_moments(pick)


def _read_by_moments(pick: Moments) -> Iterator[str]:
    yield from ROWS_OF.get(pick.of or "", ())
    for value in (pick.rows, pick.top, pick.kind, pick.start, pick.end, pick.since, pick.until):
        if value is not None:
            yield from value.meta.root_names()
