"""Every measure of the catalogue against its slow twin, on random talks of every sort."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from tests.dialogue.staged import Staged, busy, measured, staged_corpora
from tests.dialogue.twins import PlainCall
from tests.measures.twins import TWINS, PlainReading

from klankbord.measures import CATALOGUE

SPANS = ("name", "turn", "to_turn", "start_ms", "end_ms")


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


def told(reading: PlainReading) -> dict[str, Any]:
    return {
        "n": reading.n,
        "part": near(reading.part),
        "whole": near(reading.whole),
        "sample": None if reading.sample is None else pytest.approx(reading.sample),
        "value": near(reading.value),
        "unknown": reading.unknown,
    }


def test_every_measure_has_a_twin() -> None:
    assert set(TWINS) == {measure.id for measure in CATALOGUE}


@settings(max_examples=100, deadline=None)
@given(staged_corpora())
def test_readings_and_moments(corpus: list[Staged]) -> None:
    check(corpus)


def test_busy_talks_have_something_of_everything() -> None:
    """What chance seldom gives: here every measure and kind has something to tell."""
    seen = check([busy(seed) for seed in range(80)])
    assert seen == {(m.id, kind) for m in CATALOGUE for kind in m.kinds}


def check(corpus: list[Staged]) -> set[tuple[str, str]]:
    """That readings and moments are the twins'; tells of which there was anything."""
    found = measured(corpus)
    readings = {
        (row["call"], row["measure"], row["kind"]): row
        for row in found.readings.iter_rows(named=True)
    }
    moments: dict[tuple[int, str, str], list[Any]] = {key: [] for key in readings}
    for row in found.moments.iter_rows(named=True):
        span = tuple(row[name] for name in SPANS)
        moments[row["call"], row["measure"], row["kind"]].append(span)

    plain = {
        (number, measure_id, kind): reading
        for number, one in enumerate(corpus)
        for call in [PlainCall(one.talk, one.acts)]
        for measure_id, twin in TWINS.items()
        for kind, reading in twin(call).items()
    }
    assert set(readings) == set(plain)
    for key, reading in plain.items():
        wanted = told(reading)
        assert {name: readings[key][name] for name in wanted} == wanted, key
        assert sorted(moments[key], key=str) == sorted(reading.moments, key=str), key
    return {
        (measure, kind) for (_, measure, kind), r in readings.items() if r["part"] or r["sample"]
    }
