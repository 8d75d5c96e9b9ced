"""Every measure of the catalogue against its slow twin, on random talks of every sort."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from tests.dialogue.twins import PlainCall
from tests.measures.twins import TWINS, PlainReading

from klankbord.conversation import Conversation
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import measure
from klankbord.testing import corpora

SPANS = ("turn", "to_turn", "start_ms", "end_ms")


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
@given(corpora())
def test_readings_and_moments(conversations: list[Conversation]) -> None:
    measured = measure(conversations)
    readings = {
        (row["call"], row["measure"], row["kind"]): row
        for row in measured.readings.iter_rows(named=True)
    }
    moments: dict[tuple[int, str, str], list[Any]] = {key: [] for key in readings}
    for row in measured.moments.iter_rows(named=True):
        span = tuple(row[name] for name in SPANS)
        moments[row["call"], row["measure"], row["kind"]].append(span)

    plain = {
        (number, measure_id, kind): reading
        for number, conversation in enumerate(conversations)
        for call in [PlainCall(conversation)]
        for measure_id, twin in TWINS.items()
        for kind, reading in twin(call).items()
    }
    assert set(readings) == set(plain)
    for key, reading in plain.items():
        wanted = told(reading)
        assert {name: readings[key][name] for name in wanted} == wanted, key
        assert sorted(moments[key]) == sorted(reading.moments), key
