"""The written cases of each measure: a small talk, and what is measured of it.

`cases/<id>.toml` holds them, one file a measure. Of what is expected only what is written is
checked: part, whole, value, n, unknown, sample ("none" where there must be none), and `turns`, the
moments: a turn, or a turn and the turn up to which it plays; `names` are their sorts. `acts` says
which acts a turn does, so that a case is about the measure and not about what a model makes of its
words.
"""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from klankbord.conversation.frames import to_frames
from klankbord.dialogue.dialogue import Dialogue
from klankbord.measures import CATALOGUE, Catalogue, Measure
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import measure_grains
from klankbord.testing import acts_of, talk

FOLDER = Path(__file__).parent / "cases"
MEASURES: dict[str, Measure] = {measure.id: measure for measure in CATALOGUE}
AT_LEAST = 4
FIGURES = {"part", "whole", "value", "n", "unknown", "sample"}


def cases_of(measure_id: str) -> list[dict[str, Any]]:
    file = FOLDER / f"{measure_id}.toml"
    cases: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["case"]
    return cases


EVERY_CASE = [
    pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for case in cases_of(file.stem)
]


def by_kind(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    expect: dict[str, Any] = case["expect"]
    return expect if all(isinstance(value, dict) for value in expect.values()) else {"": expect}


def test_every_measure_has_its_cases_and_no_other() -> None:
    assert {file.stem for file in FOLDER.glob("*")} == set(MEASURES)


@pytest.mark.parametrize("measure_id", sorted(MEASURES))
def test_the_cases_of_a_measure_cover_what_they_must(measure_id: str) -> None:
    cases = cases_of(measure_id)
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names)) >= AT_LEAST
    kinds = {kind for case in cases for kind in by_kind(case)}
    assert kinds == set(MEASURES[measure_id].kinds)
    readings = [expected for case in cases for expected in by_kind(case).values()]
    assert any("unknown" in expected for expected in readings)
    assert any("value" in expected or "part" in expected for expected in readings)
    assert any(_twice_in_a_row(case) for case in cases)


def _twice_in_a_row(case: dict[str, Any]) -> bool:
    turns = talk(case["talk"], case.get("seller", "")).turns
    return any(a.party == b.party for a, b in pairwise(turns))


@pytest.mark.parametrize(("measure_id", "case"), EVERY_CASE)
def test_case(measure_id: str, case: dict[str, Any]) -> None:
    conversation = talk(case["talk"], case.get("seller", ""))
    acts = acts_of(conversation, case.get("acts", {}))
    grains = Grains(Dialogue.of(to_frames([conversation]), acts=acts))
    result = measure_grains(grains, Catalogue((MEASURES[measure_id],)))
    readings = {row["kind"]: row for row in result.readings.iter_rows(named=True)}
    assert set(by_kind(case)) <= set(readings)
    for kind, expected in by_kind(case).items():
        assert set(expected) <= FIGURES | {"turns", "names"}
        for name in FIGURES & set(expected):
            assert readings[kind][name] == _figure(expected[name]), (kind, name)
        if "unknown" not in expected:
            assert readings[kind]["unknown"] is None, kind
        moments = [m for m in result.moments.iter_rows(named=True) if m["kind"] == kind]
        if "turns" in expected:
            assert _told(moments, expected["turns"]) == expected["turns"], kind
        if "names" in expected:
            assert [m["name"] for m in moments] == expected["names"], kind


def _figure(expected: Any) -> Any:
    if expected == "none":
        return None
    return expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-5)


def _told(moments: list[dict[str, Any]], wanted: list[Any]) -> list[Any]:
    """The moments as the case writes them: a turn, or a turn and the last one."""
    spans = any(isinstance(turn, list) for turn in wanted)
    return [[m["turn"], m["to_turn"] or "none"] if spans else m["turn"] for m in moments]
