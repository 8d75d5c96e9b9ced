"""The JSON of a report: its shape, and that it says what was measured."""

import json
from typing import Any

import polars as pl
import pytest

from klankbord.conversation import Conversation
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import measure
from klankbord.report.as_json import report_json
from klankbord.samples import SAMPLES, read_sample
from klankbord.testing import talk

TALK = """
# titel: Op de markt
0:00-1:10 Anna: Hoe gaat dat nu bij jullie, op zaterdag?
1:10-2:30 Bram: Eh, druk. De rij staat tot op straat.
1:20-1:21 Anna: Hm-hm.
"""


def report_of(conversation: Conversation, *, cues: bool = False) -> dict[str, Any]:
    report = report_json(measure([conversation]), conversation, 0, cues=cues)
    value: dict[str, Any] = json.loads(json.dumps(report, allow_nan=False))
    return value


def reading(report: dict[str, Any], measure_id: str, kind: str = "") -> dict[str, Any]:
    (found,) = (r for r in report["readings"] if r["measure"] == measure_id and r["kind"] == kind)
    return dict(found)


def test_a_reading_has_its_parts_in_base_units_and_its_value_in_its_unit() -> None:
    report = report_of(talk(TALK, seller="Anna"))
    assert reading(report, "talk-share", "seller") == {
        "measure": "talk-share",
        "version": 1,
        "kind": "seller",
        "part": 71_000,
        "whole": 151_000,
        "value": 71_000 / 151_000,
        "n": 151_000,
        "unit": "share",
        "unknown": None,
    }


def test_a_count_has_no_whole_and_a_statistic_no_parts() -> None:
    report = report_of(talk(TALK, seller="Anna"))
    silences = reading(report, "absent-silences")
    assert (silences["part"], silences["whole"], silences["value"]) == (0, None, 0)
    longest = reading(report, "longest-monologue")
    assert (longest["part"], longest["whole"], longest["value"]) == (None, None, 70_000)


def test_an_unknown_reading_has_a_code_and_no_figures() -> None:
    report = report_of(talk(TALK))
    unknown = reading(report, "talk-share", "customer")
    assert unknown["unknown"] == "no_sides"
    assert (unknown["part"], unknown["whole"], unknown["value"]) == (None, None, None)


def test_moments_name_turns_of_the_conversation_in_the_report() -> None:
    report = report_of(talk(TALK, seller="Anna"))
    turns = report["conversation"]["turns"]
    assert report["moments"]
    for moment in report["moments"]:
        assert set(moment) == {
            "measure", "kind", "name", "turn", "to_turn", "start_ms", "end_ms", "quote",
        }  # fmt: skip
        assert moment["quote"] == turns[moment["turn"] - 1]["text"]


def test_cues_stand_there_only_when_asked_for() -> None:
    conversation = talk(TALK, seller="Anna")
    assert "cues" not in report_of(conversation)
    cues = report_of(conversation, cues=True)["cues"]
    assert {"cue": "filler", "direction": "", "turn": 2, "start_char": 0, "end_char": 2} in cues
    hum = {"cue": "backchannel", "direction": "", "turn": 3, "start_char": 0, "end_char": 6}
    assert hum in cues


@pytest.mark.parametrize("name", SAMPLES)
def test_every_measure_and_kind_of_a_sample_is_there_once(name: str) -> None:
    report = report_of(read_sample(name))
    expected = [(m.id, kind) for m in CATALOGUE for kind in m.kinds]
    assert [(r["measure"], r["kind"]) for r in report["readings"]] == expected


def test_the_curve_is_the_sample_of_the_power_curve() -> None:
    sample = read_sample("museum")
    measured = measure([sample])
    curve = report_json(measured, sample, 0)["curve"]
    row = measured.readings.filter(pl.col.measure == "power-curve")
    assert [window["share"] for window in curve] == row["sample"][0].to_list()
    assert all(window["imbalance"] >= 0 for window in curve)
