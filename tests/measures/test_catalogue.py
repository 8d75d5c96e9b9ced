"""The catalogue as it is declared, beside the table of MEASURES.md."""

from __future__ import annotations

import re

import pytest

from klankbord.measures import CATALOGUE, Family, Measure
from klankbord.measures.measure import (
    NEEDS,
    PER_10_MINUTES,
    PER_HOUR,
    PER_MINUTE,
    SIDES,
    STARTS,
    UNITS,
    WORDS_PER_MINUTE,
)

BOTH = ("seller", "customer")
ALONE = ("",)
MINUTE = 60_000

STATES = tuple(
    f"{way}_{state}"
    for way in ("stay", "move_to_us", "move_elsewhere")
    for state in ("stated", "asked", "not_asked")
)

EXPECTED: dict[str, tuple[Family, tuple[str, ...], int, str]] = {
    # id: family, kinds, least, needs
    "talk-share": (Family.TURN_TAKING, BOTH, 2 * MINUTE, "sides ends"),
    "word-share": (Family.TURN_TAKING, BOTH, 1, "text sides"),
    "longest-monologue": (Family.TURN_TAKING, ALONE, 1, "sides ends"),
    "longest-story": (Family.TURN_TAKING, ALONE, 1, "sides ends"),
    "interactivity": (Family.TURN_TAKING, ALONE, 5, "starts"),
    "patience": (Family.TURN_TAKING, ALONE, 5, "sides starts ends overlap"),
    "question-rate": (Family.TURN_TAKING, BOTH, 0, "text sides starts questions"),
    "speech-rate": (Family.TURN_TAKING, BOTH, MINUTE, "text sides starts ends"),
    "silence-share": (Family.TURN_TAKING, ALONE, 1, "ends"),
    "filler-rate": (Family.TURN_TAKING, BOTH, 0, "text sides cues"),
    "interruptions": (Family.ATTENTION, BOTH, 0, "sides starts ends overlap"),
    "listening-signals": (Family.ATTENTION, ALONE, 0, "text sides starts ends cues"),
    "uptake": (Family.ATTENTION, ALONE, 5, "text sides cues"),
    "uptake-by-chance": (Family.ATTENTION, ALONE, 5, "text sides cues"),
    "follow-ups": (Family.ATTENTION, ALONE, 3, "text sides cues"),
    "redirects": (Family.ATTENTION, ALONE, 2, "text sides starts ends cues"),
    "repeat-requests": (Family.ATTENTION, ALONE, 0, "text sides cues"),
    "absent-silences": (Family.ATTENTION, ALONE, 0, "sides starts ends"),
    "opening-up": (Family.ATTENTION, ("first_third", "last_third"), 1, "sides starts ends"),
    "opens-with-question": (Family.POWER, ALONE, 1, "text sides cues"),
    "opening-focus": (Family.POWER, ALONE, 5, "text sides starts cues"),
    "self-talk": (Family.POWER, ALONE, 20, "text sides cues"),
    "sending-share": (Family.POWER, ALONE, MINUTE, "text sides ends cues"),
    "question-balance": (Family.POWER, BOTH, 1, "text sides questions"),
    "assumption-probes": (Family.POWER, ALONE, 0, "text sides cues"),
    "answers": (Family.POWER, ("given_back", "after_pause", "at_once"), 1, "text sides ends cues"),
    "told-after": (Family.POWER, ("given_back", "at_once"), 1, "text sides ends cues"),
    "rebuff": (Family.POWER, ALONE, 0, "text sides cues"),
    "power-curve": (Family.POWER, ALONE, 1, "sides starts ends"),
    "imbalance": (Family.POWER, ALONE, 1, "sides starts ends"),
    "perspectives": (Family.POWER, ALONE, 0, "sides"),
    "evenness": (Family.POWER, ALONE, 1, "sides ends two_customers"),
    "invitations": (Family.POWER, ALONE, 0, "text sides cues two_customers"),
    "group-takes-over": (Family.POWER, ALONE, 0, "sides starts two_customers"),
    "enthusiasm": (Family.ECSTASY, BOTH, 0, "text sides cues"),
    "ecstasy": (Family.ECSTASY, ALONE, 2, "text sides cues"),
    "steps-skipped": (Family.ECSTASY, ("needs", "obstacles", "decision"), 1, "text sides cues"),
    "buying-signals": (Family.ECSTASY, ("terms", "as_if_theirs", "laughter"), 0, "text sides cues"),
    "shift": (Family.ECSTASY, ("before", "after"), 1, "text sides"),
    "shift-questions": (Family.ECSTASY, ("before", "after"), 0, "text sides starts questions"),
    "drivers": (Family.ECSTASY, STATES, 1, "text sides cues"),
    "own-reasons": (Family.ECSTASY, ALONE, 0, "text sides cues"),
    "status-quo": (Family.ECSTASY, ALONE, 0, "text sides starts ends cues"),
    "history-questions": (Family.ECSTASY, ALONE, 0, "text sides cues"),
    "advises-against": (Family.ECSTASY, ALONE, 0, "text sides cues"),
    "next-step": (Family.ECSTASY, ALONE, 1, "text sides cues"),
    "objections": (Family.CONNECTION, ("argued", "explored", "passed_by"), 2, "text sides cues"),
    "reflections": (Family.CONNECTION, ALONE, 5, "text sides cues"),
    "need-before-product": (Family.CONNECTION, ALONE, 1, "text sides cues"),
    "shared-we": (Family.CONNECTION, BOTH, 0, "text sides cues"),
    "new-ground": (Family.CONNECTION, ALONE, 0, "text sides cues"),
    "compromise-talk": (Family.CONNECTION, BOTH, 0, "text sides cues"),
    "competitor-talk": (Family.CONNECTION, ("neutral", "negative"), 0, "text sides cues"),
    "price-before-need": (Family.LEARNING, ALONE, 1, "text sides cues"),
    "discount-after-price": (Family.LEARNING, ("unasked", "after_objection"), 0, "text sides cues"),
}

each = pytest.mark.parametrize("measure", [pytest.param(m, id=m.id) for m in CATALOGUE])


def test_the_catalogue_is_the_table_in_its_order() -> None:
    assert {m.id: (m.family, m.kinds, m.fewest, " ".join(m.needs)) for m in CATALOGUE} == EXPECTED
    assert [m.id for m in CATALOGUE] == list(EXPECTED)


def test_ids_are_unique() -> None:
    ids = [m.id for m in CATALOGUE]
    assert len(ids) == len(set(ids))


@each
def test_names_are_spelled_as_they_must(measure: Measure) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", measure.id)
    if measure.kinds != ALONE:
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", kind) for kind in measure.kinds)
    assert len(measure.kinds) == len(set(measure.kinds))


@each
def test_what_it_needs_is_known(measure: Measure) -> None:
    assert set(measure.needs) <= set(NEEDS)
    assert len(measure.needs) == len(set(measure.needs))
    assert measure.unit in UNITS
    assert measure.version >= 1


@each
def test_kinds_of_both_sides_need_sides(measure: Measure) -> None:
    assert measure.kinds != BOTH or SIDES in measure.needs


@each
def test_what_counts_minutes_or_hours_needs_starts(measure: Measure) -> None:
    per_time = (PER_MINUTE, PER_10_MINUTES, PER_HOUR, WORDS_PER_MINUTE)
    assert measure.unit not in per_time or STARTS in measure.needs


@each
def test_it_is_a_sample_or_a_part(measure: Measure) -> None:
    assert (measure.sample is None) != (measure.part is None)
    assert measure.sample is None or measure.whole is None
    assert (measure.kind is None) == (measure.kinds == ALONE)
    if isinstance(measure.whole, dict):
        assert set(measure.whole) == set(measure.kinds)
